// How far a gradient reaches: |dL/dh_t| over time on a logarithmic scale, against its bound, as a reader turns W_h up.

import { choice, dial } from "../kit/choices.js";
import { el, setAttr, setClass, setText, svg } from "../kit/dom.js";
import { formula } from "../kit/formula.js";
import { fixed } from "../kit/numbers.js";
import { FEWEST, RADII, THRESHOLD, change, clipped, measure, startDecay } from "./state.js";
import { live } from "../kit/mount.js";

const PLOT = { height: 250, left: 46, right: 12, top: 12, bottom: 36 };
const ROOM = 8; // decades by which the bound may run ahead of what is measured before it leaves the plot
const SHARED_DECAY = ["radius", "activation", "steps", "clip"];
const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

const raised = (n) => String(n).replace(/./g, (digit) => RAISED[digit]);
const tenTo = (n) => `10${raised(n)}`;

/** A number of any size in three digits, with its power of ten where it is far from 1. */
export function sized(value) {
  if (value === 0) return fixed(value);
  const [digits, power] = value.toExponential(2).split("e");
  const near = power >= -3 && power <= 2;
  const said = near ? value.toPrecision(3) : `${digits}\u00b7${tenTo(Number(power))}`;
  return said.replace("-", "\u2212");
}

const logsOf = (values) => values.filter((value) => value > 0).map(Math.log10);

/** The decades in view: those of what is measured, and of the bound as far as there is room. */
function decadesOf({ norms, bounds }) {
  const [measured, allowed] = [logsOf(norms), logsOf(bounds)];
  const low = Math.floor(Math.min(...measured, ...allowed));
  const high = Math.ceil(Math.max(...measured, ...allowed));
  return [Math.min(low, -1), Math.max(Math.min(high, Math.ceil(Math.max(...measured)) + ROOM), 1)];
}

/** The plot, and `show(state, found, width)` to bring it up to date. */
function plot(dispatch, text) {
  const node = svg("svg", { class: "plot", role: "img", height: PLOT.height });
  const [grid, bound, line] = [svg("g", {}), svg("path", { class: "bound" }), svg("path", { class: "measured" })];
  const cursor = svg("line", { class: "cursor" });
  const dots = [svg("circle", { class: "dot bound-dot", r: 4 }), svg("circle", { class: "dot", r: 4.5 })];
  node.append(grid, cursor, bound, line, ...dots);
  let place = null;
  for (const kind of ["pointermove", "pointerdown"]) {
    node.addEventListener(kind, (event) => {
      if (place) dispatch({ type: "look", at: place(event.clientX - node.getBoundingClientRect().left) });
    });
  }

  function axes([low, high], x, y, steps, width) {
    const by = Math.ceil((high - low) / 6);
    const rows = Array.from({ length: high - low + 1 }, (_, n) => low + n).filter((n) => n % by === 0);
    const every = [1, 2, 5, 10, 20, 50].find((n) => (steps / n) * 34 < width - PLOT.left) ?? 50;
    const columns = Array.from({ length: steps }, (_, t) => t).filter((t) => t % every === 0);
    grid.replaceChildren(
      ...rows.map((n) =>
        svg("line", { class: n ? "rule" : "rule one", x1: PLOT.left, x2: width - PLOT.right, y1: y(n), y2: y(n) })),
      ...rows.map((n) => svg("text", { class: "tick", x: PLOT.left - 6, y: y(n) + 4 }, n ? tenTo(n) : "1")),
      ...columns.map((t) => svg("text", { class: "tick step", x: x(t), y: PLOT.height - 12 }, `${t}`)),
      svg("text", { class: "tick step", x: PLOT.left - 22, y: PLOT.height - 12 }, "t ="),
    );
  }

  function show({ steps, at }, found, width) {
    const [low, high] = decadesOf(found);
    const x = (t) => PLOT.left + 6 + (t / (steps - 1)) * (width - PLOT.left - PLOT.right - 12);
    const y = (log) => PLOT.top + ((high - log) / (high - low)) * (PLOT.height - PLOT.top - PLOT.bottom);
    const seen = (value) => value > 0 && Math.log10(value) >= low && Math.log10(value) <= high;
    const point = (value, t) => `${x(t).toFixed(1)} ${y(Math.log10(value)).toFixed(1)}`;
    const path = (values) => `M${values.flatMap((value, t) => (seen(value) ? [point(value, t)] : [])).join("L")}`;
    setAttr(node, "viewBox", `0 0 ${width} ${PLOT.height}`);
    setAttr(node, "width", String(width));
    axes([low, high], x, y, steps, width);
    setAttr(bound, "d", path(found.bounds));
    setAttr(line, "d", path(found.norms));
    for (const end of ["x1", "x2"]) setAttr(cursor, end, x(at).toFixed(1));
    setAttr(cursor, "y1", PLOT.top);
    setAttr(cursor, "y2", PLOT.height - PLOT.bottom);
    [found.bounds, found.norms].forEach((values, n) => {
      setAttr(dots[n], "cx", x(at).toFixed(1));
      setAttr(dots[n], "cy", seen(values[at]) ? y(Math.log10(values[at])).toFixed(1) : null);
      setClass(dots[n], "hidden", !seen(values[at]));
    });
    setAttr(node, "aria-label", text("decay_plot", { first: sized(found.norms[0]), bound: sized(found.bounds[0]) }));
    place = (px) => Math.round(((px - PLOT.left - 6) / (width - PLOT.left - PLOT.right - 12)) * (steps - 1));
  }
  return { node, show };
}

