// The translation stepper: an encoder reads, its state is handed over, a decoder writes, and a beam grows as a tree.

import { choice } from "../kit/choices.js";
import { el, setAttr, setClass, setText } from "../kit/dom.js";
import { unpacked } from "../kit/packing.js";
import { live } from "../kit/mount.js";
import { controls } from "../kit/controls.js";
import { inSteps } from "../kit/timeline.js";
import { translationDrawing } from "./drawing.js";
import { numberTyped } from "./field.js";
import { amongBits } from "./numerals.js";
import { looksTable, translationPanel } from "./panel.js";
import { placeSaid, sayTranslating } from "./say.js";
import { WIDTHS, moveTranslating, remembering, sizeOf, startTranslating } from "./state.js";

const SHARED_TRANSLATION = ["network", "number", "width", "t", "inside"];

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

function translationView(spec, { dispatch, text, lang }) {
  const root = el("section", {
    class: "unrolled-widget translation-stepper", tabindex: "0", role: "group",
    "aria-label": text("translation_stepper"), lang,
  });
  const field = numberTyped(spec, dispatch, text);
  const networks = choice(text("translate_network"),
    spec.titles.map((network) => [network, { type: "network", network }]), dispatch);
  const widths = choice(text("translate_width"),
    WIDTHS.map((width) => [width === 1 ? text("translate_greedy") : `${width}`, { type: "width", width }]), dispatch);
  const bar = controls(dispatch, text);
  const sentence = el("p", { class: "sentence", role: "status", "aria-live": "polite" });
  const drawing = translationDrawing(spec, dispatch, text);
  treeKeys(drawing, dispatch);
  const [panel, looks] = [translationPanel(spec, text), looksTable(spec, text)];
  networks.node.hidden = spec.titles.length < 2;
  root.append(field.node, el("div", { class: "dials" }, networks.node, widths.node), bar.node, sentence, drawing.node,
    el("p", { class: "hint" }, text("translate_hint")), panel.node, looks.node);
  let chosen = null;

  function show(state, found, width) {
    field.show(state, found);
    networks.show(spec.titles.indexOf(state.network));
    widths.show(WIDTHS.indexOf(state.width));
    bar.show({
      ...state, ...inSteps.place(state, sizeOf(found)), reading: placeSaid(found, state, text),
      changed: ["network", "number", "width"].some((key) => state[key] !== spec.start[key]),
    });
    setText(sentence, sayTranslating(spec, found, state, text));
    setAttr(sentence, "aria-live", state.playing ? "off" : "polite");
    panel.show(state, found);
    looks.show(state, found);
    setClass(root, "looking", found.net.attention);
    if (!width) return;
    const inside = drawing.picture.contains(document.activeElement);
    drawing.show(state, found, width);
    if (inside && state.chosen && state.chosen !== chosen) drawing.focus(state.chosen);
    // A node that is no longer there cannot keep the focus.
    else if (inside && !drawing.picture.contains(document.activeElement)) root.focus();
    else if (inside && document.activeElement.classList.contains("away")) root.focus();
    chosen = state.chosen;
  }
  return { root, measured: drawing.node, show };
}

function render({ model, el: host }) {
  const { english, chinese } = model.get("vocabularies");
  const heldOut = model.get("held_out");
  const packed = Object.entries(model.get("networks"));
  const spec = {
    networks: Object.fromEntries(packed.map(([title, net]) => [title, unpacked(net)])), titles: model.get("titles"),
    english, chinese, longest: model.get("longest"), isHeldOut: heldOut === null ? null : amongBits(heldOut),
  };
  spec.start = Object.fromEntries(SHARED_TRANSLATION.map((key) => [key, model.get(key)]));
  spec.found = remembering(spec);
  return live({ model, el: host }, {
    start: startTranslating(spec),
    move: (state, event) => moveTranslating(state, event, spec),
    derive: (state) => spec.found(state),
    from: ["network", "number", "width"],
    places: SHARED_TRANSLATION,
    view: (tools) => translationView(spec, tools),
  });
}

export default { render };
