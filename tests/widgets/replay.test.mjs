// The adversarial replay without a page: frames unpacked as load_games reads them, the field's contours, the moves.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { speaker } from "../../src/unrolled/widgets/kit/dom.js";
import { bent, ticksOf } from "../../src/unrolled/widgets/adversarial_replay/lines.js";
import { sayFrame, sayProbe, scarce } from "../../src/unrolled/widgets/adversarial_replay/say.js";
import { contours, judge } from "../../src/unrolled/widgets/adversarial_replay/field.js";
import { frameOf } from "../../src/unrolled/widgets/adversarial_replay/frames.js";
import {
  checkpoints, derive, inFrames, isCheckpoint, move, start, stretches,
} from "../../src/unrolled/widgets/adversarial_replay/state.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const python = process.env.PYTHON_FOR_TESTS ?? here("../../.venv/bin/python");
const { truth, words, ...recorded } = JSON.parse(execFileSync(
  python, [here("replay_vectors.py")], { maxBuffer: 1 << 26 },
));
const given = { ...recorded, inside: false, start: { run: "nonsaturating", frame: 0, probe: [0, 0] } };
const last = given.rounds.length - 1;
const text = speaker(words);
const run = (...events) => events.reduce((state, event) => move(state, event, given), start(given));
const close = (one, other, by = 1e-12) => assert.ok(Math.abs(one - other) <= by, `${one} is not ${other}`);
const allClose = (ones, others, by) => {
  assert.equal(ones.length, others.length);
  ones.flat().forEach((one, n) => close(one, others.flat()[n], by));
};

/** The area a loop runs round, positive if it runs against the clock. */
const areaOf = (loop) => loop.reduce((sum, [x, y], n) => {
  const [u, v] = loop[(n + 1) % loop.length];
  return sum + (x * v - u * y) / 2;
}, 0);
const areaAbove = (field, R, level) => contours(field, R, level).reduce((sum, loop) => sum + areaOf(loop), 0);
const sampled = (R, f) => Array.from({ length: R * R }, (_, n) => f(n % R, Math.floor(n / R)));

test("a frame is unpacked to what load_games reads", () => {
  for (const [name, frames] of Object.entries(truth)) {
    for (const [k, one] of Object.entries(frames)) {
      const frame = frameOf(given, name, Number(k));
      allClose(frame.samples, one.samples);
      allClose(frame.pull, one.pull);
      allClose([...frame.field], one.field, 1e-9);
      assert.equal(frame.covered, one.covered);
      assert.equal(frame.covers.filter(Boolean).length, one.covered);
      close(frame.near, one.near);
      assert.equal(frame.d_loss, given.runs[name].d_loss[k]);
    }
  }
});

test("D between the grid's points is the sigmoid of the logits between them", () => {
  for (const [name, frames] of Object.entries(truth)) {
    for (const [k, { asked }] of Object.entries(frames)) {
      const { field } = frameOf(given, name, Number(k));
      for (const [at, D] of Object.entries(asked)) close(judge(given, field, at.split(",").map(Number)), D, 1e-9);
    }
  }
});

test("the contours hold as much of the plane as NumPy counts", () => {
  const R = given.resolution;
  for (const [name, frames] of Object.entries(truth)) {
    for (const [k, { share_above_half: share }] of Object.entries(frames)) {
      const { field } = frameOf(given, name, Number(k));
      close(areaAbove(field, R, 0) / (R - 1) ** 2, share, 0.01);
    }
  }
});

test("a hill has one loop of its size, a crater's runs the other way, two hills have two", () => {
  const R = 41;
  const far = (a, b) => (x, y) => Math.hypot(x - a, y - b);
  const hill = contours(sampled(R, (x, y) => 10 - far(20, 20)(x, y)), R, 0);
  assert.equal(hill.length, 1);
  close(areaOf(hill[0]), Math.PI * 100, 3);
  const crater = contours(sampled(R, (x, y) => far(20, 20)(x, y) - 10), R, 0);
  assert.deepEqual(crater.map((loop) => Math.sign(areaOf(loop))).sort(), [-1, 1]);
  close(crater.reduce((sum, loop) => sum + areaOf(loop), 0), 1600 - Math.PI * 100, 3);
  const two = contours(sampled(R, (x, y) => 6 - Math.min(far(10, 10)(x, y), far(30, 30)(x, y))), R, 0);
  assert.equal(two.length, 2);
});

