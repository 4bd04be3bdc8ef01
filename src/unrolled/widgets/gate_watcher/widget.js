// The gate watcher: trained cells read a sequence; every gate and state in sight and in reach.

import { el, setAttr, setClass, setText, setVar } from "../kit/dom.js";
import { formula } from "../kit/formula.js";
import { beliefView, tokensView } from "./belief.js";
import { cellDrawing } from "./drawing.js";
import { explainNumber, resultShown } from "./explain.js";
import { cellChooser, handsView, inputField, unitChooser } from "./choosers.js";
import { memoryLine } from "./line.js";
import { mapsView } from "./maps.js";
import { isThere } from "./numbers.js";
import { inputSaid, sayWatch } from "./say.js";
import { anatomy, extents, observe, phasesIn, startWatch, watch } from "./state.js";
import { live } from "../kit/mount.js";
import { controls } from "../kit/controls.js";
import { inSteps } from "../kit/timeline.js";
import { unpacked } from "../kit/packing.js";

const OPENED = ["titles", "vocabulary", "inputs", "tokens", "output_tokens", "colours", "held_out", "start_state"];
const SHARED_WATCH = ["cell", "given", "t", "unit", "inside", "holds"];

function watched(model) {
  const read = (keys) => Object.fromEntries(keys.map((key) => [key, model.get(key)]));
  return { ...read(OPENED), networks: unpacked(model.get("networks")), start: read(SHARED_WATCH) };
}

/** The equation of what is looked at: in letters, with its numbers, and its result; all digits when pointed at. */
function equationPanel(text) {
  const line = (name) => el("p", { class: name });
  const [letters, numbers, value, about] = ["letters", "numbers", "value", "about"].map(line);
  const node = el("div", { class: "panel" }, letters, numbers, value, about);
  function show(state, found, key, known) {
    const said = explainNumber(key, found, state, text);
    const between = said.name.length && said.formula.length ? [[" = ", "", ""]] : [];
    formula(letters, [...said.name, ...between, ...said.formula]);
    formula(numbers, known && said.numbers.length ? [["= ", "", ""], ...said.numbers] : []);
    setText(value, known ? resultShown(said.value, Boolean(state.point)) : text("not_yet"));
    setText(about, said.about ? text(...said.about) : "");
    setClass(node, "pointed", Boolean(state.point));
  }
  return { node, show };
}

/** What the panel explains: what is pointed at, else the result of the operation, else the memory. */
function lookedAt_(spec, found, state) {
  const phases = phasesIn(spec, state);
  if (state.point) return state.point;
  const phase = state.inside ? phases[state.phase] : anatomy(found.net.cell.kind).state;
  return phase === "y" ? `y.${bestOf(found, state.t)}` : phase;
}

function bestOf({ trace }, t) {
  const answer = trace[t].p ?? trace[t].y;
  return answer.indexOf(Math.max(...answer));
}

/** Theme switches are seen by what a page or the system says about itself: maps are painted, not styled. */
function themeWatcher(change) {
  const seen = new MutationObserver(change);
  for (const node of [document.documentElement, document.body]) {
    seen.observe(node, { attributes: true, attributeFilter: ["data-theme", "data-jp-theme-light", "class"] });
  }
  const wishes = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) => matchMedia(query));
  for (const wish of wishes) wish.addEventListener("change", change);
  return () => {
    seen.disconnect();
    for (const wish of wishes) wish.removeEventListener("change", change);
  };
}

/** Everything on screen, in reading order, and `show` to bring it up to date. */
function watchView(spec, { dispatch, text, lang }, themes) {
  const root = el("section", {
    class: "unrolled-widget gate-watcher", tabindex: "0", role: "group", "aria-label": text("gate_watcher"), lang,
  });
  const cells = cellChooser(spec, dispatch, text);
  const field = inputField(spec, dispatch, text);
  const tokens = tokensView(spec, dispatch, text);
  const belief = beliefView(spec, dispatch, text);
  const bar = controls(dispatch, text);
  const sentence = el("p", { class: "sentence", role: "status", "aria-live": "polite" });
  const drawing = cellDrawing(spec, dispatch, text);
  const panel = equationPanel(text);
  const hands = handsView(spec, dispatch, text);
  const unit = unitChooser(dispatch, text);
  const memory = memoryLine(dispatch, text);
  const lineName = el("p", { class: "line-name" });
  const maps = mapsView(dispatch, text);
  const sorts = [false, true].map((sorted) => el("button", {
    type: "button", class: "mode", onclick: () => dispatch({ type: "sorted", sorted }),
  }, text(sorted ? "gates_sorted" : "gates_unsorted")));
  const sorting = el("div", { class: "modes", role: "group", "aria-label": text("gates_order") }, ...sorts);
  const head = el("div", { class: "maps-head" }, unit.node, sorting);
  const measured = el("div", { class: "rule-of-width" });
  root.append(el("div", { class: "top" }, cells.node, field.node), tokens.node, belief.node, bar.node, sentence,
    measured, drawing.node, panel.node, hands.node, head, lineName, memory.node, maps.node,
    el("p", { class: "hint" }, text("gates_hint")));

  function show(state, found, width) {
    const size = extents(spec, state);
    const key = lookedAt_(spec, found, state);
    const { state: name } = anatomy(found.net.cell.kind);
    cells.show(state);
    field.show(state, found);
    tokens.show(state, found);
    belief.show(state, found);
    bar.show({
      ...state, ...inSteps.place(state, size), changed: state.holds.length > 0 || state.given !== null,
      reading: text("place", { t: state.t, last: size.T - 1, input: inputSaid(found, state.t, text) }),
    });
    setText(sentence, sayWatch(spec, found, state, text));
    panel.show(state, found, key, isThere(key, state.phase, phasesIn(spec, state)));
    hands.show(state, found);
    unit.show(state, size);
    sorts.forEach((button, n) => setAttr(button, "aria-pressed", String(state.sorted === (n === 1))));
    head.hidden = size.H === 1;
    const about = text(found.touched ? "gates_line_both" : "gates_line_one", { unit: state.unit + 1 });
    formula(lineName, [[name, name, ""], [` ${about}`, "", ""]]);
    if (!width) return;
    // Room for the longest equation, so that nothing below moves as parts are pointed at.
    setVar(root, "--lines", width > 460 ? 4 : size.H > 4 ? 7 : 5);
    drawing.show(state, found, width);
    memory.show(state, found, width);
    maps.show(state, found, width, themes(), phasesIn(spec, state));
  }
  return { root, measured, show };
}

function render({ model, el: host }) {
  const spec = watched(model);
  let [theme, redraw] = [0, null];
  const stop = themeWatcher(() => {
    theme += 1;
    redraw?.({ type: "forgive" });
  });
  const end = live({ model, el: host }, {
    start: startWatch(spec),
    move: (state, event) => watch(state, event, spec),
    derive: (state) => observe(spec, state),
    from: ["cell", "given", "holds"],
    places: SHARED_WATCH,
    view: (tools) => {
      redraw = tools.dispatch;
      return watchView(spec, tools, () => theme);
    },
  });
  return () => {
    stop();
    end();
  };
}

export default { render };
