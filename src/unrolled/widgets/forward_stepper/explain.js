// Every number's equation: in letters, with the numbers put in, and the result. Pieces are [text, symbol, subscript].

import { bracketed, fixed, short, stepIndex } from "../kit/dom.js";
import { phaseOf, sizes, valueOf } from "./state.js";

export const FEW = 4; // more terms than this are written with a sum sign

const op = (text) => [text, "", ""];
const join = (terms, mark) => terms.flatMap((term, n) => (n ? [op(mark), ...term] : term));
const kept = ([text, ...rest]) => [bracketed(text), ...rest];
const total = (terms) => join(terms.map(([first, ...rest], n) => [n ? kept(first) : first, ...rest]), " + ");

/** Letters with their indices: steps count from 0, entries from 1; an index that can only be 1 is left out. */
function letters({ D, H, V }, t) {
  const index = (size, n) => (size > 1 ? `,${n + 1}` : "");
  const entry = (size, n) => (size > 1 ? `${n + 1}` : "");
  return {
    x: (d) => ["x", "x", `${t}${index(D, d)}`],
    h: (j, s = t) => ["h", "h", `${stepIndex(s)}${index(H, j)}`],
    a: (j) => ["a", "a", `${t}${index(H, j)}`],
    y: (k) => ["y", "y", `${t}${index(V, k)}`],
    p: (k) => ["p", "y", `${t}${index(V, k)}`],
    W: (i, j) => ["W", "", `${i + 1},${j + 1}`],
    W_y: (j, k) => ["W", "", `y ${j + 1},${k + 1}`],
    b: (j) => ["b", "", entry(H, j)],
    b_y: (k) => ["b", "", V > 1 ? `y ${k + 1}` : "y"],
    hW: (k) => [op("("), ["h", "h", `${t}`], op(" "), ["W", "", "y"], [")", "", entry(V, k)]],
    hW_i: (k) => [["h", "h", `${t},i`], op(" · "), ["W", "", `y i,${k + 1}`]],
    row: [op("["), ["h", "h", stepIndex(t - 1)], op(", "), ["x", "x", `${t}`], op("]")],
  };
}

function sum(terms, brief) {
  return terms.length <= FEW ? join(terms, " + ") : brief;
}

const indices = (n) => Array.from({ length: n }, (_, i) => i);
const times = (u, v) => [u, op(" · "), kept(v)];
const sigma = (what) => [["Σ", "", "i"], op(" "), ...what];
const given = ({ at, key }, letter, about) => ({ name: [letter], formula: [], numbers: [], about, value: at(key) });

