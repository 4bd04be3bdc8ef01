// What the adversarial replay says: numbers, and a sentence for each frame.

import { fixed } from "../kit/numbers.js";
import { judge, moveAt } from "./state.js";

const MINUS_SIGN = "\u2212";

/** Three digits after the point; what would then be 0.000 keeps two digits and its power of ten: 2.3e−6. */
export function scarce(value) {
  if (value === 0 || Math.abs(value) >= 5e-4) return fixed(value);
  return value.toExponential(1).replace(/-/g, MINUS_SIGN);
}

export const percent = (share) => `${Math.round(100 * share)} %`;

/** Where in the game: rounds played, and who has moved. */
export function sayWhere(spec, state, text) {
  const n = spec.rounds[state.frame];
  return text(`replay_at_${moveAt(spec, state)}`, { n, next: n + 1 });
}

/** What the frame shows, in a sentence; after half a round also what it has changed. */
export function sayFrame(spec, state, { now, before }, text) {
  const told = { covered: now.covered, modes: now.covers.length, near: percent(now.near) };
  const losses = before ? "replay_losses_moved" : "replay_losses";
  const values = Object.fromEntries(["d_loss", "g_loss"].flatMap((key) => [
    [key, scarce(now[key])], [`${key}_before`, before ? scarce(before[key]) : ""],
  ]));
  return [sayWhere(spec, state, text), text(losses, values), text("replay_covers", told)].join(" ");
}

/** What D holds of the place under the probe. */
export const sayProbe = (spec, { probe: [x, y] }, { now }, text) => text("replay_probe_at", {
  x: fixed(x, 2), y: fixed(y, 2), d: scarce(judge(spec, now.field, [x, y])),
});
