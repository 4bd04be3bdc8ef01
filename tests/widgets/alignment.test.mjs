// The alignment viewer, without a page: paths and sums held to rnn_core.ctc, and what a reader's hand does.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { spread } from "../../src/unrolled/widgets/alignment_viewer/drawing.js";
import { linesOf } from "../../src/unrolled/widgets/alignment_viewer/lines.js";
import { counted, likely } from "../../src/unrolled/widgets/alignment_viewer/names.js";
import { say } from "../../src/unrolled/widgets/alignment_viewer/say.js";
import {
  OPERATIONS, derive, lettersOf, move, prepare, readTranscript, shareOfBeginnings, sizeOf, start, stateAt,
} from "../../src/unrolled/widgets/alignment_viewer/state.js";
import {
  alignText, bestPath, countPaths, logAdd, peaksOf, shortest,
} from "../../src/unrolled/widgets/engine/ctc.js";
import { speaker } from "../../src/unrolled/widgets/kit/dom.js";
import { inSteps } from "../../src/unrolled/widgets/kit/timeline.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const python = process.env.PYTHON_FOR_TESTS ?? here("../../.venv/bin/python");
const cases = JSON.parse(execFileSync(python, [here("alignment_vectors.py")], { maxBuffer: 1 << 26 }));

const PLACES = ["t", "phase", "inside", "view", "transcript", "chosen"];
const givenOf = (one) => prepare({ ...one, start: Object.fromEntries(PLACES.map((key) => [key, one[key]])) });
const named = (name) => givenOf(cases.find((one) => one.name === name));
const follow = (given, state, events) => events.reduce((now, event) => move(now, event, given), state);
const run = (given, ...events) => follow(given, start(given), events);
const text = speaker(cases[0].words);

function expectClose(ours, theirs, what) {
  assert.equal(ours.length, theirs.length, what);
  ours.forEach((v, i) => {
    if (Array.isArray(v)) expectClose(v, theirs[i], `${what}[${i}]`);
    else if (theirs[i] === null) assert.equal(v, -Infinity, `${what}[${i}]`);
    else {
      const bound = 1e-12 * Math.max(1, Math.abs(theirs[i]));
      assert.ok(Math.abs(v - theirs[i]) <= bound, `${what}[${i}]: ${v} and ${theirs[i]}`);
    }
  });
}

for (const one of cases) {
  const given = givenOf(one);

  test(`${one.name}: the sums over all paths are rnn_core's`, () => {
    for (const truth of one.aligned) {
      const spec = alignText(given.logs, truth.labels);
      assert.deepEqual(spec.states, truth.states);
      for (const key of ["alpha", "beta", "share"]) expectClose(spec[key], truth[key], `${truth.text} ${key}`);
      expectClose([spec.logP], [truth.logP], `${truth.text} log p`);
    }
  });

  test(`${one.name}: so many paths as rnn_core's sum over equally likely ones says`, () => {
    for (const { labels, log_paths: theirs } of one.aligned) {
      assert.ok(Math.abs(Math.log(countPaths(given.T, labels)) - theirs) < 1e-9);
    }
  });

  test(`${one.name}: the best path collapses as rnn_core's does, frame by frame`, () => {
    assert.deepEqual(given.path.map(({ label }) => label), one.path);
    assert.deepEqual(given.path.map((now) => lettersOf(given, now.text)), one.so_far);
    assert.ok(Math.abs(Math.exp(given.path.at(-1).log) - one.p) <= 1e-12);
    given.path.forEach((now, t) => {
      assert.equal(now.repeat, t > 0 && one.path[t] === one.path[t - 1]);
      assert.equal(now.written, one.so_far[t].length > (one.so_far[t - 1] ?? "").length);
    });
  });
}

