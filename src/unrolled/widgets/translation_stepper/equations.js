// The equation of each operation of the translation stepper, in letters, and the numbers that it makes.

import { piece } from "../kit/formula.js";
import { fixed, stepIndex } from "../kit/numbers.js";
import { beginning, closely, parentOf, symbolShown } from "./names.js";

const SHOWN_NUMBERS = 6;

const kindOf = ({ kind }) => kind.split("_")[0].toUpperCase();

/** A letter with its step. */
const letter = (name, symbol, t) => piece(name, symbol, stepIndex(t));

/** h₂, c₂ of the encoder, s₂, c′₂ of the decoder. */
const stateLetters = (record, name, t) => [
  letter(name, "h", t), ...(record.c ? [piece(", "), letter(name === "s" ? "c′" : "c", "c", t)] : []),
];

/** {letters, values} or, of a product, {letters, numbers} of each operation; `read`: the symbol that is read. */
const EQUATIONS = {
  read: ({ spec, t }) => ({
    letters: [letter("x", "x", t), piece(` = E[“${spec.words[t]}”]`)], values: spec.trace[t].x,
  }),
  state: ({ spec: { net, trace }, t }) => ({
    letters: [...stateLetters(trace[t], "h", t), piece(` = ${kindOf(net.encoder)}(`), letter("x", "x", t),
      piece(", "), ...stateLetters(trace[t], "h", t - 1), piece(")")],
    values: trace[t].h,
  }),
  hand: ({ spec: { trace, T } }) => ({
    letters: [...stateLetters(trace[0], "s", -1), piece(" = "), ...stateLetters(trace[0], "h", T - 1)],
    values: trace[T - 1].h,
  }),
  feed: ({ node, read }) => ({ letters: [piece(`F[“${read}”]`)], values: node.record.x }),
  decode: ({ spec, node: { record, k }, read }) => ({
    letters: [...stateLetters(record, "s", k), piece(` = ${kindOf(spec.net.decoder)}(F[“${read}”], `),
      ...stateLetters(record, "s", k - 1), piece(")")],
    values: record.h,
  }),
  look: ({ spec, node: { record, k } }) => ({
    letters: [letter("w", "", k), piece(" = softmax("), letter("s", "h", k), piece(" W ["), letter("h", "h", 0),
      piece(" … "), letter("h", "h", spec.T - 1), piece("]ᵀ)")],
    values: record.w,
  }),
  mix: ({ node: { record, k } }) => ({
    letters: [letter("m", "", k), piece(" = Σ"), piece("", "", "t"), piece("w", "", `${k},t`), piece(" "),
      piece("h", "h", "t"), piece(",\u2003"), letter("u", "", k), piece(" = tanh(["), letter("s", "h", k), piece(", "),
      letter("m", "", k), piece("] W"), piece("", "", "u"), piece(" + b"), piece("", "", "u"), piece(")")],
    values: record.u,
  }),
  answer: ({ node: { record, k } }) => ({
    letters: [letter("p", "y", k), piece(" = softmax("), record.u ? letter("u", "", k) : letter("s", "h", k),
      piece(" W"), piece("", "", "y"), piece(" + b"), piece("", "", "y"), piece(")")],
    values: null,
  }),
  keep({ spec, node, text }) {
    const whole = beginning(spec, node, text);
    const before = node.k ? beginning(spec, parentOf(spec, node), text) : "";
    const symbol = symbolShown(spec, node.symbol, text);
    const ended = node.ended ? `${whole} ${symbol}` : whole;
    const factor = piece(`p(${symbol} | ${before || text("translate_nothing")})`);
    return {
      letters: [piece(`p(${ended})`), piece(" = "), ...(node.k ? [piece(`p(${before}) · `)] : []), factor],
      numbers: [Math.exp(node.log_p), ...(node.k ? [Math.exp(node.before)] : []), Math.exp(node.log_p - node.before)],
    };
  },
};

/** The equation of an operation: {letters, values or numbers}. */
export function equationOf(operation, { spec, node, t, text }) {
  const read = node ? symbolShown(spec, node.read, text) : "";
  return EQUATIONS[operation]({ spec, node, t, read, text });
}

/** "0.12, −0.30, … 42 more", or with a product ".94 = .95 · .99". */
export function numbersShown({ values, numbers }, text) {
  if (numbers) {
    const [whole, ...factors] = numbers.map(closely);
    return [factors.length > 1 ? `${whole} = ${factors.join(" · ")}` : `= ${whole}`, numbers];
  }
  if (!values) return ["", null];
  const more = values.length > SHOWN_NUMBERS ? text("translate_more", { n: values.length - SHOWN_NUMBERS }) : "";
  return [`= ${values.slice(0, SHOWN_NUMBERS).map((v) => fixed(v)).join(", ")}${more}`, values];
}
