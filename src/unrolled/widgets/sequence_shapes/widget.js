// The sequence shapes: choose a shape and a task, and step through a recorded run: what is read, what is written, when.

import { el, setAttr, setClass, setText, setVar } from "../kit/dom.js";
import { full } from "../kit/numbers.js";
import { live } from "../kit/mount.js";
import { controls } from "../kit/controls.js";
import { inSteps } from "../kit/timeline.js";
import { shapeIcon, shapesDrawing } from "./drawing.js";
import { sayBelief, sayCount, sayShapes, shareName } from "./say.js";
import { SHAPES, countShapes, homeShapes, moveShapes, operationsOf, sizeOf, startShapes } from "./state.js";

const SHARED_SHAPES = ["task", "t", "phase", "inside"];
const LIKELIEST = 5;

/** The shapes there are, each with its picture; and the tasks of the one that is chosen. */
function chooser(spec, dispatch, text) {
  const known = SHAPES.filter((shape) => spec.tasks.some((task) => task.shape === shape));
  const shapes = known.map((shape) => el("button", {
    type: "button", class: "shape-button", onclick: () => dispatch({ type: "shape", shape }),
  }, shapeIcon(shape), el("span", {}, text(`shapes_${shape}`))));
  const tasks = spec.tasks.map(({ title }, task) => el("button", {
    type: "button", class: "task-button", onclick: () => dispatch({ type: "task", task }),
  }, title));
  const about = el("p", { class: "about" });
  const node = el("div", { class: "chooser" },
    el("div", { class: "shape-buttons", role: "group", "aria-label": text("shapes_choose") }, ...shapes), about,
    el("div", { class: "task-buttons", role: "group", "aria-label": text("shapes_tasks") }, ...tasks));
  function show({ task }) {
    const { shape } = spec.tasks[task];
    shapes.forEach((button, n) => setAttr(button, "aria-pressed", String(known[n] === shape)));
    tasks.forEach((button, n) => {
      setAttr(button, "aria-pressed", String(n === task));
      const away = spec.tasks[n].shape !== shape;
      if (away && button === document.activeElement) node.parentNode.focus(); // or the page would get the focus
      setAttr(button, "hidden", away ? "" : null);
    });
    setText(about, text(`shapes_about_${shape}`));
  }
  return { node, show };
}

/** The likeliest answers of the step, a bar each; the one that is written has a mark. */
function beliefs(text) {
  const title = el("p", { class: "belief-title" });
  const lines = Array.from({ length: LIKELIEST }, () => {
    const [name, bar, share] = ["name", "level", "share"].map((part) => el("span", { class: part }));
    const rail = el("span", { class: "rail", "aria-hidden": "true" }, bar);
    return { name, bar, share, node: el("li", {}, name, rail, share) };
  });
  const node = el("div", { class: "beliefs" }, title, el("ul", {}, ...lines.map((line) => line.node)));
  function show(run, state) {
    const step = run.steps[state.t];
    const pending = operationsOf(step) === 2 && !state.phase;
    const most = Math.max(...run.steps.map(({ p }) => p.length));
    setText(title, sayBelief(run, state, text));
    lines.forEach(({ name, bar, share, node: line }, k) => {
      const [said, p] = (pending ? [] : step.p)[k] ?? ["", 0];
      setClass(line, "empty", !said);
      setClass(line, "never", k >= most);
      setClass(line, "chosen", Boolean(said) && said === step.written);
      setText(name, said);
      setVar(bar, "--p", String(p));
      setText(share, said ? shareName(p) : "");
      setAttr(share, "title", said ? full(p) : null);
    });
  }
  return { node, show };
}

function keyLine(text) {
  const own = el("span", { class: "key key-own" }, text("shapes_key_own"));
  const handed = el("span", { class: "key key-handed" }, text("shapes_key_handed"));
  const node = el("p", { class: "keys" }, own, handed);
  const show = ({ steps }) => {
    setClass(own, "away", steps.every(({ kind }) => kind !== "own"));
    setClass(handed, "away", steps.every(({ decoder }) => !decoder));
  };
  return { node, show };
}

function shapesView(spec, { dispatch, text, lang }) {
  const root = el("section", {
    class: "unrolled-widget sequence-shapes", tabindex: "0", role: "group", "aria-label": text("sequence_shapes"), lang,
  });
  const [choices, drawing] = [chooser(spec, dispatch, text), shapesDrawing(spec, dispatch, text)];
  const [bar, keys, belief] = [controls(dispatch, text), keyLine(text), beliefs(text)];
  const count = el("p", { class: "count" });
  const sentence = el("p", { class: "sentence", role: "status" });
  const under = el("div", { class: "under" }, count, keys.node);
  root.append(choices.node, bar.node, sentence, drawing.node, under, belief.node);

  function show(state, _, width) {
    const run = spec.tasks[state.task];
    choices.show(state);
    if (width) drawing.show(state, run, width);
    keys.show(run);
    belief.show(run, state);
    const { reads, writes } = countShapes(run, state);
    const shape = text(`shapes_${run.shape}`);
    setAttr(drawing.picture, "aria-label", text("shapes_drawing", { title: run.title, shape, reads, writes }));
    const reading = sayCount(run, state, text);
    setText(count, reading);
    bar.show({ ...state, ...inSteps.place(state, sizeOf(run)), reading, changed: isMoved(spec, state) });
    setAttr(sentence, "aria-live", state.playing ? "off" : "polite");
    setText(sentence, sayShapes(run, state, text));
  }
  return { root, measured: drawing.node, show };
}

function isMoved(spec, state) {
  const home = homeShapes(state, spec);
  return SHARED_SHAPES.some((key) => state[key] !== home[key]);
}

function render({ model, el: host }) {
  const spec = { tasks: model.get("tasks") };
  spec.start = Object.fromEntries(SHARED_SHAPES.map((key) => [key, model.get(key)]));
  return live({ model, el: host }, {
    start: startShapes(spec),
    move: (state, event) => moveShapes(state, event, spec),
    derive: () => null,
    from: [],
    places: SHARED_SHAPES,
    view: (tools) => shapesView(spec, tools),
  });
}

export default { render };
