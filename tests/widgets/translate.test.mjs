// The translation stepper, without a page: its words, numbers and trees held to rnn_core, and what a hand does.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { unpacked } from "../../src/unrolled/widgets/kit/packing.js";
import { speaker } from "../../src/unrolled/widgets/kit/dom.js";
import { pathTo } from "../../src/unrolled/widgets/engine/translator.js";
import { inSteps } from "../../src/unrolled/widgets/kit/timeline.js";
import { layoutOf } from "../../src/unrolled/widgets/translation_stepper/layout.js";
import { chance, closely, isDropped, nodeName } from "../../src/unrolled/widgets/translation_stepper/names.js";
import {
  amongBits, chineseNumeral, englishWords, readWhole,
} from "../../src/unrolled/widgets/translation_stepper/numerals.js";
import { say } from "../../src/unrolled/widgets/translation_stepper/say.js";
import {
  derive, move, nodeAt, operationAt, operationsOf, prepare, sizeOf, start, stepsDone, translate,
} from "../../src/unrolled/widgets/translation_stepper/state.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const python = process.env.PYTHON_FOR_TESTS ?? here("../../.venv/bin/python");
const vectors = JSON.parse(execFileSync(python, [here("translate_vectors.py")], { maxBuffer: 1 << 27 }));

function givenOf({ traits }) {
  const { titles, networks, vocabularies, longest, held_out } = traits;
  const place = Object.fromEntries(["network", "number", "width", "t", "inside"].map((key) => [key, traits[key]]));
  return prepare({ titles, networks, vocabularies, longest, held_out, start: place });
}
const givens = Object.fromEntries(vectors.cases.map((one) => [one.name, givenOf(one)]));
const run = (given, ...events) => events.reduce((state, event) => move(state, event, given), start(given));

function expectNear(ours, theirs, what, by = 1e-12) {
  assert.equal(ours.length, theirs.length, what);
  ours.forEach((v, i) => (Array.isArray(v) ? expectNear(v, theirs[i], `${what}[${i}]`, by)
    : assert.ok(Math.abs(v - theirs[i]) <= by, `${what}[${i}]: ${v} and ${theirs[i]}`)));
}

test("the words and the numerals of all ten thousand numbers are rnn_core's", () => {
  assert.equal(vectors.words.length, 10_000);
  vectors.words.forEach((words, number) => assert.deepEqual(englishWords(number), words, String(number)));
  vectors.numerals.forEach((numeral, number) => assert.equal(chineseNumeral(number), numeral, String(number)));
});

for (const { name, traits: { network }, hs, looks, greedy, beams } of vectors.cases) {
  const given = givens[name];

  test(`${name}: the encoder's states and the weights of attention are rnn_core's`, () => {
    const spec = translate({ network, number: 3042, width: 3 }, given);
    expectNear(spec.trace.map(({ h }) => h), hs, "h");
    const weights = pathTo(spec.steps, spec.sequences[0].node).map(({ record }) => record.w);
    if (looks) expectNear(weights, looks, "w");
    else assert.deepEqual(weights.filter(Boolean), []);
  });

  test(`${name}: with one beginning kept, ${greedy.length} numbers become what rnn_core's greedy writes`, () => {
    for (const [number, symbols, log_p, ended] of greedy) {
      const spec = translate({ network, number, width: 1 }, given);
      const [{ node }] = spec.sequences;
      const path = pathTo(spec.steps, node).map(({ symbol }) => symbol);
      assert.deepEqual(ended ? path.slice(0, -1) : path, symbols, String(number));
      assert.equal(node.ended, ended);
      expectNear([node.log_p], [log_p], `log p of ${number}`);
    }
  });

  test(`${name}: the trees of ${beams.length} searches are rnn_core's, branch by branch`, () => {
    for (const { number, width, best, steps } of beams) {
      const spec = translate({ network, number, width }, given);
      assert.equal(spec.S, steps.length, `${number}, ${width} kept`);
      spec.steps.forEach((rows, k) => {
        const [parents, symbols, log_p] = steps[k];
        assert.deepEqual(rows.map(({ parent }) => parent), parents);
        assert.deepEqual(rows.map(({ symbol }) => symbol), symbols);
        expectNear(rows.map((row) => row.log_p), log_p, `log p of ${number}`);
      });
      assert.deepEqual(spec.sequences.map(({ node }) => node.ended), best.map(([, , ended]) => ended));
      expectNear(spec.sequences.map(({ node }) => node.log_p), best.map(([, log_p]) => log_p), "log p of what was found");
      spec.sequences.forEach(({ node }, n) => {
        const path = pathTo(spec.steps, node).map(({ symbol }) => symbol);
        assert.deepEqual(node.ended ? path.slice(0, -1) : path, best[n][0]);
      });
    }
  });
}

