// The memory race without a page: what a reader sets, and how the networks stand, held to the recorded runs by NumPy.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { speaker } from "../../src/unrolled/widgets/kit/dom.js";
import { sayStandings } from "../../src/unrolled/widgets/memory_race/say.js";
import {
  QUICK, checkpointNear, derive, gapShare, median, move, standing, start, stepShare,
} from "../../src/unrolled/widgets/memory_race/state.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const python = process.env.PYTHON_FOR_TESTS ?? here("../../.venv/bin/python");
const program = `
import json
import numpy as np
from unrolled.recordings.race import load_runs
from unrolled.widgets import MemoryRace
runs = load_runs()
traits = ("networks", "gaps", "steps", "chance", "accuracy", "parameters", "examples", "words")
race = MemoryRace(runs)
truth = {
    network: {"low": a.min(1).tolist(), "median": np.median(a, 1).tolist(), "high": a.max(1).tolist()}
    for network, a in runs.accuracy.items()
}
print(json.dumps({**{trait: getattr(race, trait) for trait in traits}, "truth": truth}))
`;
const recorded = JSON.parse(execFileSync(python, ["-c", program], { maxBuffer: 1 << 24 }));
const given = { ...recorded, shown: recorded.networks, start: { gap: 20, at: 1600, view: "time" } };
const run = (...events) => events.reduce((state, event) => move(state, event, given), start(given));

test("worst, median and best of each network are NumPy's, at every gap and checkpoint", () => {
  for (const network of given.networks) {
    given.gaps.forEach((_, g) => given.steps.forEach((__, k) => {
      const { seeds, solved, ...middle } = standing(given, network, g, k);
      for (const key of ["low", "median", "high"]) assert.equal(middle[key], given.truth[network][key][g][k]);
      assert.deepEqual(seeds, [...seeds].sort((one, other) => one - other));
      assert.equal(solved, seeds.filter((right) => right >= 0.95).length);
    }));
  }
});

test("the median of an even number is between the middle two", () => assert.equal(median([1, 2, 4, 9]), 3));

test("time moves by checkpoints and stops at both ends", () => {
  assert.equal(run({ type: "first" }).at, 0);
  assert.equal(run({ type: "step", by: 1 }).at, 1600);
  assert.equal(run({ type: "first" }, { type: "step", by: 1 }).at, given.steps[1]);
  assert.equal(run({ type: "first" }, { type: "step", by: -1 }).at, 0);
  assert.equal(run({ type: "scrub", to: 5 }).at, given.steps[5]);
  assert.equal(run({ type: "first" }, { type: "last" }).at, 1600);
});

test("play at the end starts again and stops by itself; a step pauses", () => {
  const started = run({ type: "play" });
  assert.deepEqual([started.at, started.playing], [0, true]);
  const ticks = Array(given.steps.length - 1).fill({ type: "tick" });
  const ended = run({ type: "play" }, ...ticks);
  assert.deepEqual([ended.at, ended.playing], [1600, false]);
  assert.equal(run({ type: "play" }, { type: "step", by: 1 }).playing, false);
  assert.equal(run({ type: "play" }, { type: "play" }).playing, false);
  assert.equal(run({ type: "speed", speed: 2 }).speed, 2 * QUICK);
});

test("gaps stay among those recorded; shift and arrow move them", () => {
  assert.equal(run({ type: "gap", to: 0 }).gap, given.gaps[0]);
  assert.equal(run({ type: "gap", to: 99 }).gap, given.gaps.at(-1));
  assert.equal(run({ type: "operation", by: 1 }).gap, 40);
  assert.equal(run({ type: "gap", to: 0 }, { type: "operation", by: -1 }).gap, given.gaps[0]);
});

test("a network can be hidden and comes back at its place; reset shows what was shown at first", () => {
  const [first, ...rest] = given.networks;
  assert.deepEqual(run({ type: "toggle", name: first }).shown, rest);
  assert.deepEqual(run({ type: "toggle", name: first }, { type: "toggle", name: first }).shown, given.networks);
  assert.deepEqual(run({ type: "toggle", name: first }, { type: "gap", to: 0 }, { type: "reset" }), start(given));
});

test("a place told from outside is moved to the nearest recorded", () => {
  const { gap, at, view } = run({ type: "open", gap: 35, at: 1, view: "elsewhere" });
  assert.deepEqual([gap, at, view], [40, 0, "time"]);
});

test("over time the curves end at the cursor; against the gap there is a place for every gap", () => {
  const early = run({ type: "scrub", to: 4 });
  for (const { xs, seeds, standings } of Object.values(derive(early, given))) {
    assert.equal(xs.length, 5);
    assert.deepEqual([xs[0], xs[4]], [0, Math.sqrt(given.steps[4] / 1600)]);
    assert.ok(seeds.every((row) => row.length === 5) && standings.length === 5);
  }
  const spec = derive({ ...early, view: "gap" }, given);
  for (const network of given.networks) {
    const { xs, seeds } = spec[network];
    assert.deepEqual([xs[0], xs.at(-1), xs.length], [0, 1, given.gaps.length]);
    seeds.forEach((row, n) => row.forEach((right, g) => assert.equal(right, given.accuracy[network][g][n][4])));
  }
});

test("a place on the axis finds the checkpoint that stands there", () => {
  for (const [k, step] of given.steps.entries()) assert.equal(checkpointNear(given, stepShare(given, step)), k);
  assert.deepEqual([checkpointNear(given, -3), checkpointNear(given, 7)], [0, given.steps.length - 1]);
});

test("gaps stand evenly on the axis, a single one in its middle", () => {
  assert.deepEqual([0, 1, 2].map((g) => gapShare({ gaps: [1, 2, 4] }, g)), [0, 0.5, 1]);
  assert.equal(gapShare({ gaps: [20] }, 0), 0.5);
});

test("the sentence tells all, some and none, most first, then the better median", () => {
  const now = (median, solved, high) => ({ now: { median, solved, high, seeds: [0, 0, 0] } });
  const spec = { RNN: now(0.3, 0, 0.314), LSTM: now(0.8, 1, 1), GRU: now(1, 3, 1), linear: now(0.9, 1, 1) };
  const sentence = sayStandings({ shown: given.networks }, spec, speaker(given.words));
  assert.equal(sentence, "GRU by all 3 seeds; linear by 1 of 3; LSTM by 1 of 3; RNN by none (best 0.31)");
});