test("a field above the level everywhere is one loop along the edge, below it none", () => {
  const flat = sampled(5, () => 1);
  close(areaAbove(flat, 5, 0), 16, 1e-6);
  assert.deepEqual(contours(flat, 5, 2), []);
});

test("where two hills meet in a cell its middle decides whether they are one", () => {
  const saddle = (middle) => [1, -1 + middle, -1 + middle, 1];
  assert.equal(contours(saddle(0.5), 2, 0).length, 1);
  assert.equal(contours(saddle(-0.5), 2, 0).length, 2);
});

test("checkpoints stand after whole rounds; every half of a round in a stretch has a frame of its own", () => {
  for (const k of checkpoints(given)) assert.notEqual(given.moves[k], "D");
  const spans = stretches(given);
  assert.deepEqual(spans.map(([from, to]) => [given.rounds[from], given.rounds[to]]), [[0, 8], [200, 208]]);
  for (const [from, to] of spans) {
    assert.equal(to - from, 2 * (given.rounds[to] - given.rounds[from]));
    assert.ok(isCheckpoint(given, to) && !isCheckpoint(given, from + 1) && !isCheckpoint(given, to - 1));
  }
});

test("a step goes to the next checkpoint, an operation to the next frame, buttons to what was chosen", () => {
  assert.equal(given.rounds[run({ type: "step", by: 1 }).frame], 8);
  assert.equal(run({ type: "step", by: 1 }, { type: "step", by: -1 }).frame, 0);
  assert.deepEqual([1, true], (({ frame, inside }) => [frame, inside])(run({ type: "operation", by: 1 })));
  assert.equal(given.rounds[run({ type: "next" }).frame], 8);
  assert.equal(run({ type: "inside", inside: true }, { type: "next" }, { type: "next" }, { type: "back" }).frame, 1);
  assert.equal(run({ type: "operation", by: 3 }, { type: "step", by: -1 }).frame, 0);
  assert.equal(run({ type: "back" }).frame, 0);
  assert.equal(run({ type: "last" }, { type: "step", by: 1 }).frame, last);
  assert.equal(run({ type: "frame", to: 999 }).frame, last);
});

test("the axis of time has a place a checkpoint, or a place a frame", () => {
  const all = checkpoints(given);
  assert.deepEqual(inFrames.place(run({ type: "scrub", to: 3 }), given), { at: 3, last: all.length - 1 });
  assert.equal(run({ type: "scrub", to: 3 }).frame, all[3]);
  const fine = run({ type: "inside", inside: true }, { type: "scrub", to: 3 });
  assert.deepEqual([fine.frame, inFrames.place(fine, given)], [3, { at: 3, last }]);
  assert.equal(move(fine, { type: "inside", inside: false }, given).frame, 0); // the checkpoint before
});

test("a frame between checkpoints is seen frame by frame, however one comes there", () => {
  assert.equal(run({ type: "frame", to: 3 }).inside, true);
  assert.equal(run({ type: "frame", to: last }).inside, false);
  assert.equal(run({ type: "open", run: "collapse", frame: 5, probe: [0, 0] }).inside, true);
  assert.equal(start({ ...given, start: { ...given.start, frame: 3 } }).inside, true);
});

test("play walks checkpoints, or frames, to the end and stops; at the end it starts again; a step pauses", () => {
  const ticks = (n) => Array(n).fill({ type: "tick" });
  const whole = run({ type: "play" }, ...ticks(checkpoints(given).length - 1));
  assert.deepEqual([whole.frame, whole.playing], [last, false]);
  const fine = run({ type: "inside", inside: true }, { type: "play" }, ...ticks(last - 1));
  assert.deepEqual([fine.frame, fine.playing], [last - 1, true]);
  assert.deepEqual(run({ type: "last" }, { type: "play" }).frame, 0);
  assert.equal(run({ type: "play" }, { type: "step", by: 1 }).playing, false);
  assert.equal(run({ type: "play" }, { type: "play" }).playing, false);
});

