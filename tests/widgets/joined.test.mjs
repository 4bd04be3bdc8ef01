// The one module a page loads: the files joined by join.py. It loads, and asks for nothing.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

const python = process.env.PYTHON_FOR_TESTS ?? fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));
const program = `
import json
from unrolled import widgets
kinds = [getattr(widgets, name) for name in widgets.__all__]
print(json.dumps([(kind.__name__, kind.name(), kind._esm, kind.files()) for kind in kinds]))`;
const kinds = JSON.parse(execFileSync(python, ["-c", program], { maxBuffer: 1 << 24 }));

for (const [name, id, text, files] of kinds) {
  test(`${name}: the joined module loads and renders`, async () => {
    const module = await import(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`);
    assert.deepEqual(Object.keys(module), ["default"]);
    assert.equal(typeof module.default.render, "function");
  });

  test(`${name}: no import is left, nothing is fetched, evaluated or set as HTML`, () => {
    assert.doesNotMatch(text, /^\s*import\b|\bimport\(|innerHTML|outerHTML|insertAdjacentHTML|\beval\(|new Function|\bfetch\(|XMLHttpRequest|https?:\/\/(?!www\.w3\.org\/2000\/svg)/m);
  });

  test(`${name}: as a classic script it leaves the same module, its words beside it, and nothing else`, () => {
    const page = vm.createContext({});
    const before = new Set(Object.keys(page));
    for (const lang of ["zh", "en"]) vm.runInContext(files[`${name}.${lang}.js`], page);
    vm.runInContext(files[`${name}.js`], page);
    assert.deepEqual(Object.keys(page).filter((key) => !before.has(key)), ["unrolledWidgets"]);
    assert.deepEqual(Object.keys(page.unrolledWidgets), [id]);
    const { module, words } = page.unrolledWidgets[id];
    assert.equal(typeof module.render, "function");
    assert.deepEqual(Object.keys(words.en).sort(), Object.keys(words.zh).sort());
    assert.ok(files[`${name}.js`].includes(text.slice(0, text.lastIndexOf("export default "))));
  });
}
