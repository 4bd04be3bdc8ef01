// The latent explorer without a page: its codes and pictures held to rnn_core, and what a reader's hands do.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import {
  apart, decodedPlaces, encode, fromShares, nearestTo, readDigits, readNetwork, toShares,
} from "../../src/unrolled/widgets/engine/autoencoder.js";
import {
  LAST, QUICK, dabbed, derive, move, pointOf, start, walkOf,
} from "../../src/unrolled/widgets/latent_explorer/state.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const python = process.env.PYTHON_FOR_TESTS ?? here("../../.venv/bin/python");
const vectors = JSON.parse(execFileSync(python, [here("latent_vectors.py")], { maxBuffer: 1 << 25 }));

function givenOf(one) {
  const networks = Object.fromEntries(Object.entries(one.networks).map(([title, net]) => [title, readNetwork(net)]));
  const place = { ends: one.ends, at: one.at, free: one.free, shows: one.shows };
  return { ...one, networks, digits: readDigits(one.digits), start: place };
}
// places() leaves the Python explorer elsewhere; the traits were read before.
const givens = vectors.map(givenOf);
const [given] = givens;
const run = (...events) => events.reduce((state, event) => move(state, event, given), start(given));

function close(ours, theirs, what) {
  assert.equal(ours.length, theirs.length, what);
  ours.forEach((v, n) => {
    const bound = 1e-12 * Math.max(1, Math.abs(theirs[n]));
    assert.ok(Math.abs(v - theirs[n]) < bound, `${what} ${n}: ${v} ${theirs[n]}`);
  });
}

test("weights of three digits travel packed, others as they are", () => {
  assert.ok("thousandths" in vectors[0].networks.plain.encoder[0].W);
  assert.ok(Array.isArray(vectors[1].networks.squared.encoder[0].W));
});

test("digits arrive as they were", () => {
  givens.forEach(({ digits, pictures }) => assert.deepEqual(digits.pictures, pictures));
});

test("every digit's code is rnn_core's, mu if the network is variational", () => {
  for (const { titles, networks, digits, codes } of givens) {
    for (const title of titles) {
      digits.pictures.forEach((picture, n) => close(encode(networks[title], picture), codes[title][n], `${title} ${n}`));
    }
  }
});

test("points, pictures and nearest digits are rnn_core's: on a walk, put by hand, of a drawing", () => {
  for (const one of givens) {
    for (const { state, hands, pictures, nearest } of one.places) {
      const { codes, inputs } = derive({ ...start(one), ...state }, one);
      codes.forEach((code, k) => {
        close(code.point, hands[k], "point");
        close(pointOf(state, one, k), hands[k], "pointOf");
        close(code.picture, pictures[k], "picture");
        assert.equal(code.nearest.n, nearest[k][0]);
        close([code.nearest.distance], [nearest[k][1]], "distance");
        const input = { 0: inputs[0], [LAST]: inputs[1] }[state.at];
        if (state.free[k] || !input) assert.equal(code.error, null);
        else close([code.error], [Math.sqrt(input.reduce((sum, x, n) => sum + (x - pictures[k][n]) ** 2, 0) / 64)], "error");
      });
    }
  }
});

test("the decoded places are the key-frame's, the top of the plane first", () => {
  for (const { titles, networks, planes, tiles } of givens) {
    for (const title of titles) {
      decodedPlaces(networks[title], planes[title], 3).forEach((picture, n) => {
        const [top, left] = [8 * Math.floor(n / 3), 8 * (n % 3)];
        const wanted = picture.map((_, p) => tiles[title][top + Math.floor(p / 8)][left + (p % 8)]);
        close(picture, wanted, `${title} ${n}`);
      });
    }
  }
});

test("shares of the plane and codes turn into one another; up is up", () => {
  const plane = { low: [-2, -1], high: [2, 3] };
  assert.deepEqual(toShares(plane, [-2, 3]), [0, 0]);
  assert.deepEqual(toShares(plane, [1, 0]), [0.75, 0.75]);
  assert.deepEqual(fromShares(plane, [0.75, 0.75]), [1, 0]);
});

test("nearest finds the smallest distance and its number", () => {
  assert.deepEqual(nearestTo([[1, 1], [0, 0.5]], [0, 0]), { n: 1, distance: Math.sqrt(0.125) });
  assert.equal(apart([1, 0], [0, 0]), Math.SQRT1_2);
});

test("a walk's strip begins and ends at the decoded ends", () => {
  const { codes } = derive(run({ type: "first" }), given);
  const strip = walkOf(given.networks.plain, codes[0].ends);
  assert.equal(strip.length, LAST + 1);
  close(strip[0], codes[0].picture, "first");
  close(strip[LAST], derive(run(), given).codes[0].picture, "last");
});

test("time walks between the ends, stops there, and takes the points back to the walk", () => {
  assert.equal(run({ type: "step", by: 1 }).at, LAST);
  assert.equal(run({ type: "first" }, { type: "step", by: -1 }).at, 0);
  assert.equal(run({ type: "scrub", to: 5 }).at, 5);
  assert.deepEqual([run({ type: "back" }).at, run({ type: "back" }, { type: "next" }).at], [LAST - 1, LAST]);
  const left = run({ type: "put", k: 1, to: [1, 2] });
  assert.deepEqual(left.free, [null, [1, 2]]);
  assert.deepEqual(move(left, { type: "step", by: -1 }, given).free, [null, null]);
});

