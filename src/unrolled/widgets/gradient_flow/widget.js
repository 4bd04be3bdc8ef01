// The gradient flow: a network run forwards, then backwards, one step or one operation at a time.

import { spoken } from "../forward_stepper/sheet.js";
import { sizes } from "../forward_stepper/state.js";
import { controls } from "../kit/controls.js";
import { el, setAttr, setClass, setText, setVar } from "../kit/dom.js";
import { equation, equationLines } from "../kit/equation.js";
import { FEW, inputName, piece } from "../kit/formula.js";
import { frame, widget } from "../kit/mount.js";
import { full } from "../kit/numbers.js";
import { refusal } from "../kit/refusal.js";
import { flowDrawing } from "./drawing.js";
import { explain, explains, grade, say } from "./explain.js";
import { changes } from "./fields.js";
import { arrivalsSheet, stepShown, weightsSheet } from "./sheets.js";
import { PHASES, derive, focusKey, isKnown, move, path, sources, start, valueOf } from "./state.js";

const READS = ["net", "xs", "h_start", "trace", "back", "targets", "loss", "counts", "tokens", "output_tokens"];
const PLACES = ["t", "backward", "phase", "unit", "inside"];

/** Forwards, then the five operations of a step back: where the walk is, and a press to go there. */
function operations(dispatch, text) {
  const events = [{ type: "forward" }, ...PHASES.map((_, phase) => ({ type: "phase", phase }))];
  const buttons = ["forward", ...PHASES].map((name, n) => el("button", {
    type: "button", class: `stage stage-${name}`, onclick: () => dispatch(events[n]),
  }, el("span", { class: "number" }, n ? `${n}` : ""),
  el("span", { class: "stage-name" }, text(`flow_stage_${name}`))));
  const node = el("div", { class: "stages", role: "group", "aria-label": text("flow_stages") }, ...buttons);
  function show({ backward, inside, phase }) {
    buttons.forEach((button, n) => {
      const current = n === 0 ? !backward : backward && inside && phase === n - 1;
      setAttr(button, "aria-current", current ? "step" : null);
      setClass(button, "done", backward && (!inside || n - 1 < phase));
    });
  }
  return { node, show };
}

/** The lines of the panel: the equation of the number `key` at step t; all digits when it is pointed at. */
function explained(state, spec, { key, t }, text) {
  const value = valueOf(spec, key, t);
  const { name, formula, ...rest } = explains(key) ? explain(key, t, spec)
    : { name: [piece(spoken(key, text))], formula: [], numbers: [] };
  const inWords = (pieces) => pieces.map(([letter, ...more]) =>
    [letter.replace("target", text("flow_row_target")), ...more]);
  return equationLines({
    ...rest, name: inWords(name), formula: inWords(formula), value: `= ${(state.point ? full : grade)(value)}`,
    about: rest.about ? text(rest.about) : "",
  }, isKnown(state, key, t), text);
}

/** The lines the longest equation needs, kept free so that nothing below moves: letters, numbers, explanation. */
function linesOf({ T, H, V }, room) {
  const terms = Math.max(H, V);
  const letters = terms <= FEW ? 90 + terms * 105 : 230;
  const [numbers, value, about] = [Math.max(terms * 140, T * 66), 190, 660];
  const results = numbers + value <= room ? 1 : Math.ceil(numbers / room) + 1;
  return Math.ceil(letters / room) + results + Math.ceil(about / room);
}

/** Everything on screen, in reading order, and `show` to bring it up to date. */
function view(given, { dispatch, text, lang }) {
  const size = sizes(given);
  const tools = { dispatch, text };
  const root = frame("gradient-flow", text("gradient_flow"), lang);
  const drawing = flowDrawing(dispatch, text);
  const bar = controls(dispatch, text);
  const steps = operations(dispatch, text);
  const sentence = el("p", { class: "sentence", role: "status", "aria-live": "polite" });
  const panel = equation();
  const sheets = [arrivalsSheet(size, tools), weightsSheet(size, tools, "d"), weightsSheet(size, tools, "sum_")];
  const fold = changes(given, tools);
  const refused = refusal(root, text, (key) => spoken(key, text));
  const [arrivals, parts, sums] = sheets.map(({ node }) => node);
  const numbers = el("div", { class: "sheets" }, arrivals, el("div", { class: "weights-pair" }, parts, sums));
  root.append(drawing.node, bar.node, steps.node, sentence, panel.node, numbers, fold.node, refused.node);
  setClass(root, "many", size.H > 4 || size.V > 4);

  function show(state, spec, width) {
    const key = state.point?.key ?? focusKey(state, spec);
    const t = state.point?.t ?? stepShown(state, spec, key);
    const lit = new Set(t === state.t && key !== "loss" ? sources(key, size) : []);
    lit.last = t === state.t ? key : null;
    if (width) drawing.show(state, spec, width);
    steps.show(state);
    for (const one of sheets) one.show(state, spec, lit, width);
    panel.show(explained(state, spec, { key, t }, text), Boolean(state.point));
    fold.show(state, spec);
    refused.show(state);
    setText(sentence, say(state, spec, text));
    const reading = text(state.backward ? "place_backward" : "place", {
      t: state.t, last: size.T - 1, input: inputName(spec, state.t),
      stage: text(`flow_stage_${PHASES[state.phase]}`),
    });
    bar.show({ ...state, ...path.place(state, size), changed: Object.keys(state.edits).length > 0, reading });
    setVar(root, "--lines", width ? linesOf(size, width - 30) : 3);
  }
  return { root, measured: numbers, show };
}

export default widget({ reads: READS, places: PLACES, start, move, derive, from: ["edits"], view });
