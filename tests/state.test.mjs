// What happens in time and under a reader's hands, without a page: the forward stepper's state, fields and keys.
import assert from "node:assert/strict";
import { test } from "node:test";

import { fixed, short, tight } from "../src/unrolled/widgets/kit/numbers.js";
import { unroll } from "../src/unrolled/widgets/engine/unroll.js";
import { explain, say } from "../src/unrolled/widgets/forward_stepper/explain.js";
import { fitOf, nudge, readNumber } from "../src/unrolled/widgets/kit/number_field.js";
import { derive, editKey, focusKey, move, outOf, phaseOf, sizes, sources, start, valueOf } from "../src/unrolled/widgets/forward_stepper/state.js";
import { clock, keyEvent } from "../src/unrolled/widgets/kit/controls.js";
import { windowOf } from "../src/unrolled/widgets/kit/columns.js";

const net = {
  cell: { kind: "rnn", activation: "tanh", W_x: [[0.5, 0.6]], W_h: [[0.1, 0.2], [0.3, 0.4]], b: [0.1, -0.1] },
  readout: { W: [[1], [2]], b: [0.1], softmax: false },
};
const xs = [[1], [2]];
const h_start = [0, 0];
const spec = { net, xs, h_start, trace: unroll(net, xs, { h: h_start }), tokens: null, output_tokens: null, start: { t: 0, phase: 0, unit: 0, inside: true } };

const run = (events, from = start(spec)) => events.reduce((state, event) => move(state, typeof event === "string" ? { type: event } : event, spec), from);
const place = ({ t, phase }) => [t, phase];
const near = (value, wanted, digits = 3) => assert.equal(value.toFixed(digits), wanted.toFixed(digits));
const edit = (key, value) => ({ type: "edit", key, value });

test("the worked example: a = [0.6, 0.5], h = [0.537, 0.462], y = 1.56, then 2.73", () => {
  near(spec.trace[0].a[0], 0.6, 12);
  near(spec.trace[0].a[1], 0.5, 12);
  near(spec.trace[0].h[0], 0.537);
  near(spec.trace[0].h[1], 0.462);
  near(spec.trace[0].y[0], 1.561);
  near(spec.trace[1].y[0], 2.727);
});

test("forward goes through the five operations and then to the next step", () => {
  assert.deepEqual(place(run(["next"])), [0, 1]);
  assert.deepEqual(place(run(Array(5).fill("next"))), [1, 0]);
  assert.deepEqual(place(run(["next", "back"])), [0, 0]);
});

test("forward stops at the end and back at the start", () => {
  assert.deepEqual(place(run(Array(30).fill("next"))), [1, 4]);
  assert.deepEqual(place(run(["back"])), [0, 0]);
  assert.deepEqual(place(run(["last"])), [1, 4]);
  assert.deepEqual(place(run(["last", "first"])), [0, 0]);
});

test("a step moves in time and keeps the operation", () => {
  assert.deepEqual(place(run(["next", "next", { type: "step", by: 1 }])), [1, 2]);
  assert.deepEqual(place(run([{ type: "step", by: 1 }, { type: "step", by: 1 }])), [1, 0]);
});

test("with whole steps each press shows a finished step; an operation opens it again", () => {
  const whole = run([{ type: "inside", inside: false }]);
  assert.deepEqual(place(whole), [0, 4]);
  assert.deepEqual(place(run(["next"], whole)), [1, 4]);
  const inside = run([{ type: "operation", by: -1 }], whole);
  assert.deepEqual([inside.inside, ...place(inside)], [true, 0, 3]);
});

test("play ticks to the end and stops there; from the end it starts over", () => {
  let state = run(["play"]);
  assert.equal(state.playing, true);
  for (let n = 0; n < 9; n += 1) state = run(["tick"], state);
  assert.deepEqual([state.playing, ...place(state)], [false, 1, 4]);
  assert.deepEqual(place(run(["play"], state)), [0, 0]);
  assert.equal(run(["play", "play"]).playing, false);
});

test("every move by hand pauses", () => {
  for (const event of ["next", "back", "first", "last", { type: "scrub", to: 3 }, { type: "go", t: 1 }, { type: "phase", phase: 1 }, edit("b.0", 1), "reset"]) {
    assert.equal(run(["play", event]).playing, false);
  }
});

test("scrubbing lands where the slider says", () => assert.deepEqual(place(run([{ type: "scrub", to: 7 }])), [1, 2]));

test("an event makes a new state and leaves the old one as it was", () => {
  const before = start(spec);
  const copy = structuredClone(before);
  for (const event of ["next", "play", "reset", edit("W.0.0", 2)]) assert.notEqual(run([event], before), before);
  assert.deepEqual(before, copy);
});

test("an unknown event is an error", () => assert.throws(() => run(["jump"]), /got jump/));