test("play at the end starts again and stops by itself; a step or a hand pauses", () => {
  const started = run({ type: "play" });
  assert.deepEqual([started.at, started.playing], [0, true]);
  const ended = run({ type: "play" }, ...Array(LAST).fill({ type: "tick" }));
  assert.deepEqual([ended.at, ended.playing], [LAST, false]);
  for (const event of [{ type: "step", by: 1 }, { type: "play" }, { type: "put", k: 0, to: [0, 0] }, { type: "random" },
    { type: "choose", n: 9 }, { type: "clear" }]) {
    assert.equal(run({ type: "play" }, event).playing, false, event.type);
  }
  assert.equal(run({ type: "speed", speed: 2 }).speed, 2 * QUICK);
});

test("the digit chosen ends the walk, the one before begins it; chosen again it changes nothing", () => {
  const chosen = run({ type: "scrub", to: 3 }, { type: "choose", n: 8 });
  assert.deepEqual([chosen.ends, chosen.at], [[5, 8], LAST]);
  assert.deepEqual(move(chosen, { type: "choose", n: 8 }, given).ends, [5, 8]);
  assert.deepEqual(move(chosen, { type: "choose", n: 5 }, given).ends, [8, 5]);
});

test("shift and an arrow go round the digits offered", () => {
  const { offered } = given;
  assert.equal(run({ type: "choose", n: offered.at(-1) }, { type: "operation", by: 1 }).ends[1], offered[0]);
  assert.equal(run({ type: "choose", n: offered[0] }, { type: "operation", by: -1 }).ends[1], offered.at(-1));
  assert.equal(run({ type: "clear" }, { type: "operation", by: 1 }).ends[1], offered[0]);
});

test("the pen leaves ink that fades within a point and a half, the rubber takes it away", () => {
  const paper = Array(64).fill(0);
  const ink = dabbed(paper, [[3, 4]], "pen");
  assert.equal(ink[8 * 3 + 4], 1);
  for (const n of [8 * 2 + 4, 8 * 4 + 4, 8 * 3 + 3, 8 * 3 + 5]) assert.ok(Math.abs(ink[n] - 0.4) < 1e-12);
  assert.equal(ink.filter((v) => v > 0).length, 5);
  assert.deepEqual(dabbed(ink, [[3, 4]], "pen"), ink);
  assert.deepEqual(dabbed(ink, [[3, 4]], "rubber"), paper);
  const rubbed = dabbed(Array(64).fill(1), [[0, 0]], "rubber");
  assert.deepEqual([rubbed[0], rubbed[1], rubbed[2]], [0, 0, 1]);
  assert.ok(paper.every((v) => v === 0));
});

test("a digit drawn upon becomes a drawing and begins the walk; a drawing drawn upon stays the end", () => {
  const once = run({ type: "dab", places: [[0, 0]] });
  assert.equal(once.ends[0], 5);
  assert.equal(once.ends[1][0], 1);
  assert.equal(given.digits.pictures[5][0], 0);
  const twice = move(once, { type: "dab", places: [[7, 7]] }, given);
  assert.deepEqual([twice.ends[0], twice.ends[1][0], twice.ends[1][63]], [5, 1, 1]);
  const empty = move(move(twice, { type: "tool", tool: "rubber" }, given), { type: "clear" }, given);
  assert.deepEqual([empty.ends[0], empty.tool], [5, "pen"]);
  assert.ok(empty.ends[1].every((v) => v === 0));
});

test("the pen of the keys stays on the paper", () => {
  assert.deepEqual(run({ type: "pen", by: [1, -1] }).pen, [4, 2]);
  assert.deepEqual(run(...Array(9).fill({ type: "pen", by: [1, -1] })).pen, [7, 0]);
});

test("arrow keys move one network's point from where it is and not beyond the edge", () => {
  const { low, high } = given.planes.variational;
  const from = pointOf(run(), given, 1);
  const [a, b] = run({ type: "nudge", k: 1, by: [0.1, -0.1] }).free[1];
  close([a, b], [from[0] + 0.1 * (high[0] - low[0]), from[1] + 0.1 * (high[1] - low[1])], "nudged");
  close(run({ type: "nudge", k: 1, by: [9, 9] }).free[1], [high[0], low[1]], "edge");
  assert.equal(run({ type: "nudge", k: 1, by: [0.1, 0] }).free[0], null);
});

test("random codes are the draws as they come, stretched to each network's own distribution", () => {
  const { mean, spread } = given.planes.plain;
  const [first, second] = given.draws;
  close(run({ type: "random" }).free[1], first, "N(0, I)");
  const again = run({ type: "random" }, { type: "random" });
  close(again.free[1], second, "the next");
  close(again.free[0], [0, 1].map((j) => mean[j] + spread[j][0] * second[0] + spread[j][1] * second[1]), "plain");
  assert.deepEqual(run(...Array(given.draws.length + 1).fill({ type: "random" })).free[1], first);
});

test("reset goes back to where it opened", () => {
  const far = run({ type: "clear" }, { type: "random" }, { type: "shows", shows: "codes" }, { type: "reset" });
  assert.deepEqual(far, start(given));
});