test("trees of many shapes were compared: some end early, some not at all, in some the best is not the first", () => {
  const beams = vectors.cases.flatMap((one) => one.beams);
  assert.ok(beams.some(({ best }) => !best[0][2]) && beams.some(({ best }) => best[0][2]));
  assert.ok(beams.some(({ steps }) => steps.some(([parents]) => parents[0] > 0)));
});

test("the numbers held out come through as they are", () => {
  const { held_out, theirs } = vectors.held_out;
  const isHeldOut = amongBits(held_out);
  assert.deepEqual(Array.from({ length: 10_000 }, (_, n) => n).filter(isHeldOut), theirs);
  assert.ok(theirs.includes(0) && theirs.includes(9999));
});

test("what is typed is a whole number from 0 to 9999, or the reason why not", () => {
  const good = [["0", 0], [" 42 ", 42], ["0042", 42], ["９０", 90], ["9999", 9999]];
  for (const [typed, number] of good) assert.deepEqual(readWhole(typed), { number });
  const bad = [["", "empty"], ["  ", "empty"], ["-1", "unreadable"], ["1.5", "unreadable"], ["ten", "unreadable"],
    ["<b>", "unreadable"], ["10000", "range"]];
  for (const [typed, reason] of bad) assert.equal(readWhole(typed).reason, reason, typed);
});

const given = givens["stored with attention"];
const spec = derive(start(given), given);

test("time runs through the words, the hand-over and the symbols, and back the same way", () => {
  assert.equal(spec.last, spec.T + spec.S);
  const places = [run(given, { type: "first" })];
  while (places.at(-1).t < spec.last) places.push(move(places.at(-1), { type: "next" }, given));
  assert.deepEqual(places.map(({ t }) => t), Array.from({ length: spec.last + 1 }, (_, t) => t));
  assert.equal(move(places.at(-1), { type: "next" }, given).t, spec.last);
  let state = places.at(-1);
  for (const place of places.slice(0, -1).reverse()) {
    state = move(state, { type: "back" }, given);
    assert.deepEqual([state.t, state.phase], [place.t, place.phase]);
  }
});

test("inside a step each operation comes once, and the tree grows with the last one only", () => {
  let state = run(given, { type: "inside", inside: true }, { type: "first" });
  const seen = [];
  for (let place = 0; ; place += 1) {
    const { at, last } = inSteps.place(state, sizeOf(spec));
    assert.equal(at, place);
    const kept = state.t - spec.T - (operationAt(state, spec) === "keep" ? 0 : 1);
    assert.equal(stepsDone(state, spec), Math.max(kept, 0));
    seen.push(operationAt(state, spec));
    if (place === last) break;
    state = move(state, { type: "next" }, given);
  }
  const wanted = Array.from({ length: spec.last + 1 }, (_, t) => operationsOf(spec, t)).flat();
  assert.deepEqual(seen, wanted);
  assert.deepEqual(operationsOf(spec, spec.last), ["feed", "decode", "look", "mix", "answer", "keep"]);
  const plain = derive(start(givens.stored), givens.stored);
  assert.deepEqual(operationsOf(plain, plain.last), ["feed", "decode", "answer", "keep"]);
  const middle = run(given, { type: "operation", by: -1 });
  assert.deepEqual([middle.inside, operationAt(middle, spec)], [true, "answer"]);
});

