// The gradient flow without a page: its way back held to rnn_core.bptt, its path in time, its edits and equations.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { bptt, losses, outer, productTurned, unroll } from "../src/unrolled/widgets/engine/unroll.js";
import { explain, grade, say } from "../src/unrolled/widgets/gradient_flow/explain.js";
import { stepShown } from "../src/unrolled/widgets/gradient_flow/sheets.js";
import { sizes } from "../src/unrolled/widgets/forward_stepper/state.js";
import { derive, focusKey, isKnown, move, path, sources, start, valueOf } from "../src/unrolled/widgets/gradient_flow/state.js";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const python = process.env.PYTHON_FOR_TESTS ?? here("../.venv/bin/python");
const cases = JSON.parse(execFileSync(python, [here("gradient_vectors.py")], { maxBuffer: 1 << 28 }));

const flat = (value) => [value].flat(3);
const farthest = (ours, theirs) => Math.max(...flat(ours).map((value, i) => Math.abs(value - flat(theirs)[i])));

for (const { net, xs, h_start, back, targets, loss, counts } of cases) {
  const [T, D, H] = [xs.length, xs[0].length, h_start.length];
  test(`bptt and rnn_core agree below 1e-12: T=${T} D=${D} H=${H} ${net.cell.activation} ${loss}, ${counts.filter(Boolean).length} losses`, () => {
    const ours = bptt(net, unroll(net, xs, { h: h_start }), targets, { loss, counts });
    assert.equal(ours.length, T);
    for (const [t, theirs] of back.entries()) {
      assert.deepEqual(Object.keys(ours[t]).sort(), Object.keys(theirs).sort());
      for (const name of Object.keys(theirs)) {
        const [one, other] = [flat(ours[t][name]), flat(theirs[name])];
        assert.equal(one.length, other.length);
        assert.ok(farthest(one, other) < 1e-12 * Math.max(1, ...other.map(Math.abs)), `${name} at step ${t}: ${farthest(one, other)}`);
      }
    }
  });
}

test("a row vector times a matrix turned on its side, and each number with each number", () => {
  assert.deepEqual(productTurned([1, 2], [[1, 2], [3, 4], [5, 6]]), [5, 11, 17]);
  assert.deepEqual(outer([1, 2], [3, 4]), [[3, 4], [6, 8]]);
});

test("the losses stay exact for outputs of any size", () => {
  assert.deepEqual(losses.softmax([1000, 0], 0), { loss: 0, dy: [0, 0] });
  assert.equal(losses.softmax([-1000, 0], 0).loss, 1000);
  assert.deepEqual(losses.squared([3, 1], [1, 2]), { loss: 5, dy: [4, -2] });
});

// The worked example of chapter 3: inputs 1 and 2, targets 1.5 and 2.
const net = {
  cell: { kind: "rnn", activation: "tanh", W_x: [[0.5, 0.6]], W_h: [[0.1, 0.2], [0.3, 0.4]], b: [0.1, -0.1] },
  readout: { W: [[1], [2]], b: [0.1], softmax: false },
};
const [xs, h_start, targets, counts, loss] = [[[1], [2]], [0, 0], [[1.5], [2]], [true, true], "squared"];
const trace = unroll(net, xs, { h: h_start });
const spec = {
  net, xs, h_start, trace, targets, counts, loss, back: bptt(net, trace, targets, { loss, counts }),
  tokens: null, output_tokens: null, start: { t: 0, backward: false, phase: 4, unit: 0, inside: true },
};
const size = sizes(spec);
const run = (events, from = start(spec)) => events.reduce((state, event) => move(state, typeof event === "string" ? { type: event } : event, spec), from);
const where = ({ t, backward, phase }) => (backward ? `back ${t} ${phase}` : `there ${t}`);
const edit = (key, value) => ({ type: "edit", key, value });
const step = (by) => ({ type: "step", by });
const near = (value, wanted) => assert.ok(Math.abs(value - wanted) < 1e-6, `${value} is not ${wanted}`);

test("the worked example of chapter 3", () => {
  near(spec.back[0].loss + spec.back[1].loss, 0.532388);
  flat([spec.back[0].own, spec.back[0].future]).forEach((value, i) => near(value, [0.122568, 0.245136, 0.165392, 0.368715][i]));
  flat(spec.back[0].sum_W_h).forEach((value, i) => near(value, [0.20371, 0.342263, 0.175287, 0.294509][i]));
});

