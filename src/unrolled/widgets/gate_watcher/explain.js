// Every number's equation: in letters, with the numbers put in, and the result. Pieces are [text, symbol, subscript].

import { bracketed, fixed, full, short, stepIndex } from "../kit/numbers.js";
import { answerOf, numberIn } from "./numbers.js";
import { GATES } from "./state.js";

const FEWEST_TERMS = 4; // of a long sum so many are written out, the largest first
const BLOCKS = {
  lstm: "ifgo", lstm_peephole: "ifgo", lstm_coupled: "fgo", gru_reset_before: "rzn", gru_reset_after: "rzn",
};

const op_ = (said) => [said, "", ""];
const sym = (letter, sub, colour = letter) => [letter, colour, sub];

/** The column of a gate and unit in the matrices that stand side by side. */
export function columnOf(cell, gate, unit) {
  const blocks = BLOCKS[cell.kind];
  return (blocks ? blocks.indexOf(gate) : 0) * cell.W_h.length + unit;
}

/** The terms of a pre-activation of one unit: each input that is not zero, each unit of the past, peephole and bias. */
export function termsOf({ net: { cell } }, now, gate, unit) {
  const column = columnOf(cell, gate, unit);
  const after = cell.kind === "gru_reset_after" && gate === "n";
  const past = gate !== "n" ? now.h_prev : after ? now.h_prev : now.r.map((r_j, j) => r_j * now.h_prev[j]);
  const scale = after ? now.r[unit] : 1;
  const row = typeof now.x === "number" ? [[1, now.x]] : now.x.map((x_d, d) => [x_d, d]).filter(([x_d]) => x_d !== 0);
  const inputs = row.map(([x, d]) => ({ value: x * cell.W_x[d][column], x, w: cell.W_x[d][column], d }));
  const states = past.map((v, j) => ({ value: scale * v * cell.W_h[j][column], v, w: cell.W_h[j][column], j }));
  const peep = cell[`w_c${gate}`];
  const seen = peep ? [{ value: peep[unit] * (gate === "o" ? now.c : now.c_prev)[unit], peep: true }] : [];
  const own = after ? [{ value: scale * cell.b_hn[unit], reset: true }] : [];
  return { inputs, states, rest: [...seen, ...own, { value: cell.b[column], bias: true }], D: cell.W_x.length };
}

const joined_ = (parts) => parts.flatMap((part, n) => (n ? [op_(" + "), ...part] : part));

/** The index of one of so many; an index that can only be 1 is left out. */
const entryOf = (size, n) => (size > 1 ? `${n + 1}` : "");

const asTerm = (value) => bracketed(short(value));
const together = (terms) => terms.reduce((sum, { value }) => sum + value, 0);

/**
 * A sum with its numbers, each with where it comes from as its index: the letter that was read, units of the past (the
 * largest first, "29 more" as one number), the bias.
 */
function sumInNumbers({ inputs, states, rest, D }, token, text) {
  const large = [...states].sort((u, v) => Math.abs(v.value) - Math.abs(u.value));
  const few = large.length > FEWEST_TERMS ? large.slice(0, FEWEST_TERMS - 1) : large;
  const left = [...large.slice(few.length), ...inputs.slice(FEWEST_TERMS)];
  return joined_([
    ...inputs.slice(0, FEWEST_TERMS).map(({ value, x, w, d }) =>
      (token ? [[asTerm(value), "x", token]] : product_([asTerm(x), "x", entryOf(D, d)], op_(asTerm(w))))),
    ...few.map(({ v, w, j }) => product_([asTerm(v), "h", entryOf(states.length, j)], op_(asTerm(w)))),
    ...(left.length ? [[[asTerm(together(left)), "", text("gates_more", { n: left.length })]]] : []),
    ...rest.map(({ value, peep, bias }) => [[asTerm(value), peep ? "c" : "", bias ? "b" : peep ? "w" : ""]]),
  ]);
}

