// Every number's equation: in letters, with the numbers put in, and the result.

import { FEW, join, piece, times } from "../kit/formula.js";
import { bracketed, fixed, short, stepIndex } from "../kit/numbers.js";
import { answerOf, numberIn } from "./numbers.js";
import { GATES, heldNow } from "./state.js";

const BLOCKS = {
  lstm: "ifgo", lstm_peephole: "ifgo", lstm_coupled: "fgo", gru_reset_before: "rzn", gru_reset_after: "rzn",
};

/** The column of a gate and unit in the matrices that stand side by side. */
function columnOf(cell, gate, unit) {
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
  const w = cell[`w_c${gate}`];
  const peephole = w ? [{ value: w[unit] * (gate === "o" ? now.c : now.c_prev)[unit], symbol: "c", sub: "w" }] : [];
  const b_hn = after ? [{ value: scale * cell.b_hn[unit], symbol: "", sub: "" }] : [];
  const b = { value: cell.b[column], symbol: "", sub: "b" };
  return { inputs, states, rest: [...peephole, ...b_hn, b], D: cell.W_x.length };
}

/** The index of one of so many; an index that can only be 1 is left out. */
const entry = (size, n) => (size > 1 ? `${n + 1}` : "");

const asTerm = (value) => bracketed(short(value));
const sum = (terms) => terms.reduce((total, { value }) => total + value, 0);

/**
 * A sum with its numbers, each with where it comes from as its index: the letter that was read, units of the past (the
 * largest first, "29 more" as one number), the bias.
 */
function sumInNumbers({ inputs, states, rest, D }, token, text) {
  const sorted = [...states].sort((u, v) => Math.abs(v.value) - Math.abs(u.value));
  const largest = sorted.length > FEW ? sorted.slice(0, FEW - 1) : sorted;
  const others = [...sorted.slice(largest.length), ...inputs.slice(FEW)];
  return join([
    ...inputs.slice(0, FEW).map(({ value, x, w, d }) =>
      (token ? [piece(asTerm(value), "x", token)] : times(piece(asTerm(x), "x", entry(D, d)), piece(asTerm(w))))),
    ...largest.map(({ v, w, j }) => times(piece(asTerm(v), "h", entry(states.length, j)), piece(asTerm(w)))),
    ...(others.length ? [[piece(asTerm(sum(others)), "", text("gates_more", { n: others.length }))]] : []),
    ...rest.map(({ value, symbol, sub }) => [piece(asTerm(value), symbol, sub)]),
  ], " + ");
}

/** The affine map of a gate in letters: x W_x + h W_h + w c + b. */
function affineLetters({ net: { cell } }, gate, t) {
  const [now, before] = [stepIndex(t), stepIndex(t - 1)];
  const [x, h, r] = [piece("x", "x", now), piece("h", "h", before), piece("r", "r", now)];
  const name = cell.kind === "rnn" ? "" : gate;
  const W_h = piece("W", "", `h${name}`);
  const product = [h, piece(" "), W_h];
  const products = {
    gru_reset_before: [piece("("), r, piece("·"), h, piece(") "), W_h],
    gru_reset_after: [r, piece("·("), ...product, piece(" + "), piece("b", "", "hn"), piece(")")],
  };
  const c = piece("c", "c", gate === "o" ? now : before);
  const peephole = cell[`w_c${gate}`] ? [[piece("w", "", `c${gate}`), piece("·"), c]] : [];
  return join([[x, piece(" "), piece("W", "", `x${name}`)], gate === "n" ? products[cell.kind] : product, ...peephole,
    [piece("b", "", name)]], " + ");
}

const plus = (u, v) => join([u, v], " + ");

/** What the equations speak of: letters with step and unit, and the numbers of that unit at that step. */
function subject({ t, unit }, { trace }) {
  const now = trace[t];
  const H = now.h.length;
  const [at, before] = [t, t - 1].map((step) => stepIndex(step) + (H > 1 ? `,${unit + 1}` : ""));
  const value = (name) => numberIn(now, name, unit);
  const symbols = { keep: "z", h_prev: "h", c_prev: "c", tanh_c: "c" };
  return {
    t, unit, now, at, value, H,
    L: (name) => (name.endsWith("_prev") ? piece(name[0], name[0], before) : piece(name, name, at)),
    num: (name) => piece(bracketed(fixed(value(name))), symbols[name] ?? name),
  };
}

/** f(name), in letters and in numbers. */
const applied = (f, name) => ({ L, num }) =>
  ({ formula: [piece(`${f}(`), L(name), piece(")")], numbers: [piece(`${f}(`), num(name), piece(")")] });

/** u · v, in letters and in numbers. */
const product = (u, v) => ({ L, num }) => ({ formula: times(L(u), L(v)), numbers: times(num(u), num(v)) });

/** 1 − name, in letters and in numbers. */
const complement = (name) => ({ L, num }) =>
  ({ formula: [piece("1 − "), L(name)], numbers: [piece("1 − "), num(name)] });

/** What is left of the old state: (1 − z) h_prev. */
const kept = ({ L, num }) => ({
  formula: [piece("(1 − "), L("z"), piece(") · "), L("h_prev")], numbers: times(num("keep"), num("h_prev")),
});

/** The sum of two equations. */
const added = (first, second) => (s) => {
  const [u, v] = [first(s), second(s)];
  return { formula: plus(u.formula, v.formula), numbers: plus(u.numbers, v.numbers) };
};

