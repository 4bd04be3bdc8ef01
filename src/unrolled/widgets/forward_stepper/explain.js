// Every number's equation: in letters, with the numbers put in, and the result.

import { FEW, below, inputName, join, outputName, piece, times, total, vector } from "../kit/formula.js";
import { bracketed, fixed, range, short, stepIndex } from "../kit/numbers.js";
import { phaseOf, sizes, valueOf } from "./state.js";

/** Letters with their indices: steps count from 0, entries from 1; an index that can only be 1 is left out. */
function letters({ D, H, V }, t) {
  const row = [piece("["), piece("h", "h", stepIndex(t - 1)), piece(", "), piece("x", "x", `${t}`), piece("]")];
  const index = (size, n) => (size > 1 ? `,${n + 1}` : "");
  const entry = (size, n) => (size > 1 ? `${n + 1}` : "");
  return {
    x: (d) => piece("x", "x", `${t}${index(D, d)}`),
    h: (j, s = t) => piece("h", "h", `${stepIndex(s)}${index(H, j)}`),
    a: (j) => piece("a", "a", `${t}${index(H, j)}`),
    y: (k) => piece("y", "y", `${t}${index(V, k)}`),
    p: (k) => piece("p", "y", `${t}${index(V, k)}`),
    W: (i, j) => piece("W", "", `${i + 1},${j + 1}`),
    W_y: (j, k) => piece("W", "", `y ${j + 1},${k + 1}`),
    b: (j) => piece("b", "", entry(H, j)),
    b_y: (k) => piece("b", "", V > 1 ? `y ${k + 1}` : "y"),
    hW: (k) => [piece("("), piece("h", "h", `${t}`), piece(" "), piece("W", "", "y"), piece(")", "", entry(V, k))],
    hW_i: (k) => [piece("h", "h", `${t},i`), piece(" · "), piece("W", "", `y i,${k + 1}`)],
    row,
    rowW: (j) => [piece("("), ...row, piece(" "), piece("W"), piece(")", "", `${j + 1}`)],
  };
}

const sum = (terms, brief) => (terms.length <= FEW ? join(terms, " + ") : brief);
const sigma = (term) => [piece("Σ", "", "i"), piece(" "), ...term];
const asGiven = ({ at, key }, letter, about) => ({ name: [letter], formula: [], numbers: [], about, value: at(key) });

/** What the equations speak of: the number `key` at step t, its indices, letters and values. */
function subject(key, t, spec) {
  const size = sizes(spec);
  const L = letters(size, t);
  const [i, j] = key.split(".").slice(1).map(Number);
  const rowKey = (n) => (n < size.H ? `h_prev.${n}` : `x.${n - size.H}`);
  const at = (k) => valueOf(spec, k, t);
  const num = (k, symbol = "") => {
    const computed = phaseOf(k) > 0 || (k.startsWith("h_prev") && t > 0);
    return piece((computed ? fixed : short)(at(k)), symbol);
  };
  return {
    ...size, key, t, spec, i, j, L, at, num,
    rowLetter: (n) => (n < size.H ? L.h(n, t - 1) : L.x(n - size.H)),
    rowNumber: (n) => num(rowKey(n), n < size.H ? "h" : "x"),
    rowValue: (n) => at(rowKey(n)),
  };
}

/** ([h, x] W)_i = sum of the entries of the row times column i of W; in a long sum the zeros are left out. */
function productOfRow({ L, K, i, key, at, num, rowLetter, rowNumber, rowValue }) {
  const counted = range(K).filter((n) => K <= FEW || rowValue(n) !== 0);
  const products = counted.map((n) => times(rowNumber(n), num(`W.${n}.${i}`)));
  return {
    name: L.rowW(i),
    formula: sum(
      range(K).map((n) => times(rowLetter(n), L.W(n, i))),
      sigma([...L.row.slice(0, -1), piece("]", "", "i"), piece(" · "), piece("W", "", `i,${i + 1}`)]),
    ),
    numbers: products.length ? total(products) : [piece("0")], value: at(key),
  };
}

/** (h W_y)_k and y_k = (h W_y)_k + b_k. */
function readoutOf({ L, H, i, key, at, num }, name, bias) {
  const products = range(H).map((n) => times(num(`h.${n}`, "h"), num(`W_y.${n}.${i}`)));
  const formula = sum(range(H).map((n) => times(L.h(n), L.W_y(n, i))), sigma(L.hW_i(i)));
  return {
    name, formula: bias ? [...formula, piece(" + "), L.b_y(i)] : formula,
    numbers: total(bias ? [...products, [num(`b_y.${i}`)]] : products), value: at(key),
  };
}