test("play starts anew at the end, ticks to the end and stops there", () => {
  let state = run(given, { type: "play" });
  assert.deepEqual([state.t, state.playing], [0, true]);
  for (let n = 0; n < spec.last; n += 1) {
    assert.ok(state.playing);
    state = move(state, { type: "tick" }, given);
  }
  assert.deepEqual([state.t, state.playing], [spec.last, false]);
});

test("another number is translated to its end; another width or network keeps the place", () => {
  const typed = run(given, { type: "first" }, { type: "number", number: 7 });
  assert.equal(typed.t, derive(typed, given).last);
  assert.equal(derive(typed, given).words.join(" "), "seven");
  const narrow = run(given, { type: "scrub", to: 3 }, { type: "width", width: 1 });
  assert.deepEqual([narrow.t, narrow.width], [3, 1]);
  assert.ok(derive(narrow, given).steps.every((rows) => rows.length === 1));
  const atEnd = run(given, { type: "width", width: 1 });
  assert.equal(atEnd.t, derive(atEnd, given).last);
  const refused = run(given, { type: "refuse", refused: { reason: "range", text: "10000" } });
  assert.deepEqual([refused.number, refused.refused.reason], [3042, "range"]);
  assert.equal(move(refused, { type: "forgive" }, given).refused, null);
});

test("what comes from outside is kept within what there is", () => {
  const place = { type: "open", network: "nobody's", number: 12_000, width: 9, t: 99, inside: false };
  const state = run(given, place);
  assert.deepEqual([state.network, state.number, state.width, state.t], [given.start.network, 3042, 3, spec.last]);
  assert.equal(run(given, { ...place, number: 12, t: 1 }).number, 12);
});

test("a walk goes to the parent, to the best child and across, never to a place that is not there yet", () => {
  const walk = (state, from, along, across) =>
    move(state, { type: "walk", from, along, across }, given).chosen;
  const state = run(given, { type: "last" });
  assert.deepEqual(walk(state, [0, 0], -1, 0), [0, 0]);
  assert.deepEqual(walk(state, [0, 0], 1, 0), [1, 0]);
  assert.deepEqual(walk(state, [1, 0], 0, 1), [1, 1]);
  assert.deepEqual(walk(state, [1, 0], 0, -1), [1, 0]);
  assert.deepEqual(walk(state, [2, 2], -1, 0), [1, spec.steps[2][2].parent]);
  assert.deepEqual(walk(state, [1, 1], -1, 0), [0, spec.steps[1][1].parent]);
  const early = run(given, { type: "go", t: spec.T + 1 });
  assert.deepEqual(walk(early, [0, 0], 1, 0), [0, 0]);
  const { k, r } = spec.sequences[0].node;
  const way = pathTo(spec.steps, spec.steps[k][r]);
  assert.deepEqual(walk(state, [k, r], -Infinity, 0), [0, way[0].r]);
  const [last, row] = walk(state, [0, way[0].r], Infinity, 0);
  assert.ok(last > 0 && !spec.steps[last + 1]?.some(({ parent }) => parent === row));
  assert.deepEqual(walk(early, [0, 0], Infinity, 0), [0, 0]);
});

test("a beginning's name says how its probability came about", () => {
  const text = speaker({ translate_node: "{written} {p}", translate_node_product: "; {p} = {before} · {own}",
    translate_node_ended: ", ended", translate_node_dropped: ", dropped" });
  for (const node of spec.steps.flat()) {
    const [, p, before, own] = nodeName(spec, node, spec.S, text).match(/; (\S+) = (\S+) · ([^,]+)/) ?? [];
    if (!node.k) assert.equal(p, undefined);
    else {
      const logs = [node.log_p, node.before, node.log_p - node.before];
      assert.deepEqual([p, before, own], logs.map((log) => closely(Math.exp(log))));
    }
  }
});

test("one word is read, or all of several", () => {
  const text = speaker({ translate_said_hand: "all {T}", translate_said_hand_one: "the one", translate_said_both: "" });
  const said = (number) => {
    const of = givens.stored;
    const typed = run(of, { type: "number", number });
    const state = move(typed, { type: "go", t: derive(typed, of).T }, of);
    return say(state, derive(state, of), text);
  };
  assert.deepEqual([said(7), said(81)], ["the one", "all 2"]);
});

