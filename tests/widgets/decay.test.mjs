// How far a gradient reaches, without a page: held to rnn_core as radius, activation and length change.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { sized } from "../../src/unrolled/widgets/gradient_decay/say.js";
import {
  clipByNorm, clipByValue, clipped, derive, lengthOf, move, start,
} from "../../src/unrolled/widgets/gradient_decay/state.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const python = process.env.PYTHON_FOR_TESTS ?? here("../../.venv/bin/python");
const cases = JSON.parse(execFileSync(python, [here("decay_vectors.py")], { maxBuffer: 1 << 26 }));
const givenOf = ({ cell, xs, own_radius, norm, dh_last, radius, activation, steps, clip }) =>
  ({ cell, xs, own_radius, norm, dh_last, start: { radius, activation, steps, clip } });

function expectClose(ours, theirs, name) {
  assert.equal(ours.length, theirs.length);
  const largest = Math.max(...theirs.map(Math.abs));
  ours.forEach((value, i) => {
    const size = name === "norms" || name === "bounds" ? Math.abs(theirs[i]) : largest;
    assert.ok(Math.abs(value - theirs[i]) <= 1e-11 * size, `${name}[${i}]: ${value} and ${theirs[i]}`);
  });
}

for (const one of cases) {
  test(`measured as rnn_core does: radius ${one.radius}, ${one.activation}, ${one.steps} steps`, () => {
    const given = givenOf(one);
    const spec = derive(start(given), given);
    for (const name of ["norms", "bounds", "grads"]) expectClose(spec[name], one[name], name);
    spec.norms.forEach((norm, t) => assert.ok(norm <= spec.bounds[t] * (1 + 1e-9)));
    expectClose(clipByNorm(spec.grads, 1), one.clipped.norm, "clipped by norm");
    expectClose(clipByValue(spec.grads, 1), one.clipped.value, "clipped by value");
  });
}

const given = givenOf(cases.find(
  ({ radius, activation, steps }) => radius === 1.6 && activation === "identity" && steps === 40,
));
const run = (...events) => events.reduce((state, event) => move(state, event, given), start(given));

test("what the reader sets stays within what there is, and the cursor within the sequence", () => {
  assert.equal(run({ type: "radius", radius: 9 }).radius, 2);
  assert.equal(run({ type: "steps", steps: 1 }).steps, 5);
  assert.equal(run({ type: "steps", steps: 900 }).steps, 40);
  assert.equal(run({ type: "last" }, { type: "steps", steps: 10 }).at, 9);
  assert.equal(run({ type: "step", by: -1 }).at, 0);
  assert.deepEqual(run({ type: "radius", radius: 0.5 }, { type: "clip", clip: "norm" }, { type: "reset" }), start(given));
});

test("clipping by norm keeps the direction, clipping by value turns it", () => {
  const spec = derive(run(), given);
  const [norm, value] = [clipped(spec, "norm"), clipped(spec, "value")];
  assert.ok(norm.length > 1 && Math.abs(norm.left - 1) < 1e-12 && norm.angle < 1e-3);
  assert.ok(value.left < value.length && value.angle > 1);
  assert.equal(clipped({ grads: [0.3, 0.4] }, "norm").left, 0.5);
});

test("a length does not overflow", () => assert.ok(Math.abs(lengthOf([3e200, 4e200]) / 5e200 - 1) < 1e-12));

test("numbers of any size are shown in three digits, those far from 1 with their power of ten", () =>
  assert.deepEqual([0.5, 0, -12.34, 999.96, 1234.5678, 3.2e-7, -4.567e12].map(sized),
    ["0.500", "0.000", "−12.3", "1.00·10³", "1.23·10³", "3.20·10⁻⁷", "−4.57·10¹²"]));
