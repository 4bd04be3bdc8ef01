// The gate watcher: trained cells read a sequence; every gate and state in sight and in reach.

import { controls } from "../kit/controls.js";
import { el, setAttr, setText, setVar } from "../kit/dom.js";
import { equation, equationLines } from "../kit/equation.js";
import { formula, piece } from "../kit/formula.js";
import { frame, widget } from "../kit/mount.js";
import { fixed, full } from "../kit/numbers.js";
import { unpacked } from "../kit/packing.js";
import { inSteps } from "../kit/timeline.js";
import { beliefPanel, stepColumns } from "./belief.js";
import { cellChooser, holdChooser, inputField, unitChooser } from "./choosers.js";
import { cellDrawing } from "./drawing.js";
import { explain } from "./explain.js";
import { memoryLine } from "./line.js";
import { stateMaps } from "./maps.js";
import { answerOf, bestOf, isKnown } from "./numbers.js";
import { inputName, say } from "./say.js";
import { anatomy, derive, move, phasesOf, sizes, start } from "./state.js";

const READS = [
  "networks", "titles", "vocabulary", "inputs", "tokens", "output_tokens", "colours", "held_out", "start_state",
];
const PLACES = ["cell", "given", "t", "unit", "inside", "holds"];

/** What the panel explains: what is pointed at, else the result of the operation, else the memory. */
function focusKey(state, spec) {
  if (state.point) return state.point;
  const phase = state.inside ? phasesOf(spec)[state.phase] : anatomy(spec.net.cell.kind).state;
  return phase === "y" ? `y.${bestOf(answerOf(spec.trace[state.t]))}` : phase;
}

/** The lines of the panel: the equation of what is looked at; all digits when it is pointed at. */
function explained(state, spec, text) {
  const key = focusKey(state, spec);
  const number = explain(key, state, spec, text);
  const value = number.value === null ? "" : `= ${(state.point ? full : fixed)(number.value)}`;
  return equationLines({ ...number, value }, isKnown(key, state, spec), text);
}

/** Theme switches are seen by what a page or the system says about itself: maps are painted, not styled. */
function watchTheme(change) {
  const observer = new MutationObserver(change);
  for (const node of [document.documentElement, document.body]) {
    observer.observe(node, { attributes: true, attributeFilter: ["data-theme", "data-jp-theme-light", "class"] });
  }
  const queries = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener("change", change);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener("change", change);
  };
}

/** Over the maps: which unit is looked at, and how the units are sorted. */
function mapsHead(dispatch, text) {
  const unit = unitChooser(dispatch, text);
  const buttons = [false, true].map((sorted) => el("button", {
    type: "button", class: "mode", onclick: () => dispatch({ type: "sorted", sorted }),
  }, text(sorted ? "gates_sorted" : "gates_unsorted")));
  const order = el("div", { class: "modes", role: "group", "aria-label": text("gates_order") }, ...buttons);
  const node = el("div", { class: "maps-head" }, unit.node, order);
  function show(state, size) {
    node.hidden = size.H === 1;
    unit.show(state, size);
    buttons.forEach((button, n) => setAttr(button, "aria-pressed", String(state.sorted === (n === 1))));
  }
  return { node, show };
}

/** The name of the memory line. */
function lineName({ unit }, { net, touched }, text) {
  const about = text(touched ? "gates_line_both" : "gates_line_one", { unit: unit + 1 });
  const { state: memory } = anatomy(net.cell.kind);
  return [piece(memory, memory), piece(` ${about}`)];
}

/** The parts on screen, in reading order, by name. */
function partsOf(given, dispatch, text) {
  return {
    cells: cellChooser(given, dispatch, text), field: inputField(given, dispatch, text),
    columns: stepColumns(given, dispatch, text), belief: beliefPanel(given, dispatch, text),
    bar: controls(dispatch, text), drawing: cellDrawing(dispatch, text), panel: equation(),
    holds: holdChooser(dispatch, text), head: mapsHead(dispatch, text), line: memoryLine(dispatch, text),
    maps: stateMaps(dispatch, text),
  };
}

/** Everything on screen, in reading order, and `show` to bring it up to date. */
function view(given, { dispatch, text, lang }) {
  const root = frame("gate-watcher", text("gate_watcher"), lang);
  const parts = partsOf(given, dispatch, text);
  const { cells, field, columns, belief, bar, drawing, panel, holds, head, line, maps } = parts;
  const sentence = el("p", { class: "sentence", role: "status", "aria-live": "polite" });
  const name = el("p", { class: "line-name" });
  const measured = el("div", { class: "rule-of-width" });
  let theme = 0;
  const stop = watchTheme(() => {
    theme += 1;
    dispatch({ type: "forgive" });
  });
  root.append(el("div", { class: "top" }, cells.node, field.node), columns.node, belief.node, bar.node, sentence,
    measured, drawing.node, panel.node, holds.node, head.node, name, line.node, maps.node,
    el("p", { class: "hint" }, text("gates_hint")));

  function show(state, spec, width) {
    const size = sizes(spec);
    for (const part of [cells, field, columns, belief, holds]) part.show(state, spec);
    bar.show({
      ...state, ...inSteps.place(state, size), changed: state.holds.length > 0 || state.given !== null,
      reading: text("place", { t: state.t, last: size.T - 1, input: inputName(spec, state.t, text) }),
    });
    setText(sentence, say(state, spec, text));
    panel.show(explained(state, spec, text), Boolean(state.point));
    head.show(state, size);
    formula(name, lineName(state, spec, text));
    if (!width) return;
    // Room for the longest equation, so that nothing below moves as parts are pointed at.
    setVar(root, "--lines", width > 460 ? 4 : size.H > 4 ? 7 : 5);
    drawing.show(state, spec, width);
    line.show(state, spec, width);
    maps.show(state, spec, width, theme);
  }
  return { root, measured, show, stop };
}

const prepare = (given) => ({ ...given, networks: unpacked(given.networks) });
const RUN = ["cell", "given", "holds"]; // what a run depends on

export default widget({ reads: READS, places: PLACES, start, move, derive, from: RUN, view, prepare });
