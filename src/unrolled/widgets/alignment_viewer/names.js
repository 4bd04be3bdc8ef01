// What the alignment viewer calls labels, texts and states, and how it writes a probability or a count of any size.

import { superscript } from "../kit/formula.js";
import { fixed } from "../kit/numbers.js";

/** A probability from its log: three digits after the point while that says something, else a power of ten. */
export function likely(log) {
  if (log === -Infinity) return "0";
  if (log > Math.log(0.001)) return fixed(Math.exp(log));
  const n = Math.floor(log / Math.LN10);
  const m = (10 ** (log / Math.LN10 - n)).toFixed(1);
  return m === "10.0" ? `1.0 × 10${superscript(n + 1)}` : `${m} × 10${superscript(n)}`;
}

/** A count: digits in threes while they are few, else a power of ten. */
export function counted(count) {
  if (count < 1e12) return String(count).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  const [m, n] = count.toExponential(1).split("e");
  return `${m} × 10${superscript(Number(n))}`;
}

export const labelName = ({ letters }, label, text) => (label ? letters[label] : text("align_blank"));

/** A text as it is read out: its letters, or a word for none. */
export const textName = (transcript, text) => transcript || text("align_nothing");

/** A state of the text: its letter and which one it is, or where the blank stands. */
export function stateName({ letters, states }, s, text) {
  if (states[s]) return text("align_letter", { letter: letters[states[s]], n: (s + 1) / 2 });
  return s ? text("align_blank_after", { n: s / 2 }) : text("align_blank_first");
}
