// The alignment viewer: a signal, what a network answers at each frame, and how letters come of it (CTC).

import { choice } from "../kit/choices.js";
import { controls } from "../kit/controls.js";
import { el, setAttr, setText } from "../kit/dom.js";
import { frame, widget } from "../kit/mount.js";
import { inSteps } from "../kit/timeline.js";
import { alignment } from "./drawing.js";
import { operationsTable, stateChooser, textsCompared } from "./panel.js";
import { say } from "./say.js";
import { VIEWS, derive, move, prepare, sizeOf, start } from "./state.js";

const READS = ["signal", "logprobs", "letters", "texts"];
const PLACES = ["t", "phase", "inside", "view", "transcript", "chosen"];

function view(given, { dispatch, text, lang }) {
  const root = frame("alignment-viewer", text("align_viewer"), lang);
  const bar = controls(dispatch, text);
  const views = choice(text("align_look"),
    VIEWS.map((name) => [text(`align_look_${name}`), { type: "view", view: name }]), dispatch);
  const drawing = alignment(given, dispatch, text);
  const sentence = el("p", { class: "sentence", role: "status", "aria-live": "polite" });
  const [states, operations, texts] = [
    stateChooser(dispatch, text), operationsTable(text), textsCompared(given, dispatch, text),
  ];
  root.append(views.node, bar.node, drawing.node, sentence, states.node,
    el("div", { class: "below" }, operations.node, texts.node));

  function show(state, spec, width) {
    const reading = text("align_frame", { t: state.t, last: spec.T - 1 });
    const changed = ["transcript", "chosen"].some((key) => state[key] !== given.start[key]);
    bar.show({ ...state, ...inSteps.place(state, sizeOf(state, given)), speed: state.pace, reading, changed });
    views.show(VIEWS.indexOf(state.view));
    if (width) drawing.show(state, spec, width);
    setText(sentence, say(state, spec, text));
    setAttr(sentence, "aria-live", state.playing ? "off" : "polite");
    for (const part of [states, operations, texts]) part.show(state, spec);
  }
  return { root, measured: drawing.node, show };
}

const FROM = ["transcript", "texts"];

export default widget({ reads: READS, places: PLACES, start, move, derive, from: FROM, view, prepare });
