// The sequence, and what the network believes after each of its steps: a swatch of a colour, or a bar an output.

import { el, setAttr, setClass, setText, setVar } from "../kit/dom.js";
import { fixed } from "../kit/numbers.js";
import { rove } from "../kit/number_field.js";
import { answerOf, isThere } from "./numbers.js";
import { hexOf, inputSaid, nearestName, outputLabel, partsOf } from "./say.js";
import { phasesIn } from "./state.js";
import { inputShown } from "./drawing.js";

/** A belief in small: a swatch, or bars side by side. */
function small(V, swatch) {
  const bars = swatch ? [] : Array.from({ length: V }, () => el("span", { class: "bar" }));
  const node = el("span", { class: swatch ? "swatch" : "bars" }, ...bars);
  function show(answer, most, signed) {
    setVar(node, "--zero", signed ? "50%" : "0");
    if (swatch) return setVar(node, "--colour", hexOf(answer));
    return bars.forEach((bar, k) => {
      const [zero, room] = signed ? [50, 50] : [2, 98];
      const end = zero + room * Math.min(Math.max(answer[k] / most, -1), 1);
      setVar(bar, "--low", `${Math.min(zero, end).toFixed(1)}%`);
      setVar(bar, "--high", `${Math.max(zero, end).toFixed(1)}%`);
      setClass(bar, "below", answer[k] < 0);
      setClass(bar, "best", V > 1 && answer[k] === Math.max(...answer));
    });
  }
  return { node, show };
}

/** The end of the scale of all answers: 1 for what lies between 0 and 1, else the largest there is. */
function mostOf({ trace, free }) {
  if (trace[0].p) return 1;
  return Math.max(1e-9, ...[...trace, ...free].flatMap(({ y }) => y.map(Math.abs)));
}

/** The steps as buttons: the input, and below it the belief; with a hand on a gate, the untouched belief below that. */
export function tokensView(spec, dispatch, text) {
  const node = el("div", { class: "tokens", role: "group", "aria-label": text("gates_tokens") });
  let columns = [];
  let [built, filled] = ["", null];

  function build(T, V, swatch) {
    columns = Array.from({ length: T }, (_, t) => {
      const letter = el("span", { class: "token" });
      const beliefs = V ? [small(V, swatch), small(V, swatch)] : [];
      const button = el("button", {
        type: "button", class: "column", tabindex: "-1", onclick: () => dispatch({ type: "go", t }),
      }, letter, ...beliefs.map((one) => one.node));
      return { button, letter, beliefs };
    });
    node.replaceChildren(...columns.map(({ button }) => button));
    setVar(node, "--steps", String(T));
  }

  function fill(found) {
    const V = found.net.readout?.b.length ?? 0;
    const most = V ? mostOf(found) : 1;
    columns.forEach(({ button, letter, beliefs }, t) => {
      setText(letter, inputShown(found, t).replace(/[“”]/g, ""));
      setAttr(button, "aria-label", text("gates_go", { t, input: inputSaid(found, t, text) }));
      [found.trace, found.free].forEach((run, n) => beliefs[n]?.show(answerOf(run[t]), most, !run[t].p));
    });
    const longest = Math.max(...columns.map(({ letter }) => letter.textContent.length));
    setVar(node, "--least", `${longest > 1 ? 10 + 9 * Math.min(longest, 9) : 0}px`);
    setClass(node, "touched", found.touched);
  }

  function show(state, found) {
    const [T, V] = [found.trace.length, found.net.readout?.b.length ?? 0];
    const wanted = [T, V].join();
    if (wanted !== built) build(T, V, Boolean(spec.colours));
    built = wanted;
    if (filled !== found) fill(found);
    filled = found;
    columns.forEach(({ button }, t) => {
      setAttr(button, "aria-current", t === state.t ? "step" : null);
      setClass(button, "future", t > state.t);
    });
  }
  return { node, show };
}

