// The numbers of a step that the drawing, the maps and the equations speak of, by their keys.

import { phasesOf } from "./state.js";

/** The operation that computes a number; what is not named is there from the start. */
const PHASE = {
  a: "a", f: "f", fc: "f", i: "i", g: "g", ig: "g", c: "c", o: "o", tanh_c: "h", h: "h",
  r: "r", s: "r", z: "z", keep: "z", kept: "z", n: "n", zn: "n",
};
const phaseOf = (key) => (key.startsWith("y.") ? "y" : PHASE[key]);

/** Is a number known at the operation the reader has reached? */
export function isKnown(key, { phase }, spec) {
  const name = phaseOf(key);
  return name === undefined || phasesOf(spec).indexOf(name) <= phase;
}

/** What the network answers: probabilities, numbers from 0 to 1, or the readout as it is. */
export const answerOf = (now) => now.p ?? now.y;

/** The index of the largest answer. */
export const bestOf = (answer) => answer.indexOf(Math.max(...answer));

/** The number `key` of one unit in the record of a step. */
export function numberIn(now, key, unit) {
  const [name, k] = key.split(".");
  switch (name) {
    case "fc": return now.f[unit] * now.c_prev[unit];
    case "ig": return now.i[unit] * now.g[unit];
    case "keep": return 1 - now.z[unit];
    case "kept": return (1 - now.z[unit]) * now.h_prev[unit];
    case "zn": return now.z[unit] * now.n[unit];
    case "s": return now.r[unit] * (now.m ?? now.h_prev)[unit];
    case "y": return answerOf(now)[k];
    default: return now[name][unit];
  }
}
