// What the latent explorer says: where the points are, and what is decoded there.

import { SIDE } from "../engine/autoencoder.js";
import { fixed } from "../kit/numbers.js";
import { LAST, isDrawn } from "./state.js";

/** A code in brackets: (0.12, −1.50). */
export const codeShown = (code, digits = 2) => `(${code.map((one) => fixed(one, digits)).join(", ")})`;

/** What stands at an end of the walk, in words. */
export const endName = ({ digits }, end, text) =>
  (isDrawn(end) ? text("latent_drawing") : text("latent_real", { label: digits.labels[end] }));

/** What the points have in common: the picture encoded, the place on the walk, or that they are random. */
function sayTopic({ topic, ends, at, free }, given, text) {
  const [first, last] = ends.map((end) => endName(given, end, text));
  if (topic === "drawn") return text("latent_encoded", { what: last });
  if (topic === "random") return text("latent_random_codes");
  if (topic === "hand" || free.some(Boolean)) return ""; // a point may stand elsewhere from the start
  const encoded = { 0: first, [LAST]: last }[at];
  return encoded ? text("latent_encoded", { what: encoded })
    : text("latent_on_walk", { at, last: LAST, start: first, end: last });
}

/** Where the points are, and what is decoded there, in a sentence or two. */
export function say(state, spec, text) {
  const { topic, pen: [r, c], put } = state;
  if (topic === "pen") {
    return text("latent_pen_at", { place: `${r + 1}, ${c + 1}`, ink: fixed(spec.inputs[1][SIDE * r + c], 2) });
  }
  const decoded = spec.codes.map(({ point, nearest: { n, distance } }, k) => {
    if (topic === "hand" && k !== put) return "";
    const label = spec.digits.labels[n];
    return text("latent_says", { title: spec.titles[k], code: codeShown(point), label, distance: fixed(distance, 2) });
  });
  return [sayTopic(state, spec, text), ...decoded].filter(Boolean).join(" ");
}
