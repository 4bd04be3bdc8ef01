// The JavaScript engine against rnn_core, on vectors Python makes now.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { activations, dense, product, softmax, unroll } from "../src/rnn_core/widgets/engine.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const python = process.env.PYTHON_FOR_TESTS ?? here("../.venv/bin/python");
const cases = JSON.parse(execFileSync(python, [here("engine_vectors.py")], { maxBuffer: 1 << 27 }));

function farthest(ours, theirs) {
  assert.equal(ours.length, theirs.length);
  return Math.max(...ours.map((value, i) => Math.abs(value - theirs[i])));
}

for (const { net, xs, h_start, trace } of cases) {
  const [T, D, H, V] = [xs.length, xs[0].length, h_start.length, net.readout.b.length];
  const { activation } = net.cell;
  test(`engine and rnn_core agree below 1e-12: T=${T} D=${D} H=${H} V=${V} ${activation} softmax=${net.readout.softmax}`, () => {
    const ours = unroll(net, xs, { h: h_start });
    assert.equal(ours.length, T);
    for (const [t, theirs] of trace.entries()) {
      assert.deepEqual(Object.keys(ours[t]).sort(), Object.keys(theirs).sort());
      for (const name of Object.keys(theirs)) {
        assert.ok(farthest(ours[t][name], theirs[name]) < 1e-12, `${name} at step ${t}`);
      }
    }
  });
}

test("a row vector times a matrix", () => assert.deepEqual(product([1, 2], [[1, 2, 3], [4, 5, 6]]), [9, 12, 15]));

test("a dense layer keeps the product before the bias", () =>
  assert.deepEqual(dense({ W: [[1], [2]], b: [10] }, [3, 4]), { vW: [11], y: [21] }));

test("softmax sums to one and does not overflow", () => {
  assert.deepEqual(softmax([1000, 1000]), [0.5, 0.5]);
  assert.deepEqual(softmax([-1000, 1000]), [0, 1]);
});

test("sigmoid does not overflow", () => {
  assert.equal(activations.sigmoid(-1000), 0);
  assert.equal(activations.sigmoid(1000), 1);
});

test("unroll leaves the parameters, the inputs and the first state alone", () => {
  const before = structuredClone(cases[1]);
  unroll(cases[1].net, cases[1].xs, { h: cases[1].h_start });
  assert.deepEqual(cases[1], before);
});
