// The unrolled grid: layers by time; who depends on whom, and what a covered input or a dropout mask changes.

import { choice } from "../kit/choices.js";
import { el, setAttr, setClass, setText } from "../kit/dom.js";
import { gridDrawing } from "./drawing.js";
import { gridPanel } from "./panel.js";
import { changesOf, drawMasks, runGrid, survivorsOf } from "./numbers.js";
import { nodeName, sayCovered, sayDropout, sayReach, sayRound } from "./say.js";
import { PLACES_OF_DROPOUT, READS, dependencies, moveGrid, startGrid } from "./state.js";
import { live } from "../kit/mount.js";
import { controls } from "../kit/controls.js";

const SHARED_GRID = ["chosen", "covered", "reads", "where", "seed", "t"];

/** What follows from a state: who depends on whom, all numbers with and without covers, masks. */
export function deriveGrid(spec, state) {
  const masks = drawMasks(spec, state.seed);
  const free = runGrid(spec, { ...state, covered: [] }, masks);
  const numbers = state.covered.length ? runGrid(spec, state, masks) : free;
  const survivors = survivorsOf(spec, masks);
  return { ...dependencies(spec, state.reads), masks, free, numbers, changes: changesOf(numbers, free), survivors };
}

const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Arrow keys walk over the drawing as it lies, Space and Enter press a node; only while a node has the focus. */
function keysOn(drawing, dispatch) {
  drawing.picture.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === " " || event.key === "Enter") {
      event.target.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    } else if (event.key in ARROWS) {
      const [x, y] = ARROWS[event.key];
      const { row, t } = event.target.dataset;
      const [along, up] = drawing.turned() ? [y, x] : [x, -y];
      dispatch({ type: "walk", from: [row, Number(t)], along, up });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

function keyLine(text) {
  const names = ["before", "after", "solid", "dashed", "number"];
  const keys = names.map((name) => el("span", { class: `key key-${name}` }, text(`grid_key_${name}`)));
  const node = el("div", { class: "keys" }, ...keys);
  const show = (state, dropout) => {
    setClass(keys[2], "away", !dropout);
    setClass(keys[3], "away", !dropout || state.where === "none");
    setText(keys[4], text(state.covered.length || state.where !== "along" ? "grid_key_number" : "grid_key_left"));
    setClass(keys[4], "away", !state.covered.length && state.where !== "along");
  };
  return { node, show };
}

function gridView(spec, { dispatch, text, lang }) {
  const root = el("section", {
    class: "unrolled-widget unrolled-grid", tabindex: "0", role: "group", "aria-label": text("unrolled_grid"), lang,
  });
  setClass(root, "answering", spec.network.readout?.softmax);
  const dropout = spec.network.p > 0;
  const both = spec.network.layers.every(({ backward }) => backward);
  const drawing = gridDrawing(spec, dispatch, text);
  keysOn(drawing, dispatch);
  const keys = keyLine(text);
  const bar = controls(dispatch, text, { whole: true });
  const oneOf = (type, options) => choice(text(`grid_${type}`),
    options.map((option) => [text(`grid_${type}_${option}`), { type, [type]: option }]), dispatch);
  const [directions, places] = [oneOf("reads", READS), oneOf("where", PLACES_OF_DROPOUT)];
  const press = (type, said) =>
    el("button", { type: "button", class: "mode alone", onclick: () => dispatch({ type }) }, text(said));
  const [fresh, uncover] = [press("draw", "grid_draw"), press("uncover", "grid_uncover")];
  const [reach, cover, masks] = ["sentence reach", "sentence cover-told", "masks-told"].map((name) =>
    el("p", { class: name, role: "status", "aria-live": "polite" }));
  const panel = gridPanel(spec, text);
  root.append(bar.node, drawing.node, keys.node, reach, panel.node,
    el("div", { class: "dials covers" }, cover, uncover),
    ...(both ? [el("div", { class: "dials" }, directions.node)] : []),
    ...(dropout ? [el("div", { class: "dials" }, places.node, fresh), masks] : []));
  let chosen = spec.start.chosen;

  function show(state, found, width) {
    const reading = text("grid_waves", { t: state.t, last: found.last });
    bar.show({ ...state, at: state.t, last: found.last, reading, changed: isChanged(spec, state) });
    if (width) drawing.show(state, found, width);
    keys.show(state, dropout);
    directions.show(READS.indexOf(state.reads));
    places.show(PLACES_OF_DROPOUT.indexOf(state.where));
    setAttr(fresh, "aria-disabled", state.where === "none" ? "true" : null);
    setAttr(uncover, "aria-disabled", state.covered.length ? null : "true");
    setText(reach, [sayRound(spec, state, found, text), sayReach(spec, state, found, text)].join(" ").trim());
    setAttr(reach, "aria-live", state.playing ? "off" : "polite");
    setText(cover, sayCovered(spec, state, found, text));
    if (dropout) setText(masks, sayDropout(spec, state, found, text));
    panel.show(state, found);
    setAttr(drawing.picture, "aria-label", `${text("grid_net")}: ${nodeName(spec, state.chosen, text)}`);
    if (state.chosen !== chosen && drawing.picture.contains(document.activeElement)) drawing.focus(state.chosen);
    chosen = state.chosen;
  }
  return { root, measured: drawing.node, show };
}

const isChanged = ({ start }, state) => SHARED_GRID.some((key) => String(state[key]) !== String(start[key]));

function render({ model, el: host }) {
  const names = ["network", "rows", "xs", "tokens", "output_tokens"];
  const spec = Object.fromEntries(names.map((key) => [key, model.get(key)]));
  spec.T = spec.xs.length;
  spec.start = Object.fromEntries(SHARED_GRID.map((key) => [key, model.get(key)]));
  return live({ model, el: host }, {
    start: startGrid(spec),
    move: (state, event) => moveGrid(state, event, spec),
    derive: (state) => deriveGrid(spec, state),
    from: ["covered", "reads", "where", "seed"],
    places: SHARED_GRID,
    view: (tools) => gridView(spec, tools),
  });
}

export default { render };
