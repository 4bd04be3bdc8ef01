// How far a gradient reaches, without a page: what a reader has set, and what follows from it.
//
// state  {radius, activation, steps, clip, at}   clip: one of CLIPS; at: the step that is looked at
// given  {cell, xs, own_radius, norm, dh_last, start}   W_h as Python made it, its spectral radius and its norm
// spec   {norms, bounds, gamma, grads}

import { add, outer, productTurned, slopes, unroll } from "../engine/unroll.js";
import { clamp } from "../kit/numbers.js";
import { within } from "../kit/timeline.js";

export const ACTIVATIONS = ["tanh", "relu", "sigmoid", "identity"];
export const CLIPS = ["none", "norm", "value"];
export const RADII = { least: 0.2, most: 2, by: 0.05 };
export const FEWEST = 5;
export const THRESHOLD = 1; // for both ways of clipping

/** The steepest slope each activation has anywhere. */
const STEEPEST = { tanh: 1, relu: 1, sigmoid: 0.25, identity: 1 };

export function start({ start: { radius, activation, steps, clip }, xs }) {
  return { radius, activation, steps: clamp(steps, FEWEST, xs.length), clip, at: 0 };
}

const moves = {
  radius: (state, { radius }) => ({ ...state, radius: clamp(radius, RADII.least, RADII.most) }),
  activation: (state, { activation }) => ({ ...state, activation }),
  steps(state, event, { xs }) {
    const steps = clamp(event.steps, FEWEST, xs.length);
    return { ...state, steps, at: within(state.at, steps - 1) };
  },
  clip: (state, { clip }) => ({ ...state, clip }),
  look: (state, { at }) => ({ ...state, at: within(at, state.steps - 1) }),
  step: (state, { by }) => moves.look(state, { at: state.at + by }),
  first: (state) => ({ ...state, at: 0 }),
  last: (state) => ({ ...state, at: state.steps - 1 }),
  open: (state, place, given) =>
    ["radius", "activation", "steps", "clip"].reduce((next, key) => moves[key](next, place, given), state),
  reset: (_, __, given) => start(given),
};

/** A new state from an event; the old one is never touched. */
export const move = (state, event, given) => moves[event.type]?.(state, event, given) ?? state;

export const lengthOf = (v) => {
  const largest = Math.max(...v.map(Math.abs)); // taken out, so that no square overflows
  return largest === 0 ? 0 : largest * Math.sqrt(v.reduce((sum, v_j) => sum + (v_j / largest) ** 2, 0));
};

const addAll = (A, B) => A.map((row, i) => add(row, B[i]));

/** The length of dL/dh_t at every step if it is 1 at the last, its bound gamma^(T-1-t), and the weights' gradients. */
export function derive({ radius, activation, steps }, { cell, xs, own_radius, norm, dh_last }) {
  const scale = radius / own_radius;
  const W_h = cell.W_h.map((row) => row.map((w) => w * scale));
  const trace = unroll({ cell: { ...cell, W_h, activation } }, xs.slice(0, steps), { h: cell.b.map(() => 0) });
  const gamma = STEEPEST[activation] * norm * scale;
  const norms = [];
  let [dh, grads] = [dh_last, null];
  for (const { x, h_prev, h } of trace.reverse()) {
    norms.unshift(lengthOf(dh));
    const da = dh.map((dh_j, j) => dh_j * slopes[activation](h[j]));
    const now = { W_h: outer(h_prev, da), W_x: outer(x, da), b: da };
    grads = grads ? { W_h: addAll(grads.W_h, now.W_h), W_x: addAll(grads.W_x, now.W_x), b: add(grads.b, da) } : now;
    dh = productTurned(da, W_h);
  }
  const bounds = norms.map((_, t) => gamma ** (steps - 1 - t));
  return { norms, gamma, bounds, grads: Object.values(grads).flat(2) };
}

/** Longer than the threshold: made as short as it, in the same direction. */
export function clipByNorm(grads, threshold) {
  const length = lengthOf(grads);
  return length > threshold ? grads.map((g) => g * (threshold / length)) : grads;
}

/** Each number cut to −threshold ... threshold: the direction may turn. */
export const clipByValue = (grads, threshold) => grads.map((g) => clamp(g, -threshold, threshold));

/** The lengths before and after clipping, and the angle in degrees by which the gradient was turned. */
export function clipped({ grads }, clip) {
  const after = { none: (g) => g, norm: clipByNorm, value: clipByValue }[clip](grads, THRESHOLD);
  const [length, left] = [lengthOf(grads), lengthOf(after)];
  const cosine = length && left ? grads.reduce((sum, g, i) => sum + (g / length) * (after[i] / left), 0) : 1;
  return { length, left, angle: (Math.acos(Math.min(cosine, 1)) * 180) / Math.PI };
}
