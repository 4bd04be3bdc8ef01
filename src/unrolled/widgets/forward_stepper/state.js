// The forward stepper's state and everything that follows from it, without a page.
//
// state  {t, phase, inside, playing, speed, unit, out, point, edits, refused}   one small plain object
// given  {net: {cell, readout}, xs, h_start, trace, tokens, output_tokens, start}
// spec   the same with the reader's edits in it, run anew
// Steps count from 0: trace[t] is step t, its state before is h_{t-1}, and h_start is h_{-1}.
// A number is named by a key: "x.0", "h_prev.1", "W.2.1" (W_h above W_x), "b.0", "vW.0", "a.0", "h.0",
// "W_y.0.0", "b_y.0", "hW.0", "y.0", "p.0". An edit of an input adds its step: "x.0@1"; of h_{-1}: "h_start.0".

import { unroll } from "../engine/unroll.js";
import { argmax, range } from "../kit/numbers.js";
import { halted, stepwise, within } from "../kit/timeline.js";

export const phasesOf = ({ net }) => ["concatenate", "multiply", "add", "activate", ...(net.readout ? ["output"] : [])];

export function sizes(spec) {
  const { cell, readout } = spec.net;
  const [D, H] = [cell.W_x.length, cell.W_h.length];
  return { T: spec.xs.length, D, H, K: D + H, V: readout ? readout.b.length : 0, P: phasesOf(spec).length };
}

export function start(given) {
  const { T, H, P } = sizes(given);
  const { t = 0, phase = 0, unit = 0, inside = true } = given.start ?? {};
  return {
    t: within(t, T - 1), phase: inside ? within(phase, P - 1) : P - 1, inside, playing: false, speed: 1,
    unit: within(unit, H - 1), out: null, point: null, edits: {}, refused: null,
  };
}

const unrefused = (state) => ({ ...halted(state), refused: null });

/** What each event makes of a state. A move by hand pauses and takes a refusal away. */
const moves = {
  ...stepwise(unrefused),
  unit: (state, { unit }, { H }) => ({ ...state, unit: within(unit, H - 1) }),
  out: (state, { out }, { V }) => ({ ...state, out: within(out, V - 1) }),
  point: (state, { key, t = null }) => ({ ...state, point: key ? { key, t } : null }),
  // An edit asks "what if": the answer is the whole step, so all of it is shown.
  edit: (state, event, { P }, given) =>
    ({ ...halted(state), phase: P - 1, refused: null, edits: edited(state.edits, event, given) }),
  refuse: (state, { key, text, reason }) => ({ ...halted(state), refused: { key, text, reason } }),
  open: ({ edits, speed }, place, _, given) => ({ ...start({ ...given, start: place }), edits, speed }),
  reset: (state, _, __, given) => ({ ...start(given), speed: state.speed }),
};

/** A new state from an event; the old one is never touched. */
export function move(state, event, given) {
  const make = moves[event.type];
  if (!make) throw new Error(`move: expected an event of the stepper, got ${event.type}`);
  return make(state, event, sizes(given), given);
}

function edited(edits, { key, value }, given) {
  const { [key]: _, ...others } = edits;
  return value === original(given, key) ? others : { ...others, [key]: value };
}

/** The name under which an editable number at step t is kept among the edits, or null if it is computed. */
export function editKey(key, t) {
  const name = key.split(".")[0];
  if (name === "x") return `${key}@${t}`;
  if (name === "h_prev") return t === 0 ? key.replace("h_prev", "h_start") : null;
  return ["W", "b", "W_y", "b_y"].includes(name) ? key : null;
}

/** Where a given number is kept: the row or vector that holds it, and its place there. */
function home({ net: { cell, readout }, xs, h_start }, editedKey) {
  const [path, t] = editedKey.split("@");
  const [name, i, j] = path.split(".");
  const H = cell.W_h.length;
  switch (name) {
    case "x": return [xs[t], i];
    case "h_start": return [h_start, i];
    case "W": return [i < H ? cell.W_h[i] : cell.W_x[i - H], j];
    case "b": return [cell.b, i];
    case "W_y": return [readout.W[i], j];
    default: return [readout.b, i];
  }
}

/** The number that Python handed over under the name of an edit. */
export function original(given, key) {
  const [row, place] = home(given, key);
  return row[place];
}

/** The network, inputs and first state with the reader's edits in them, and the trace of a run with these. */
export function derive({ edits }, given) {
  if (Object.keys(edits).length === 0) return given;
  const { net, xs, h_start } = structuredClone({ net: given.net, xs: given.xs, h_start: given.h_start });
  const changed = { ...given, net, xs, h_start };
  for (const [key, value] of Object.entries(edits)) {
    const [row, place] = home(changed, key);
    row[place] = value;
  }
  return { ...changed, trace: unroll(net, xs, { h: h_start }) };
}

/** A function that reads the number called `key` at step t: (spec, t) => value. The name is taken apart once. */
export function reader(key) {
  const name = key.split(".")[0];
  const [i, j] = key.split(".").slice(1).map(Number);
  switch (name) {
    case "W": return ({ net: { cell } }) => (i < cell.W_h.length ? cell.W_h[i] : cell.W_x[i - cell.W_h.length])[j];
    case "b": return ({ net }) => net.cell.b[i];
    case "W_y": return ({ net }) => net.readout.W[i][j];
    case "b_y": return ({ net }) => net.readout.b[i];
    default: return ({ trace }, t) => trace[t][name][i];
  }
}

/** The number called `key` at step t. */
export const valueOf = (spec, key, t) => reader(key)(spec, t);

/** The phase in which a number first exists. */
export function phaseOf(key) {
  const at = { vW: 1, a: 2, h: 3, hW: 4, y: 4, p: 4 };
  return at[key.split(".")[0]] ?? 0;
}

/** The output that is looked at: the one chosen, else the largest of the step if outputs have names, else the first. */
export function outOf({ out, t }, { trace, output_tokens }) {
  if (out !== null) return out;
  return output_tokens ? argmax(trace[t].y) : 0;
}

/** What the panel explains when nothing is pointed at: the result of the current operation. */
export function focusKey(state, spec) {
  const softmax = spec.net.readout?.softmax;
  const { unit, phase } = state;
  return ["row", `vW.${unit}`, `a.${unit}`, `h.${unit}`, `${softmax ? "p" : "y"}.${outOf(state, spec)}`][phase];
}

/** The keys a number is made of, itself last. */
export function sources(key, { H, D, K, V }) {
  const [name, i, j] = key.split(".");
  const row = (n) => (n < H ? `h_prev.${n}` : `x.${n - H}`);
  switch (name) {
    case "row": return range(K).map(row);
    case "W": return [row(Number(i)), key, `vW.${j}`];
    case "vW": return [...range(K).flatMap((n) => [row(n), `W.${n}.${i}`]), key];
    case "b": return [key, `a.${i}`];
    case "a": return [`vW.${i}`, `b.${i}`, key];
    case "h": return [`a.${i}`, key];
    case "W_y": return [`h.${i}`, key, `hW.${j}`];
    case "hW": return [...range(H).flatMap((n) => [`h.${n}`, `W_y.${n}.${i}`]), key];
    case "b_y": return [key, `y.${i}`];
    case "y": return [...range(H).flatMap((n) => [`h.${n}`, `W_y.${n}.${i}`]), `hW.${i}`, `b_y.${i}`, key];
    case "p": return [...range(V).map((k) => `y.${k}`), key];
    default: return D ? [key] : [];
  }
}
