// The gate watcher without a page: held to rnn_core for every cell, free and held; its state, its equations, its words.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { explain, termsOf } from "../src/unrolled/widgets/gate_watcher/explain.js";
import { blocksIn, paintMap } from "../src/unrolled/widgets/gate_watcher/maps.js";
import { isKnown, numberIn } from "../src/unrolled/widgets/gate_watcher/numbers.js";
import { unpacked } from "../src/unrolled/widgets/kit/packing.js";
import { hexOf, nearestName, say } from "../src/unrolled/widgets/gate_watcher/say.js";
import {
  GATES, anatomy, derive, heldNow, holdOn, move, phasesOf, readInputs, sizes, start, typedInputs, unitsByChange,
} from "../src/unrolled/widgets/gate_watcher/state.js";
import { speaker } from "../src/unrolled/widgets/kit/dom.js";
import { inSteps } from "../src/unrolled/widgets/kit/timeline.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const python = process.env.PYTHON_FOR_TESTS ?? here("../.venv/bin/python");
const cases = JSON.parse(execFileSync(python, [here("gates_vectors.py")], { maxBuffer: 1 << 26 }));
const program = "import json; from unrolled.widgets import GateWatcher as w; print(json.dumps(w.words_in('en')))";
const text = speaker(JSON.parse(execFileSync(python, ["-c", program])));

function givenOf({ traits: { networks, cell, t, unit, inside, holds, ...others } }) {
  return { ...others, networks: unpacked(networks), start: { cell, t, unit, inside, holds } };
}
const givens = cases.map(givenOf);
const [colours, numbers, words, started] = givens;
const run = (given, ...events) => events.reduce((state, event) => move(state, event, given), start(given));

cases.forEach((one, n) => {
  for (const { cell, holds, found } of one.runs) {
    test(`case ${n}, ${cell}, held ${JSON.stringify(holds.map(Object.values))}: every number is rnn_core's`, () => {
      const ours = derive({ ...run(givens[n], { type: "cell", cell }), holds }, givens[n]);
      for (const [name, values] of Object.entries(found)) {
        values.forEach((row, t) => row.forEach((value, j) => {
          const mine = ours.trace[t][name][j];
          assert.ok(Math.abs(mine - value) < 1e-12, `${name}[${t}][${j}]: ${mine} and ${value}`);
        }));
      }
      const free = one.runs.find((other) => other.cell === cell && !other.holds.length).found;
      const digits = (hs) => hs.flat().map((h) => h.toFixed(9));
      assert.equal(ours.touched, JSON.stringify(free) !== JSON.stringify(found));
      assert.deepEqual(digits(ours.free.map(({ h }) => h)), digits(free.h));
    });
  }
});

test("weights of three digits travel as whole numbers and come back as they were", () => {
  const packed = cases[0].traits.networks.LSTM.cell.W_h;
  assert.deepEqual(packed.shape, [4, 16]);
  const lists = unpacked(packed);
  assert.equal(lists.length, 4);
  assert.ok(lists.flat().every((w) => w === Number(w.toFixed(3))));
  assert.deepEqual(unpacked({ a: [1.5], b: { c: null } }), { a: [1.5], b: { c: null } });
});