/** A large swatch with what it is. */
function patch(name) {
  const [square, caption, hex] = ["square", "what", "hex"].map((one) => el("span", { class: one }));
  const node = el("div", { class: `patch ${name}` }, square, el("span", { class: "said" }, caption, hex));
  function show(rgb, what, shown) {
    node.hidden = !rgb;
    if (!rgb) return;
    setVar(square, "--colour", hexOf(rgb));
    setText(caption, what);
    setText(hex, shown);
  }
  return { node, show };
}

/** One output: its name, its number, a bar, and a mark where the untouched run has it. */
function outputRow(k, dispatch, label) {
  const [bar, mark, number] = ["bar", "free-mark", "number"].map((one) => el("span", { class: one }));
  const point = (key) => () => dispatch({ type: "point", key });
  const [here, away] = [point(`y.${k}`), point(null)];
  const node = el("button", {
    type: "button", class: "answer", tabindex: k ? "-1" : "0", "data-key": `y.${k}`,
    onfocus: here, onblur: away, onpointerenter: here, onpointerleave: away,
  }, el("span", { class: "name" }, label), el("span", { class: "rail" }, bar, mark), number);
  function show(value, free, most, signed, lit) {
    const part = Math.min(Math.abs(value) / most, 1);
    setVar(bar, "--from", `${signed ? (value < 0 ? 50 - 50 * part : 50) : 0}%`);
    setVar(bar, "--long", `${(signed ? 50 : 100) * part}%`);
    setVar(mark, "--from", `${signed ? 50 + (50 * free) / most : (100 * free) / most}%`);
    setClass(bar, "below", value < 0);
    setText(number, fixed(value));
    setClass(node, "lit", lit);
  }
  return { node, show };
}

/** What the network believes now, and, where it is known, the truth. */
export function beliefView(spec, dispatch, text) {
  const patches = spec.colours ? ["now", "free", "true"].map(patch) : [];
  const rows = el("div", { class: "answers" });
  const heading = el("p", { class: "heading" });
  const node = el("div", { class: "belief", role: "group", "aria-label": text("gates_belief") },
    heading, el("div", { class: "patches" }, ...patches.map((one) => one.node)), rows);
  let outputs = [];

  function likeness(rgb) {
    const like = nearestName(rgb, spec.colours);
    return like ? text("gates_like", { like }) : hexOf(rgb);
  }

  function showPatches(found, answer, free) {
    const name = found.inputs.join("");
    const hex = spec.colours[name];
    patches[0].show(answer, text("gates_now"), likeness(answer));
    patches[1].show(free, text("gates_untouched"), free && likeness(free));
    const seen = spec.held_out.includes(name) ? "gates_held_out" : "gates_learnt";
    const known = text(spec.held_out.length ? seen : "gates_known");
    patches[2].show(hex && partsOf(hex), text("gates_true", { name }), known);
  }

  function show(state, found) {
    const { readout } = found.net;
    node.hidden = !readout;
    if (!readout) return;
    if (outputs.length !== readout.b.length) {
      outputs = readout.b.map((_, k) => outputRow(k, dispatch, outputLabel(spec, k, text)));
      rows.replaceChildren(...outputs.map((one) => one.node));
      rove(rows, outputs.map((one) => one.node));
    }
    // Inside a step, the belief is that of the step before until the readout has spoken.
    const t = isThere("y.0", state.phase, phasesIn(spec, state)) ? state.t : state.t - 1;
    setClass(node, "empty", t < 0);
    setText(heading, t < 0 ? text("gates_before") : text("gates_after", { t, input: inputSaid(found, t, text) }));
    const [answer, free] = [found.trace, found.free].map((run) => answerOf(run[Math.max(t, 0)]));
    const [most, signed] = [mostOf(found), !found.trace[0].p];
    if (spec.colours) showPatches(found, answer, found.touched ? free : null);
    outputs.forEach((one, k) => one.show(answer[k], free[k], most, signed, state.point === `y.${k}`));
    setClass(node, "touched", found.touched);
  }
  return { node, show };
}