const said_ = (said, symbol = "", sub = "") => [said, symbol, sub];

/** The step that is looked at: its gradient, and the bound with its numbers. */
function reading(text) {
  const [letters, numbers, about] = ["letters", "numbers", "about"].map((name) => el("p", { class: name }));
  const node = el("div", { class: "panel" }, letters, numbers, about);
  function show({ steps, at, activation }, { norms, bounds, gamma }) {
    const back = steps - 1 - at;
    formula(letters, [said_("|"), said_("d", "gradient"), said_("h", "gradient", `${at}`), said_("| = "),
      said_(sized(norms[at])), said_(norms[at] <= bounds[at] * (1 + 1e-9) ? " ≤ " : " > "),
      said_(`γ${raised(back)} = ${sized(gamma)}${raised(back)} = `), said_(sized(bounds[at]))]);
    setText(numbers, text("decay_gamma", { activation, gamma: sized(gamma) }));
    setText(about, text("decay_about", { at, last: steps - 1, back }));
  }
  return { node, show };
}

function tellClip(text, clip, { length, left, angle }) {
  const told = { length: sized(length), left: sized(left), angle: angle.toFixed(0), threshold: THRESHOLD };
  if (clip === "none") return text("decay_unclipped", told);
  return text(left === length ? "decay_fits" : `decay_clipped_${clip}`, told);
}

/** The step that is looked at, for a sentence. */
const tellStep = ({ at, steps }, { norms, bounds }) =>
  ({ at, back: steps - 1 - at, length: sized(norms[at]), bound: sized(bounds[at]) });

const fate = (length) => (length < 0.1 ? "decay_fades" : length > 10 ? "decay_grows" : "decay_stays");

function decayView(spec, { dispatch, text, lang }) {
  const root = el("section", {
    class: "unrolled-widget gradient-decay", tabindex: "0", role: "group", "aria-label": text("gradient_decay"), lang,
  });
  const drawing = plot(dispatch, text);
  const names = ["tanh", "relu", "sigmoid", "identity"];
  const ways = ["none", "norm", "value"];
  const radius = dial(text("decay_radius"), { ...RADII }, (to) => dispatch({ type: "radius", radius: to }));
  const lengths = { least: FEWEST, most: spec.xs.length, by: 1 };
  const steps = dial(text("decay_steps"), lengths, (to) => dispatch({ type: "steps", steps: to }));
  const activations = names.map((name) => [name, { type: "activation", activation: name }]);
  const f = choice(text("decay_activation"), activations, dispatch);
  const clips = ways.map((way) => [text(`decay_clip_${way}`), { type: "clip", clip: way }]);
  const clip = choice(text("decay_clip"), clips, dispatch);
  const keys = ["measured", "bound"].map((name) => el("span", { class: `key key-${name}` }, text(`decay_key_${name}`)));
  const [told, looked] = [el("span", {}), el("span", { class: "looked" })];
  const spoken = { class: "sentence", role: "status", "aria-live": "polite", "aria-atomic": "false" };
  const sentence = el("p", spoken, told, looked);
  const after = el("p", { class: "clip-told" });
  const panel = reading(text);
  const toStart = () => dispatch({ type: "reset" });
  const reset = el("button", { type: "button", class: "mode reset", onclick: toStart }, text("reset"));
  root.append(el("div", { class: "dials" }, radius.node, steps.node, f.node), el("div", { class: "keys" }, ...keys),
    drawing.node, sentence, panel.node, el("div", { class: "dials" }, clip.node, reset), after);

  function show(state, found, width) {
    radius.show(state.radius, `ρ = ${state.radius.toFixed(2)}`);
    steps.show(state.steps, `T = ${state.steps}`);
    f.show(names.indexOf(state.activation));
    clip.show(ways.indexOf(state.clip));
    if (width) drawing.show(state, found, width);
    const first = { first: sized(found.norms[0]), bound: sized(found.bounds[0]), steps: state.steps - 1 };
    setText(told, text(fate(found.norms[0]), first));
    setText(looked, state.at ? text("decay_looked", tellStep(state, found)) : "");
    panel.show(state, found);
    setText(after, tellClip(text, state.clip, clipped(found, state.clip)));
    setClass(root, "clipping", state.clip !== "none");
  }
  return { root, measured: root, show };
}

function render({ model, el }) {
  const spec = Object.fromEntries(["cell", "xs", "norm", "dh_last"].map((key) => [key, model.get(key)]));
  spec.radius = model.get("own_radius");
  spec.start = Object.fromEntries(SHARED_DECAY.map((key) => [key, model.get(key)]));
  return live({ model, el }, {
    start: startDecay(spec),
    move: (state, event) => change(state, event, spec),
    derive: (state) => measure(spec, state),
    from: ["radius", "activation", "steps"],
    places: SHARED_DECAY,
    view: (tools) => decayView(spec, tools),
  });
}

export default { render };
