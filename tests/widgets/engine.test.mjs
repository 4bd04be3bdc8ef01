// The JavaScript engine against rnn_core, on vectors Python makes now.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { activations, dense, product, softmax, unroll } from "../../src/unrolled/widgets/engine/unroll.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const python = process.env.PYTHON_FOR_TESTS ?? here("../../.venv/bin/python");
const cases = JSON.parse(execFileSync(python, [here("engine_vectors.py")], { maxBuffer: 1 << 27 }));

function farthest(ours, theirs) {
  assert.equal(ours.length, theirs.length);
  return Math.max(...ours.map((value, i) => Math.abs(value - theirs[i])));
}

/** The farthest any number of a run is from rnn_core's; the names have to be the same. */
function farthestOf(run, trace) {
  assert.equal(run.length, trace.length);
  return Math.max(...trace.flatMap((theirs, t) => {
    assert.deepEqual(Object.keys(run[t]).sort(), Object.keys(theirs).sort());
    return Object.keys(theirs).map((name) => farthest(run[t][name], theirs[name]));
  }));
}

for (const { net, xs, state, holds, trace } of cases) {
  const { kind, activation = "" } = net.cell;
  const [T, D, H, V] = [xs.length, xs[0].length, state.h.length, net.readout.b.length];
  const squash = ["softmax", "sigmoid"].find((name) => net.readout[name]) ?? "no squashing";
  const hands = holds.map(({ gate, unit, value, from }) => `${gate}${unit ?? "s"} = ${value} from ${from}`);
  const sizes = `T=${T} D=${D} H=${H} V=${V}`;
  test(`engine and rnn_core agree below 1e-12: ${kind} ${activation} ${sizes} ${squash} ${hands}`, () => {
    assert.ok(farthestOf(unroll(net, xs, state, { holds }), trace) < 1e-12);
  });
}

const gated = cases.filter(({ net }) => net.cell.kind !== "rnn");
const isOneHot = (x) => x.every((x_i) => x_i === 0 || x_i === 1) && x.length > 1;

for (const kind of new Set(cases.map(({ net }) => net.cell.kind))) {
  const own = cases.filter(({ net }) => net.cell.kind === kind);

  test(`${kind}: the number of a one-hot row is as good as the row`, () => {
    const { net, xs, state } = own.find((one) => one.xs.length > 5);
    const numbers = xs.map((_, t) => t % xs[0].length);
    const rows = numbers.map((k) => xs[0].map((_, i) => (i === k ? 1 : 0)));
    const without = (run) => run.map(({ x: _, ...rest }) => rest);
    assert.ok(farthestOf(without(unroll(net, numbers, state)), without(unroll(net, rows, state))) < 1e-15);
    assert.deepEqual(unroll(net, numbers, state).map(({ x }) => x), numbers);
  });

  test(`${kind}: a hold on what the cell has not got changes nothing, nor does one that begins after the end`, () => {
    const { net, xs, state } = own.at(-1);
    const free = unroll(net, xs, state);
    const [here] = { rnn: ["a"], gru_reset_before: ["z"], gru_reset_after: ["z"] }[kind] ?? ["f"];
    const holds = [
      { gate: "q", unit: null, value: 1, from: 0 },
      { gate: here, unit: state.h.length, value: 1, from: 0 },
      { gate: here, unit: null, value: 1, from: xs.length },
    ];
    assert.deepEqual(unroll(net, xs, state, { holds }), free);
  });
}

test("every kind is run with gates held, one-hot inputs and long sequences", () => {
  for (const kind of ["lstm", "lstm_peephole", "lstm_coupled", "gru_reset_before", "gru_reset_after"]) {
    const own = gated.filter(({ net }) => net.cell.kind === kind);
    assert.ok(own.some(({ holds, xs }) => holds.length > 1 && xs.length === 50), kind);
    assert.ok(own.some(({ xs }) => xs.every(isOneHot)), kind);
  }
});

test("a forget gate held at one and an input gate at nought freeze the memory", () => {
  const { net, xs, state } = gated.find(({ net: { cell }, xs }) => cell.kind === "lstm_peephole" && xs.length === 50);
  const holds = [{ gate: "f", unit: null, value: 1, from: 10 }, { gate: "i", unit: null, value: 0, from: 10 }];
  const run = unroll(net, xs, state, { holds });
  for (const { c } of run.slice(10)) assert.deepEqual(c, run[9].c);
  assert.notDeepEqual(run[9].c, run[8].c);
});

test("an update gate held at nought keeps the state, and held at one takes the candidate", () => {
  for (const { net, xs, state } of gated.filter(({ net }) => net.cell.kind.startsWith("gru"))) {
    const held = (value) => unroll(net, xs, state, { holds: [{ gate: "z", unit: null, value, from: 0 }] });
    for (const { h } of held(0)) assert.deepEqual(h, state.h);
    for (const { h, n } of held(1)) assert.deepEqual(h, n);
  }
});

test("a cell of another kind is refused by name", () => {
  const expected = /cell: expected one of rnn, lstm, .*, got lstn/;
  assert.throws(() => unroll({ cell: { kind: "lstn" } }, [[1]], { h: [0] }), expected);
});

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

test("unroll leaves the parameters, the inputs, the first state and the holds alone", () => {
  for (const one of cases.slice(-20)) {
    const before = structuredClone(one);
    unroll(one.net, one.xs, one.state, { holds: one.holds });
    assert.deepEqual(one, before);
  }
});
