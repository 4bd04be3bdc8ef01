// The gate watcher's state and everything that follows from it, without a page.
//
// state  {cell, given, t, phase, inside, playing, speed, unit, all, holds, sorted, point, refused}
//        given: the inputs a reader typed, or null; all: does a hold act on all units; point: the number pointed at
// given  {networks, titles, vocabulary, inputs, tokens, output_tokens, colours, held_out, start_state, start}
// spec   the same with the chosen network, the inputs that are read, and its runs with and without holds
// A number of the chosen unit is named as in the formulas: "f", "c", "h_prev", "fc" = f * c_prev; an answer "y.0".

import { unroll } from "../engine/unroll.js";
import { readNumber } from "../kit/number_field.js";
import { range } from "../kit/numbers.js";
import { halted, standAt, stepwise, within } from "../kit/timeline.js";

export const LONGEST = 60;
const LSTM_PHASES = ["f", "i", "g", "c", "o", "h"];
const GRU_PHASES = ["r", "z", "n", "h"];

/** What a cell is made of: the order of its operations, the maps that are drawn, the gates a hand can hold. */
const ANATOMY = {
  rnn: { phases: ["a", "h"], maps: ["h"], gates: [], state: "h" },
  lstm: { phases: LSTM_PHASES, maps: ["i", "f", "o", "g", "c", "h"], gates: ["i", "f", "o"], state: "c" },
  lstm_coupled: { phases: LSTM_PHASES, maps: ["i", "f", "o", "g", "c", "h"], gates: ["f", "o"], state: "c" },
  gru_reset_before: { phases: GRU_PHASES, maps: ["r", "z", "n", "h"], gates: ["r", "z"], state: "h" },
};
export const anatomy = (kind) =>
  ANATOMY[{ lstm_peephole: "lstm", gru_reset_after: "gru_reset_before" }[kind] ?? kind];

export const GATES = ["i", "f", "o", "r", "z"]; // between 0 and 1; all else has a sign

const netOf = ({ cell }, { networks }) => networks[cell];
const inputsOf = (state, given) => state.given ?? given.inputs;

export const phasesOf = ({ net: { cell, readout } }) => [...anatomy(cell.kind).phases, ...(readout ? ["y"] : [])];

/** How many steps, units, outputs and operations there are. */
export function sizes({ net, inputs }) {
  const { cell, readout } = net;
  return { T: inputs.length, H: cell.W_h.length, V: readout ? readout.b.length : 0, P: phasesOf({ net }).length };
}

const sizesAt = (state, given) => sizes({ net: netOf(state, given), inputs: inputsOf(state, given) });

export function start(given) {
  const first = { cell: given.titles[0], given: null, t: 0, unit: 0, inside: false, holds: [], ...given.start };
  return settled({
    ...first, phase: 0, playing: false, speed: 1, all: false, sorted: false, point: null, refused: null,
  }, given);
}

/** A state within what there is: after another cell, another text, or a place told from outside. */
function settled(state, given) {
  const size = sizesAt(state, given);
  return standAt({ ...state, unit: within(state.unit, size.H - 1) }, state.t, size);
}

const unpointed = (state) => ({ ...halted(state), point: null });

/** The holds after the reader sets `gate` to 0, 1 or free (null): of the chosen unit or of all, from this step on. */
function holdsAfter({ holds, t, unit, all }, { gate, value }) {
  const others = holds.filter((hold) => hold.gate !== gate || !(all || hold.unit === unit));
  return value === null ? others : [...others, { gate, unit: all ? null : unit, value, from: t }];
}

/** The hold that acts on `gate` of the chosen unit, now or later: the last one wins. */
export const holdOn = ({ holds, unit }, gate) =>
  holds.findLast((hold) => hold.gate === gate && (hold.unit === null || hold.unit === unit));

/** The hold that acts on it at the current step. */
export const heldNow = ({ holds, unit, t }, gate) =>
  holdOn({ holds: holds.filter(({ from }) => from <= t), unit }, gate);

