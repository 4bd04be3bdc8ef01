// Numbers: counted, and written for a reader.

/** The whole numbers 0, 1, ..., n - 1. */
export const range = (n) => Array.from({ length: n }, (_, i) => i);

/** The place of the largest value, the first of equals. */
export const argmax = (values) => values.indexOf(Math.max(...values));

/** The number between least and most that is nearest to n. */
export const clamp = (n, least, most) => Math.min(Math.max(n, least), most);

export const MINUS = "\u2212";

/** A text of digits with the true minus sign. */
export const signed = (text) => text.replace(/^-/, MINUS).replace("e-", `e${MINUS}`);

/** Three digits after the point, as computed numbers are shown; -0.0004 is 0.000, not −0.000. */
export function fixed(value, digits = 3) {
  if (Math.abs(value) >= 1e5) return signed(value.toExponential(2));
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : signed(text);
}

/** At most three digits, as given numbers are shown: 0.1, 1, −0.25. */
export const short = (value) => (Math.abs(value) >= 1e5 ? fixed(value) : signed(String(Number(value.toFixed(3)) + 0)));

/** Three digits in all, for a narrow place: .426, −2.49, 12.3. */
export function tight(value) {
  const whole = Math.floor(Math.abs(value)).toString().length;
  return short(Number(value.toFixed(Math.max(Math.abs(value) < 1 ? 3 : 3 - whole, 0)))).replace(/^(\u2212?)0\./, "$1.");
}

/** A step as an index: 0, 1, ..., and −1 before the first. */
export const stepIndex = (t) => signed(String(t));

/** A number as a factor or a term: brackets keep its minus sign apart. */
export const bracketed = (text) => (text.startsWith(MINUS) ? `(${text})` : text);

/** Every digit there is. */
export const full = (value) => signed(String(value + 0));

/** The same number as someone would type it. */
export const typed = (value) => String(value + 0);