/** The affine map of a gate in letters: x W_x + h W_h + w c + b. */
function affineLetters({ net: { cell } }, gate, t) {
  const [now, before] = [stepIndex(t), stepIndex(t - 1)];
  const own = cell.kind === "rnn" ? "" : gate;
  const past = [sym("h", before), op_(" "), ["W", "", `h${own}`]];
  const pasts = {
    gru_reset_before: [op_("("), sym("r", now), op_("·"), sym("h", before), op_(") "), ["W", "", `h${own}`]],
    gru_reset_after: [sym("r", now), op_("·("), ...past, op_(" + "), ["b", "", "hn"], op_(")")],
  };
  const seen = sym("c", gate === "o" ? now : before);
  const peep = cell[`w_c${gate}`] ? [op_(" + "), ["w", "", `c${gate}`], op_("·"), seen] : [];
  return [sym("x", now), op_(" "), ["W", "", `x${own}`], op_(" + "), ...(gate === "n" ? pasts[cell.kind] : past),
    ...peep, op_(" + "), ["b", "", own]];
}

const product_ = (u, v) => [u, op_(" · "), v];
const plus_ = (u, v) => [...u, op_(" + "), ...v];

/** What an equation speaks of: letters with step and unit, and the numbers of that unit at that step. */
function subjectOf({ trace }, { t, unit }) {
  const now = trace[t];
  const H = now.h.length;
  const [at, before] = [t, t - 1].map((step) => stepIndex(step) + (H > 1 ? `,${unit + 1}` : ""));
  const value = (name) => numberIn(now, name, unit);
  const colour = { keep: "z", h_prev: "h", c_prev: "c", tanh_c: "c" };
  return {
    t, unit, now, at, value, H,
    L: (name) => (name.endsWith("_prev") ? sym(name[0], before) : sym(name, at)),
    num: (name) => [bracketed(fixed(value(name))), colour[name] ?? name, ""],
  };
}

/** u · v, in letters and in numbers. */
const both = (u, v) => ({ L, num }) => ({ formula: product_(L(u), L(v)), numbers: product_(num(u), num(v)) });

const named = (name, equation) => (subject) => ({ name: [subject.L(name)], ...equation(subject) });

/** What is left of the old state: (1 − z) h_prev, its letters and its numbers. */
const keptOf = ({ L, num }) => ({
  letters: [op_("(1 − "), L("z"), op_(") · "), L("h_prev")], numbers: product_(num("keep"), num("h_prev")),
});

const equationsOf = {
  fc: both("f", "c_prev"), ig: both("i", "g"), zn: both("z", "n"), s: both("r", "h_prev"),
  keep: ({ L, num }) => ({ formula: [op_("1 − "), L("z")], numbers: [op_("1 − "), num("z")] }),
  kept: (subject) => ({ formula: keptOf(subject).letters, numbers: keptOf(subject).numbers }),
  tanh_c: ({ L, num }) => ({ formula: [op_("tanh("), L("c"), op_(")")], numbers: [op_("tanh("), num("c"), op_(")")] }),
  c: named("c", ({ L, num }) => ({
    formula: plus_(product_(L("f"), L("c_prev")), product_(L("i"), L("g"))),
    numbers: plus_(product_(num("f"), num("c_prev")), product_(num("i"), num("g"))),
  })),
};

/** The state of each kind of cell. */
const stateOf = {
  rnn: (f) => ({ L, num }) =>
    ({ formula: [op_(`${f}(`), L("a"), op_(")")], numbers: [op_(`${f}(`), num("a"), op_(")")] }),
  lstm: () => ({ L, num }) =>
    ({ formula: [L("o"), op_(" · tanh("), L("c"), op_(")")], numbers: product_(num("o"), num("tanh_c")) }),
  gru: () => (subject) => ({
    formula: plus_(keptOf(subject).letters, product_(subject.L("z"), subject.L("n"))),
    numbers: plus_(keptOf(subject).numbers, product_(subject.num("z"), subject.num("n"))),
  }),
};

/** m_t = h_{t-1} W_hn + b_hn comes first where the reset follows the product: r · m. */
const resetAfter = ({ now, unit, at, L, num }) => ({
  formula: product_(L("r"), ["m", "", at]), numbers: product_(num("r"), op_(bracketed(fixed(now.m[unit])))),
});

/** 1 − f: the input gate of coupled gates. */
const restOf = ({ L, num }) => ({ formula: [op_("1 − "), L("f")], numbers: [op_("1 − "), num("f")] });

