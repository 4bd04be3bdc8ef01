// Every gradient's equation, and the sentence of every step. Pieces are [text, symbol, subscript], as in explain.js.

import { bracketed, fixed, short, stepIndex } from "../kit/numbers.js";
import { FEW, below, inputName, outputName } from "../kit/formula.js";
import { extent, readAt } from "./state.js";

/** Three digits; a number too small for them keeps its power of ten: a gradient that fades is not yet 0. */
export const grade = (value) => (value !== 0 && Math.abs(value) < 5e-4
  ? value.toExponential(0).replace("-", "\u2212").replace("e-", "e\u2212") : fixed(value));

const mark = (text) => [text, "", ""];
const strung = (terms, by) => terms.flatMap((term, n) => (n ? [mark(by), ...term] : term));
const safe = ([text, ...rest]) => [bracketed(text), ...rest];
const summed = (terms) => strung(terms.map(([first, ...rest], n) => [n ? safe(first) : first, ...rest]), " + ");
const to = (n) => Array.from({ length: n }, (_, i) => i);
const turned = (name, sub = "") => [["W", "", sub], mark(name)];

/** Letters with their indices: steps count from 0, entries from 1; an index that can only be 1 is left out. */
function lettersOf({ D, H, V }, t) {
  const at = (size, n, s = t) => `${stepIndex(s)}${size > 1 ? `,${n + 1}` : ""}`;
  const grad = (letter, sub) => [["d", "gradient", ""], [letter, "gradient", sub]];
  return {
    h: (j, s = t) => ["h", "h", at(H, j, s)], x: (d) => ["x", "x", at(D, d)], a: (j, s = t) => ["a", "a", at(H, j, s)],
    y: (k) => ["y", "y", at(V, k)], p: (k) => ["p", "y", at(V, k)],
    dh: (j) => grad("h", at(H, j)), da: (j, s = t) => grad("a", at(H, j, s)), dy: (k) => grad("y", at(V, k)),
    met: (i) => (i < H ? ["h", "h", H > 1 ? `t−1,${i + 1}` : "t−1"] : ["x", "x", D > 1 ? `t,${i - H + 1}` : "t"]),
    anyDa: (j) => grad("a", H > 1 ? `t,${j + 1}` : "t"),
    dW: (i, j) => grad("W", `${i + 1},${j + 1}`), db: (j) => grad("b", H > 1 ? `${j + 1}` : ""),
    own: (j) => [mark("("), ...grad("y", `${t}`), mark(" "), ...turned("ᵀ", "y"), [")", "", H > 1 ? `${j + 1}` : ""]],
    future: (j) =>
      [mark("("), ...grad("a", `${t + 1}`), mark(" "), ...turned("ᵀ", "h"), [")", "", H > 1 ? `${j + 1}` : ""]],
  };
}

const paired = (u, v) => [...u, mark(" · "), safe(v)];

/** A sum of products: all its terms if they are few, else those that count, under a sum sign. */
function sumOf(terms, brief, numbers) {
  const counted = numbers.filter(({ value }) => numbers.length <= FEW || value !== 0);
  return {
    formula: terms.length <= FEW ? strung(terms, " + ") : [["Σ", "", "k"], mark(" "), ...brief],
    numbers: counted.length ? summed(counted.map(({ pieces }) => pieces)) : [mark("0")],
  };
}

/** What the equations of the number `key` at step t speak of. */
function topic(key, t, spec) {
  const [i, j] = key.split(".").slice(1).map(Number);
  const at = (k, s = t) => readAt(spec, k, s);
  const num = (k, symbol = "", s = t) => [grade(at(k, s)), symbol, ""];
  const plain = (k, symbol = "") => [short(at(k)), symbol, ""];
  return { key, t, spec, i, j, at, num, plain, ...extent(spec), L: lettersOf(extent(spec), t) };
}