test("all texts of two letters in three frames, listed path by path, share 1", () => {
  const logs = [[0.2, 0.7, 0.1], [0.5, 0.3, 0.2], [0.3, 0.1, 0.6]].map((row) => row.map(Math.log));
  const sums = new Map();
  const labels = [0, 1, 2];
  for (const path of labels.flatMap((a) => labels.flatMap((b) => labels.map((c) => [a, b, c])))) {
    const collapsed = path.filter((label, t) => label && label !== path[t - 1]).join("");
    const p = path.reduce((product, label, t) => product * Math.exp(logs[t][label]), 1);
    const [sum, n] = sums.get(collapsed) ?? [0, 0];
    sums.set(collapsed, [sum + p, n + 1]);
  }
  assert.equal(sums.get("12")[0].toFixed(3), "0.498"); // the chapter's sum by hand
  assert.ok(Math.abs([...sums.values()].reduce((all, [sum]) => all + sum, 0) - 1) < 1e-12);
  for (const [collapsed, [sum, n]] of sums) {
    const own = [...collapsed].map(Number);
    assert.ok(Math.abs(Math.exp(alignText(logs, own).logP) - sum) < 1e-12, collapsed);
    assert.equal(countPaths(3, own), n, collapsed);
  }
});

test("logs are added where their numbers would vanish", () => {
  assert.equal(logAdd(-Infinity, -3), -3);
  assert.equal(logAdd(-Infinity, -Infinity), -Infinity);
  assert.ok(Math.abs(logAdd(-2000, -2000) - (Math.log(2) - 2000)) < 1e-9);
});

test("equal letters need a blank between them", () => {
  assert.deepEqual([[], [1], [1, 2], [1, 1], [1, 1, 1]].map(shortest), [0, 1, 2, 3, 5]);
  const { alpha, states } = alignText(named("unsure").logs, [3, 3]);
  assert.deepEqual(states, [0, 3, 0, 3, 0]);
  assert.deepEqual([alpha[1][3], alpha[2][3] > -Infinity], [-Infinity, true]);
});

test("a label is named once for each time it stands out, at its highest frame", () => {
  const rows = [[0.9, 0.1], [0.6, 0.4], [0.3, 0.7], [0.9, 0.1], [0.5, 0.5]].map((row) => row.map(Math.log));
  assert.deepEqual(peaksOf(rows, 0.25), [{ label: 1, t: 2 }, { label: 1, t: 4 }]);
});

test("what is typed is a text of known letters, short enough, capitals or not", () => {
  const given = named("unsure");
  assert.deepEqual(readTranscript(given, " abBA "), { labels: [1, 2, 2, 1], transcript: "ABBA" });
  assert.deepEqual(readTranscript(given, ""), { labels: [], transcript: "" });
  assert.deepEqual(readTranscript(given, "AD7"), { reason: "letter", wrong: "D" });
  assert.deepEqual(readTranscript(given, "ABCABCABC"), { reason: "long", wrong: "9" });
  assert.deepEqual(readTranscript(given, "AAAABB"), { reason: "frames", wrong: "10" });
});

test("time moves by frames, or by the operations of what is followed, and stops at both ends", () => {
  const given = named("sure");
  assert.deepEqual([start(given).t, start(given).phase], [11, 2]);
  assert.equal(run(given, { type: "step", by: 1 }).t, 11);
  assert.equal(run(given, { type: "first" }, { type: "step", by: 1 }).t, 1);
  for (const [view, operations] of Object.entries(OPERATIONS)) {
    const P = operations.length;
    const first = run(given, { type: "view", view }, { type: "inside", inside: true }, { type: "first" });
    assert.deepEqual([first.t, first.phase, inSteps.place(first, sizeOf(first, given)).last], [0, 0, 12 * P - 1], view);
    const on = follow(given, first, Array(P + 1).fill({ type: "operation", by: 1 }));
    assert.deepEqual([on.t, on.phase], [1, 1], view);
    const last = move(on, { type: "last" }, given);
    assert.deepEqual([last.t, last.phase], [11, P - 1]);
    assert.equal(move(on, { type: "inside", inside: false }, given).phase, P - 1);
    assert.equal(move(on, { type: "scrub", to: P }, given).t, 1);
  }
});

test("play at the end starts again, and stops by itself; whole frames go by faster than operations", () => {
  const given = named("unsure");
  const started = run(given, { type: "play" });
  assert.deepEqual([started.t, started.playing], [0, true]);
  const ended = follow(given, started, Array(given.T - 1).fill({ type: "tick" }));
  assert.deepEqual([ended.t, ended.playing], [given.T - 1, false]);
  assert.equal(run(given, { type: "play" }, { type: "step", by: 1 }).playing, false);
  const fast = run(given, { type: "speed", speed: 2 });
  assert.ok(fast.speed > move(fast, { type: "inside", inside: true }, given).speed);
  assert.deepEqual([fast.pace, move(fast, { type: "reset" }, given).pace], [2, 2]);
});