/** m_t = h_{t-1} W_hn + b_hn comes first where the reset follows the product: r · m. */
const resetAfter = ({ now, unit, at, L, num }) => ({
  formula: times(L("r"), piece("m", "", at)), numbers: times(num("r"), piece(bracketed(fixed(now.m[unit])))),
});

const equations = {
  fc: product("f", "c_prev"), ig: product("i", "g"), zn: product("z", "n"), s: product("r", "h_prev"),
  keep: complement("z"), kept, tanh_c: applied("tanh", "c"), c: added(product("f", "c_prev"), product("i", "g")),
};

/** The state of each kind of cell. */
const stateEquations = {
  rnn: ({ activation }) => applied(activation, "a"),
  lstm: () => ({ L, num }) =>
    ({ formula: [L("o"), piece(" · tanh("), L("c"), piece(")")], numbers: times(num("o"), num("tanh_c")) }),
  gru: () => added(kept, product("z", "n")),
};

/** The equation of `key`, if it is no affine map. */
function equationOf(key, cell) {
  if (key === "h") return stateEquations[cell.kind.split("_")[0]](cell);
  if (key === "s" && cell.kind === "gru_reset_after") return resetAfter;
  if (key === "i" && cell.kind === "lstm_coupled") return complement("f");
  return equations[key];
}

/**
 * The equation of the number `key`: {name, formula, numbers, value, about}; name = formula = numbers = value, which is
 * null where there is no single number; about: a sentence or "".
 */
export function explain(key, state, spec, text) {
  if (key === "x") return inputEquation(state, spec, text);
  if (key.startsWith("y.")) return answerEquation(key, state, spec, text);
  const s = subject(state, spec);
  if (key.endsWith("_prev")) {
    const about = text(state.t ? "gates_about_prev" : "gates_about_start");
    return { name: [s.L(key)], formula: [], numbers: [], value: s.value(key), about };
  }
  const equation = equationOf(key, spec.net.cell);
  if (!equation) return squashed(key, state, spec, s, text);
  const name = ["c", "h", "i"].includes(key) ? [s.L(key)] : []; // the rest is named by its formula
  return { name, ...equation(s), value: s.value(key), about: "" };
}

/** A gate, a candidate, or the pre-activation of a simple cell: an affine map, squashed. */
function squashed(gate, state, spec, { now, unit, L, H }, text) {
  const terms = termsOf(spec, now, gate, unit);
  const a = (now[`a_${gate}`] ?? now.a)[unit];
  const f = gate === "a" ? "" : GATES.includes(gate) ? "σ" : "tanh";
  const oneHot = spec.tokens && terms.inputs.length === 1 && terms.inputs[0].x === 1;
  const numbers = sumInNumbers(terms, oneHot ? visible(spec.tokens[state.t]) : "", text);
  const hold = heldNow(state, gate);
  return {
    name: [L(gate)],
    formula: [piece(`${f}(`), ...affineLetters(spec, gate, state.t), piece(")", "", entry(H, unit))],
    numbers: f ? [piece(`${f}(`), ...numbers, piece(`) = ${f}(${fixed(a)})`)] : numbers,
    value: now[gate][unit], about: hold ? text("gates_about_held", { value: hold.value, from: hold.from }) : "",
  };
}

const visible = (token) => (token === " " ? "␣" : String(token));

/** The input of a step: a symbol, a number, or how many numbers. */
function inputEquation({ t }, { tokens, inputs, xs }, text) {
  const about = tokens ? text("gates_about_token", { token: visible(tokens[t]) })
    : xs[t].length === 1 ? text("gates_about_x", { x: short(inputs[t][0]) })
      : text("gates_about_xs", { D: xs[t].length });
  return { name: [piece("x", "x", stepIndex(t))], formula: [], numbers: [], value: null, about };
}

/** An answer of the readout: y_k = f(h W_y + b_y)_k. */
function answerEquation(key, { t }, { trace, net: { readout } }, text) {
  const [k, V] = [Number(key.split(".")[1]), readout.b.length];
  const f = readout.softmax ? "softmax" : readout.sigmoid ? "σ" : "";
  const states = trace[t].h.map((v, j) => ({ value: v * readout.W[j][k], v, w: readout.W[j][k], j }));
  const numbers = sumInNumbers({ inputs: [], states, rest: [{ value: readout.b[k], symbol: "", sub: "b" }] }, "", text);
  const affine = [piece("h", "h", stepIndex(t)), piece(" "), piece("W", "", "y"), piece(" + "), piece("b", "", "y")];
  return {
    name: [piece(readout.softmax ? "p" : "y", "y", `${stepIndex(t)}${V > 1 ? `,${k + 1}` : ""}`)],
    formula: f || V > 1 ? [piece(`${f}(`), ...affine, piece(")", "", entry(V, k))] : affine,
    numbers: readout.softmax ? softmaxInNumbers(trace[t].y, k) : f ? [piece(`${f}(`), ...numbers, piece(")")] : numbers,
    value: answerOf(trace[t])[k], about: "",
  };
}

/** exp(y_k) / the sum of all exp(y). */
function softmaxInNumbers(y, k) {
  const total = y.reduce((exps, y_k) => exps + Math.exp(y_k), 0);
  return [piece("exp("), piece(fixed(y[k]), "y"), piece(`) / ${fixed(total)}`)];
}