function slopeOf({ spec, L, i, num }) {
  const h = num(`h.${i}`, "h");
  return {
    tanh: [[mark("1 − "), L.h(i), mark("²")], [mark("1 − "), safe(h), mark("²")]],
    sigmoid: [[L.h(i), mark(" − "), L.h(i), mark("²")], [h, mark(" − "), h, mark("²")]],
    relu: [[mark("["), L.a(i), mark(" > 0]")], []],
    identity: [[mark("1")], []],
  }[spec.net.cell.activation];
}

const derived = {
  dy({ spec, L, i, t, V, at, num, plain }) {
    if (!spec.counts[t]) return { name: L.dy(i), formula: [mark("0")], numbers: [], about: "about_no_loss" };
    if (spec.loss === "softmax") {
      const right = spec.targets[t] === i;
      return {
        name: L.dy(i), about: right ? "about_right" : "about_wrong",
        formula: [L.p(i), mark(right ? " − 1" : " − 0")],
        numbers: [num(`p.${i}`, "y"), mark(right ? " − 1" : " − 0")],
      };
    }
    return {
      name: L.dy(i), formula: [mark("2 ("), L.y(i), mark(" − "), ["target", "", V > 1 ? `${i + 1}` : ""], mark(")")],
      numbers: [mark("2 · ("), num(`y.${i}`, "y"), mark(" − "), safe(plain(`target.${i}`)), mark(")")],
    };
  },
  own({ L, i, V, at, num, plain }) {
    const terms = to(V).map((k) => paired(L.dy(k), ["W", "", `y ${i + 1},${k + 1}`]));
    const numbers = to(V).map((k) => ({
      value: at(`dy.${k}`), pieces: paired([num(`dy.${k}`, "gradient")], plain(`W_y.${i}.${k}`)),
    }));
    const brief = paired([["d", "gradient"], ["y", "gradient", "k"]], ["W", "", `y ${i + 1},k`]);
    return { name: L.own(i), ...sumOf(terms, brief, numbers), about: "about_own" };
  },
  future({ spec, L, i, t, T, H, at, num, plain }) {
    if (t + 1 === T) return { name: L.future(i), formula: [], numbers: [], about: "about_no_future" };
    const terms = to(H).map((k) => paired(L.da(k, t + 1), ["W", "", `${i + 1},${k + 1}`]));
    const numbers = to(H).map((k) => ({
      value: at(`da.${k}`, t + 1), pieces: paired([num(`da.${k}`, "gradient", t + 1)], plain(`W.${i}.${k}`)),
    }));
    const brief = paired([["d", "gradient"], ["a", "gradient", `${t + 1},k`]], ["W", "", `${i + 1},k`]);
    return { name: L.future(i), ...sumOf(terms, brief, numbers), about: "about_future" };
  },
  dh: ({ L, i, num }) => ({
    name: L.dh(i), formula: [...L.own(i), mark(" + "), ...L.future(i)], about: "about_dh",
    numbers: [num(`own.${i}`, "y"), mark(" + "), safe(num(`future.${i}`, "gradient"))],
  }),
  slope(s) {
    const [letters, numbers] = slopeOf(s);
    return { name: [mark(`${s.spec.net.cell.activation}′(`), s.L.a(s.i), mark(")")], formula: letters, numbers };
  },
  da: ({ spec, L, i, num }) => ({
    name: L.da(i), formula: [...L.dh(i), mark(` · ${spec.net.cell.activation}′(`), L.a(i), mark(")")],
    numbers: [num(`dh.${i}`, "gradient"), mark(" · "), num(`slope.${i}`)],
  }),
  dW({ L, H, i, j, t, num, plain }) {
    const [letter, met] = i < H ? [L.h(i, t - 1), t ? num(`h_prev.${i}`, "h") : plain(`h_prev.${i}`, "h")]
      : [L.x(i - H), plain(`x.${i - H}`, "x")];
    return {
      name: [letter, mark(" · "), ...L.da(j)], formula: [], about: "about_part",
      numbers: [met, mark(" · "), safe(num(`da.${j}`, "gradient"))],
    };
  },
  db: ({ L, i, num }) =>
    ({ name: [mark("1 · "), ...L.da(i)], formula: [], numbers: [num(`da.${i}`)], about: "about_part" }),
  sum_W: (s) => totalOf(s, s.L.dW(s.i, s.j), [s.L.met(s.i), mark(" · "), ...s.L.anyDa(s.j)], `dW.${s.i}.${s.j}`),
  sum_b: (s) => totalOf(s, s.L.db(s.i), s.L.anyDa(s.i), `db.${s.i}`),
  loss: lossOf,
};

