// The unrolled grid, without a page: its numbers and dependencies held to rnn_core, and what a reader's hand does.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { dependencies, nodeOf, rowOf } from "../src/unrolled/widgets/unrolled_grid/graph.js";
import { layOut, rowLetter } from "../src/unrolled/widgets/unrolled_grid/layout.js";
import { drawMasks, forward, seeded, survivorsOf } from "../src/unrolled/widgets/unrolled_grid/numbers.js";
import { derive, move, start } from "../src/unrolled/widgets/unrolled_grid/state.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const python = process.env.PYTHON_FOR_TESTS ?? here("../.venv/bin/python");
const cases = JSON.parse(execFileSync(python, [here("grid_vectors.py")], { maxBuffer: 1 << 26 }));

const PLACES = ["chosen", "covered", "reads", "where", "seed", "t"];
const givenOf = (one) => ({ ...one, T: one.xs.length, start: Object.fromEntries(PLACES.map((key) => [key, one[key]])) });
const named = (name) => givenOf(cases.find((one) => one.name === name));
const run = (given, ...events) => events.reduce((state, event) => move(state, event, given), start(given));

function expectClose(ours, theirs, what) {
  assert.equal(ours.length, theirs.length, what);
  ours.forEach((v, i) => (Array.isArray(v) ? expectClose(v, theirs[i], `${what}[${i}]`)
    : assert.ok(Math.abs(v - theirs[i]) <= 1e-12, `${what}[${i}]: ${v} and ${theirs[i]}`)));
}

for (const one of cases) {
  const given = givenOf(one);
  const masks = drawMasks(given, 0);
  const plain = { ...start(given), where: "none" };
  const id = (text) => { const [name, t] = text.split(" "); return nodeOf(rowOf(given, name), Number(t), given.T); };

  test(`${one.name}: every number, covered and not, is rnn_core's`, () => {
    const spec = derive(plain, given);
    given.rows.forEach(({ name }, r) => {
      expectClose(spec.numbers[r], one.run[name], name);
      expectClose(spec.uncovered[r], one.free[name], name);
      expectClose(spec.changes[r], one.changes[name], name);
    });
  });

  test(`${one.name}: the arrows say what rnn_core's numbers say`, () => {
    const { before, after, when, last } = dependencies(given, "both");
    for (const [node, [above, below]] of Object.entries(one.reach)) {
      assert.deepEqual([...before[id(node)]].sort((a, b) => a - b), above.map(id).sort((a, b) => a - b), node);
      assert.deepEqual([...after[id(node)]].sort((a, b) => a - b), below.map(id).sort((a, b) => a - b), node);
    }
    for (const [s, nodes] of Object.entries(one.moved)) {
      assert.deepEqual([...after[Number(s)]].sort((a, b) => a - b), nodes.map(id).sort((a, b) => a - b), `x at ${s}`);
    }
    assert.equal(last, one.t, "the last wave is Python's");
    before.forEach((nodes, node) => nodes.forEach((other) => assert.ok(when[other] <= when[node])));
  });

  if (one.dropped) {
    for (const where of ["between", "along"]) {
      test(`${one.name}: with the same masks ${where} as in rnn_core, the same states`, () => {
        const theirs = given.rows.map(({ name }) => one.dropped[where].masks[name] ?? null);
        const numbers = forward({ ...plain, covered: [], where }, given, theirs);
        const top = given.rows.map((row, r) => [row, r]).filter(([row]) => row.lane && row.layer === given.network.layers.length);
        expectClose(numbers[0].map((_, t) => top.flatMap(([, r]) => numbers[r][t])), one.dropped[where].top, where);
        const output = rowOf(given, "hh");
        if (output > 0) expectClose(numbers[output], one.dropped[where].top, "no mask under the output");
        assert.notDeepEqual(numbers, forward({ ...plain, covered: [] }, given, masks));
      });
    }
  }
}

test("one direction alone: the other's states are zeros, and nothing depends on them", () => {
  const given = named("both");
  const state = run(given, { type: "reads", reads: "forward" });
  const spec = derive(state, given);
  assert.ok(spec.numbers[rowOf(given, "h'")].flat().every((v) => v === 0));
  const reach = spec.before[nodeOf(rowOf(given, "hh"), 1, given.T)];
  assert.deepEqual([...reach].sort((a, b) => a - b), [0, 1, nodeOf(1, 0, 5), nodeOf(1, 1, 5)]);
});

test("a direction switched off gives up the choice, and all stays computed", () => {
  const given = named("both above both");
  const state = run(given, { type: "choose", node: ["h1'", 2] }, { type: "reads", reads: "forward" });
  assert.deepEqual(state.chosen, ["h1", 2]);
  assert.equal(state.t, 4);
  assert.equal(run(given, { type: "reads", reads: "forward" }, { type: "reads", reads: "both" }).t, 8);
  assert.deepEqual(move(state, { type: "choose", node: ["h2'", 0] }, given).chosen, ["h1", 2]);
  const up = move(state, { type: "walk", up: 1, along: 0 }, given);
  assert.deepEqual(up.chosen, ["h2", 2]);
  assert.deepEqual(move(up, { type: "walk", up: -1, along: 0 }, given).chosen, ["h1", 2]);
});

