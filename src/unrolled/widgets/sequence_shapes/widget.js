// The sequence shapes: choose a shape and a task, and step through a recorded run: what is read, what is written, when.

import { controls } from "../kit/controls.js";
import { el, setAttr, setClass, setText, setVar } from "../kit/dom.js";
import { frame, widget } from "../kit/mount.js";
import { full, range } from "../kit/numbers.js";
import { inSteps } from "../kit/timeline.js";
import { shapeIcon, unrolled } from "./drawing.js";
import { probability, say, sayCounts, sayProbabilities } from "./say.js";
import { SHAPES, counts, derive, home, move, operationsOf, sizes, start } from "./state.js";

const READS = ["tasks"];
const PLACES = ["task", "t", "phase", "inside"];
const LIKELIEST = 5;

/** The shapes there are, each with its picture; and the tasks of the one that is chosen. */
function chooser({ tasks }, dispatch, text) {
  const shapes = SHAPES.filter((shape) => tasks.some((task) => task.shape === shape));
  const shapeButtons = shapes.map((shape) => el("button", {
    type: "button", class: "shape-button", onclick: () => dispatch({ type: "shape", shape }),
  }, shapeIcon(shape), el("span", {}, text(`shapes_${shape}`))));
  const taskButtons = tasks.map(({ title }, task) => el("button", {
    type: "button", class: "task-button", onclick: () => dispatch({ type: "task", task }),
  }, title));
  const about = el("p", { class: "about" });
  const node = el("div", { class: "chooser" },
    el("div", { class: "shape-buttons", role: "group", "aria-label": text("shapes_choose") }, ...shapeButtons), about,
    el("div", { class: "task-buttons", role: "group", "aria-label": text("shapes_tasks") }, ...taskButtons));
  function show({ task }, { shape }) {
    shapeButtons.forEach((button, n) => setAttr(button, "aria-pressed", String(shapes[n] === shape)));
    taskButtons.forEach((button, n) => {
      setAttr(button, "aria-pressed", String(n === task));
      const away = tasks[n].shape !== shape;
      if (away && button === document.activeElement) node.parentNode.focus(); // or the page would get the focus
      setAttr(button, "hidden", away ? "" : null);
    });
    setText(about, text(`shapes_about_${shape}`));
  }
  return { node, show };
}

/** One answer: its name, its probability as a bar and as a number. */
function answerLine() {
  const [name, bar, share] = ["name", "level", "share"].map((part) => el("span", { class: part }));
  const node = el("li", {}, name, el("span", { class: "rail", "aria-hidden": "true" }, bar), share);
  function show([answer, p], written) {
    setClass(node, "empty", !answer);
    setClass(node, "chosen", Boolean(answer) && answer === written);
    setText(name, answer);
    setVar(bar, "--p", String(p));
    setText(share, answer ? probability(p) : "");
    setAttr(share, "title", answer ? full(p) : null);
  }
  return { node, show };
}

/** The likeliest answers of the step; the one that is written has a mark. */
function probabilities(text) {
  const title = el("p", { class: "belief-title" });
  const lines = range(LIKELIEST).map(answerLine);
  const node = el("div", { class: "beliefs" }, title, el("ul", {}, ...lines.map((line) => line.node)));
  function show(state, spec) {
    const step = spec.steps[state.t];
    const pending = operationsOf(step) === 2 && !state.phase;
    const most = Math.max(...spec.steps.map(({ p }) => p.length));
    setText(title, sayProbabilities(state, spec, text));
    lines.forEach((line, k) => {
      line.show((pending ? [] : step.p)[k] ?? ["", 0], step.written);
      setClass(line.node, "never", k >= most);
    });
  }
  return { node, show };
}

function legend(text) {
  const own = el("span", { class: "key key-own" }, text("shapes_key_own"));
  const handed = el("span", { class: "key key-handed" }, text("shapes_key_handed"));
  const node = el("p", { class: "keys" }, own, handed);
  const show = ({ steps }) => {
    setClass(own, "away", steps.every(({ kind }) => kind !== "own"));
    setClass(handed, "away", steps.every(({ decoder }) => !decoder));
  };
  return { node, show };
}

function isMoved(state, given) {
  const first = home(state, given);
  return PLACES.some((key) => state[key] !== first[key]);
}

/** Everything on screen, in reading order, and `show` to bring it up to date. */
function view(given, { dispatch, text, lang }) {
  const root = frame("sequence-shapes", text("sequence_shapes"), lang);
  const choices = chooser(given, dispatch, text);
  const drawing = unrolled(given, dispatch, text);
  const bar = controls(dispatch, text);
  const keys = legend(text);
  const answers = probabilities(text);
  const count = el("p", { class: "count" });
  const sentence = el("p", { class: "sentence", role: "status" });
  const under = el("div", { class: "under" }, count, keys.node);
  root.append(choices.node, bar.node, sentence, drawing.node, under, answers.node);

  function show(state, spec, width) {
    choices.show(state, spec);
    if (width) drawing.show(state, spec, width);
    keys.show(spec);
    answers.show(state, spec);
    const { reads, writes } = counts(state, spec);
    const shape = text(`shapes_${spec.shape}`);
    setAttr(drawing.picture, "aria-label", text("shapes_drawing", { title: spec.title, shape, reads, writes }));
    const reading = sayCounts(state, spec, text);
    setText(count, reading);
    bar.show({ ...state, ...inSteps.place(state, sizes(spec)), reading, changed: isMoved(state, given) });
    setAttr(sentence, "aria-live", state.playing ? "off" : "polite");
    setText(sentence, say(state, spec, text));
  }
  return { root, measured: drawing.node, show };
}

export default widget({ reads: READS, places: PLACES, start, move, derive, from: ["task"], view });