test("a text typed is a draft until it is kept; those typed first give way, those given stay", () => {
  const given = named("sure");
  const typed = (...words) => words.map((transcript) => ({ type: "type", transcript }));
  assert.deepEqual(run(given, ...typed("C", "CA", "CAB")).texts, ["AB", "BAC", "CAB"]);
  assert.deepEqual(run(given, ...typed("C", "CA"), { type: "keep" }, ...typed("B")).texts, ["AB", "BAC", "CA", "B"]);
  const back = run(given, ...typed("C", "BAC"));
  assert.deepEqual([back.texts, back.transcript, back.draft], [["AB", "BAC"], "BAC", false]);
  const many = ["A", "B", "C", "CA", "CB"].flatMap((one) => [...typed(one), { type: "keep" }]);
  assert.deepEqual(run(given, ...many).texts, ["AB", "BAC", "B", "C", "CA", "CB"]);
  assert.deepEqual(run(given, ...typed("C"), { type: "pick", transcript: "AB" }).texts, ["AB", "BAC", "C"]);
  assert.deepEqual(run(given, ...typed("C"), { type: "refuse", refused: { reason: "letter" } }).transcript, "C");
  assert.deepEqual(run(given, ...many, { type: "reset" }), start(given));
});

test("a state is followed until it is let go or the text is another one", () => {
  const given = named("sure");
  const followed = run(given, { type: "view", view: "sum" }, { type: "choose", chosen: 3 });
  assert.equal(followed.chosen, 3);
  assert.equal(move(followed, { type: "choose", chosen: 3 }, given).chosen, null);
  assert.equal(move(followed, { type: "go", t: 99, chosen: 1 }, given).chosen, 1);
  assert.equal(move(followed, { type: "go", t: 99 }, given).t, 11);
  assert.equal(move(followed, { type: "type", transcript: "A" }, given).chosen, null);
  const spec = derive(followed, given);
  const free = { ...followed, chosen: null };
  for (const [view, rows] of [["sum", spec.alpha], ["share", spec.share]]) {
    for (let t = 0; t < given.T; t += 1) assert.equal(rows[t][stateAt({ ...free, view, t }, spec)], Math.max(...rows[t]));
  }
});

test("a place told from outside is brought to one that is there", () => {
  const given = named("sure");
  const place = { t: 99, phase: 7, inside: true, view: "elsewhere", transcript: "XYZ", chosen: 40 };
  const { t, phase, view, transcript, chosen } = run(given, { type: "open", ...place });
  assert.deepEqual([t, phase, view, transcript, chosen], [11, 2, "path", "AB", 4]);
  const typing = ["C", "CA"].map((one) => ({ type: "open", ...place, transcript: one })); // in another view of it
  assert.deepEqual(run(given, ...typing).texts, ["AB", "BAC", "CA"]);
});

test("the beginnings in all states share 1 at each frame", () => {
  for (const one of cases) {
    const given = givenOf(one);
    for (const { labels } of one.aligned) {
      const { alpha, share } = alignText(given.logs, labels);
      for (const row of [...shareOfBeginnings(alpha), ...share]) {
        const sum = row.reduce((all, part) => all + part, 0);
        assert.ok(Math.abs(sum - 1) < 1e-9 || Math.max(...alpha.at(-1)) === -Infinity);
      }
    }
  }
});

test("the table's numbers multiply and add up to what it says", () => {
  const given = named("unsure");
  const number = (shown) => (shown.includes("×") ? NaN : Number(shown.replace("−", "-")));
  const state = run(given, { type: "pick", transcript: "ABBA" }, { type: "view", view: "sum" },
    { type: "go", t: 6, chosen: 5 });
  const spec = derive(state, given);
  const value = (view, key) => {
    const lines = linesOf({ ...state, view }, spec, text);
    return lines.find((one) => one.key === `align_row_${key}`).value;
  };
  const ways = ["stay", "move"].map((key) => number(value("sum", key)));
  assert.equal(value("sum", "hop"), text("align_equal")); // B after B
  assert.ok(Math.abs(ways[0] + ways[1] - number(value("sum", "sum"))) < 2e-3);
  const [sum, times, alpha] = ["sum", "times", "alpha"].map((key) => number(value("sum", key)));
  assert.ok(Math.abs(sum * times - alpha) < 1.5e-3);
  const [y, shares, gradient] = ["answer", "all_shares", "gradient"].map((key) => number(value("share", key)));
  assert.ok(Math.abs(y - shares - gradient) < 1.5e-3);
  const both = spec.share[6][3] + spec.share[6][5];
  assert.ok(Math.abs(shares - both) < 1e-3, "both Bs");
});