for (const given of givens) {
  for (const cell of given.titles) {
    test(`${cell}: each equation's terms come to its number, and its parts to the whole`, () => {
      const state = { ...run(given, { type: "cell", cell }, { type: "last" }), unit: 2 };
      const spec = derive(state, given);
      const now = spec.trace[state.t];
      const { gates, maps } = anatomy(spec.net.cell.kind);
      const squashed = spec.net.cell.kind === "rnn" ? ["a"] : maps.filter((name) => !["c", "h"].includes(name));
      for (const gate of squashed) {
        if (gate === "i" && spec.net.cell.kind === "lstm_coupled") continue;
        const { inputs, states, rest } = termsOf(spec, now, gate, 2);
        const sum = [...inputs, ...states, ...rest].reduce((total, { value }) => total + value, 0);
        assert.ok(Math.abs(sum - (now[`a_${gate}`] ?? now.a)[2]) < 1e-12, gate);
      }
      const at = (key) => numberIn(now, key, 2);
      if (gates.includes("o")) {
        assert.ok(Math.abs(at("fc") + at("ig") - at("c")) < 1e-12);
        assert.ok(Math.abs(at("o") * at("tanh_c") - at("h")) < 1e-12);
      }
      if (gates.includes("z")) assert.ok(Math.abs(at("kept") + at("zn") - at("h")) < 1e-12);
    });

    test(`${cell}: every part of the drawing has an equation whose result is the number shown`, () => {
      const state = run(given, { type: "cell", cell }, { type: "last" });
      const spec = derive(state, given);
      const { maps } = anatomy(spec.net.cell.kind);
      const answers = spec.net.readout ? spec.net.readout.b.map((_, k) => `y.${k}`) : [];
      for (const key of [...maps, ...answers, "h_prev"]) {
        const equation = explain(key, state, spec, text);
        assert.equal(equation.value, numberIn(spec.trace[state.t], key, state.unit), key);
        for (const [letter, symbol, sub] of [...equation.name, ...equation.formula, ...equation.numbers]) {
          assert.deepEqual([typeof letter, typeof symbol, typeof sub], ["string", "string", "string"], key);
        }
      }
    });
  }
}

test("a step forward and back, one operation inside a step, first and last stay within the sequence", () => {
  assert.equal(start(colours).t, 2);
  assert.equal(run(colours, { type: "step", by: -9 }).t, 0);
  assert.equal(run(colours, { type: "step", by: 99 }).t, 7);
  const inside = run(colours, { type: "cell", cell: "LSTM" }, { type: "operation", by: 1 });
  assert.deepEqual([inside.inside, inside.t, inside.phase], [true, 3, 0]);
  const spec = derive(inside, colours);
  assert.deepEqual(phasesOf(spec), ["f", "i", "g", "c", "o", "h", "y"]);
  assert.deepEqual(inSteps.place(inside, sizes(spec)), { at: 21, last: 55 });
  const last = move(inside, { type: "last" }, colours);
  assert.deepEqual([last.t, last.phase], [7, 6]);
  assert.equal(move(last, { type: "next" }, colours).t, 7);
  assert.deepEqual(phasesOf(derive(run(started), started)), ["f", "i", "g", "c", "o", "h"]);
});

test("play walks to the end and stops there; pressed at the end it starts again", () => {
  let state = run(colours, { type: "play" });
  assert.equal(state.playing, true);
  for (let n = 0; n < 20; n += 1) state = move(state, { type: "tick" }, colours);
  assert.deepEqual([state.t, state.playing], [7, false]);
  const again = move(state, { type: "play" }, colours);
  assert.deepEqual([again.t, again.playing], [0, true]);
});

test("another cell keeps step, unit, text and holds; a phase it has not got becomes its last", () => {
  const held = { type: "hold", gate: "f", value: 0 };
  const state = run(colours, { type: "cell", cell: "LSTM" }, { type: "operation", by: 4 }, held);
  assert.deepEqual([state.t, state.phase], [3, 3]);
  const gru = move({ ...state, phase: 6 }, { type: "cell", cell: "GRU" }, colours);
  assert.deepEqual([gru.cell, gru.t, gru.phase, gru.holds.length], ["GRU", 3, 4, 1]);
  assert.equal(derive(gru, colours).touched, false);
});

test("a hold acts on the chosen unit or on all, from the current step; free takes it away", () => {
  const one = run(colours, { type: "cell", cell: "LSTM" }, { type: "hold", gate: "f", value: 0 });
  assert.deepEqual(one.holds, [{ gate: "f", unit: 1, value: 0, from: 2 }]);
  const both = move(move(one, { type: "unit", unit: 3 }, colours), { type: "hold", gate: "f", value: 1 }, colours);
  assert.equal(both.holds.length, 2);
  assert.equal(holdOn(both, "f").value, 1);
  const all = move(move(both, { type: "all", all: true }, colours), { type: "hold", gate: "f", value: 0 }, colours);
  assert.deepEqual(all.holds, [{ gate: "f", unit: null, value: 0, from: 2 }]);
  assert.deepEqual(move(all, { type: "hold", gate: "f", value: null }, colours).holds, []);
  assert.deepEqual(move(both, { type: "release" }, colours).holds, []);
  assert.deepEqual(move(both, { type: "reset" }, colours).holds, []);
  const { trace, free } = derive(one, colours);
  assert.deepEqual(trace.slice(0, 2).map(({ c }) => c), free.slice(0, 2).map(({ c }) => c));
  assert.equal(trace[2].f[1], 0);
  assert.notEqual(trace[2].f[0], 0);
});