test("an edit recomputes this step and the later ones, and shows the whole step", () => {
  const state = run([edit("W.2.0", 1)]);
  assert.equal(state.phase, 4);
  const now = derive(state, spec);
  near(now.trace[0].a[0], 1.1, 12);
  near(now.trace[1].h_prev[0], Math.tanh(1.1), 12);
  assert.equal(spec.net.cell.W_x[0][0], 0.5);
});

test("an edited input changes no earlier step", () => {
  const now = derive(run([edit("x.0@1", -3)]), spec);
  assert.deepEqual(now.trace[0], spec.trace[0]);
  assert.notDeepEqual(now.trace[1].h, spec.trace[1].h);
});

test("each kind of number can be edited and is read back", () => {
  for (const [key, stored] of [["x.0", "x.0@0"], ["h_prev.1", "h_start.1"], ["W.1.0", "W.1.0"], ["W.2.1", "W.2.1"], ["b.1", "b.1"], ["W_y.1.0", "W_y.1.0"], ["b_y.0", "b_y.0"]]) {
    assert.equal(editKey(key, 0), stored);
    const { edits } = run([edit(stored, 7)]);
    assert.equal(valueOf(derive({ edits }, spec), key, 0), 7, key);
  }
});

test("what is computed cannot be edited: later states, products, a, h, y", () => {
  assert.equal(editKey("h_prev.0", 1), null);
  for (const key of ["vW.0", "a.0", "h.0", "hW.0", "y.0", "p.0"]) assert.equal(editKey(key, 0), null);
});

test("an edit back to the first value is no edit", () => assert.deepEqual(run([edit("b.0", 5), edit("b.0", 0.1)]).edits, {}));

test("reset undoes the edits and returns to where the widget opened", () => {
  const state = run([edit("b.0", 5), "last", { type: "unit", unit: 1 }, "reset"]);
  assert.deepEqual(state, start(spec));
});

test("a refused number keeps the last good one and says what was typed", () => {
  const state = run([edit("b.0", 5), { type: "refuse", key: "b.0", text: "abc", reason: "unreadable" }]);
  assert.deepEqual(state.edits, { "b.0": 5 });
  assert.deepEqual(state.refused, { key: "b.0", text: "abc", reason: "unreadable" });
  assert.equal(run(["next"], state).refused, null);
});

test("what counts as a number", () => {
  for (const [text, value] of [["0.5", 0.5], [" 2 ", 2], ["-1", -1], ["\u22121.5", -1.5], [".25", 0.25], ["0,5", 0.5], ["1e-3", 0.001], ["+3", 3], ["100", 100], ["-0", 0]]) {
    assert.deepEqual(readNumber(text), { value }, text);
  }
  for (const text of ["abc", "1.2.3", "1,2,3", "0x10", "--1", "1e", "Infinity", "NaN", "-", "."]) assert.equal(readNumber(text).reason, "unreadable", text);
  for (const text of ["101", "-100.5", "1e9", "1e999"]) assert.equal(readNumber(text).reason, "range", text);
  assert.equal(readNumber("  ").reason, "empty");
});

test("arrow keys nudge by 0.1, with shift by 0.01, page keys by 1", () => {
  assert.equal(nudge({ key: "ArrowUp" }), 0.1);
  assert.equal(nudge({ key: "ArrowDown", shiftKey: true }), -0.01);
  assert.equal(nudge({ key: "PageDown" }), -1);
  assert.equal(nudge({ key: "ArrowLeft" }), 0);
});

test("keys mean the same in every widget", () => {
  assert.deepEqual(keyEvent({ key: "ArrowRight" }), { type: "step", by: 1 });
  assert.deepEqual(keyEvent({ key: "ArrowLeft", shiftKey: true }), { type: "operation", by: -1 });
  assert.deepEqual(["  ".trim() || " ", "Home", "End", "Escape"].map((key) => keyEvent({ key }).type), ["play", "first", "last", "reset"]);
  assert.equal(keyEvent({ key: "ArrowRight", ctrlKey: true }), null);
  assert.equal(keyEvent({ key: "a" }), null);
});

test("a number is lit with what it is made of", () => {
  const size = sizes(spec);
  assert.deepEqual(sources("vW.1", size), ["h_prev.0", "W.0.1", "h_prev.1", "W.1.1", "x.0", "W.2.1", "vW.1"]);
  assert.deepEqual(sources("a.0", size), ["vW.0", "b.0", "a.0"]);
  assert.deepEqual(sources("h.1", size), ["a.1", "h.1"]);
  assert.deepEqual(sources("y.0", size), ["h.0", "W_y.0.0", "h.1", "W_y.1.0", "hW.0", "b_y.0", "y.0"]);
  assert.deepEqual([0, 1, 2, 3, 4].map((phase) => focusKey({ ...start(spec), phase, unit: 1 }, spec)), ["row", "vW.1", "a.1", "h.1", "y.0"]);
});

const written = (pieces) => pieces.map(([text, , sub]) => text + (sub ? `_${sub}` : "")).join("");