test("the path leads forwards step by step, then backwards through five operations a step", () => {
  const seen = [start(spec)];
  const ended = (state) => path.place(state, size).at === path.place(state, size).last;
  while (!ended(seen.at(-1))) seen.push(run(["next"], seen.at(-1)));
  assert.deepEqual(seen.map(where), ["there 0", "there 1",
    ...[1, 0].flatMap((t) => [0, 1, 2, 3, 4].map((phase) => `back ${t} ${phase}`))]);
  assert.deepEqual(seen.map((state) => path.place(state, size).at), seen.map((_, n) => n));
  assert.deepEqual(run(["back"], seen[2]).backward, false);
});

test("in whole steps the way back has one place a step", () => {
  const whole = run([{ type: "inside", inside: false }]);
  assert.equal(path.place(whole, size).last, 3);
  assert.deepEqual(["next", "next", "next", "next"].reduce((all, event) => [...all, run([event], all.at(-1))], [whole]).map(where),
    ["there 0", "there 1", "back 1 4", "back 0 4", "back 0 4"]);
});

test("a step turns round at the end, shows finished steps, and keeps an operation on the way back", () => {
  assert.equal(where(run([step(1), step(1)])), "back 1 4");
  assert.equal(where(run([step(1), step(1), { type: "phase", phase: 1 }, step(1)])), "back 0 1");
  assert.equal(where(run([step(1), step(1), step(-1), step(-1), step(-1)])), "there 0");
});

test("first, last and the slider land where they say", () => {
  assert.equal(where(run(["last"])), "back 0 4");
  assert.equal(where(run(["last", "first"])), "there 0");
  assert.equal(where(run([{ type: "scrub", to: 3 }])), "back 1 1");
  assert.equal(where(run([{ type: "go", t: 1 }])), "there 1");
  assert.equal(where(run([{ type: "phase", phase: 2 }])), "back 0 2");
  assert.equal(where(run(["last", "forward"])), "there 0");
});

test("play ticks to the end and stops there; from the end it starts over; a move by hand pauses", () => {
  let state = run(["play"]);
  for (let n = 0; n < 11; n += 1) state = run(["tick"], state);
  assert.deepEqual([state.playing, where(state)], [false, "back 0 4"]);
  assert.deepEqual([run(["play"], state).playing, where(run(["play"], state))], [true, "there 0"]);
  for (const event of ["play", "next", "back", "first", "last", "forward", step(1), { type: "go", t: 1 }, edit("b.0", 1), "reset"]) {
    assert.equal(run(["play", event]).playing, false);
  }
});

test("a number is known from the place of the path that makes it", () => {
  const at = (events, key, t) => isKnown(run(events), key, t);
  assert.deepEqual([at([], "h.0", 0), at([], "h.0", 1), at([], "own.0", 0), at([], "W.0.0", 0)], [true, false, false, true]);
  const own = [step(1), "next"];
  assert.deepEqual([at(own, "own.0", 1), at(own, "future.0", 1), at(own, "own.0", 0)], [true, false, false]);
  assert.deepEqual(["dh.0", "da.0", "sum_b.0"].map((key) => at(["last"], key, 0)), [true, true, true]);
});

test("a sum shows what the steps before have added until this step adds its part", () => {
  const adding = run([{ type: "scrub", to: 9 }]);
  assert.deepEqual([where(adding), stepShown(adding, spec, "sum_b.0")], ["back 0 2", 1]);
  assert.equal(stepShown(run(["last"]), spec, "sum_b.0"), 0);
});

test("an edit runs the network forwards and backwards again and shows the finished step", () => {
  const state = run([edit("W.0.0", -1)]);
  assert.equal(where(state), "back 0 4");
  const now = derive(state, spec);
  assert.ok(farthest(now.back[0].future, spec.back[0].future) > 0.1);
  assert.equal(spec.net.cell.W_h[0][0], 0.1);
  assert.deepEqual(run([edit("W.0.0", -1), edit("W.0.0", 0.1)]).edits, {});
});

test("a target is edited at its own step", () => {
  const now = derive(run([edit("target.0@1", 5)]), spec);
  assert.deepEqual([valueOf(now, "target.0", 0), valueOf(now, "target.0", 1)], [1.5, 5]);
  near(now.back[1].dy[0], 2 * (trace[1].y[0] - 5));
  assert.deepEqual(now.trace, spec.trace);
});

