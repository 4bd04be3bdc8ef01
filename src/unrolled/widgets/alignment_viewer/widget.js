// The alignment viewer: a signal, what a network answers at each frame, and how letters come of it (CTC).

import { alignmentDrawing } from "./drawing.js";
import { operationsTable, stateChooser, textsView } from "./panel.js";
import { sayFrame } from "./say.js";
import { LOOKS, alignmentSpec, deriveAlignment, moveAlignment, sizeOf, startAlignment } from "./state.js";
import { choice } from "../kit/choices.js";
import { el, setAttr, setText } from "../kit/dom.js";
import { live } from "../kit/mount.js";
import { controls } from "../kit/controls.js";
import { inSteps } from "../kit/timeline.js";

const SHARED_PLACES = ["t", "phase", "inside", "view", "transcript", "chosen"];

function alignmentView(spec, { dispatch, text, lang }) {
  const root = el("section", {
    class: "unrolled-widget alignment-viewer", tabindex: "0", role: "group", "aria-label": text("align_viewer"), lang,
  });
  const bar = controls(dispatch, text);
  const looks = choice(text("align_look"),
    LOOKS.map((view) => [text(`align_look_${view}`), { type: "view", view }]), dispatch);
  const drawing = alignmentDrawing(spec, dispatch, text);
  const sentence = el("p", { class: "sentence", role: "status", "aria-live": "polite" });
  const [states, operations, texts] = [
    stateChooser(spec, dispatch, text), operationsTable(spec, text), textsView(spec, dispatch, text),
  ];
  root.append(looks.node, bar.node, drawing.node, sentence, states.node,
    el("div", { class: "below" }, operations.node, texts.node));

  function show(state, found, width) {
    const { at, last } = inSteps.place(state, sizeOf(state, spec));
    const reading = text("align_frame", { t: state.t, last: spec.T - 1 });
    const changed = ["transcript", "chosen"].some((key) => state[key] !== spec.start[key]);
    bar.show({ ...state, speed: state.pace, at, last, reading, changed });
    looks.show(LOOKS.indexOf(state.view));
    if (width) drawing.show(state, found, width);
    setText(sentence, sayFrame(spec, state, found, text));
    setAttr(sentence, "aria-live", state.playing ? "off" : "polite");
    for (const part of [states, operations, texts]) part.show(state, found);
  }
  return { root, measured: drawing.node, show };
}

function render({ model, el: host }) {
  const given = ["signal", "logprobs", "letters", "texts"].map((key) => [key, model.get(key)]);
  const start = Object.fromEntries(SHARED_PLACES.map((key) => [key, model.get(key)]));
  const spec = alignmentSpec({ ...Object.fromEntries(given), start });
  return live({ model, el: host }, {
    start: startAlignment(spec),
    move: (state, event) => moveAlignment(state, event, spec),
    derive: (state) => deriveAlignment(spec, state),
    from: ["transcript", "texts"],
    places: SHARED_PLACES,
    view: (tools) => alignmentView(spec, tools),
  });
}

export default { render };
