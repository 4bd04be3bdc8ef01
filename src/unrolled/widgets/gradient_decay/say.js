// What the gradient decay says: numbers of any size, how much of the gradient is left, what clipping makes of it.

import { superscript } from "../kit/formula.js";
import { fixed, signed } from "../kit/numbers.js";
import { THRESHOLD, clipped } from "./state.js";

export const powerOfTen = (n) => `10${superscript(n)}`;

/** A number of any size in three digits, with its power of ten where it is far from 1. */
export function sized(value) {
  if (value === 0) return fixed(value);
  const [digits, power] = value.toExponential(2).split("e");
  const near = power >= -3 && power <= 2;
  return signed(near ? value.toPrecision(3) : `${digits}\u00b7${powerOfTen(Number(power))}`);
}

/** What is left of the gradient at the first step. */
export function sayFirst({ steps }, { norms: [first], bounds: [bound] }, text) {
  const fate = first < 0.1 ? "decay_fades" : first > 10 ? "decay_grows" : "decay_stays";
  return text(fate, { first: sized(first), bound: sized(bound), steps: steps - 1 });
}

/** The step that is looked at, if it is not the first. */
export function sayStep({ at, steps }, { norms, bounds }, text) {
  if (!at) return "";
  return text("decay_looked", { at, back: steps - 1 - at, length: sized(norms[at]), bound: sized(bounds[at]) });
}

/** What clipping makes of the weights' gradients. */
export function sayClip({ clip }, spec, text) {
  const { length, left, angle } = clipped(spec, clip);
  const values = { length: sized(length), left: sized(left), angle: angle.toFixed(0), threshold: THRESHOLD };
  if (clip === "none") return text("decay_unclipped", values);
  return text(left === length ? "decay_fits" : `decay_clipped_${clip}`, values);
}
