// The forward stepper: an unrolled network, one step or one operation at a time, every number editable.

import { el, fixed, formula, full, setAttr, setClass, setText, setVar, stepIndex } from "../kit/dom.js";
import { FEW, explain, inputName, say } from "./explain.js";
import {
  apply, focusKey, outOf, phaseOf, phasesOf, reduce, sizes, sources, startState,
} from "./state.js";
import { live } from "../kit/mount.js";
import { controls } from "../kit/controls.js";
import { sheet, spoken } from "./sheet.js";
import { inSteps } from "../kit/timeline.js";
import { unrolled } from "./drawing.js";

const SHARED = ["t", "phase", "unit", "inside"];

function specOf(model) {
  const spec = {};
  for (const key of ["net", "xs", "h_start", "trace", "tokens", "output_tokens"]) spec[key] = model.get(key);
  return { ...spec, start: Object.fromEntries(SHARED.map((key) => [key, model.get(key)])) };
}

const piece = (text, symbol = "", sub = "") => [text, symbol, sub];

function hiddenSheet(spec, tools) {
  const { D, H, K } = sizes(spec);
  const row = [...Array.from({ length: H }, (_, j) => `h_prev.${j}`), ...Array.from({ length: D }, (_, d) => `x.${d}`)];
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

function outputSheet(spec, tools) {
  const { H, V } = sizes(spec);
  const { softmax } = spec.net.readout;
  return sheet({
    title: tools.text("sheet_output"), row: Array.from({ length: H }, (_, j) => `h.${j}`), matrix: "W_y", columns: V,
    blocks: [{ pieces: [piece("W", "", "y")], from: 0, count: H, symbol: "y" }],
    heads: (k) => spec.output_tokens?.[k] ?? tools.text("output", { n: k + 1 }),
    chosen: (state, current) => (phaseOf("y") <= state.phase ? outOf(state, current) : state.out),
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

/** The panel: an equation in letters, with its numbers, and its result; all digits when pointed at. */
function panel(text) {
  const line = (name) => el("p", { class: name });
  const [letters, numbers, result, about] = ["letters", "numbers", "value", "about"].map(line);
  const node = el("div", { class: "panel" }, letters, numbers, result, about);
  function show(state, spec, target) {
    const t = target.t ?? state.t;
    const said = explain(target.key, t, spec);
    const factor = said.own === undefined ? target.key : sources(target.key, sizes(spec))[0]; // a weight's partner
    const needs = Math.max(phaseOf(target.key), phaseOf(factor));
    const known = t < state.t || needs <= state.phase;
    const head = said.ownName ? [...said.ownName, piece(" = "), piece(full(said.own)), piece("\u2003\u2003")] : [];
    formula(letters, [...head, ...said.name, ...(said.formula.length ? [piece(" = "), ...said.formula] : [])]);
    formula(numbers, known && said.numbers.length ? [piece("= "), ...said.numbers] : []);
    const value = said.value === null ? "" : `= ${state.point ? full(said.value) : fixed(said.value)}`;
    setText(result, known ? value : text("not_yet"));
    setText(about, said.about ? text(said.about) : "");
    setClass(node, "pointed", Boolean(state.point));
  }
  return { node, show };
}

function stages(spec, dispatch, text) {
  const names = phasesOf(spec);
  const buttons = names.map((name, phase) => el("button", {
    type: "button", class: "stage", onclick: () => dispatch({ type: "phase", phase }),
  }, el("span", { class: "number" }, `${phase + 1}`), el("span", { class: "stage-name" },
    name === "activate" ? spec.net.cell.activation : text(`stage_${name}`))));
  const node = el("div", { class: "stages", role: "group", "aria-label": text("stages") }, ...buttons);
  function show(state) {
    buttons.forEach((button, n) => {
      setAttr(button, "aria-current", n === state.phase && state.inside ? "step" : null);
      setClass(button, "done", n < state.phase || !state.inside);
    });
  }
  return { node, show };
}

/** The words that say why a number was refused, beside its field. */
function refusal(root, text, id) {
  const node = el("p", { class: "refusal", id, role: "alert", hidden: true });
  let shown = null;
  function show({ refused }) {
    if (refused === shown) return;
    shown = refused;
    node.hidden = !refused;
    root.querySelectorAll("[aria-describedby]").forEach((field) => field.removeAttribute("aria-describedby"));
    if (!refused) return setText(node, "");
    const field = root.querySelector(`[data-key="${refused.key}"]`);
    field.querySelector("input").setAttribute("aria-describedby", id);
    const said = { text: refused.text.trim().slice(0, 24), name: spoken(refused.key, text) };
    setText(node, text(`refused_${refused.reason}`, said));
    const [box, frame] = [field.getBoundingClientRect(), root.getBoundingClientRect()];
    const left = Math.min(Math.max(box.left - frame.left - 8, 8), frame.width - node.offsetWidth - 8);
    node.style.left = `${Math.max(left, 8)}px`;
    node.style.top = `${box.bottom - frame.top + 6}px`;
  }
  return { node, show };
}

/** The lines the longest equation needs, kept free so that nothing below moves: the letters, its terms, its result. */
function linesFor({ xs }, { H, K }, width) {
  const terms = K <= FEW ? K : H + Math.max(...xs.map((x) => x.filter(Boolean).length));
  return 2 + Math.ceil((terms * (K <= FEW ? 90 : 125)) / (width - 28));
}

/** Everything on screen, in reading order, and `show` to bring it up to date. */
function view(spec, { dispatch, text, lang }) {
  const size = sizes(spec);
  const tools = { dispatch, text };
  const root = el("section", {
    class: "unrolled-widget forward-stepper", tabindex: "0", role: "group", "aria-label": text("forward_stepper"), lang,
  });
  const drawing = unrolled(dispatch, text);
  const bar = controls(dispatch, text);
  const operations = stages(spec, dispatch, text);
  const sentence = el("p", { class: "sentence", role: "status", "aria-live": "polite" });
  const equation = panel(text);
  const hidden = hiddenSheet(spec, tools);
  const output = spec.net.readout ? outputSheet(spec, tools) : null;
  const refused = refusal(root, text, `refusal-${Math.random().toString(36).slice(2)}`);
  const sheets = el("div", { class: "sheets" }, hidden.node, output?.node);
  root.append(drawing.node, bar.node, operations.node, sentence, equation.node, sheets, refused.node);
  setClass(root, "many", size.H > 4 || size.V > 4);

  function show(state, current, width) {
    const target = state.point ?? { key: focusKey(state, current), t: null };
    const here = target.t === null || target.t === state.t;
    const lit = new Set(here ? sources(target.key, size) : []);
    lit.last = here ? target.key : null;
    if (width) drawing.show(state, current, width);
    operations.show(state);
    for (const one of [hidden, output]) one?.show(state, current, lit, width);
    nameSheets(hidden, output, state, spec);
    equation.show(state, current, target);
    refused.show(state);
    setText(sentence, say(state, current, text));
    bar.show({
      ...state, ...inSteps.place(state, size), changed: Object.keys(state.edits).length > 0,
      reading: text("place", { t: state.t, last: size.T - 1, input: inputName(current, state.t) }),
    });
    setVar(root, "--lines", width ? linesFor(current, size, width) : 3);
  }
  return { root, measured: sheets, show };
}

function render({ model, el }) {
  const spec = specOf(model);
  return live({ model, el }, {
    start: startState(spec),
    move: (state, event) => reduce(state, event, spec),
    derive: ({ edits }) => (Object.keys(edits).length ? apply(spec, edits) : spec),
    from: ["edits"],
    places: SHARED,
    view: (tools) => view(spec, tools),
  });
}

export default { render };
