// The gradient flow's state and everything that follows from it, without a page.
//
// state  {t, backward, phase, inside, playing, speed, unit, point, edits, refused}   one small plain object
// given  {net, xs, h_start, trace, back, targets, loss, counts, tokens, output_tokens, start}
// spec   the same with the reader's edits in it, run anew forwards and backwards
// The path leads forwards, t = 0 ... T-1, then backwards, t = T-1 ... 0, there through five operations a step.
// A number is named by a key: "own.0", "future.0", "dh.0", "slope.0", "da.0", "dW.2.1" (rows: h_prev above x), "db.0",
// "sum_W.2.1", "sum_b.0", "dy.0", "target.0", "y.0", and those of the forward stepper. Edits of inputs and targets add
// their step, "x.0@1", "target.0@1"; "count@1" says whether step 1 has a loss.

import { bptt } from "../engine/unroll.js";
import {
  derive as deriveForward, editKey as editKeyForward, original as originalForward, sizes, valueOf as valueForward,
} from "../forward_stepper/state.js";
import { argmax, range } from "../kit/numbers.js";
import { halted, timeline, within } from "../kit/timeline.js";

export const PHASES = ["own", "future", "total", "slope", "weights"];
const LAST = PHASES.length - 1;

export function start(given) {
  const { T, H } = sizes(given);
  const { t = 0, backward = false, phase = LAST, unit = 0, inside = true } = given.start ?? {};
  return {
    t: within(t, T - 1), backward, phase: inside ? within(phase, LAST) : LAST, inside, playing: false, speed: 1,
    unit: within(unit, H - 1), point: null, edits: {}, refused: null,
  };
}

/** How many places the way back has for each step. */
const pace = ({ inside }) => (inside ? PHASES.length : 1);

/** The path: one place a step forwards, then one an operation (or a step) backwards. */
export const path = {
  place(state, { T }) {
    const back = (T - 1 - state.t) * pace(state) + (state.inside ? state.phase : 0);
    return { at: state.backward ? T + back : state.t, last: T + T * pace(state) - 1 };
  },
  put(state, at, { T }) {
    if (at < T) return { ...state, t: at, backward: false };
    const steps = Math.floor((at - T) / pace(state));
    const phase = state.inside ? (at - T) % PHASES.length : LAST;
    return { ...state, t: T - 1 - steps, backward: true, phase };
  },
};

const still = (state) => ({ ...halted(state), refused: null });
const along = timeline(path, still);

/** A whole step along the path; on the way back the operation is kept, and a step entered anew is shown finished. */
function stride(state, by, { T }) {
  const from = state.backward ? 2 * T - 1 - state.t : state.t;
  const to = within(from + by, 2 * T - 1);
  const phase = state.backward ? state.phase : LAST;
  return { ...still(state), backward: to >= T, t: to < T ? to : 2 * T - 1 - to, phase };
}

/** What each event makes of a state. A move by hand pauses and takes a refusal away. */
const moves = {
  ...along,
  step: (state, { by }, size) => stride(state, by, size),
  operation: (state, event, size) => along.step({ ...state, inside: true }, event, size),
  go: (state, { t }, { T }) => ({ ...still(state), t: within(t, T - 1) }),
  phase: (state, { phase }) => ({ ...still(state), inside: true, backward: true, phase }),
  forward: (state) => ({ ...still(state), backward: false }),
  inside: (state, { inside }) => ({ ...still(state), inside, phase: inside ? state.phase : LAST }),
  unit: (state, { unit }, { H }) => ({ ...state, unit: within(unit, H - 1) }),
  point: (state, { key, t = null }) => ({ ...state, point: key ? { key, t } : null }),
  // An edit asks "what if": the answer is the whole way back to here.
  edit: (state, event, _, given) =>
    ({ ...still(state), backward: true, phase: LAST, edits: edited(state.edits, event, given) }),
  refuse: (state, { key, text, reason }) => ({ ...still(state), refused: { key, text, reason } }),
  open: ({ edits, speed }, place, _, given) => ({ ...start({ ...given, start: place }), edits, speed }),
  reset: (state, _, __, given) => ({ ...start(given), speed: state.speed }),
};

/** A new state from an event; the old one is never touched. */
export function move(state, event, given) {
  const make = moves[event.type];
  if (!make) throw new Error(`move: expected an event of the gradient flow, got ${event.type}`);
  return make(state, event, sizes(given), given);
}