test("the speed is the reader's factor, whichever way of going is chosen, and outlives a reset", () => {
  const fast = run({ type: "speed", speed: 2 });
  assert.equal(fast.factor, 2);
  assert.equal(fast.speed, 2 * start(given).speed);
  const fine = move(fast, { type: "inside", inside: true }, given);
  assert.ok(fine.factor === 2 && fine.speed < fast.speed);
  assert.deepEqual(move(fine, { type: "reset" }, given), fast);
});

test("another game keeps the frame; a stretch opens at its first frame, frame by frame", () => {
  const other = run({ type: "frame", to: 7 }, { type: "run", run: "collapse" });
  assert.deepEqual([other.run, other.frame], ["collapse", 7]);
  assert.equal(run({ type: "run", run: "chess" }).run, "nonsaturating");
  const later = run({ type: "stretch", n: 1 });
  assert.deepEqual([given.rounds[later.frame], later.inside, later.playing], [200, true, false]);
  assert.equal(given.moves[later.frame + 1], "D");
});

test("the probe stays in the plane; a place told from outside is taken as far as it is one", () => {
  assert.deepEqual(run({ type: "probe", at: [9, -1.005] }).probe, [3.2, -1]);
  const opened = run({ type: "open", run: "chess", frame: 1e6, probe: [1, "x"] });
  assert.deepEqual([opened.run, opened.frame, opened.probe], ["nonsaturating", last, [0, 0]]);
  assert.deepEqual(run({ type: "open", run: "saturating", frame: 3, probe: [1, 2] }).probe, [1, 2]);
});

test("the frame before is there after half a round, and shares what did not move", () => {
  const { now, before } = derive(run({ type: "frame", to: 1 }), given);
  assert.deepEqual(now.samples, before.samples);
  const second = derive(run({ type: "frame", to: 2 }), given);
  assert.deepEqual(second.now.field, second.before.field);
  assert.equal(derive(start(given), given).before, null);
  const whole = run({ type: "step", by: 1 }); // to round 8, whose last half was recorded, over all before it
  assert.deepEqual([given.moves[whole.frame], derive(whole, given).before], ["G", null]);
  assert.notEqual(derive({ ...whole, inside: true }, given).before, null);
});

test("sentences say who moved, what it changed, and what D holds of a place", () => {
  const state = run({ type: "frame", to: 1 });
  const sentence = sayFrame(state, derive(state, given), text);
  const { d_loss, g_loss } = given.runs.nonsaturating;
  assert.ok(sentence.startsWith(`Round 1: D has moved. D's loss goes from ${scarce(d_loss[0])} to ${scarce(d_loss[1])}`));
  assert.ok(sentence.includes(`G's from ${scarce(g_loss[0])} to ${scarce(g_loss[1])}. The fakes cover 0 of 8 modes`));
  const whole = run({ type: "step", by: 1 });
  assert.match(sayFrame(whole, derive(whole, given), text), /^After 8 rounds\. D's loss is /);
  const first = start(given);
  assert.match(sayFrame(first, derive(first, given), text), /^Before the first round\. D's loss is /);
  assert.match(sayProbe(first, derive(first, given), text), /^At the cross \(0\.00, 0\.00\) D says \d/);
});

test("small numbers keep two digits", () => {
  assert.deepEqual([0, 0.0005, 1.23456, -2, 2.345e-6, -6.4e-7].map(scarce),
    ["0.000", "0.001", "1.235", "−2.000", "2.3e−6", "−6.4e−7"]);
});

test("losses are bent evenly on both sides of 0; ticks stand at checkpoints apart from one another", () => {
  assert.deepEqual([bent(0), bent(-2)], [0, -bent(2)]);
  for (const width of [260, 700]) {
    const ticks = ticksOf(given, width);
    assert.equal(ticks.at(-1), last);
    ticks.slice(1).forEach((k, n) => assert.ok((k - ticks[n]) * (width / last) >= 33.9));
    assert.ok(ticks.every((k) => isCheckpoint(given, k)));
  }
});
