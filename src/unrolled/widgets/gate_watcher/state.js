// The gate watcher's state and everything that follows from it, without a page.
//
// state  {cell, given, t, phase, inside, playing, speed, unit, all, holds, sorted, point, refused}
//        given: the inputs a reader typed, or null; all: does a hold act on all units; point: the number pointed at
// spec   {networks, titles, vocabulary, inputs, tokens, output_tokens, colours, held_out, start_state, start}
// A number of the chosen unit is named as in the formulas: "f", "c", "h_prev", "fc" = f * c_prev; an answer "y.0".

import { unroll } from "../engine/unroll.js";
import { readNumber } from "../kit/number_field.js";
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

const netOf = ({ networks }, { cell }) => networks[cell];

/** The inputs of a state and how many steps, units, outputs and operations there are. */
export function extents(spec, state) {
  const { cell, readout } = netOf(spec, state);
  const phases = phasesIn(spec, state);
  const V = readout ? readout.b.length : 0;
  return { T: (state.given ?? spec.inputs).length, H: cell.W_h.length, D: cell.W_x.length, V, P: phases.length };
}

export function phasesIn(spec, state) {
  const { cell, readout } = netOf(spec, state);
  return [...anatomy(cell.kind).phases, ...(readout ? ["y"] : [])];
}

export function startWatch(spec) {
  const { cell = spec.titles[0], given = null, t = 0, unit = 0, inside = false, holds = [] } = spec.start ?? {};
  const state = {
    cell, given, t, phase: 0, inside, playing: false, speed: 1, unit, all: false, holds, sorted: false,
    point: null, refused: null,
  };
  return settled(state, spec);
}

/** A state within what there is: after another cell, another text, or a place told from outside. */
function settled(state, spec) {
  const size = extents(spec, state);
  return standAt({ ...state, unit: within(state.unit, size.H - 1) }, state.t, size);
}

const unpointed = (state) => ({ ...halted(state), point: null });

/** The holds after the reader sets `gate` to 0, 1 or free (null): of the chosen unit or of all, from this step on. */
function heldAnew({ holds, t, unit, all }, { gate, value }) {
  const others = holds.filter((hold) => hold.gate !== gate || !(all || hold.unit === unit));
  return value === null ? others : [...others, { gate, unit: all ? null : unit, value, from: t }];
}

/** The hold that acts on `gate` of the chosen unit, now or later: the last one wins. */
export const holdOn = ({ holds, unit }, gate) =>
  holds.findLast((hold) => hold.gate === gate && (hold.unit === null || hold.unit === unit));

const moves = {
  ...stepwise(unpointed),
  go: (state, { t, unit = state.unit }, { T, H }) =>
    ({ ...unpointed(state), t: within(t, T - 1), unit: within(unit, H - 1) }),
  unit: (state, { unit }, { H }) => ({ ...state, unit: within(unit, H - 1) }),
  all: (state, { all }) => ({ ...state, all }),
  sorted: (state, { sorted }) => ({ ...state, sorted }),
  point: (state, { key }) => ({ ...state, point: key }),
  cell: (state, { cell }, _, spec) => settled({ ...state, cell, point: null }, spec),
  hold: (state, event) => ({ ...state, playing: false, holds: heldAnew(state, event) }),
  release: (state) => ({ ...state, holds: [] }),
  // Another text is read to its end: its last belief is what a reader wants to see first.
  // A hold keeps its step while a shorter text stands there on the way to a longer one.
  type: (state, { given }, _, spec) => settled(
    { ...state, given, t: given.length - 1, phase: 99, playing: false, point: null, refused: null }, spec),
  refuse: (state, { refused }) => ({ ...state, playing: false, refused }),
  forgive: (state) => ({ ...state, refused: null }),
  open(state, { type: _, ...place }, __, spec) {
    const cell = spec.titles.includes(place.cell) ? place.cell : state.cell;
    return settled({ ...state, ...place, cell, playing: false, point: null }, spec);
  },
  reset: (state, _, __, spec) => ({ ...startWatch(spec), speed: state.speed }),
};

/** A new state from an event; the old one is never touched. */
export function watch(state, event, spec) {
  const move = moves[event.type];
  if (!move) throw new Error(`watch: expected an event of the gate watcher, got ${event.type}`);
  return move(state, event, extents(spec, state), spec);
}

/** What a reader typed as inputs {given}, or why it cannot be read {reason, text}. */
export function readInputs(typedText, { vocabulary }) {
  const text = typedText.trim();
  const letters = vocabulary?.every((symbol) => symbol.length === 1);
  // A space in front or twice is a slip of the hand, and would be read as a letter.
  const given = letters ? [...typedText.toLowerCase().trimStart().replace(/ {2,}/g, " ")] : text.split(/[\s;]+/).filter(Boolean);
  if (!text) return { reason: "empty", text };
  if (given.length > LONGEST) return { reason: "long", text: String(given.length) };
  if (vocabulary) {
    const wrong = given.find((symbol) => !vocabulary.includes(symbol));
    return wrong === undefined ? { given } : { reason: letters ? "letter" : "symbol", text: wrong };
  }
  const numbers = given.map((number) => readNumber(number));
  const wrong = numbers.findIndex(({ reason }) => reason !== undefined);
  return wrong < 0 ? { given: numbers.map(({ value }) => [value]) } : { reason: "number", text: given[wrong] };
}

/** The inputs as someone would type them, or null if they cannot be typed. */
export function typedInputs(inputs, { vocabulary }) {
  if (!vocabulary) return inputs[0].length === 1 ? inputs.map(([x]) => String(x)).join(" ") : null;
  return inputs.join(vocabulary.every((symbol) => symbol.length === 1) ? "" : " ");
}

function rowsOf(inputs, { vocabulary }) {
  if (!vocabulary) return inputs;
  return inputs.map((symbol) => vocabulary.indexOf(symbol)); // a one-hot row by its number
}

/** Units by the step at which their memory changes most; of those that share a step, the larger change first. */
export function unitsByChange(trace, name) {
  const H = trace[0][name].length;
  const most = Array.from({ length: H }, (_, j) => {
    let [at, size] = [0, -1];
    trace.forEach((now, t) => {
      const change = Math.abs(now[name][j] - (t ? trace[t - 1][name][j] : now[`${name}_prev`][j]));
      if (change > size) [at, size] = [t, change];
    });
    return { j, at, size };
  });
  return most.sort((u, v) => u.at - v.at || v.size - u.size || u.j - v.j).map(({ j }) => j);
}

/** The run of a state and the run without holds, both whole. */
export function observe(spec, state) {
  const net = netOf(spec, state);
  const inputs = state.given ?? spec.inputs;
  const tokens = spec.vocabulary ? inputs : state.given ? null : spec.tokens;
  const xs = rowsOf(inputs, spec);
  const zeros = net.cell.W_h.map(() => 0);
  const start = { h: spec.start_state?.h ?? zeros, c: spec.start_state?.c ?? zeros };
  const { gates, state: name } = anatomy(net.cell.kind);
  const free = unroll(net, xs, start);
  const acts = state.holds.some(({ gate }) => gates.includes(gate) || (gate === "i" && gates.includes("f")));
  const trace = acts ? unroll(net, xs, start, { holds: state.holds }) : free;
  const largest = Math.max(1, ...[trace, free].flatMap((run) => run.flatMap((now) => now[name].map(Math.abs))));
  return { net, inputs, tokens, xs, free, trace, touched: trace !== free, largest, order: unitsByChange(free, name) };
}