/** The equation of the number `key`: {name, formula, numbers, value, about}; name = formula = numbers = value. */
export function explainNumber(key, found, state, text) {
  const { cell } = found.net;
  const subject = subjectOf(found, state);
  const made = (equation) => ({ name: [], value: subject.value(key), ...equation(subject) });
  if (key === "x") return inputEquation(found, state);
  if (key.startsWith("y.")) return answerEquation(key, found, state, text);
  if (key.endsWith("_prev")) {
    const about = [state.t ? "gates_about_prev" : "gates_about_start", {}];
    return made(named(key, () => ({ formula: [], numbers: [], about })));
  }
  if (key === "h") return made(named("h", stateOf[cell.kind.split("_")[0]](cell.activation)));
  if (key === "s" && cell.kind === "gru_reset_after") return made(resetAfter);
  if (key === "i" && cell.kind === "lstm_coupled") return made(named("i", restOf));
  return equationsOf[key] ? made(equationsOf[key]) : squashed(key, found, state, text, subject);
}

/** A gate, a candidate, or the pre-activation of a simple cell: an affine map, squashed. */
function squashed(gate, found, state, text, { now, unit, L, H }) {
  const terms = termsOf(found, now, gate, unit);
  const a = (now[`a_${gate}`] ?? now.a)[unit];
  const f = gate === "a" ? "" : GATES.includes(gate) ? "σ" : "tanh";
  const oneHot = found.tokens && terms.inputs.length === 1 && terms.inputs[0].x === 1;
  const sum = sumInNumbers(terms, oneHot ? spaced(found.tokens[state.t]) : "", text);
  const held = heldAt(state, gate);
  return {
    name: [L(gate)],
    formula: [op_(`${f}(`), ...affineLetters(found, gate, state.t), [")", "", entryOf(H, unit)]],
    numbers: f ? [op_(`${f}(`), ...sum, op_(`) = ${f}(${fixed(a)})`)] : sum,
    value: now[gate][unit], about: held && ["gates_about_held", { value: held.value, from: held.from }],
  };
}

const heldAt = ({ holds, t, unit }, gate) =>
  holds.findLast((hold) => hold.gate === gate && hold.from <= t && (hold.unit === null || hold.unit === unit));

const spaced = (token) => (token === " " ? "␣" : String(token));

/** The input of a step: a symbol, a number, or how many numbers. */
function inputEquation({ tokens, inputs, xs }, { t }) {
  const about = tokens ? ["gates_about_token", { token: spaced(tokens[t]) }]
    : xs[t].length === 1 ? ["gates_about_x", { x: short(inputs[t][0]) }] : ["gates_about_xs", { D: xs[t].length }];
  return { name: [sym("x", stepIndex(t))], formula: [], numbers: [], value: null, about };
}

/** An answer of the readout: y_k = f(h W_y + b_y)_k. */
function answerEquation(key, { trace, net: { readout } }, { t }, text) {
  const [k, V] = [Number(key.split(".")[1]), readout.b.length];
  const f = readout.softmax ? "softmax" : readout.sigmoid ? "σ" : "";
  const states = trace[t].h.map((v, j) => ({ value: v * readout.W[j][k], v, w: readout.W[j][k], j }));
  const sum = sumInNumbers({ inputs: [], states, rest: [{ value: readout.b[k], bias: true }] }, "", text);
  const affine = [sym("h", stepIndex(t)), op_(" "), ["W", "", "y"], op_(" + "), ["b", "", "y"]];
  return {
    name: [sym(readout.softmax ? "p" : "y", `${stepIndex(t)}${V > 1 ? `,${k + 1}` : ""}`, "y")],
    formula: f || V > 1 ? [op_(`${f}(`), ...affine, [")", "", entryOf(V, k)]] : affine,
    numbers: readout.softmax ? softmaxInNumbers(trace[t].y, k) : f ? [op_(`${f}(`), ...sum, op_(")")] : sum,
    value: answerOf(trace[t])[k],
  };
}

/** exp(y_k) / the sum of all exp(y). */
function softmaxInNumbers(y, k) {
  const total = y.reduce((sum, y_k) => sum + Math.exp(y_k), 0);
  return [op_("exp("), [fixed(y[k]), "y", ""], op_(`) / ${fixed(total)}`)];
}

/** Every digit of a result when it is pointed at, three when it is only shown. */
export const resultShown = (value, pointed) => (value === null ? "" : `= ${pointed ? full(value) : fixed(value)}`);
