// The one module a page loads: the files joined by join.py. It loads, and asks for nothing.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const python = process.env.PYTHON_FOR_TESTS ?? fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));
const program = "import json; from unrolled import widgets as w; print(json.dumps({n: getattr(w, n)._esm for n in w.__all__}))";
const joined = JSON.parse(execFileSync(python, ["-c", program], { maxBuffer: 1 << 24 }));

for (const [name, text] of Object.entries(joined)) {
  test(`${name}: the joined module loads and renders`, async () => {
    const module = await import(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`);
    assert.deepEqual(Object.keys(module), ["default"]);
    assert.equal(typeof module.default.render, "function");
  });

  test(`${name}: no import is left, nothing is fetched, evaluated or set as HTML`, () => {
    assert.doesNotMatch(text, /^\s*import\b|\bimport\(|innerHTML|outerHTML|insertAdjacentHTML|\beval\(|new Function|\bfetch\(|XMLHttpRequest|https?:\/\/(?!www\.w3\.org\/2000\/svg)/m);
  });
}
