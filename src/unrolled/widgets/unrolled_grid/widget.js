// The unrolled grid: layers by time; who depends on whom, and what a covered input or a dropout mask changes.

import { choice } from "../kit/choices.js";
import { controls } from "../kit/controls.js";
import { el, setAttr, setClass, setText } from "../kit/dom.js";
import { frame, widget } from "../kit/mount.js";
import { grid } from "./drawing.js";
import { nodePanel } from "./panel.js";
import { nodeName, sayCovered, sayDropout, sayReach, sayRound } from "./say.js";
import { DIRECTIONS, DROPOUT, derive, move, start } from "./state.js";

const READS = ["network", "rows", "xs", "tokens", "output_tokens"];
const SETTINGS = ["covered", "reads", "where", "seed"];
const PLACES = ["chosen", ...SETTINGS, "t"];

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

function legend(dropout, text) {
  const names = ["before", "after", "solid", "dashed", "number"];
  const keys = names.map((name) => el("span", { class: `key key-${name}` }, text(`grid_key_${name}`)));
  const [, , solid, dashed, number] = keys;
  const node = el("div", { class: "keys" }, ...keys);
  const show = ({ where, covered }) => {
    setClass(solid, "away", !dropout);
    setClass(dashed, "away", !dropout || where === "none");
    setText(number, text(covered.length || where !== "along" ? "grid_key_number" : "grid_key_left"));
    setClass(number, "away", !covered.length && where !== "along");
  };
  return { node, show };
}

const liveText = (name) => el("p", { class: name, role: "status", "aria-live": "polite" });
const button = (name, press) => el("button", { type: "button", class: "mode alone", onclick: press }, name);

/** The choice of state[key] among a few. */
function choiceOf(key, options, dispatch, text) {
  const buttons = options.map((option) => [text(`grid_${key}_${option}`), { type: key, [key]: option }]);
  const { node, show } = choice(text(`grid_${key}`), buttons, dispatch);
  return { node, show: (state) => show(options.indexOf(state[key])) };
}

/** What covering has changed, and a button that uncovers every input. */
function covers(dispatch, text) {
  const sentence = liveText("sentence cover-told");
  const uncover = button(text("grid_uncover"), () => dispatch({ type: "uncover" }));
  const node = el("div", { class: "dials covers" }, sentence, uncover);
  function show(state, spec) {
    setAttr(uncover, "aria-disabled", state.covered.length ? null : "true");
    setText(sentence, sayCovered(state, spec, text));
  }
  return { nodes: [node], show };
}

/** Which direction reads, where a layer has both. */
function directions(dispatch, text) {
  const { node, show } = choiceOf("reads", DIRECTIONS, dispatch, text);
  return { nodes: [el("div", { class: "dials" }, node)], show };
}

/** Where the dropout masks lie, a button that draws others, and what they do. */
function dropoutMasks(dispatch, text) {
  const places = choiceOf("where", DROPOUT, dispatch, text);
  const draw = button(text("grid_draw"), () => dispatch({ type: "draw" }));
  const sentence = liveText("masks-told");
  function show(state, spec) {
    places.show(state);
    setAttr(draw, "aria-disabled", state.where === "none" ? "true" : null);
    setText(sentence, sayDropout(state, spec, text));
  }
  return { nodes: [el("div", { class: "dials" }, places.node, draw), sentence], show };
}

/** Everything on screen, in reading order, and `show` to bring it up to date. */
function view(given, { dispatch, text, lang }) {
  const { layers, readout, p } = given.network;
  const root = frame("unrolled-grid", text("unrolled_grid"), lang);
  setClass(root, "answering", readout?.softmax);
  const drawing = grid(given, dispatch, text);
  keysOn(drawing, dispatch);
  const keys = legend(p > 0, text);
  const bar = controls(dispatch, text, { whole: true });
  const reach = liveText("sentence reach");
  const panel = nodePanel(text);
  const settings = [
    covers(dispatch, text), ...(layers.every(({ backward }) => backward) ? [directions(dispatch, text)] : []),
    ...(p > 0 ? [dropoutMasks(dispatch, text)] : []),
  ];
  root.append(bar.node, drawing.node, keys.node, reach, panel.node, ...settings.flatMap(({ nodes }) => nodes));
  let { chosen } = given.start;

  function show(state, spec, width) {
    const reading = text("grid_waves", { t: state.t, last: spec.last });
    bar.show({ ...state, at: state.t, last: spec.last, reading, changed: isChanged(state, given) });
    if (width) drawing.show(state, spec, width);
    keys.show(state);
    setText(reach, [sayRound(state, spec, text), sayReach(state, spec, text)].join(" ").trim());
    setAttr(reach, "aria-live", state.playing ? "off" : "polite");
    for (const setting of settings) setting.show(state, spec);
    panel.show(state, spec);
    setAttr(drawing.picture, "aria-label", `${text("grid_net")}: ${nodeName(given, state.chosen, text)}`);
    if (state.chosen !== chosen && drawing.picture.contains(document.activeElement)) drawing.focus(state.chosen);
    ({ chosen } = state);
  }
  return { root, measured: drawing.node, show };
}

const isChanged = (state, given) => PLACES.some((key) => String(state[key]) !== String(given.start[key]));

const prepare = (given) => ({ ...given, T: given.xs.length });

export default widget({ reads: READS, places: PLACES, start, move, derive, from: SETTINGS, view, prepare });
