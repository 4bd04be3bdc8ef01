// The sequence shapes without a page: stepping through recorded runs, what is told of them, and where all stands.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { speaker } from "../src/unrolled/widgets/kit/dom.js";
import { BOX, arrowsOf, handedTo, layOut, pixelSize } from "../src/unrolled/widgets/sequence_shapes/layout.js";
import { probability, say, sayCounts, sayProbabilities } from "../src/unrolled/widgets/sequence_shapes/say.js";
import {
  SHAPES, counts, derive, home, move, operationsOf, progressOf, sizes, start,
} from "../src/unrolled/widgets/sequence_shapes/state.js";
import { inSteps } from "../src/unrolled/widgets/kit/timeline.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const python = process.env.PYTHON_FOR_TESTS ?? here("../.venv/bin/python");
const program = `
import json, sys
sys.path.insert(0, sys.argv[1])
from shape_runs import runs
from unrolled.widgets import SequenceShapes
widget = SequenceShapes(runs())
print(json.dumps({"tasks": widget.tasks, "words": {lang: SequenceShapes(runs(), lang=lang).words for lang in ("en", "zh")}}))
`;
const recorded = JSON.parse(execFileSync(python, ["-c", program, here(".")], { maxBuffer: 1 << 24 }));
const at = (title) => recorded.tasks.findIndex((task) => task.title === title);
const task = (title) => recorded.tasks[at(title)];
const givenAt = (title, place = {}) =>
  ({ tasks: recorded.tasks, start: { task: at(title), t: 0, phase: 1, inside: false, ...place } });
const run = (given, ...events) => events.reduce((state, event) => move(state, event, given), start(given));
const place = ({ t, phase }) => [t, phase];
const text = speaker(recorded.words.en);

test("the runs that the tests use have all five shapes", () => {
  assert.deepEqual(new Set(recorded.tasks.map(({ shape }) => shape)), new Set(SHAPES));
});

test("a step is one press, from the first to the last, and every state is left as it was", () => {
  const given = givenAt("sentiment");
  const first = Object.freeze(start(given));
  assert.deepEqual(place(first), [0, 0]);
  const seen = [first];
  for (let n = 0; n < 8; n += 1) seen.push(Object.freeze(move(seen.at(-1), { type: "next" }, given)));
  assert.deepEqual(seen.map(place), [[0, 0], [1, 0], [2, 0], [3, 0], [4, 0], [5, 0], [6, 1], [6, 1], [6, 1]]);
  assert.deepEqual(place(move(seen.at(-1), { type: "back" }, given)), [5, 0]);
  assert.deepEqual(place(run(given, { type: "last" }, { type: "first" })), [0, 0]);
  assert.deepEqual(place(run(given, { type: "scrub", to: 4 })), [4, 0]);
});

for (const { title, steps, shape } of recorded.tasks) {
  test(`${title}: inside a step every operation has its moment; forwards and backwards meet the same`, () => {
    const given = givenAt(title, { inside: true, phase: 0 });
    const moments = steps.flatMap((step, t) => Array.from({ length: operationsOf(step) }, (_, phase) => [t, phase]));
    let state = start(given);
    const forwards = moments.map(() => {
      const now = place(state);
      state = move(state, { type: "operation", by: 1 }, given);
      return now;
    });
    assert.deepEqual(forwards, moments);
    assert.deepEqual(inSteps.place(state, sizes(derive(state, given))), { at: moments.length - 1, last: moments.length - 1 });
    const backwards = moments.map(() => {
      const now = place(state);
      state = move(state, { type: "back" }, given);
      return now;
    });
    assert.deepEqual(backwards.reverse(), moments);
    moments.forEach((moment, n) => assert.deepEqual(place(run(given, { type: "scrub", to: n })), moment));
  });

  test(`${title}: as much is read and written in the end as there is, and nothing before it begins`, () => {
    const all = counts({ t: steps.length - 1, phase: operationsOf(steps.at(-1)) - 1 }, { steps });
    assert.equal(all.read, steps.filter(({ kind }) => kind === "given").length);
    assert.deepEqual([all.read, all.written], [all.reads, all.writes]);
    assert.equal(counts({ t: 0, phase: 0 }, { steps }).written, 0);
  });

  test(`${title}: the drawing stays within its width, and no box covers another`, () => {
    for (const [width, fingers] of [[654, false], [1200, false], [312, false], [312, true], [654, true]]) {
      const layout = layOut({ steps, shape }, width, fingers);
      const boxes = steps.flatMap((step, t) => [0, 1, ...(step.written === undefined ? [] : [2])].map((row) => {
        const [[x, y], w, h] = [layout.at(row, t), layout.boxWidth(row, t), layout.boxHeight(row)];
        return { left: x - w / 2, right: x + w / 2, top: y - h / 2, bottom: y + h / 2 };
      }));
      for (const [n, box] of boxes.entries()) {
        assert.ok(box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= layout.height, `${width} ${n}`);
        for (const other of boxes.slice(n + 1)) {
          const apart = box.right < other.left || other.right < box.left || box.bottom < other.top || other.bottom < box.top;
          assert.ok(apart, `${title} at ${width}`);
        }
      }
      if (fingers) steps.forEach((_, t) => assert.ok(Math.min(...layout.hit(t).slice(2)) >= 44));
      for (const { kind, line, head } of arrowsOf({ steps }, layout)) {
        assert.doesNotMatch(line + head, /NaN|undefined|Infinity/);
        if (kind !== "own") continue;
        const [x, y] = line.match(/L([\d.]+) ([\d.]+)C/).slice(1).map(Number); // a point of its way between two steps
        assert.ok(boxes.every((box) => (layout.turned ? y < box.top || y > box.bottom : x < box.left || x > box.right)));
      }
    }
  });
}