test("without its own loss a state hears from the future alone", () => {
  const now = derive(run([edit("count@0", false)]), spec);
  assert.deepEqual([now.back[0].own, now.back[0].loss], [[0, 0], 0]);
  assert.deepEqual(now.back[0].dh, spec.back[0].future);
  assert.deepEqual(run([edit("count@0", false), edit("count@0", true)]).edits, {});
});

test("reset undoes the edits and returns to where the widget opened", () =>
  assert.deepEqual(run([edit("b.0", 5), "last", { type: "unit", unit: 1 }, "reset"]), start(spec)));

test("a refused number keeps the last good one", () => {
  const state = run([edit("b.0", 5), { type: "refuse", key: "b.0", text: "abc", reason: "unreadable" }]);
  assert.deepEqual([state.edits, state.refused.text], [{ "b.0": 5 }, "abc"]);
  assert.equal(run(["next"], state).refused, null);
});

test("an unknown event is an error", () => assert.throws(() => run(["jump"]), /got jump/));

const written = (pieces) => pieces.map(([said, , sub]) => said + (sub ? `_${sub}` : "")).join("");

test("the equation of every gradient, in letters and with numbers, gives its value", () => {
  assert.equal(written(explain("dy.0", 1, spec).numbers), "2 · (2.727 − 2)");
  assert.equal(written(explain("own.1", 1, spec).numbers), "1.454 · 2");
  assert.equal(written(explain("future.1", 0, spec).numbers), "0.379 · 0.3 + 0.637 · 0.4");
  assert.equal(written(explain("future.1", 0, spec).formula), "da_1,1 · W_2,1 + da_1,2 · W_2,2");
  assert.equal(written(explain("dh.0", 0, spec).numbers), "0.123 + 0.165");
  assert.equal(written(explain("slope.0", 0, spec).numbers), "1 − 0.537²");
  assert.equal(written(explain("da.0", 0, spec).numbers), "0.288 · 0.712");
  assert.equal(written(explain("dW.1.0", 1, spec).numbers), "0.462 · 0.379");
  assert.equal(written(explain("sum_W.2.0", 0, spec).numbers), "0.759 + 0.205");
  for (const key of ["own.0", "future.1", "dh.0", "da.1", "dW.2.1", "db.0", "sum_W.0.1", "sum_b.1", "loss"]) {
    for (const t of [0, 1]) assert.equal(explain(key, t, spec).value, valueOf(spec, key, t), key);
  }
});

test("each operation of the way back lights what its result is made of", () => {
  assert.deepEqual(sources("dh.1", size), ["own.1", "future.1", "dh.1"]);
  assert.deepEqual(sources("dW.2.0", size), ["x.0", "da.0", "dW.2.0"]);
  const at = (phase) => focusKey(run([{ type: "phase", phase }, { type: "unit", unit: 1 }]), spec);
  assert.deepEqual([0, 1, 2, 3, 4].map(at), ["own.1", "future.1", "dh.1", "da.1", "dW.2.1"]);
});

test("each place of the path is told in a sentence", () => {
  const said = (events, of = spec) => say(run(events), of, (key, values) => `${key} ${JSON.stringify(values)}`);
  assert.match(said([]), /^flow_forward .*"loss":"0\.004"/);
  assert.match(said([step(1)]), /^flow_turn .*"whole":"0\.532"/);
  assert.match(said([step(1), "next", "next"]), /^flow_future_none /);
  assert.match(said([{ type: "phase", phase: 1 }]), /^flow_future .*"future":"\[0\.165, 0\.369\]"/);
  assert.match(said(["last"]), /^flow_weights_end /);
  assert.match(said([{ type: "inside", inside: false }, "last"]), /^flow_end .*"dh":"\[0\.288, 0\.614\]"/);
  const silent = derive({ edits: { "count@0": false } }, spec);
  assert.match(said([{ type: "phase", phase: 0 }], silent), /^flow_own_silent /);
  assert.match(said([], silent), /^flow_forward_silent /);
});

test("a gradient that fades is not shown as 0", () =>
  assert.deepEqual([0.12345, 0, 0.0004, -0.00000123, -2].map(grade), ["0.123", "0.000", "4e\u22124", "\u22121e\u22126", "\u22122.000"]));
