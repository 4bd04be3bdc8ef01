// The forward stepper: an unrolled network, one step or one operation at a time, every number editable.

import { controls } from "../kit/controls.js";
import { el, setAttr, setClass, setText, setVar } from "../kit/dom.js";
import { equation, equationLines } from "../kit/equation.js";
import { FEW, inputName, piece } from "../kit/formula.js";
import { frame, widget } from "../kit/mount.js";
import { fixed, full, range, stepIndex } from "../kit/numbers.js";
import { refusal } from "../kit/refusal.js";
import { inSteps } from "../kit/timeline.js";
import { unrolled } from "./drawing.js";
import { explain, say } from "./explain.js";
import { sheet, spoken } from "./sheet.js";
import { derive, focusKey, move, outOf, phaseOf, phasesOf, sizes, sources, start } from "./state.js";

const READS = ["net", "xs", "h_start", "trace", "tokens", "output_tokens"];
const PLACES = ["t", "phase", "unit", "inside"];

function hiddenSheet(given, tools) {
  const { D, H, K } = sizes(given);
  const row = [...range(H).map((j) => `h_prev.${j}`), ...range(D).map((d) => `x.${d}`)];
  return sheet({
    title: tools.text("sheet_hidden"), row, matrix: "W", columns: H,
    blocks: [
      { pieces: [piece("W", "", "h")], from: 0, count: H, symbol: "h" },
      { pieces: [piece("W", "", "x")], from: H, count: K - H, symbol: "x" },
    ],
    heads: (j) => tools.text("unit", { n: j + 1 }), chosen: (state) => state.unit,
    choose: (unit) => ({ type: "unit", unit }),
    results: [{ key: "vW", phase: 1 }, { key: "b", phase: 2 }, { key: "a", phase: 2 }, { key: "h", phase: 3 }],
  }, tools);
}

function outputSheet(given, tools) {
  const { H, V } = sizes(given);
  const { softmax } = given.net.readout;
  return sheet({
    title: tools.text("sheet_output"), row: range(H).map((j) => `h.${j}`), matrix: "W_y", columns: V,
    blocks: [{ pieces: [piece("W", "", "y")], from: 0, count: H, symbol: "y" }],
    heads: (k) => given.output_tokens?.[k] ?? tools.text("output", { n: k + 1 }),
    chosen: (state, spec) => (phaseOf("y") <= state.phase ? outOf(state, spec) : state.out),
    choose: (out) => ({ type: "out", out }),
    results: ["hW", "b_y", "y", ...(softmax ? ["p"] : [])].map((key) => ({ key, phase: 4 })),
  }, tools);
}

/** The letters on the sheets, with the index of the current step. */
function nameSheets(hidden, output, state, spec) {
  const { H, D } = sizes(spec);
  const [was, now] = [stepIndex(state.t - 1), stepIndex(state.t)];
  const h = (j, s) => piece("h", "h", H > 1 ? `${s},${j + 1}` : s);
  const x = (d) => piece("x", "x", D > 1 ? `${now},${d + 1}` : now);
  const row = [piece("["), piece("h", "h", was), piece(", "), piece("x", "x", now), piece("]")];
  const squash = `${spec.net.cell.activation} `;
  hidden.name(row, (n) => [n < H ? h(n, was) : x(n - H)], [
    [...row, piece(" · "), piece("W")], [piece("+ "), piece("b")], [piece("= "), piece("a", "a", now)],
    [piece(squash), piece("a", "a", now), piece(" = "), piece("h", "h", now)],
  ], state.phase);
  output?.name([piece("h", "h", now)], (n) => [h(n, now)], [
    [piece("h", "h", now), piece(" · "), piece("W", "", "y")], [piece("+ "), piece("b", "", "y")],
    [piece("= "), piece("y", "y", now)], [piece("softmax "), piece("= "), piece("p", "y", now)],
  ], state.phase);
}

/** The lines of the panel: the equation of the number `key` at step t; all digits when it is pointed at. */
function explained(state, spec, { key, t = null }, text) {
  const step = t ?? state.t;
  const number = explain(key, step, spec);
  const factor = number.own === undefined ? key : sources(key, sizes(spec))[0]; // a weight's partner
  const known = step < state.t || Math.max(phaseOf(key), phaseOf(factor)) <= state.phase;
  const own = number.ownName ? [...number.ownName, piece(" = "), piece(full(number.own)), piece("\u2003\u2003")] : [];
  return equationLines({
    ...number, name: [...own, ...number.name],
    value: number.value === null ? "" : `= ${(state.point ? full : fixed)(number.value)}`,
    about: number.about ? text(number.about) : "",
  }, known, text);
}

function stages(given, dispatch, text) {
  const names = phasesOf(given);
  const buttons = names.map((name, phase) => el("button", {
    type: "button", class: "stage", onclick: () => dispatch({ type: "phase", phase }),
  }, el("span", { class: "number" }, `${phase + 1}`), el("span", { class: "stage-name" },
    name === "activate" ? given.net.cell.activation : text(`stage_${name}`))));
  const node = el("div", { class: "stages", role: "group", "aria-label": text("stages") }, ...buttons);
  function show(state) {
    buttons.forEach((button, n) => {
      setAttr(button, "aria-current", n === state.phase && state.inside ? "step" : null);
      setClass(button, "done", n < state.phase || !state.inside);
    });
  }
  return { node, show };
}

/** The lines the longest equation needs, kept free so that nothing below moves: the letters, its terms, its result. */
function linesFor({ xs }, { H, K }, width) {
  const terms = K <= FEW ? K : H + Math.max(...xs.map((x) => x.filter(Boolean).length));
  return 2 + Math.ceil((terms * (K <= FEW ? 90 : 125)) / (width - 28));
}

/** Everything on screen, in reading order, and `show` to bring it up to date. */
function view(given, { dispatch, text, lang }) {
  const size = sizes(given);
  const tools = { dispatch, text };
  const root = frame("forward-stepper", text("forward_stepper"), lang);
  const drawing = unrolled(dispatch, text);
  const bar = controls(dispatch, text);
  const operations = stages(given, dispatch, text);
  const sentence = el("p", { class: "sentence", role: "status", "aria-live": "polite" });
  const panel = equation();
  const hidden = hiddenSheet(given, tools);
  const output = given.net.readout ? outputSheet(given, tools) : null;
  const refused = refusal(root, text, (key) => spoken(key, text));
  const sheets = el("div", { class: "sheets" }, hidden.node, output?.node);
  root.append(drawing.node, bar.node, operations.node, sentence, panel.node, sheets, refused.node);
  setClass(root, "many", size.H > 4 || size.V > 4);

  function show(state, spec, width) {
    const target = state.point ?? { key: focusKey(state, spec), t: null };
    const here = target.t === null || target.t === state.t;
    const lit = new Set(here ? sources(target.key, size) : []);
    lit.last = here ? target.key : null;
    if (width) drawing.show(state, spec, width);
    operations.show(state);
    for (const one of [hidden, output]) one?.show(state, spec, lit, width);
    nameSheets(hidden, output, state, spec);
    panel.show(explained(state, spec, target, text), Boolean(state.point));
    refused.show(state);
    setText(sentence, say(state, spec, text));
    bar.show({
      ...state, ...inSteps.place(state, size), changed: Object.keys(state.edits).length > 0,
      reading: text("place", { t: state.t, last: size.T - 1, input: inputName(spec, state.t) }),
    });
    setVar(root, "--lines", width ? linesFor(spec, size, width) : 3);
  }
  return { root, measured: sheets, show };
}

export default widget({ reads: READS, places: PLACES, start, move, derive, from: ["edits"], view });