test("until a later hold of the unit begins, an earlier one on all still acts", () => {
  const holds = [{ gate: "o", unit: null, value: 1, from: 1 }, { gate: "o", unit: 0, value: 0, from: 4 }];
  const state = { ...run(colours, { type: "cell", cell: "LSTM" }), unit: 0, holds };
  const { trace } = derive(state, colours);
  const values = [0, 1, 3, 4].map((t) => heldNow({ ...state, t }, "o")?.value);
  assert.deepEqual(values, [undefined, 1, 1, 0]);
  assert.deepEqual([1, 3, 4].map((t) => trace[t].o[0]), values.slice(1));
  assert.equal(holdOn(state, "o").value, 0);
});

test("typed letters, symbols and numbers are read, and what cannot be read is named", () => {
  assert.deepEqual(readInputs("Dad", colours), { inputs: ["d", "a", "d"] });
  assert.deepEqual(readInputs("daz", colours), { reason: "letter", text: "z" });
  assert.deepEqual(readInputs("  fade  dad ", colours).inputs.join(""), "fade dad ");
  assert.equal(readInputs("  ", colours).reason, "empty");
  assert.deepEqual(readInputs("d".repeat(61), colours), { reason: "long", text: "61" });
  assert.deepEqual(readInputs("1 −0.5 2,5", numbers), { inputs: [[1], [-0.5], [2.5]] });
  assert.deepEqual(readInputs("1 two", numbers), { reason: "number", text: "two" });
  assert.deepEqual(readInputs("1 200", numbers), { reason: "number", text: "200" });
  assert.deepEqual(readInputs("sky the", words), { inputs: ["sky", "the"] });
  assert.deepEqual(readInputs("sky blue", words), { reason: "symbol", text: "blue" });
  assert.equal(typedInputs(colours), "fade dad");
  assert.equal(typedInputs(words), "the sky is sky the");
  assert.equal(typedInputs(started), null);
});

test("another text is read to its end, a hold keeps its step, and a reset brings the first one back", () => {
  const held = run(colours, { type: "cell", cell: "LSTM" }, { type: "last" }, { type: "hold", gate: "i", value: 0 });
  const state = move(held, { type: "type", inputs: ["b", "a", "d"] }, colours);
  assert.deepEqual([state.t, state.holds[0].from], [2, 7]); // beyond the end now, and there again in a longer text
  assert.deepEqual(derive(state, colours).tokens, ["b", "a", "d"]);
  assert.equal(derive(move(state, { type: "reset" }, colours), colours).inputs.join(""), "fade dad");
});

test("a place told from outside is taken as far as it exists", () => {
  const place = { cell: "no such cell", given: ["b", "a"], t: 9, unit: 77, inside: true, holds: [] };
  const state = run(colours, { type: "open", ...place });
  assert.deepEqual([state.cell, state.t, state.unit, state.inside], ["RNN", 1, 3, true]);
  assert.equal(derive(state, colours).trace.length, 2);
  assert.throws(() => move(state, { type: "jump" }, colours), /expected an event of the gate watcher, got jump/);
});

test("units are sorted by the step at which they change most, the larger change first", () => {
  const trace = [{ c_prev: [0, 0, 0], c: [0.1, 0.5, 0.9] }, { c: [0.9, 0.5, 0.8] }];
  assert.deepEqual(unitsByChange(trace, "c"), [2, 1, 0]);
});

test("inside a step a number is known when its operation is done", () => {
  const spec = derive(run(colours, { type: "cell", cell: "LSTM" }), colours);
  assert.deepEqual(phasesOf(spec), ["f", "i", "g", "c", "o", "h", "y"]);
  const keys = ["x", "c_prev", "f", "fc", "ig", "c", "tanh_c", "y.0"];
  assert.deepEqual(keys.map((key) => isKnown(key, { phase: 2 }, spec)),
    [true, true, true, true, true, false, false, false]);
});

