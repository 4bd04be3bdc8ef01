// Every gradient's equation, and the sentence of every step.

import { sizes } from "../forward_stepper/state.js";
import { FEW, below, inBrackets, inputName, join, outputName, piece, total } from "../kit/formula.js";
import { fixed, range, short, signed, stepIndex } from "../kit/numbers.js";
import { valueOf } from "./state.js";

/** Is a number too small for three digits, and not 0? */
export const isSmall = (value) => value !== 0 && Math.abs(value) < 5e-4;

/** Three digits; a small number keeps its power of ten: a gradient that fades is not yet 0. */
export const grade = (value) => (isSmall(value) ? signed(value.toExponential(0)) : fixed(value));

/** dh, dW and their like, as two pieces. */
export const gradient = (letter, sub = "") => [piece("d", "gradient"), piece(letter, "gradient", sub)];

/** Letters with their indices: steps count from 0, entries from 1; an index that can only be 1 is left out. */
function letters({ D, H, V }, t) {
  const entry = (size, n) => (size > 1 ? `${n + 1}` : "");
  const at = (size, n, s = stepIndex(t)) => (size > 1 ? `${s},${n + 1}` : `${s}`);
  const back = (from, sub, j) =>
    [piece("("), ...from, piece(" "), piece("W", "", sub), piece("ᵀ"), piece(")", "", entry(H, j))];
  return {
    x: (d) => piece("x", "x", at(D, d)), h: (j, s) => piece("h", "h", at(H, j, s)), a: (j) => piece("a", "a", at(H, j)),
    y: (k) => piece("y", "y", at(V, k)), p: (k) => piece("p", "y", at(V, k)),
    dh: (j) => gradient("h", at(H, j)), da: (j, s) => gradient("a", at(H, j, s)), dy: (k) => gradient("y", at(V, k)),
    dW: (i, j) => gradient("W", `${i + 1},${j + 1}`), db: (j) => gradient("b", entry(H, j)),
    met: (i) => (i < H ? piece("h", "h", at(H, i, "t−1")) : piece("x", "x", at(D, i - H, "t"))),
    own: (j) => back(gradient("y", `${t}`), "y", j), future: (j) => back(gradient("a", `${t + 1}`), "h", j),
  };
}

/** The product of some pieces and one. */
const timesAll = (u, v) => [...u, piece(" · "), inBrackets(v)];

/** A sum of products: all its terms if they are few, else those that count, under a sum sign. */
function sumOf(terms, brief, numbers) {
  const counted = numbers.filter(({ value }) => numbers.length <= FEW || value !== 0);
  return {
    formula: terms.length <= FEW ? join(terms, " + ") : [piece("Σ", "", "k"), piece(" "), ...brief],
    numbers: counted.length ? total(counted.map(({ pieces }) => pieces)) : [piece("0")],
  };
}

/** What the equations of the number `key` at step t speak of. */
function subject(key, t, spec) {
  const [i, j] = key.split(".").slice(1).map(Number);
  const at = (k, s = t) => valueOf(spec, k, s);
  const num = (k, symbol = "", s = t) => piece(grade(at(k, s)), symbol);
  const plain = (k, symbol = "") => piece(short(at(k)), symbol);
  return { key, t, spec, i, j, at, num, plain, ...sizes(spec), L: letters(sizes(spec), t) };
}

function slopeOf({ spec, L, i, num }) {
  const h = num(`h.${i}`, "h");
  return {
    tanh: [[piece("1 − "), L.h(i), piece("²")], [piece("1 − "), inBrackets(h), piece("²")]],
    sigmoid: [[L.h(i), piece(" − "), L.h(i), piece("²")], [h, piece(" − "), h, piece("²")]],
    relu: [[piece("["), L.a(i), piece(" > 0]")], []],
    identity: [[piece("1")], []],
  }[spec.net.cell.activation];
}