test("the arrow keys move whole steps inside a step, too; shift moves one operation and turns to operations", () => {
  const given = givenAt("tags", { inside: true, phase: 0 });
  assert.deepEqual(place(run(given, { type: "step", by: 1 })), [1, 0], "the operation is kept");
  assert.deepEqual(place(run(given, { type: "step", by: 99 })), [given.tasks[given.start.task].steps.length - 1, 0]);
  assert.equal(run(given, { type: "step", by: 1 }).inside, true);
  const other = run(givenAt("tags"), { type: "operation", by: 1 });
  assert.deepEqual([place(other), other.inside], [[1, 0], true]);
  assert.deepEqual(place(run(givenAt("tags"), { type: "operation", by: 1 }, { type: "inside", inside: false })), [1, 1]);
});

test("play goes to the end and stops there; at the end it begins again; a press pauses it", () => {
  const given = givenAt("numerals");
  const ticks = (n) => Array(n).fill({ type: "tick" });
  const { steps } = task("numerals");
  const ended = run(given, { type: "play" }, ...ticks(steps.length - 1));
  assert.deepEqual([ended.t, ended.phase, ended.playing], [steps.length - 1, 1, false]);
  const again = run(given, { type: "last" }, { type: "play" });
  assert.deepEqual([again.t, again.playing], [0, true]);
  assert.equal(run(given, { type: "play" }, ...ticks(2)).playing, true);
  assert.equal(run(given, { type: "play" }, { type: "next" }).playing, false);
  assert.equal(run(givenAt("a picture"), { type: "play" }).playing, false, "one step is nothing to play");
  assert.equal(run(givenAt("a picture", { inside: true, phase: 0 }), { type: "play" }).playing, true);
});

test("another shape opens its first task at its first step; the same shape changes nothing; reset keeps the task", () => {
  const given = givenAt("tags", { t: 2 });
  const other = run(given, { type: "shape", shape: "many-to-one" });
  assert.deepEqual([other.task, ...place(other)], [at("sentiment"), 0, 0]);
  const rows = run(given, { type: "task", task: at("rows") }, { type: "next" });
  assert.equal(move(rows, { type: "shape", shape: "many-to-one" }, given), rows);
  const moved = [{ type: "shape", shape: "other-length" }, { type: "operation", by: 3 }, { type: "reset" }];
  const reset = run(given, ...moved);
  assert.deepEqual([reset.task, ...place(reset), reset.inside], [at("numerals"), 0, 0, false]);
  assert.deepEqual(run(given, { type: "operation", by: 3 }, { type: "reset" }), start(given));
  assert.deepEqual(home(reset, given), reset);
  assert.equal(run(given, { type: "speed", speed: 4 }, { type: "reset" }).speed, 4);
});

test("a place told from outside that is not there is moved to the nearest", () => {
  const state = run(givenAt("tags"), { type: "open", task: at("sentiment"), t: 99, phase: 9, inside: false });
  assert.deepEqual([state.task, ...place(state)], [at("sentiment"), 6, 1]);
  const nearest = run(givenAt("tags"), { type: "open", task: 77, t: -1, phase: 0, inside: true });
  assert.deepEqual([nearest.task, ...place(nearest), nearest.inside], [at("tags"), 0, 0, true]);
});

test("what is not reached is not known: the state after reading, the output after writing", () => {
  const state = { t: 2, phase: 0 };
  assert.deepEqual([1, 2, 3].map((t) => progressOf(state, task("tags"), t)), ["done", "read", "later"]);
  assert.equal(progressOf({ t: 2, phase: 1 }, task("tags"), 2), "done");
  assert.equal(progressOf(state, task("sentiment"), 2), "done", "there is nothing to write");
});