/** The equation of each kind of number. */
const equations = {
  row: ({ L, K, rowNumber }) => ({
    name: L.row, formula: [], value: null,
    numbers: [piece("["), ...join(range(K).map((n) => [rowNumber(n)]), ", "), piece("]")],
  }),
  x: (s) => asGiven(s, s.L.x(s.i), "about_x"),
  h_prev: (s) => (s.t > 0 ? explain(`h.${s.i}`, s.t - 1, s.spec) : asGiven(s, s.L.h(s.i, -1), "about_h_start")),
  b: (s) => asGiven(s, s.L.b(s.i), "about_b"),
  b_y: (s) => asGiven(s, s.L.b_y(s.i), "about_b_y"),
  W: ({ L, H, i, j, key, at, num, rowLetter, rowNumber, rowValue }) => ({
    name: times(rowLetter(i), L.W(i, j)), formula: [], about: i < H ? "about_W_h" : "about_W_x",
    numbers: times(rowNumber(i), num(key)), value: rowValue(i) * at(key), own: at(key), ownName: [L.W(i, j)],
  }),
  vW: productOfRow,
  a: ({ L, i, key, at, num }) => ({
    name: [L.a(i)], formula: [...L.rowW(i), piece(" + "), L.b(i)],
    numbers: total([[num(`vW.${i}`)], [num(`b.${i}`)]]), value: at(key),
  }),
  h: ({ L, i, key, at, num, spec: { net: { cell: { activation: f } } } }) => ({
    name: [L.h(i)], formula: [piece(`${f}(`), L.a(i), piece(")")],
    numbers: [piece(`${f}(`), num(`a.${i}`, "a"), piece(")")], value: at(key),
  }),
  W_y: ({ L, i, j, key, at, num }) => ({
    name: times(L.h(i), L.W_y(i, j)), formula: [], about: "about_W_y",
    numbers: times(num(`h.${i}`, "h"), num(key)), value: at(`h.${i}`) * at(key), own: at(key), ownName: [L.W_y(i, j)],
  }),
  hW: (s) => readoutOf(s, s.L.hW(s.i), false),
  y: (s) => readoutOf(s, [s.L.y(s.i)], true),
  p: ({ L, i, t, key, at, num, spec }) => ({
    name: [L.p(i)],
    formula: [
      piece("exp("), L.y(i), piece(") / "), piece("Σ", "", "k"), piece(" exp("), piece("y", "y", `${t},k`), piece(")"),
    ],
    numbers: [piece("exp("), num(`y.${i}`, "y"), piece(") / "), fullSum(spec.trace[t].y)], value: at(key),
  }),
};

/**
 * {name, formula, numbers, value, about}: name = formula = numbers = value; `about` names a sentence of words.py
 * for numbers that are given, not computed. A weight also tells its own value.
 */
export function explain(key, t, spec) {
  const equation = equations[key.split(".")[0]];
  if (!equation) throw new Error(`explain: expected the key of a number, got ${key}`);
  return equation(subject(key, t, spec));
}

const fullSum = (y) => piece(fixed(y.reduce((total, y_k) => total + Math.exp(y_k), 0)));

/** What the current operation did, in one sentence. */
export function say(state, spec, text) {
  const { T, H, P } = sizes(spec);
  const { t } = state;
  const many = H > FEW - 1;
  const onward = state.phase === P - 1 && t + 1 < T;
  return text(deed(state, spec, many), told(state, spec, text, many))
    + (onward ? ` ${text("goes_on", { s: below(t), next: t + 1 })}` : "");
}

/** The numbers of the sentence; of many units, those of the chosen one. */
function told({ t, unit }, spec, text, many) {
  const { V, K } = sizes(spec);
  const now = spec.trace[t];
  const was = t ? fixed : short;
  const row = [...now.h_prev.map((h) => was(h)), ...now.x.map((x) => short(x))];
  const weight = (i) => bracketed(short(valueOf(spec, `W.${i}.${unit}`, t)));
  const terms = row.map((v, i) => `${bracketed(v)}·${weight(i)}`);
  const old = `h${below(t - 1)}`;
  return {
    t, unit: unit + 1, s: below(t), activation: spec.net.cell.activation, input: inputName(spec, t),
    h_prev: many ? old : `${old} = ${vector(now.h_prev, was)}`,
    terms: K > 5 ? text("terms", { K }) : terms.join(" + "), vW: fixed(now.vW[unit]),
    a: many ? fixed(now.a[unit]) : vector(now.a, fixed), h: many ? fixed(now.h[unit]) : vector(now.h, fixed),
    b: short(spec.net.cell.b[unit]), y: V ? outputName(spec, t) : "",
  };
}

function deed(state, { net, output_tokens }, many) {
  const best = net.readout?.softmax ? "probable" : "named"; // the number told beside a name is p, or else y
  if (!state.inside) return !net.readout ? "did_step_plain" : output_tokens ? `did_step_${best}` : "did_step";
  const name = ["did_concatenate", "did_multiply", "did_add", "did_activate", "did_output"][state.phase];
  if (many && ["did_add", "did_activate"].includes(name)) return `${name}_unit`;
  return name === "did_output" && output_tokens ? `did_output_${best}` : name;
}