test("waves: a step along time or a wait for the layer below", () => {
  const { when } = dependencies(named("both above both"), "both");
  assert.deepEqual([when.slice(5, 10), when.slice(10, 15)], [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0]]);
  assert.deepEqual([when.slice(15, 20), when.slice(20, 25)], [[4, 5, 6, 7, 8], [8, 7, 6, 5, 4]]);
});

test("walking stays on the grid, and Python may set a place that is there", () => {
  const given = named("three");
  assert.deepEqual(run(given, { type: "choose", node: ["x", 0] }, { type: "walk", up: -1, along: -1 }).chosen, ["x", 0]);
  assert.deepEqual(run(given, { type: "walk", from: ["x", 3], up: 1, along: 1 }).chosen, ["h1", 4]);
  assert.deepEqual(run(given, { type: "walk", up: 1, along: 1 }).chosen, ["h3", 4]);
  const first = start(given);
  assert.deepEqual(run(given, { type: "open", ...first, chosen: ["h9", 0], t: 99 }).chosen, ["h3", 4]);
  assert.equal(run(given, { type: "open", ...first, t: 99 }).t, 4);
  assert.deepEqual(run(given, { type: "open", ...first, chosen: ["h1", 0], covered: [2] }).covered, [2]);
});

test("covering is undone by covering again, by uncovering, by reset", () => {
  const given = named("rnn");
  assert.deepEqual(run(given, { type: "cover", t: 0 }).covered, [0, 1, 3]);
  assert.deepEqual(run(given, { type: "cover", t: 3 }).covered, [1]);
  assert.deepEqual(run(given, { type: "uncover" }).covered, []);
  assert.deepEqual(run(given, { type: "cover", t: 0 }, { type: "draw" }, { type: "reset" }), start(given));
});

test("time plays from the start if it is at the end, and stops there", () => {
  const given = named("rnn");
  const playing = run(given, { type: "play" });
  assert.deepEqual([playing.t, playing.playing], [0, true]);
  const done = [1, 2, 3, 4].reduce((state) => move(state, { type: "tick" }, given), playing);
  assert.deepEqual([done.t, done.playing], [4, false]);
  assert.equal(run(given, { type: "step", by: -1 }).t, 3);
  assert.equal(run(given, { type: "first" }, { type: "step", by: -1 }).t, 0);
  assert.equal(run(given, { type: "scrub", to: 2 }, { type: "last" }).t, 4);
  assert.deepEqual(move(playing, { type: "operation", by: 1 }, given), playing);
});

test("masks: the same from a seed, others from another, kept numbers grown, as many as p says", () => {
  const given = named("three");
  assert.deepEqual(drawMasks(given, 3), drawMasks(given, 3));
  assert.notDeepEqual(drawMasks(given, 3), drawMasks(given, 4));
  assert.deepEqual(new Set(drawMasks(given, 3).flat(3).filter((v) => v !== null)), new Set([0, 2]));
  const many = Array.from({ length: 100 }, (_, seed) => drawMasks(named("both above both"), seed)).flat(4);
  const numbers = many.filter((v) => v !== null);
  assert.ok(Math.abs(numbers.filter((v) => v > 0).length / numbers.length - 0.75) < 0.03);
  assert.ok(Math.abs(numbers.reduce((sum, v) => sum + v, 0) / numbers.length - 1) < 0.04, "the mean stays");
  assert.equal(run(given, { type: "draw" }, { type: "draw" }).seed, 2);
  const random = seeded(8);
  const share = Array.from({ length: 20000 }, random).filter((v) => v < 0.25).length / 20000;
  assert.ok(Math.abs(share - 0.25) < 0.01, `${share}`);
});

test("survivors along time: all at the first state, then those no mask has met", () => {
  const masks = [null, [[2, 2, 0], [0, 2, 2], [2, 2, 2]], [[2, 0, 2], [2, 2, 0], [2, 0, 0]]];
  const rows = [{ lane: null }, { lane: "forward" }, { lane: "backward" }];
  assert.deepEqual(survivorsOf({ rows, T: 3 }, masks), [null, [3, 2, 1], [1, 1, 3]]);
});

test("where there is little room, or for fingers, time runs down; nodes stay apart and within", () => {
  const given = { ...named("both with readout"), tokens: ["my", "phone", "is", "broken", "now"] };
  for (const [width, fingers, turned] of [[640, false, false], [300, true, true], [280, true, true], [200, false, true]]) {
    const layout = layOut(given, width, fingers);
    assert.equal(layout.turned, turned);
    const places = given.rows.flatMap((_, r) => [0, 4].map((t) => layout.at(r, t)));
    assert.ok(places.every(([x, y]) => x - layout.width / 2 >= 0 && x + layout.width / 2 <= width && y > 0 && y < layout.height));
    assert.ok(layout.width >= (width > 280 ? 30 : 10));
  }
});

test("rows by their letters", () =>
  assert.deepEqual(named("both above both").rows.map(rowLetter), ["x", "h¹", "h′¹", "h²", "h′²", "h, h′"]));