test("the sentence says what was read, what was written and how sure it was", () => {
  const sentence = (title, t, phase) => say({ t, phase }, task(title), text);
  const [best, p] = task("sentiment").steps[3].p[0];
  assert.equal(sentence("sentiment", 3, 0),
    `Step 3: reads “not” and writes nothing yet. If the sequence ended here, the answer would be “${best}” (${probability(p)}).`);
  const last = task("sentiment").steps[6];
  assert.ok(sentence("sentiment", 6, 1).startsWith(`Step 6: reads “funny” and writes “${last.written}” (`));
  assert.ok(sentence("sentiment", 6, 1).endsWith(last.right ? " Right." : " Not right: “positive” is."));
  assert.equal(sentence("sentiment", 6, 0), "Step 6: reads “funny” and makes a new state of it.");
  assert.equal(sentence("numerals", 3, 0), "Step 3: reads “five” and writes nothing yet.");
  assert.match(sentence("numerals", 4, 1), /^Step 4: all is read; the decoder takes over the state, reads “<start>” and writes “一”/);
  assert.match(sentence("numerals", 5, 1), /^Step 5: reads “一”, which it has written itself, and writes “百”/);
  assert.match(sentence("numerals", 8, 1), /writes “<end>” \([^)]*\)\. Right\.$/);
  assert.match(sentence("a picture", 0, 1), /^Step 0: reads the picture and writes “b” \(0\.700\)\. Right\.$/);
  assert.equal(sayCounts({ t: 5, phase: 0 }, task("numerals"), text), "step 5: 4 of 4 read, 1 of 5 written");
});

test("above the probabilities stands what they are of; a share near 0 or 1 is not rounded to it", () => {
  const title = (name, t, phase) => sayProbabilities({ t, phase }, task(name), text);
  assert.match(title("sentiment", 2, 0), /^What the answer would be/);
  assert.match(title("sentiment", 6, 0), /has not written yet$/);
  assert.match(title("sentiment", 6, 1), /^Probabilities of what is written/);
  assert.match(title("numerals", 1, 0), /asked for no answer$/);
  assert.deepEqual([0.99996, 0.99949, 0.5, 0.0004, 0].map(probability), ["> 0.999", "0.999", "0.500", "< 0.001", "< 0.001"]);
});

test("no sentence of any step leaves a place open, in either language", () => {
  for (const words of Object.values(recorded.words)) {
    const speak = speaker(words);
    for (const one of recorded.tasks) {
      one.steps.forEach((step, t) => [0, 1].slice(0, operationsOf(step)).forEach((phase) => {
        for (const told of [say, sayCounts, sayProbabilities]) {
          assert.doesNotMatch(told({ t, phase }, one, speak), /[{}]|shapes_/);
        }
      }));
    }
  }
});

test("time runs to the right where there is room, and down where there is not; the handover is wider", () => {
  const { steps } = task("numerals");
  const across = layOut({ steps }, 700);
  assert.equal(across.turned, false);
  assert.equal(layOut({ steps }, 312).turned, true);
  assert.deepEqual(steps.map((_, t) => handedTo(steps, t)), steps.map((step, t) => t === 4));
  const room = (t) => across.at(1, t)[0] - across.boxWidth(0, t) / 2 - across.at(1, t - 1)[0] - across.boxWidth(0, t - 1) / 2;
  assert.ok(room(4) > room(3) + 15);
  const kinds = arrowsOf({ steps }, across).map(({ kind }) => kind);
  const many = (kind) => kinds.filter((one) => one === kind).length;
  assert.deepEqual(["read", "along", "handed", "write", "own"].map(many), [9, 7, 1, 5, 4]);
});

test("a picture fits its size", () => {
  for (const size of [26, 56]) {
    for (const [rows, columns] of [[1, 8], [8, 8], [12, 12], [12, 1], [1, 1]]) {
      const side = pixelSize(Array.from({ length: rows }, () => Array(columns).fill(0)), size);
      assert.ok(side > 0 && side * Math.max(rows, columns) <= size);
    }
  }
});

test("pictures are drawn larger where there is room", () => {
  const [frame, strip] = [Array(5).fill(Array(5).fill(1)), [Array(8).fill(1)]];
  const film = (picture, T) => ({ steps: Array(T).fill({ read: "", kind: "given", picture, p: [] }) });
  const sizes = [[frame, 6, 654], [strip, 8, 654], [frame, 14, 654], [strip, 8, 1200]].map(([picture, T, width]) =>
    layOut(film(picture, T), width).size);
  assert.deepEqual(sizes, [56, 56, 26, 56]);
  assert.ok(layOut(film(frame, 14), 328).turned);
});

test("where there is room, the columns of aligned answers are alike, so none tells its answer", () => {
  const { steps, shape } = task("tags");
  const layout = layOut({ steps, shape }, 654);
  const apart = steps.slice(1).map((_, t) => layout.at(1, t + 1)[0] - layout.at(1, t)[0]);
  assert.ok(Math.max(...apart) - Math.min(...apart) < 1e-9);
  const down = layOut({ steps, shape }, 312);
  assert.ok(down.turned);
  assert.equal(new Set(steps.map((_, t) => down.boxWidth(2, t))).size, 1, "and so are the boxes, where time runs down");
});