const moves = {
  ...stepwise(unpointed),
  go: (state, { t, unit = state.unit }, { T, H }) =>
    ({ ...unpointed(state), t: within(t, T - 1), unit: within(unit, H - 1) }),
  unit: (state, { unit }, { H }) => ({ ...state, unit: within(unit, H - 1) }),
  all: (state, { all }) => ({ ...state, all }),
  sorted: (state, { sorted }) => ({ ...state, sorted }),
  point: (state, { key }) => ({ ...state, point: key }),
  cell: (state, { cell }, _, given) => settled({ ...state, cell, point: null }, given),
  hold: (state, event) => ({ ...state, playing: false, holds: holdsAfter(state, event) }),
  release: (state) => ({ ...state, holds: [] }),
  // Another text is read to its end: its last belief is what a reader wants to see first.
  // A hold keeps its step while a shorter text stands there on the way to a longer one.
  type: (state, { inputs }, _, given) => settled(
    { ...state, given: inputs, t: inputs.length - 1, phase: 99, playing: false, point: null, refused: null }, given),
  refuse: (state, { refused }) => ({ ...state, playing: false, refused }),
  forgive: (state) => ({ ...state, refused: null }),
  open(state, { type: _, ...place }, __, given) {
    const cell = given.titles.includes(place.cell) ? place.cell : state.cell;
    return settled({ ...state, ...place, cell, playing: false, point: null }, given);
  },
  reset: (state, _, __, given) => ({ ...start(given), speed: state.speed }),
};

/** A new state from an event; the old one is never touched. */
export function move(state, event, given) {
  const make = moves[event.type];
  if (!make) throw new Error(`move: expected an event of the gate watcher, got ${event.type}`);
  return make(state, event, sizesAt(state, given), given);
}

const isLetters = (vocabulary) => vocabulary.every((symbol) => symbol.length === 1);

/** What was typed, as the texts of its inputs. A space in front or twice is a slip, and would be read as a letter. */
function textsIn(typed, vocabulary) {
  if (vocabulary && isLetters(vocabulary)) return [...typed.toLowerCase().trimStart().replace(/ {2,}/g, " ")];
  return typed.trim().split(/[\s;]+/).filter(Boolean);
}

/** What a reader typed as {inputs}, or why it cannot be read {reason, text}. */
export function readInputs(typed, { vocabulary }) {
  const text = typed.trim();
  const texts = textsIn(typed, vocabulary);
  if (!text) return { reason: "empty", text };
  if (texts.length > LONGEST) return { reason: "long", text: String(texts.length) };
  if (vocabulary) {
    const wrong = texts.find((symbol) => !vocabulary.includes(symbol));
    if (wrong === undefined) return { inputs: texts };
    return { reason: isLetters(vocabulary) ? "letter" : "symbol", text: wrong };
  }
  const numbers = texts.map((number) => readNumber(number));
  const wrong = numbers.findIndex(({ reason }) => reason !== undefined);
  return wrong < 0 ? { inputs: numbers.map(({ value }) => [value]) } : { reason: "number", text: texts[wrong] };
}

/** The inputs as someone would type them, or null if they cannot be typed. */
export function typedInputs({ inputs, vocabulary }) {
  if (!vocabulary) return inputs[0].length === 1 ? inputs.map(([x]) => String(x)).join(" ") : null;
  return inputs.join(isLetters(vocabulary) ? "" : " ");
}

/** The inputs as rows, a one-hot row by its number. */
const rowsOf = (inputs, { vocabulary }) =>
  (vocabulary ? inputs.map((symbol) => vocabulary.indexOf(symbol)) : inputs);

/** Units by the step at which their memory changes most; of those that share a step, the larger change first. */
export function unitsByChange(trace, name) {
  const changes = range(trace[0][name].length).map((j) => {
    let [at, size] = [0, -1];
    trace.forEach((now, t) => {
      const change = Math.abs(now[name][j] - (t ? trace[t - 1][name][j] : now[`${name}_prev`][j]));
      if (change > size) [at, size] = [t, change];
    });
    return { j, at, size };
  });
  return changes.sort((u, v) => u.at - v.at || v.size - u.size || u.j - v.j).map(({ j }) => j);
}

/** The run of a state, `trace`, and the run without holds, `free`, both whole. */
export function derive(state, given) {
  const net = netOf(state, given);
  const inputs = inputsOf(state, given);
  const tokens = given.vocabulary ? inputs : state.given ? null : given.tokens;
  const xs = rowsOf(inputs, given);
  const zeros = net.cell.W_h.map(() => 0);
  const first = { h: given.start_state?.h ?? zeros, c: given.start_state?.c ?? zeros };
  const { gates, state: name } = anatomy(net.cell.kind);
  const free = unroll(net, xs, first);
  const touched = state.holds.some(({ gate }) => gates.includes(gate) || (gate === "i" && gates.includes("f")));
  const trace = touched ? unroll(net, xs, first, { holds: state.holds }) : free;
  const largest = Math.max(1, ...[trace, free].flatMap((run) => run.flatMap((now) => now[name].map(Math.abs))));
  return { ...given, net, inputs, tokens, xs, free, trace, touched, largest, order: unitsByChange(free, name) };
}
