// The sequence, and what the network believes after each of its steps: a swatch of a colour, or a bar an output.

import { el, setAttr, setClass, setText, setVar } from "../kit/dom.js";
import { rove } from "../kit/number_field.js";
import { fixed, range } from "../kit/numbers.js";
import { answerOf, isKnown } from "./numbers.js";
import { hexOf, inputLabel, inputName, nearestName, outputLabel, rgbOf } from "./say.js";
import { sizes } from "./state.js";

/** A belief in small: a swatch, or bars side by side. */
function thumbnail(V, swatch) {
  const bars = range(swatch ? 0 : V).map(() => el("span", { class: "bar" }));
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
function largestAnswer({ trace, free }) {
  if (trace[0].p) return 1;
  return Math.max(1e-9, ...[...trace, ...free].flatMap(({ y }) => y.map(Math.abs)));
}

/** A step as a button: its input, the belief after it, and the untouched belief. */
function stepColumn(t, V, swatch, dispatch) {
  const letter = el("span", { class: "token" });
  const beliefs = V ? [thumbnail(V, swatch), thumbnail(V, swatch)] : [];
  const node = el("button", {
    type: "button", class: "column", tabindex: "-1", onclick: () => dispatch({ type: "go", t }),
  }, letter, ...beliefs.map((belief) => belief.node));
  function fill(spec, most, text) {
    setText(letter, inputLabel(spec, t).replace(/[“”]/g, ""));
    setAttr(node, "aria-label", text("gates_go", { t, input: inputName(spec, t, text) }));
    [spec.trace, spec.free].forEach((run, n) => beliefs[n]?.show(answerOf(run[t]), most, !run[t].p));
    return letter.textContent.length;
  }
  function show(state) {
    setAttr(node, "aria-current", t === state.t ? "step" : null);
    setClass(node, "future", t > state.t);
  }
  return { node, fill, show };
}

/** The steps side by side; with a hand on a gate, the untouched belief below each. */
export function stepColumns({ colours }, dispatch, text) {
  const node = el("div", { class: "tokens", role: "group", "aria-label": text("gates_tokens") });
  let columns = [];
  let [built, filled] = ["", null];

  function build(T, V) {
    columns = range(T).map((t) => stepColumn(t, V, Boolean(colours), dispatch));
    node.replaceChildren(...columns.map((column) => column.node));
    setVar(node, "--steps", String(T));
  }

  function fill(spec, V) {
    const most = V ? largestAnswer(spec) : 1;
    const longest = Math.max(...columns.map((column) => column.fill(spec, most, text)));
    setVar(node, "--least", `${longest > 1 ? 10 + 9 * Math.min(longest, 9) : 0}px`);
    setClass(node, "touched", spec.touched);
  }

  function show(state, spec) {
    const { T, V } = sizes(spec);
    const wanted = [T, V].join();
    if (wanted !== built) build(T, V);
    built = wanted;
    if (filled !== spec) fill(spec, V);
    filled = spec;
    for (const column of columns) column.show(state);
  }
  return { node, show };
}

/** A large swatch with its caption. */
function patch(name) {
  const [square, caption, hex] = ["square", "what", "hex"].map((part) => el("span", { class: part }));
  const node = el("div", { class: `patch ${name}` }, square, el("span", { class: "said" }, caption, hex));
  function show(rgb, what, likeness) {
    node.hidden = !rgb;
    if (!rgb) return;
    setVar(square, "--colour", hexOf(rgb));
    setText(caption, what);
    setText(hex, likeness);
  }
  return { node, show };
}

/** One output: its name, its number, a bar, and a mark where the untouched run has it. */
function outputRow(k, dispatch, label) {
  const [bar, mark, number] = ["bar", "free-mark", "number"].map((name) => el("span", { class: name }));
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

/** The colour now, the colour of the untouched run, and, where it is known, the true one. */
function patches({ colours, held_out }, text) {
  const [now, untouched, truth] = ["now", "free", "true"].map(patch);
  function likeness(rgb) {
    const like = nearestName(rgb, colours);
    return like ? text("gates_like", { like }) : hexOf(rgb);
  }
  function show(answer, free, inputs) {
    const name = inputs.join("");
    const hex = colours[name];
    now.show(answer, text("gates_now"), likeness(answer));
    untouched.show(free, text("gates_untouched"), free && likeness(free));
    const known = held_out.includes(name) ? "gates_held_out" : "gates_learnt";
    truth.show(hex && rgbOf(hex), text("gates_true", { name }), text(held_out.length ? known : "gates_known"));
  }
  return { nodes: [now, untouched, truth].map(({ node }) => node), show };
}

/** What the network believes now, and, where it is known, the truth. */
export function beliefPanel(given, dispatch, text) {
  const swatches = given.colours ? patches(given, text) : null;
  const rows = el("div", { class: "answers" });
  const heading = el("p", { class: "heading" });
  const node = el("div", { class: "belief", role: "group", "aria-label": text("gates_belief") },
    heading, el("div", { class: "patches" }, ...(swatches?.nodes ?? [])), rows);
  let outputs = [];

  function build(V) {
    outputs = range(V).map((k) => outputRow(k, dispatch, outputLabel(given, k, text)));
    rows.replaceChildren(...outputs.map((output) => output.node));
    rove(rows, outputs.map((output) => output.node));
  }

  function show(state, spec) {
    const { V } = sizes(spec);
    node.hidden = !V;
    if (!V) return;
    if (outputs.length !== V) build(V);
    // Inside a step, the belief is that of the step before until the readout has spoken.
    const t = isKnown("y.0", state, spec) ? state.t : state.t - 1;
    setClass(node, "empty", t < 0);
    setText(heading, t < 0 ? text("gates_before") : text("gates_after", { t, input: inputName(spec, t, text) }));
    const [answer, free] = [spec.trace, spec.free].map((run) => answerOf(run[Math.max(t, 0)]));
    const [most, signed] = [largestAnswer(spec), !spec.trace[0].p];
    swatches?.show(answer, spec.touched ? free : null, spec.inputs);
    outputs.forEach((output, k) => output.show(answer[k], free[k], most, signed, state.point === `y.${k}`));
    setClass(node, "touched", spec.touched);
  }
  return { node, show };
}
