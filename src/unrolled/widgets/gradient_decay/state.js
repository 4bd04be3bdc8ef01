// How far a gradient reaches, without a page: what a reader has set, and what follows from it.
//
// state  {radius, activation, steps, clip, at}     clip: "none", "norm" or "value"; at: the step that is looked at
// spec   {cell, xs, radius, norm, dh_last, start}  W_h as Python made it, its spectral radius and its norm

import { add, outer, productTurned, slopes, unroll } from "../engine/unroll.js";

export const RADII = { least: 0.2, most: 2, by: 0.05 };
export const FEWEST = 5;
export const THRESHOLD = 1; // for both ways of clipping

/** The steepest slope each activation has anywhere. */
const STEEPEST = { tanh: 1, relu: 1, sigmoid: 0.25, identity: 1 };

const between = (n, least, most) => Math.min(Math.max(n, least), most);

export function startDecay({ start, xs }) {
  const steps = between(start.steps, FEWEST, xs.length);
  return { radius: start.radius, activation: start.activation, steps, clip: start.clip, at: 0 };
}

/** A new state from an event; the old one is never touched. */
export function change(state, event, spec) {
  switch (event.type) {
    case "radius": return { ...state, radius: between(event.radius, RADII.least, RADII.most) };
    case "activation": return { ...state, activation: event.activation };
    case "steps": {
      const steps = between(event.steps, FEWEST, spec.xs.length);
      return { ...state, steps, at: Math.min(state.at, steps - 1) };
    }
    case "open": return ["radius", "activation", "steps", "clip"].reduce(
      (opened, type) => change(opened, { type, [type]: event[type] }, spec), state);
    case "clip": return { ...state, clip: event.clip };
    case "look": return { ...state, at: between(event.at, 0, state.steps - 1) };
    case "step": return { ...state, at: between(state.at + event.by, 0, state.steps - 1) };
    case "first": return { ...state, at: 0 };
    case "last": return { ...state, at: state.steps - 1 };
    case "reset": return startDecay(spec);
    default: return state;
  }
}

export const lengthOf = (v) => {
  const largest = Math.max(...v.map(Math.abs)); // taken out, so that no square overflows
  return largest === 0 ? 0 : largest * Math.sqrt(v.reduce((sum, v_j) => sum + (v_j / largest) ** 2, 0));
};

const addAll = (A, B) => A.map((row, i) => add(row, B[i]));

/** The length of dL/dh_t at every step if it is 1 at the last, its bound gamma^(T-1-t), and the weights' gradients. */
export function measure({ cell, xs, radius, norm, dh_last }, state) {
  const scale = state.radius / radius;
  const W_h = cell.W_h.map((row) => row.map((w) => w * scale));
  const scaled = { ...cell, W_h, activation: state.activation };
  const trace = unroll({ cell: scaled }, xs.slice(0, state.steps), { h: cell.b.map(() => 0) });
  const gamma = STEEPEST[state.activation] * norm * scale;
  const norms = [];
  let [dh, grads] = [dh_last, null];
  for (const { x, h_prev, h } of trace.reverse()) {
    norms.unshift(lengthOf(dh));
    const da = dh.map((dh_j, j) => dh_j * slopes[state.activation](h[j]));
    const now = { W_h: outer(h_prev, da), W_x: outer(x, da), b: da };
    grads = grads ? { W_h: addAll(grads.W_h, now.W_h), W_x: addAll(grads.W_x, now.W_x), b: add(grads.b, da) } : now;
    dh = productTurned(da, W_h);
  }
  const bounds = norms.map((_, t) => gamma ** (state.steps - 1 - t));
  return { norms, gamma, bounds, grads: Object.values(grads).flat(2) };
}

/** Longer than the threshold: made as short as it, in the same direction. */
export function clipByNorm(grads, threshold) {
  const length = lengthOf(grads);
  return length > threshold ? grads.map((g) => g * (threshold / length)) : grads;
}

/** Each number cut to −threshold ... threshold: the direction may turn. */
export const clipByValue = (grads, threshold) => grads.map((g) => between(g, -threshold, threshold));

/** The lengths before and after clipping, and the angle in degrees by which the gradient was turned. */
export function clipped({ grads }, clip) {
  const after = { none: (g) => g, norm: clipByNorm, value: clipByValue }[clip](grads, THRESHOLD);
  const [length, left] = [lengthOf(grads), lengthOf(after)];
  const cosine = length && left ? grads.reduce((sum, g, i) => sum + (g / length) * (after[i] / left), 0) : 1;
  return { length, left, angle: (Math.acos(Math.min(cosine, 1)) * 180) / Math.PI };
}