/** What the equations speak of: the number `key` at step t, its indices, letters and values. */
function subject(key, t, spec) {
  const size = sizes(spec);
  const L = letters(size, t);
  const [i, j] = key.split(".").slice(1).map(Number);
  const rowKey = (n) => (n < size.H ? `h_prev.${n}` : `x.${n - size.H}`);
  const at = (k) => valueOf(spec, k, t);
  const num = (k, symbol = "") => {
    const computed = phaseOf(k) > 0 || (k.startsWith("h_prev") && t > 0);
    return [(computed ? fixed : short)(at(k)), symbol, ""];
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
  const counted = indices(K).filter((n) => K <= FEW || rowValue(n) !== 0);
  const products = counted.map((n) => times(rowNumber(n), num(`W.${n}.${i}`)));
  return {
    name: [op("("), ...L.row, op(" "), ["W", "", ""], [")", "", `${i + 1}`]],
    formula: sum(
      indices(K).map((n) => times(rowLetter(n), L.W(n, i))),
      sigma([...L.row.slice(0, -1), ["]", "", "i"], op(" · "), ["W", "", `i,${i + 1}`]]),
    ),
    numbers: products.length ? total(products) : [op("0")], value: at(key),
  };
}

/** (h W_y)_k and y_k = (h W_y)_k + b_k. */
function readoutOf({ L, H, i, key, at, num }, name, bias) {
  const products = indices(H).map((n) => times(num(`h.${n}`, "h"), num(`W_y.${n}.${i}`)));
  const formula = sum(indices(H).map((n) => times(L.h(n), L.W_y(n, i))), sigma(L.hW_i(i)));
  return {
    name, formula: bias ? [...formula, op(" + "), L.b_y(i)] : formula,
    numbers: total(bias ? [...products, [num(`b_y.${i}`)]] : products), value: at(key),
  };
}

/** The equation of each kind of number. */
const equations = {
  row: ({ L, K, rowNumber }) => ({
    name: L.row, formula: [], value: null,
    numbers: [op("["), ...join(indices(K).map((n) => [rowNumber(n)]), ", "), op("]")],
  }),
  x: (s) => given(s, s.L.x(s.i), "about_x"),
  h_prev: (s) => (s.t > 0 ? explain(`h.${s.i}`, s.t - 1, s.spec) : given(s, s.L.h(s.i, -1), "about_h_start")),
  b: (s) => given(s, s.L.b(s.i), "about_b"),
  b_y: (s) => given(s, s.L.b_y(s.i), "about_b_y"),
  W: ({ L, H, i, j, key, at, num, rowLetter, rowNumber, rowValue }) => ({
    name: times(rowLetter(i), L.W(i, j)), formula: [], about: i < H ? "about_W_h" : "about_W_x",
    numbers: times(rowNumber(i), num(key)), value: rowValue(i) * at(key), own: at(key), ownName: [L.W(i, j)],
  }),
  vW: productOfRow,
  a: ({ L, i, key, at, num }) => ({
    name: [L.a(i)], formula: [op("("), ...L.row, op(" "), ["W", "", ""], [")", "", `${i + 1}`], op(" + "), L.b(i)],
    numbers: total([[num(`vW.${i}`)], [num(`b.${i}`)]]), value: at(key),
  }),
  h: ({ L, i, key, at, num, spec: { net: { cell: { activation: f } } } }) => ({
    name: [L.h(i)], formula: [op(`${f}(`), L.a(i), op(")")],
    numbers: [op(`${f}(`), num(`a.${i}`, "a"), op(")")], value: at(key),
  }),
  W_y: ({ L, i, j, key, at, num }) => ({
    name: times(L.h(i), L.W_y(i, j)), formula: [], about: "about_W_y",
    numbers: times(num(`h.${i}`, "h"), num(key)), value: at(`h.${i}`) * at(key), own: at(key), ownName: [L.W_y(i, j)],
  }),
  hW: (s) => readoutOf(s, s.L.hW(s.i), false),
  y: (s) => readoutOf(s, [s.L.y(s.i)], true),
  p: ({ L, i, t, key, at, num, spec }) => ({
    name: [L.p(i)],
    formula: [op("exp("), L.y(i), op(") / "), ["Σ", "", "k"], op(" exp("), ["y", "y", `${t},k`], op(")")],
    numbers: [op("exp("), num(`y.${i}`, "y"), op(") / "), fullSum(spec.trace[t].y)], value: at(key),
  }),
};

/**
 * {name, formula, numbers, value, about}: name = formula = numbers = value; `about` names a sentence in words/ for
 * numbers that are given, not computed. A weight also tells its own value.
 */
export function explain(key, t, spec) {
  const equation = equations[key.split(".")[0]];
  if (!equation) throw new Error(`explain: expected the key of a number, got ${key}`);
  return equation(subject(key, t, spec));
}

const fullSum = (y) => op(fixed(y.reduce((total, y_k) => total + Math.exp(y_k), 0)));

const NUMERALS = "₀₁₂₃₄₅₆₇₈₉";

/** A step as a subscript in running text; the state before the first step is h₋₁. */
export const below = (n) => String(n).replace("-", "₋").replace(/\d/g, (digit) => NUMERALS[digit]);

/** A vector as a sentence can hold it: all of a short one, the first three entries of a long one. */
const vector = (values, show) =>
  `[${values.slice(0, 3).map((value) => show(value)).join(", ")}${values.length > 3 ? ", …" : ""}]`;

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
    const best = answer.indexOf(Math.max(...answer));
    return `“${output_tokens[best]}” (${fixed(answer[best])})`;
  }
  return answer.length === 1 ? fixed(answer[0]) : vector(answer, fixed);
}
