// The translation stepper: an encoder reads, its state is handed over, a decoder writes, and a beam grows as a tree.

import { choice } from "../kit/choices.js";
import { controls } from "../kit/controls.js";
import { el, setAttr, setClass, setText } from "../kit/dom.js";
import { frame, widget } from "../kit/mount.js";
import { inSteps } from "../kit/timeline.js";
import { translation } from "./drawing.js";
import { wholeNumberField } from "./field.js";
import { attentionTable, translationPanel } from "./panel.js";
import { say, sayPlace } from "./say.js";
import { WIDTHS, derive, move, prepare, sizeOf, start } from "./state.js";

const READS = ["networks", "titles", "vocabularies", "longest", "held_out"];
const PLACES = ["network", "number", "width", "t", "inside"];
const FROM = ["network", "number", "width"];

/** The walks that arrow keys mean, as the tree lies: along its time, across to another beginning. */
const WALKS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
const FARTHEST = { Home: -Infinity, End: Infinity };

function treeKeys(drawing, dispatch) {
  drawing.picture.addEventListener("keydown", (event) => {
    const node = event.target.closest(".tree-node");
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !node) return;
    const from = [Number(node.dataset.k), Number(node.dataset.r)];
    if (event.key === " " || event.key === "Enter") dispatch({ type: "choose", node: from });
    else if (event.key in WALKS) {
      const [x, y] = WALKS[event.key];
      const [along, across] = drawing.wide() ? [x, y] : [y, x];
      dispatch({ type: "walk", from, along, across });
    } else if (event.key in FARTHEST) dispatch({ type: "walk", from, along: FARTHEST[event.key], across: 0 });
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/** Which network, and how many beginnings are kept. */
function dials({ titles }, dispatch, text) {
  const networks = choice(text("translate_network"),
    titles.map((network) => [network, { type: "network", network }]), dispatch);
  const widths = choice(text("translate_width"),
    WIDTHS.map((width) => [width === 1 ? text("translate_greedy") : `${width}`, { type: "width", width }]), dispatch);
  networks.node.hidden = titles.length < 2;
  function show({ network, width }) {
    networks.show(titles.indexOf(network));
    widths.show(WIDTHS.indexOf(width));
  }
  return { node: el("div", { class: "dials" }, networks.node, widths.node), show };
}

/** Draws, and keeps the focus on a node that is there: on the one the keys have led to, else on the widget. */
function focusKeeper(drawing, root) {
  let chosen = null;
  return (state, spec, width) => {
    const inside = drawing.picture.contains(document.activeElement);
    drawing.show(state, spec, width);
    const left = () => !drawing.picture.contains(document.activeElement)
      || document.activeElement.classList.contains("away");
    if (inside && state.chosen && state.chosen !== chosen) drawing.focus(state.chosen);
    else if (inside && left()) root.focus();
    ({ chosen } = state);
  };
}

function view(given, { dispatch, text, lang }) {
  const root = frame("translation-stepper", text("translation_stepper"), lang);
  const [field, settings] = [wholeNumberField(given, dispatch, text), dials(given, dispatch, text)];
  const bar = controls(dispatch, text);
  const sentence = el("p", { class: "sentence", role: "status", "aria-live": "polite" });
  const drawing = translation(dispatch, text);
  treeKeys(drawing, dispatch);
  const draw = focusKeeper(drawing, root);
  const [panel, attention] = [translationPanel(text), attentionTable(text)];
  root.append(field.node, settings.node, bar.node, sentence, drawing.node,
    el("p", { class: "hint" }, text("translate_hint")), panel.node, attention.node);

  function show(state, spec, width) {
    for (const part of [field, settings, panel, attention]) part.show(state, spec);
    bar.show({
      ...state, ...inSteps.place(state, sizeOf(spec)), reading: sayPlace(state, spec, text),
      changed: FROM.some((key) => state[key] !== given.start[key]),
    });
    setText(sentence, say(state, spec, text));
    setAttr(sentence, "aria-live", state.playing ? "off" : "polite");
    setClass(root, "looking", spec.net.attention);
    if (width) draw(state, spec, width);
  }
  return { root, measured: drawing.node, show };
}

export default widget({ reads: READS, places: PLACES, start, move, derive, from: FROM, view, prepare });