test("each operation of each frame has its sentence, with nothing left to fill in", () => {
  for (const name of ["sure", "short"]) {
    const given = named(name);
    for (const view of Object.keys(OPERATIONS)) {
      let state = run(given, { type: "view", view }, { type: "inside", inside: true }, { type: "first" });
      const spec = derive(state, given);
      for (let n = 0; n <= inSteps.place(state, sizeOf(state, given)).last; n += 1) {
        for (const one of [state, { ...state, inside: false, phase: OPERATIONS[view].length - 1 }]) {
          const sentence = say(one, spec, text);
          assert.match(sentence, new RegExp(`^Frame ${state.t}\\b`));
          assert.doesNotMatch(sentence, /align_|undefined|\{/);
        }
        for (const { key, values, value } of linesOf(state, spec, text)) {
          assert.doesNotMatch(`${text(key, values)} ${value}`, /align_|undefined|NaN|\{/);
        }
        state = move(state, { type: "operation", by: 1 }, given);
      }
    }
  }
});

test("a text asked about is answered by its probability, until time or the view moves on", () => {
  const given = named("sure");
  const sentence = (...events) => {
    const state = run(given, ...events);
    return say(state, derive(state, given), text);
  };
  const typed = { type: "type", transcript: "BAC" };
  const { logP, paths } = derive(run(given, typed), given).compared.find((one) => one.text === "BAC");
  const answer = `p(BAC) = ${likely(logP)}, the sum of ${counted(paths)} paths.`;
  for (const left of [[], [{ type: "keep" }], [{ type: "refuse", refused: { reason: "letter" } }]]) {
    assert.equal(sentence(typed, ...left), answer);
  }
  assert.equal(sentence({ type: "pick", transcript: "BAC" }), answer);
  for (const moved of [{ type: "step", by: -1 }, { type: "view", view: "sum" }, { type: "reset" }]) {
    assert.match(sentence(typed, moved), /^Frame /);
  }
});

test("merging names the label before, and there is none before the first", () => {
  const given = named("sure");
  const t = given.path.findIndex(({ label, before, repeat }) => before && !label && !repeat);
  const sentence = (at) => {
    const state = { ...run(given, { type: "inside", inside: true }), view: "path", t: at, phase: 1 };
    return say(state, derive(state, given), text);
  };
  assert.match(sentence(0), /there is no label before/);
  assert.ok(sentence(t).includes(`the label before was ${given.letters[given.path[t].before]}, so blank is new`), sentence(t));
});

test("numbers of any size are short", () => {
  assert.deepEqual([0, Math.log(0.5), Math.log(0.0123), Math.log(0.00012), -2000, -Infinity].map(likely),
    ["1.000", "0.500", "0.012", "1.2 × 10⁻⁴", "2.6 × 10⁻⁸⁶⁹", "0"]);
  assert.equal(likely(Math.log(9.99e-5)), "1.0 × 10⁻⁴");
  assert.deepEqual([1, 119877472, 6.7e15].map(counted), ["1", "119\u202f877\u202f472", "6.7 × 10¹⁵"]);
});

test("names on the drawing keep apart and stay within it", () => {
  assert.deepEqual(spread([10, 50, 90], 11, 100), [10, 50, 90]);
  assert.deepEqual(spread([50, 52, 53], 11, 100), [50, 61, 72]);
  assert.deepEqual(spread([97, 98], 11, 100), [89, 100]);
  assert.deepEqual(spread([], 11, 100), []);
});

test("the best path of one frame is its most probable label", () => {
  const [now] = bestPath([[Math.log(0.3), Math.log(0.7)]]);
  assert.deepEqual([now.label, now.before, now.repeat, now.written, now.text], [1, null, false, true, [1]]);
});