test("the equation of every number, in letters and with numbers, gives its value", () => {
  const vW = explain("vW.0", 0, spec);
  assert.equal(written(vW.formula), "h_\u22121,1 · W_1,1 + h_\u22121,2 · W_2,1 + x_0 · W_3,1");
  assert.equal(written(vW.numbers), "0 · 0.1 + 0 · 0.3 + 1 · 0.5");
  assert.equal(written(explain("h.0", 0, spec).numbers), "tanh(0.600)");
  assert.equal(written(explain("a.1", 0, spec).numbers), "0.600 + (\u22120.1)");
  assert.equal(written(explain("y.0", 0, spec).numbers), "0.537 · 1 + 0.462 · 2 + 0.1");
  for (const key of ["x.0", "h_prev.0", "b.1", "b_y.0", "vW.0", "a.1", "h.0", "hW.0", "y.0"]) {
    for (const t of [0, 1]) assert.equal(explain(key, t, spec).value, valueOf(spec, key, t), key);
  }
  assert.equal(explain("W.2.1", 0, spec).value, 0.6);
});

test("each operation is told in a sentence", () => {
  const text = (key, values) => `${key} ${JSON.stringify(values)}`;
  const told = (state) => say({ ...start(spec), ...state }, spec, text);
  assert.match(told({ phase: 1 }), /^did_multiply .*0·0\.1 \+ 0·0\.3 \+ 1·0\.5.*0\.500/);
  assert.match(told({ t: 1, phase: 0 }), /h_prev":"h₀ = \[0\.537, 0\.462\]/);
  assert.match(told({ phase: 2 }), /"a":"\[0\.600, 0\.500\]/);
  assert.match(told({ phase: 3 }), /"h":"\[0\.537, 0\.462\]/);
  assert.match(told({ phase: 4 }), /^did_output .*1\.561.* goes_on /);
  assert.doesNotMatch(told({ t: 1, phase: 4 }), /goes_on/);
  assert.match(told({ phase: 4, inside: false }), /^did_step /);
});

test("a number exists from the operation that makes it", () =>
  assert.deepEqual(["x.0", "W.0.0", "vW.0", "a.0", "h.0", "y.0"].map(phaseOf), [0, 0, 1, 2, 3, 4]));

test("with named outputs the likeliest is looked at until another is chosen", () => {
  const named = { trace: [{ y: [1, 3, 2] }], output_tokens: ["a", "b", "c"] };
  assert.equal(outOf({ out: null, t: 0 }, named), 1);
  assert.equal(outOf({ out: 2, t: 0 }, named), 2);
});

test("numbers on screen: three digits, a true minus sign, never a negative zero", () => {
  assert.deepEqual([0.60000001, -0.4621, -0.0004, 0].map((v) => fixed(v)), ["0.600", "\u22120.462", "0.000", "0.000"]);
  assert.deepEqual([0.1, -1, -0, 0.12345].map(short), ["0.1", "\u22121", "0", "0.123"]);
  assert.deepEqual([0.4261, -2.4941, 12.34, -0.65, 0].map(tight), [".426", "\u22122.49", "12.3", "\u2212.65", "0"]);
});

test("long sequences slide under the current step and stay within the width", () => {
  const sides = { left: 28, right: 12 };
  for (const T of [1, 2, 6, 12, 50]) {
    for (let t = 0; t < T; t += 1) {
      const { from, count, column } = windowOf(T, t, 310, sides);
      assert.ok(from <= t && t < from + count && from >= 0 && from + count <= T);
      assert.ok(column >= 44 && count * column <= 310);
    }
  }
});

test("a matrix keeps its digits as long as they fit", () => {
  assert.deepEqual([[726, 8], [310, 2], [310, 5], [310, 8]].map((size) => fitOf(...size, { most: 420, aside: 120, least: [46, 34] })), ["roomy", "roomy", "tight", "heat"]);
});

test("the clock is due at whole periods, is not moved by a late tick, and stands still out of view", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let time = 0;
  let look;
  globalThis.document = { hidden: false, addEventListener() {}, removeEventListener() {} };
  globalThis.IntersectionObserver = class {
    constructor(see) { look = (isIntersecting) => see([{ isIntersecting }]); }
    observe() {}
    disconnect() {}
  };
  const pass = (ms) => { time += ms; context.mock.timers.tick(ms); };
  let ticks = 0;
  const ours = clock({}, () => { ticks += 1; }, () => time);
  ours.set(100);
  for (let n = 0; n < 10; n += 1) pass(100);
  assert.equal(ticks, 10);
  pass(135); // 35 ms late: the next one is due 65 ms from now
  assert.equal(ticks, 11);
  pass(64);
  assert.equal(ticks, 11);
  pass(1);
  assert.equal(ticks, 12);
  look(false);
  pass(1000);
  assert.equal(ticks, 12);
  look(true);
  pass(100);
  assert.equal(ticks, 13);
  ours.stop();
  pass(1000);
  assert.equal(ticks, 13);
});
