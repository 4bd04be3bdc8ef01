// Formulas: written in pieces, [text, symbol, subscript], and drawn as spans; and the same letters in a sentence.
// `symbol` names the colour of the letter ("h", "x", "y", "gradient", ...); "" is an operator or a weight.

import { el, once } from "./dom.js";
import { argmax, bracketed, fixed, short } from "./numbers.js";

export const FEW = 4; // more terms than this are written with a sum sign

/** A piece of a formula. */
export const piece = (text, symbol = "", sub = "") => [text, symbol, sub];

/** Terms, each a list of pieces, with `mark` between them. */
export const join = (terms, mark) => terms.flatMap((term, n) => (n ? [piece(mark), ...term] : term));

/** A number as a factor or a later term: brackets keep its minus sign apart. */
export const inBrackets = ([text, ...rest]) => [bracketed(text), ...rest];

/** A sum: each term is a list of pieces that begins with a number. */
export const total = (terms) =>
  join(terms.map(([first, ...rest], n) => [n ? inBrackets(first) : first, ...rest]), " + ");

/** The product of two pieces. */
export const times = (u, v) => [u, piece(" · "), inBrackets(v)];

/** A formula as spans: text nodes only. Lines break before a term. */
export function formula(node, pieces) {
  once(node, "#formula", JSON.stringify(pieces), () => {
    node.replaceChildren(...pieces.flatMap(([text, symbol = "", sub = ""]) => {
      const letter = el("span", { class: /^[a-z]$/i.test(text) ? "sym" : "op" }, text);
      if (symbol) letter.classList.add(`sym-${symbol}`);
      if (sub) letter.append(el("sub", {}, sub));
      return /^( \+ |\u2003)/.test(text) ? [el("wbr"), letter] : [letter];
    }));
  });
}

const NUMERALS = "₀₁₂₃₄₅₆₇₈₉";

/** A step as a subscript in running text; the state before the first step is h₋₁. */
export const below = (n) => String(n).replace("-", "₋").replace(/\d/g, (digit) => NUMERALS[digit]);

/** A whole number as an exponent in running text: 10⁻³. */
export const superscript = (n) => String(n).replace("-", "⁻").replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);

/** A vector as a sentence can hold it: all of a short one, the first three entries of a long one. */
export const vector = (values, show) =>
  `[${values.slice(0, 3).map((value) => show(value)).join(", ")}${values.length > 3 ? ", …" : ""}]`;

/** The input of step t: its token if it has one, else its numbers if they are few. */
export function inputName({ tokens, xs }, t) {
  if (tokens) return `“${tokens[t]}”`;
  const x = `x${below(t)}`;
  if (xs[t].length > 3) return x;
  return `${x} = ${xs[t].length === 1 ? short(xs[t][0]) : vector(xs[t], short)}`;
}

/** What the network answers at step t: its likeliest token if outputs have names, else its numbers. */
export function outputName({ trace, output_tokens, net }, t) {
  const answer = net.readout.softmax ? trace[t].p : trace[t].y;
  if (output_tokens) {
    const best = argmax(answer);
    return `“${output_tokens[best]}” (${fixed(answer[best])})`;
  }
  return answer.length === 1 ? fixed(answer[0]) : vector(answer, fixed);
}
