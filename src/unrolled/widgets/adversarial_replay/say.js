// What the adversarial replay says: numbers, and a sentence for each frame.

import { fixed, signed } from "../kit/numbers.js";
import { judge } from "./field.js";
import { moverAt } from "./state.js";

/** Three digits after the point; what would then be 0.000 keeps two digits and its power of ten: 2.3e−6. */
export const scarce = (value) =>
  (value === 0 || Math.abs(value) >= 5e-4 ? fixed(value) : signed(value.toExponential(1)));

export const percent = (share) => `${Math.round(100 * share)} %`;

/** Where in the game: rounds played, and who has moved. */
export function sayPlace(state, given, text) {
  const n = given.rounds[state.frame];
  return text(`replay_at_${moverAt(state, given)}`, { n, next: n + 1 });
}

/** What the frame shows, in a sentence; after half a round also what it has changed. */
export function sayFrame(state, spec, text) {
  const { now, before } = spec;
  const modes = { covered: now.covered, modes: now.covers.length, near: percent(now.near) };
  const losses = Object.fromEntries(["d_loss", "g_loss"].flatMap((key) => [
    [key, scarce(now[key])], [`${key}_before`, before ? scarce(before[key]) : ""],
  ]));
  return [
    sayPlace(state, spec, text), text(before ? "replay_losses_moved" : "replay_losses", losses),
    text("replay_covers", modes),
  ].join(" ");
}

/** What D holds of the place under the probe. */
export const sayProbe = ({ probe: [x, y] }, spec, text) => text("replay_probe_at", {
  x: fixed(x, 2), y: fixed(y, 2), d: scarce(judge(spec, spec.now.field, [x, y])),
});