test("the sentence tells the liveliest gate, the memory and the belief, and inside a step the operation", () => {
  const state = { ...run(colours, { type: "cell", cell: "LSTM" }, { type: "last" }), unit: 0 };
  const spec = derive(state, colours);
  const sentence = say(state, spec, text);
  assert.match(sentence, /^t = 7, “d”, unit 1: (input|forget|output) gate [ifo] (rises|falls) from 0\.\d+ to 0\.\d+; memory c /);
  assert.match(sentence, /It now believes in a colour near “(fade|bad)”\.$/);
  const inside = move(state, { type: "phase", phase: 0 }, colours);
  const keeps = say(inside, spec, text);
  assert.match(keeps, /^t = 7, “d”, unit 1: the forget gate keeps \d+ % of the memory\.$/);
  for (const given of givens) {
    for (const cell of given.titles) {
      const first = run(given, { type: "cell", cell }, { type: "first" });
      for (let phase = 0; phase < sizes(derive(first, given)).P; phase += 1) {
        for (const state of [first, move(first, { type: "phase", phase }, given)]) {
          assert.doesNotMatch(say(state, derive(state, given), text), /gates_|undefined|NaN|\{/);
        }
      }
    }
  }
});

test("a colour is told by the nearest known name", () => {
  assert.equal(hexOf([0, 0.5, 1]), "#0080ff");
  assert.equal(nearestName([0.9, 0.1, 0], { red: "ff0000", blue: "0000ff" }), "red");
});

test("a map has a block for every number: full where a gate is open, a dash where a state is negative", () => {
  const ramp = (from) => Uint32Array.from({ length: 65 }, (_, n) => from + n);
  const tones = { paper: 9, above: ramp(100), below: ramp(200), f: ramp(300) };
  const trace = [{ f: [0, 1], c: [0.5, -1] }, { f: [0.5, 0.25], c: [0, 0.25] }];
  const [width, height] = [8, 6];
  const rowLength = 2 * width;
  const read = (name, order, signed) => {
    const pixels = new Uint32Array(rowLength * 2 * height);
    paintMap(pixels, { rowLength, width, height, order, trace, name, scale: 1, tones, signed });
    return (t, row, x = 0, y = 0) => pixels[(row * height + y) * rowLength + t * width + x];
  };
  const gate = read("f", [0, 1], false);
  assert.deepEqual([gate(0, 0), gate(1, 0), gate(0, 1), gate(1, 1)], [300, 332, 364, 316]);
  assert.deepEqual([gate(0, 1, 7), gate(0, 1, 0, 5), gate(0, 1, 6, 4)], [9, 9, 364]);
  assert.equal(read("f", [1, 0], false)(0, 0), 364);
  const state = read("c", [0, 1], true);
  assert.deepEqual([state(0, 0), state(0, 1), state(1, 1, 3, 2)], [132, 264, 116]);
  assert.deepEqual([state(0, 1, 3, 2), state(0, 1, 0, 2)], [9, 264]);
});

test("maps stand side by side as far as there is room, and never wider than it", () => {
  for (const room of [300, 480, 726, 1000]) {
    for (const T of [1, 5, 11, 60]) {
      for (const count of [1, 4, 6]) {
        const { side, width, height } = blocksIn(room, T, 32, count);
        assert.ok(side * T * width + 12 * (side - 1) <= room, `${room} ${T} ${count}: ${side} x ${width}`);
        assert.equal(count % side, 0);
        assert.equal(height, 6);
      }
    }
  }
  assert.deepEqual([blocksIn(726, 11, 32, 6).side, blocksIn(300, 11, 32, 6).side], [3, 2]);
});

test("gates and maps of every cell are numbers of its trace", () => {
  for (const cell of colours.titles) {
    const { net, trace } = derive(run(colours, { type: "cell", cell }), colours);
    const { gates, maps, state } = anatomy(net.cell.kind);
    for (const name of [...gates, ...maps, state]) assert.equal(trace[0][name].length, 4);
    assert.ok(gates.every((gate) => GATES.includes(gate)));
  }
});
