// The numbers of a step that the drawing, the maps and the equations speak of, by their keys.

/** The operation after which a number is there; what is not named is there from the start. */
const SINCE = {
  a: "a", f: "f", fc: "f", i: "i", g: "g", ig: "g", c: "c", o: "o", tanh_c: "h", h: "h",
  r: "r", s: "r", z: "z", keep: "z", kept: "z", n: "n", zn: "n",
};
export const sinceOf = (key) => (key.startsWith("y.") ? "y" : SINCE[key]);

/** What the network answers: probabilities, numbers from 0 to 1, or the readout as it is. */
export const answerOf = (now) => now.p ?? now.y;

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

/** Is a number there yet at the operation the reader has reached? */
export const isThere = (key, phase, phases) => {
  const since = sinceOf(key);
  return since === undefined || phases.indexOf(since) <= phase;
};
