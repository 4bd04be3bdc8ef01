// Moves in time: the same buttons, slider, keys and clock for every axis.
import assert from "node:assert/strict";
import { test } from "node:test";

import { inSteps, stepwise, timeline } from "../../src/unrolled/widgets/kit/timeline.js";

const days = { place: ({ day }, last) => ({ at: day, last }), put: (state, day) => ({ ...state, day }) };
const moves = timeline(days, (state) => ({ ...state, playing: false, hand: true }));
const after = (day, type, event = {}, last = 4) => moves[type]({ day, playing: true, speed: 1 }, event, last);

test("every button, key and slider moves, stays on the axis, and pauses", () => {
  const expected = [
    ["next", {}, 3], ["back", {}, 1], ["first", {}, 0], ["last", {}, 4], ["scrub", { to: 3 }, 3], ["step", { by: 9 }, 4],
    ["step", { by: -9 }, 0], ["scrub", { to: 99 }, 4],
  ];
  for (const [type, event, day] of expected) {
    assert.deepEqual(after(2, type, event), { day, playing: false, speed: 1, hand: true }, type);
  }
});

test("play starts, from the end over again, and pauses; the clock stops at the end and is no hand", () => {
  const start = (day, last) => moves.play({ day, playing: false }, {}, last);
  assert.deepEqual(start(2, 4), { day: 2, playing: true, hand: true });
  assert.deepEqual(start(4, 4), { day: 0, playing: true, hand: true });
  assert.equal(start(0, 0).playing, false);
  assert.equal(after(2, "play").playing, false);
  assert.deepEqual(after(2, "tick"), { day: 3, playing: true, speed: 1 });
  assert.deepEqual(after(3, "tick"), { day: 4, playing: false, speed: 1 });
  assert.equal(after(2, "speed", { speed: 4 }).speed, 4);
});

test("in steps of three operations: one place an operation inside a step, else one a step, shown whole", () => {
  const [size, hand] = [{ T: 4, P: 3 }, stepwise()];
  const whole = { t: 1, phase: 2, inside: false, playing: false };
  const at = ({ t, phase, inside }) => [t, phase, inside];
  assert.deepEqual(at(hand.next(whole, {}, size)), [2, 2, false]);
  assert.deepEqual(at(hand.operation(whole, { by: 1 }, size)), [2, 0, true]);
  const inside = hand.inside({ ...whole, phase: 1 }, { inside: true }, size);
  assert.deepEqual(at(hand.next(inside, {}, size)), [1, 2, true]);
  assert.deepEqual(at(hand.back(hand.back(inside, {}, size), {}, size)), [0, 2, true]);
  assert.deepEqual(at(hand.step(inside, { by: 1 }, size)), [2, 1, true]);
  assert.deepEqual(at(hand.go(inside, { t: 7 }, size)), [3, 1, true]);
  assert.deepEqual(at(hand.phase(whole, { phase: 0 }, size)), [1, 0, true]);
  assert.deepEqual(at(hand.inside(inside, { inside: false }, size)), [1, 2, false]);
  assert.deepEqual(at(hand.last(inside, {}, size)), [3, 2, true]);
});

test("steps may differ in how many operations they have", () => {
  const [size, hand] = [{ T: 3, P: [1, 3, 2] }, stepwise()];
  const start = { t: 0, phase: 0, inside: true, playing: false };
  const at = ({ t, phase }) => [t, phase];
  const walk = [start];
  for (let n = 0; n < 6; n += 1) walk.push(hand.next(walk.at(-1), {}, size));
  assert.deepEqual(walk.map(at), [[0, 0], [1, 0], [1, 1], [1, 2], [2, 0], [2, 1], [2, 1]]);
  assert.deepEqual(walk.slice(0, 6).map((state) => inSteps.place(state, size)), [0, 1, 2, 3, 4, 5].map((n) => ({ at: n, last: 5 })));
  assert.deepEqual(at(hand.step(walk[3], { by: 1 }, size)), [2, 1], "the operation is kept as far as there is one");
  assert.deepEqual(at(hand.last({ ...start, inside: false }, {}, size)), [2, 1]);
});