function edited(edits, { key, value }, given) {
  const { [key]: _, ...others } = edits;
  return value === original(given, key) ? others : { ...others, [key]: value };
}

/** The name under which an editable number at step t is kept among the edits, or null if it is computed. */
export const editKey = (key, t) => (key.startsWith("target.") ? `${key}@${t}` : editKeyForward(key, t));

/** What Python handed over under the name of an edit. */
function original(given, key) {
  const [name, t] = key.split("@");
  if (name === "count") return given.counts[t];
  return name.startsWith("target.") ? valueOf(given, name, t) : originalForward(given, key);
}

/** Network, inputs, targets and counted steps with the reader's edits in them, run forwards and backwards. */
export function derive({ edits }, given) {
  const keys = Object.keys(edits);
  if (keys.length === 0) return given;
  const ofLoss = keys.filter((key) => /^(target|count)/.test(key));
  const ofNet = Object.fromEntries(keys.filter((key) => !ofLoss.includes(key)).map((key) => [key, edits[key]]));
  const spec = {
    ...deriveForward({ edits: ofNet }, given), targets: structuredClone(given.targets), counts: [...given.counts],
  };
  for (const key of ofLoss) {
    const [name, t] = key.split("@");
    if (name === "count") spec.counts[t] = edits[key];
    else if (given.loss === "softmax") spec.targets[t] = edits[key];
    else spec.targets[t][name.split(".")[1]] = edits[key];
  }
  return { ...spec, back: bptt(spec.net, spec.trace, spec.targets, spec) };
}

/** The number called `key` at step t. */
export function valueOf(spec, key, t) {
  const [name, i, j] = key.split(".");
  const H = spec.net.cell.W_h.length;
  const [now, target] = [spec.back[t], spec.targets[t]];
  switch (name) {
    case "target": return typeof target === "number" ? target : target[i];
    case "x": return spec.xs[t][i];
    case "one": return 1;
    case "loss": return now.loss;
    case "dW":
    case "sum_W": return (i < H ? now[`${name}_h`][i] : now[`${name}_x`][i - H])[j];
    default: return name in now ? now[name][i] : valueForward(spec, key, t);
  }
}

/** The operation of the way back that makes a number; −1 for one of the way there. */
export function phaseOf(key) {
  const name = key.split(".")[0];
  const at = { dy: 0, own: 0, future: 1, dh: 2, slope: 3, da: 3, dW: 4, db: 4, sum_W: 4, sum_b: 4 };
  return at[name] ?? -1;
}

/** Is the number `key` of step t computed at this point of the path? */
export function isKnown({ t: now, backward, phase }, key, t) {
  const needed = phaseOf(key);
  if (needed < 0) return backward || t <= now || /^(W|b|W_y|b_y|x|target|one)(\.|$)/.test(key);
  return backward && (t > now || (t === now && needed <= phase));
}

/** The row of dW with the largest part of this step in the chosen unit's column. */
function busiestRow({ t, unit }, spec) {
  return argmax(range(sizes(spec).K).map((i) => Math.abs(valueOf(spec, `dW.${i}.${unit}`, t))));
}

/** What the panel explains when nothing is pointed at: the result of the current operation. */
export function focusKey(state, spec) {
  const { backward, phase, unit } = state;
  if (!backward) return "loss";
  return ["own", "future", "dh", "da", `dW.${busiestRow(state, spec)}`][phase] + `.${unit}`;
}

/** The keys of the same step that a number is made of, itself last. */
export function sources(key, { H, D, K, V }) {
  const [name, i, j] = key.split(".");
  const met = (n) => (n < H ? `h_prev.${n}` : `x.${n - H}`);
  switch (name) {
    case "own": return [...range(V).flatMap((k) => [`dy.${k}`, `W_y.${i}.${k}`]), key];
    case "future": return [...range(H).map((k) => `W.${i}.${k}`), key];
    case "dh": return [`own.${i}`, `future.${i}`, key];
    case "slope": return [`h.${i}`, key];
    case "da": return [`dh.${i}`, `slope.${i}`, key];
    case "dW": return [met(Number(i)), `da.${j}`, key];
    case "db": return [`da.${i}`, key];
    case "sum_W": return [`dW.${i}.${j}`, key];
    case "sum_b": return [`db.${i}`, key];
    default: return D + K ? [key] : [];
  }
}