/** The equation of each kind of number. */
const equations = {
  dy({ spec, L, i, t, V, at, num, plain }) {
    if (!spec.counts[t]) return { name: L.dy(i), formula: [piece("0")], numbers: [], about: "about_no_loss" };
    if (spec.loss === "softmax") {
      const right = spec.targets[t] === i;
      return {
        name: L.dy(i), about: right ? "about_right" : "about_wrong",
        formula: [L.p(i), piece(right ? " − 1" : " − 0")],
        numbers: [num(`p.${i}`, "y"), piece(right ? " − 1" : " − 0")],
      };
    }
    return {
      name: L.dy(i),
      formula: [piece("2 ("), L.y(i), piece(" − "), piece("target", "", V > 1 ? `${i + 1}` : ""), piece(")")],
      numbers: [piece("2 · ("), num(`y.${i}`, "y"), piece(" − "), inBrackets(plain(`target.${i}`)), piece(")")],
    };
  },
  own({ L, i, V, at, num, plain }) {
    const terms = range(V).map((k) => timesAll(L.dy(k), piece("W", "", `y ${i + 1},${k + 1}`)));
    const numbers = range(V).map((k) => ({
      value: at(`dy.${k}`), pieces: timesAll([num(`dy.${k}`, "gradient")], plain(`W_y.${i}.${k}`)),
    }));
    const brief = timesAll([piece("d", "gradient"), piece("y", "gradient", "k")], piece("W", "", `y ${i + 1},k`));
    return { name: L.own(i), ...sumOf(terms, brief, numbers), about: "about_own" };
  },
  future({ spec, L, i, t, T, H, at, num, plain }) {
    if (t + 1 === T) return { name: L.future(i), formula: [], numbers: [], about: "about_no_future" };
    const terms = range(H).map((k) => timesAll(L.da(k, t + 1), piece("W", "", `${i + 1},${k + 1}`)));
    const numbers = range(H).map((k) => ({
      value: at(`da.${k}`, t + 1), pieces: timesAll([num(`da.${k}`, "gradient", t + 1)], plain(`W.${i}.${k}`)),
    }));
    const brief = timesAll([piece("d", "gradient"), piece("a", "gradient", `${t + 1},k`)], piece("W", "", `${i + 1},k`));
    return { name: L.future(i), ...sumOf(terms, brief, numbers), about: "about_future" };
  },
  dh: ({ L, i, num }) => ({
    name: L.dh(i), formula: [...L.own(i), piece(" + "), ...L.future(i)], about: "about_dh",
    numbers: [num(`own.${i}`, "y"), piece(" + "), inBrackets(num(`future.${i}`, "gradient"))],
  }),
  slope(s) {
    const [letters, numbers] = slopeOf(s);
    return { name: [piece(`${s.spec.net.cell.activation}′(`), s.L.a(s.i), piece(")")], formula: letters, numbers };
  },
  da: ({ spec, L, i, num }) => ({
    name: L.da(i), formula: [...L.dh(i), piece(` · ${spec.net.cell.activation}′(`), L.a(i), piece(")")],
    numbers: [num(`dh.${i}`, "gradient"), piece(" · "), num(`slope.${i}`)],
  }),
  dW({ L, H, i, j, t, num, plain }) {
    const [letter, met] = i < H ? [L.h(i, stepIndex(t - 1)), t ? num(`h_prev.${i}`, "h") : plain(`h_prev.${i}`, "h")]
      : [L.x(i - H), plain(`x.${i - H}`, "x")];
    return {
      name: [letter, piece(" · "), ...L.da(j)], formula: [], about: "about_part",
      numbers: [met, piece(" · "), inBrackets(num(`da.${j}`, "gradient"))],
    };
  },
  db: ({ L, i, num }) =>
    ({ name: [piece("1 · "), ...L.da(i)], formula: [], numbers: [num(`da.${i}`)], about: "about_part" }),
  sum_W: (s) => totalOf(s, s.L.dW(s.i, s.j), [s.L.met(s.i), piece(" · "), ...s.L.da(s.j, "t")], `dW.${s.i}.${s.j}`),
  sum_b: (s) => totalOf(s, s.L.db(s.i), s.L.da(s.i, "t"), `db.${s.i}`),
  loss: lossOf,
};

/** A gradient so far: the parts of the steps from the last down to this one. */
function totalOf({ t, T, spec }, name, oneStep, part) {
  const steps = range(T - t).map((n) => T - 1 - n);
  return {
    name, formula: [piece("Σ", "", "t"), piece(" "), ...oneStep], about: "about_sum",
    numbers: total(steps.map((s) => [piece(grade(valueOf(spec, part, s)))])),
  };
}

function lossOf({ spec, L, t, V, num, plain }) {
  const name = [piece("L", "", `${t}`)];
  if (!spec.counts[t]) return { name, formula: [piece("0")], numbers: [], about: "about_no_loss" };
  if (spec.loss === "softmax") {
    const k = spec.targets[t];
    const minusLog = (p) => [piece("−log "), p];
    return { name, formula: minusLog(L.p(k)), numbers: minusLog(num(`p.${k}`, "y")), about: "about_loss" };
  }
  const square = (k) => [piece("("), num(`y.${k}`, "y"), piece(" − "), inBrackets(plain(`target.${k}`)), piece(")²")];
  return {
    name,
    formula: [...(V > 1 ? [piece("Σ", "", "k"), piece(" ")] : []),
      piece("("), piece("y", "y", V > 1 ? `${t},k` : `${t}`), piece(" − target)²")],
    numbers: join(range(V).map(square), " + "), about: "about_loss",
  };
}

/** Is there an equation for this number? */
export const explains = (key) => key.split(".")[0] in equations;

/** {name, formula, numbers, value, about}: name = formula = numbers = value; `about` names a sentence of words.py. */
export function explain(key, t, spec) {
  const equation = equations[key.split(".")[0]];
  if (!equation) throw new Error(`explain: expected the key of a gradient, got ${key}`);
  return { ...equation(subject(key, t, spec)), value: valueOf(spec, key, t) };
}

/** L, the sum of the losses that count. */
const wholeLoss = ({ back }) => back.reduce((sum, now) => sum + now.loss, 0);

/** All of a short vector, the chosen entry of a long one. */
const few = (values, unit) =>
  (values.length <= 3 ? `[${values.map(grade).join(", ")}]` : `[…, ${grade(values[unit])}, …]`);

/** What the current place of the path shows, in one sentence. */
export function say(state, spec, text) {
  const { T } = sizes(spec);
  const { t, unit } = state;
  const now = spec.back[t];
  const values = {
    t, s: below(t), next: below(t + 1), prev: below(t - 1), activation: spec.net.cell.activation,
    input: inputName(spec, t), y: outputName(spec, t), loss: grade(now.loss), whole: grade(wholeLoss(spec)),
    own: few(now.own, unit), future: few(now.future, unit), dh: few(now.dh, unit), da: few(now.da, unit),
    unit: unit + 1,
  };
  const many = now.dh.length > 3 && state.backward ? ` ${text("flow_unit", values)}` : "";
  return text(storyOf(state, spec, T), values) + many;
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
