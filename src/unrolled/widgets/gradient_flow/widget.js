// The gradient flow: a network run forwards, then backwards, one step or one operation at a time.

import { el, setAttr, setClass, setText, setVar } from "../kit/dom.js";
import { full } from "../kit/numbers.js";
import { FEW, formula, inputName } from "../kit/formula.js";
import { flowDrawing } from "./drawing.js";
import { explainGradient, explains, grade, sayFlow } from "./explain.js";
import { changes, flowRefusal } from "./fields.js";
import { aloud, arrivalsSheet, stepShown, weightsSheet } from "./sheets.js";
import {
  PHASES, extent, isKnown, lookedAt, madeOf, move, path, readAt, rerun, startFlow,
} from "./state.js";
import { live } from "../kit/mount.js";
import { controls } from "../kit/controls.js";

const HANDED_OVER = ["net", "xs", "h_start", "trace", "back", "targets", "loss", "counts", "tokens", "output_tokens"];
const PLACE = ["t", "backward", "phase", "unit", "inside"];

function flowOf(model) {
  const read = (keys) => Object.fromEntries(keys.map((key) => [key, model.get(key)]));
  return { ...read(HANDED_OVER), start: read(PLACE) };
}

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

/** The equation of what is looked at: in letters, with its numbers, and its result; all digits when pointed at. */
function equation(text) {
  const line = (name) => el("p", { class: name });
  const [letters, numbers, value, about] = ["letters", "numbers", "value", "about"].map(line);
  const worded = (said) => said.replace("target", text("flow_row_target"));
  const inWords = (pieces) => pieces.map(([said, ...rest]) => [worded(said), ...rest]);
  const node = el("div", { class: "panel" }, letters, numbers, value, about);
  function show(state, spec, { key, t }) {
    const number = readAt(spec, key, t);
    const known = isKnown(state, key, t);
    const said = explains(key) ? explainGradient(key, t, spec)
      : { name: [[aloud(key, text), "", ""]], formula: [], numbers: [] };
    formula(letters, inWords([...said.name, ...(said.formula.length ? [[" = ", "", ""], ...said.formula] : [])]));
    formula(numbers, known && said.numbers.length ? [["= ", "", ""], ...said.numbers] : []);
    setText(value, known ? `= ${state.point ? full(number) : grade(number)}` : text("not_yet"));
    setText(about, said.about ? text(said.about) : "");
    setClass(node, "pointed", Boolean(state.point));
  }
  return { node, show };
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
function stage(spec, { dispatch, text, lang }) {
  const size = extent(spec);
  const tools = { dispatch, text };
  const root = el("section", {
    class: "unrolled-widget gradient-flow", tabindex: "0", role: "group", "aria-label": text("gradient_flow"), lang,
  });
  const drawing = flowDrawing(dispatch, text);
  const bar = controls(dispatch, text);
  const steps = operations(dispatch, text);
  const sentence = el("p", { class: "sentence", role: "status", "aria-live": "polite" });
  const panel = equation(text);
  const sheets = [arrivalsSheet(size, tools), weightsSheet(size, tools, "d"), weightsSheet(size, tools, "sum_")];
  const fold = changes(spec, tools);
  const refused = flowRefusal(root, text, `refusal-${Math.random().toString(36).slice(2)}`);
  const [arrivals, parts, sums] = sheets.map(({ node }) => node);
  const numbers = el("div", { class: "sheets" }, arrivals, el("div", { class: "weights-pair" }, parts, sums));
  root.append(drawing.node, bar.node, steps.node, sentence, panel.node, numbers, fold.node, refused.node);
  setClass(root, "many", size.H > 4 || size.V > 4);

  function show(state, current, width) {
    const key = state.point?.key ?? lookedAt(state, current);
    const t = state.point?.t ?? stepShown(state, current, key);
    const lit = new Set(t === state.t && key !== "loss" ? madeOf(key, size) : []);
    lit.last = t === state.t ? key : null;
    if (width) drawing.show(state, current, width);
    steps.show(state);
    for (const one of sheets) one.show(state, current, lit, width);
    panel.show(state, current, { key, t });
    fold.show(state, current);
    refused.show(state);
    setText(sentence, sayFlow(state, current, text));
    const reading = text(state.backward ? "place_backward" : "place", {
      t: state.t, last: size.T - 1, input: inputName(current, state.t),
      stage: text(`flow_stage_${PHASES[state.phase]}`),
    });
    bar.show({ ...state, ...path.place(state, size), changed: Object.keys(state.edits).length > 0, reading });
    setVar(root, "--lines", width ? linesOf(size, width - 30) : 3);
  }
  return { root, measured: numbers, show };
}

function render({ model, el }) {
  const spec = flowOf(model);
  return live({ model, el }, {
    start: startFlow(spec),
    move: (state, event) => move(state, event, spec),
    derive: ({ edits }) => (Object.keys(edits).length ? rerun(spec, edits) : spec),
    from: ["edits"],
    places: PLACE,
    view: (tools) => stage(spec, tools),
  });
}

export default { render };