/** A gradient so far: the parts of the steps from the last down to this one. */
function totalOf({ t, T, spec }, name, oneStep, part) {
  const steps = to(T - t).map((n) => T - 1 - n);
  return {
    name, formula: [["Σ", "", "t"], mark(" "), ...oneStep], about: "about_sum",
    numbers: summed(steps.map((s) => [[grade(readAt(spec, part, s)), "", ""]])),
  };
}

function lossOf({ spec, L, t, V, num, plain }) {
  const name = [["L", "", `${t}`]];
  if (!spec.counts[t]) return { name, formula: [mark("0")], numbers: [], about: "about_no_loss" };
  if (spec.loss === "softmax") {
    const k = spec.targets[t];
    const minusLog = (what) => [mark("−log "), what];
    return { name, formula: minusLog(L.p(k)), numbers: minusLog(num(`p.${k}`, "y")), about: "about_loss" };
  }
  const square = (k) => [mark("("), num(`y.${k}`, "y"), mark(" − "), safe(plain(`target.${k}`)), mark(")²")];
  return {
    name, formula: [...(V > 1 ? [["Σ", "", "k"], mark(" ")] : []), mark("("), ["y", "y", V > 1 ? `${t},k` : `${t}`],
      mark(" − target)²")],
    numbers: strung(to(V).map(square), " + "), about: "about_loss",
  };
}

export const explains = (key) => key.split(".")[0] in derived;

/** {name, formula, numbers, value, about}: name = formula = numbers = value; `about` names a sentence in words/. */
export function explainGradient(key, t, spec) {
  const equation = derived[key.split(".")[0]];
  if (!equation) throw new Error(`explainGradient: expected the key of a gradient, got ${key}`);
  return { ...equation(topic(key, t, spec)), value: readAt(spec, key, t) };
}

/** All of a short vector, the chosen entry of a long one. */
const few = (values, unit) =>
  (values.length <= 3 ? `[${values.map(grade).join(", ")}]` : `[…, ${grade(values[unit])}, …]`);

/** What the current place of the path shows, in one sentence. */
export function sayFlow(state, spec, text) {
  const { T } = extent(spec);
  const { t, unit } = state;
  const now = spec.back[t];
  const told = {
    t, s: below(t), next: below(t + 1), prev: below(t - 1), activation: spec.net.cell.activation,
    input: inputName(spec, t), y: outputName(spec, t), loss: grade(now.loss), whole: grade(wholeLoss(spec)),
    own: few(now.own, unit), future: few(now.future, unit), dh: few(now.dh, unit), da: few(now.da, unit),
    unit: unit + 1,
  };
  const many = now.dh.length > 3 && state.backward ? ` ${text("flow_unit", told)}` : "";
  return text(storyOf(state, spec, T), told) + many;
}

function storyOf({ t, backward, inside, phase }, { counts }, T) {
  if (!backward) {
    if (!counts[t]) return t + 1 < T ? "flow_forward_silent" : "flow_turn_silent";
    return t + 1 < T ? "flow_forward" : "flow_turn";
  }
  if (!inside) return t ? "flow_step" : "flow_end";
  if (phase === 0 && !counts[t]) return "flow_own_silent";
  if (phase === 1 && t + 1 === T) return "flow_future_none";
  if (phase === 4) return t ? "flow_weights" : "flow_weights_end";
  return ["flow_own", "flow_future", "flow_total", "flow_slope"][phase];
}

/** L, the sum of the losses that count. */
export const wholeLoss = ({ back }) => back.reduce((sum, now) => sum + now.loss, 0);