test("looked at is what is pointed at, else what is chosen, else the best there is", () => {
  const end = run(given);
  assert.equal(nodeAt(end, spec), spec.sequences[0].node);
  const chosen = run(given, { type: "choose", node: [1, 2] });
  assert.equal(nodeAt(chosen, spec), spec.steps[1][2]);
  const pointed = move(chosen, { type: "point", node: [0, 1] }, given);
  assert.equal(nodeAt(pointed, spec), spec.steps[0][1]);
  const back = move(chosen, { type: "go", t: spec.T + 1 }, given);
  assert.equal(nodeAt(back, spec), spec.steps[0][0]);
  assert.equal(nodeAt(run(given, { type: "first" }), spec), null);
  assert.equal(run(given, { type: "choose", node: [1, 2] }, { type: "reset" }).chosen, null);
});

test("a beginning is dropped when the step after it goes on without it; one that has ended is not", () => {
  const dropped = spec.steps.flat().filter((node) => isDropped(spec, node, spec.S));
  assert.ok(dropped.length > 0);
  for (const { k, r, ended } of dropped) {
    assert.ok(!ended && !spec.steps[k + 1].some(({ parent }) => parent === r));
    assert.ok(!isDropped(spec, spec.steps[k][r], k + 1), "while its own step is the last, nobody knows");
  }
});

test("the last sentence says what was found and whether it is right", () => {
  const text = speaker({ translate_said_right: "right {written}", translate_said_wrong: "wrong {written}, not {right}",
    translate_said_in_beam: "found too", translate_said_not_in_beam: "not found", translate_said_endless: "endless" });
  const said = (of, ...events) => {
    const state = run(of, ...events);
    return say(state, derive(state, of), text);
  };
  assert.equal(said(given), "right 三千零四十二");
  const wrong = (width) => said(givens.stored, { type: "number", number: 81 }, { type: "width", width });
  assert.equal(wrong(4), "wrong 八十, not 八十一 found too");
  assert.equal(wrong(1), "wrong 八十, not 八十一");
  const endless = ({ name, beams }) => beams.filter(({ best }) => !best[0][2]).map((one) => [name, one]);
  const [name, { number, width }] = vectors.cases.flatMap(endless)[0];
  assert.equal(said(givens[name], { type: "number", number }, { type: "width", width }), "endless");
});

test("a probability is never shown as a 0 or a 1 that it is not", () => {
  assert.deepEqual([1e-9, 0.0004, 0.0006, 0.5, 0.9994, 0.9995, 1 - 1e-9, 1].map(chance),
    ["<\u2009.001", "<\u2009.001", ".001", ".5", ".999", ">\u2009.999", ">\u2009.999", "1"]);
});

test("factors have digits enough to see that they multiply to the whole", () => {
  assert.deepEqual([2.34e-5, 0.0006, 0.935, 0.9994, 0.99987, 1 - 3e-9, 1].map(closely),
    ["2.3·10⁻⁵", ".001", ".935", ".999", ".99987", ".9999999970", "1"]);
});

test("everything stands within the width, words beside words, at every length of a number", () => {
  for (const number of [0, 20, 105, 3010, 7777]) {
    for (const width of [1, 4]) {
      const one = translate({ ...given.start, number, width }, given);
      for (const room of [300, 326, 700]) {
        const layout = layoutOf(one, width, room);
        const xs = [...one.words.map((_, t) => layout.state(t)[0] + layout.w / 2 + 6), layout.root[0],
          ...one.steps.flat().map(({ k, r }) => layout.node(k, r)[0] + 22)];
        assert.ok(Math.max(...xs) <= room, `${number} in ${room}: ${Math.max(...xs)}`);
        const lowest = Math.max(...one.steps.flat().map(({ k, r }) => layout.node(k, r)[1] + 22));
        assert.ok(lowest <= layout.height);
      }
    }
  }
});
