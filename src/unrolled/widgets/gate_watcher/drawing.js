// The cell as its equations: pipes as thick as what they carry, valves as open as their gates, every part explained.

import { el, setAttr, setClass, setText, svg } from "../kit/dom.js";
import { fixed, short, stepIndex } from "../kit/numbers.js";
import { rove } from "../kit/number_field.js";
import { BOX, sceneOf } from "./layout.js";
import { isThere, numberIn } from "./numbers.js";
import { GATES, anatomy, holdOn, phasesIn } from "./state.js";

const BORE = 30; // how thick a pipe can get
const VALVE = { across: 48, along: 26 };
const SYMBOL = { c_prev: ["c", -1], h_prev: ["h", -1], fc: ["f·c", 0], ig: ["i·g", 0], tanh_c: ["tanh c", 0],
  keep: ["1−z", 0], kept: ["(1−z)·h", 0], zn: ["z·n", 0], s: ["r·h", 0] };

/** Three digits after the point, without the zero before it where there is little room. */
const lean = (value) => fixed(value).replace(/^(\u2212?)0\./, "$1.");

const line = (points) => `M${points.map((point) => point.join(" ")).join("L")}`;
const COLOURED = { c_prev: "c", fc: "c", ig: "c", tanh_c: "c", h_prev: "h", keep: "z", kept: "h", zn: "h", s: "h" };
const symOf = (key) => COLOURED[key] ?? key;

/** What a part is called on the drawing, with its step. */
function lettersOf(key, t, text) {
  const [letter, back] = text ? [text, 0] : SYMBOL[key] ?? [key, 0];
  return letter.length === 1 ? [letter, stepIndex(t + back)] : [letter, ""];
}

function symbolText(key, attrs, text) {
  const [letter, index] = [svg("tspan", {}), svg("tspan", { class: "index" })];
  const node = svg("text", { class: `symbol sym-${symOf(key)}`, ...attrs }, letter, index);
  const show = (t) => {
    const [said, sub] = lettersOf(key, t, text);
    setText(letter, said);
    setText(index, sub);
    setAttr(index, "dy", sub ? "3" : null);
    return sub ? -3 : 0;
  };
  return { node, show };
}

/** A thin line that carries a whole vector, not one number. */
function wire({ points, head, sym, dash }) {
  const [[x1, y1], [x2, y2]] = points.slice(-2);
  const [dx, dy] = [Math.sign(x2 - x1), Math.sign(y2 - y1)];
  const [bx, by] = [x2 - 6 * dx, y2 - 6 * dy];
  const tip = head ? `M${bx - 3.5 * dy} ${by - 3.5 * dx}L${x2} ${y2}L${bx + 3.5 * dy} ${by + 3.5 * dx}` : "";
  return svg("path", { class: `wire sym-${sym}${dash ? " peephole" : ""}`, d: line(points) + tip });
}

/** A pipe: its walls, what flows in it, and a line along the middle of what is negative. */
function pipe({ key, points }) {
  const d = line(points);
  const [flow, minus] = [svg("path", { class: "flow", d }), svg("path", { class: "minus", d })];
  const [walls, node] = [svg("path", { class: "walls", d }), svg("g", { class: "pipe" }, flow, minus)];
  function show(value, scale, known) {
    const thick = known ? Math.min(Math.abs(value) / scale, 1) * BORE : 0;
    setAttr(flow, "stroke-width", thick.toFixed(2));
    setClass(flow, "below", value < 0);
    setClass(minus, "off", !(value < 0 && thick > 5));
  }
  return { key, walls, node, show };
}

/** A valve: two plates that leave an opening as wide as the gate's value. */
function valve({ key, gate, x, y, upright }) {
  const { across, along } = VALVE;
  const [width, height] = upright ? [across, along] : [along, across];
  const [x0, y0] = [x - width / 2, y - height / 2];
  const sides = upright ? ["left", "right"] : ["top", "bottom"];
  const plates = sides.map((side) => svg("rect", { class: `plate from-${side}`, x: x0, y: y0, width, height }));
  const node = svg("g", { class: `node valve sym-${gate}` },
    svg("rect", { class: "housing", x: x0, y: y0, width, height, rx: 3 }), ...plates,
    svg("rect", { class: "frame", x: x0, y: y0, width, height, rx: 3 }));
  function show(value, known) {
    // A closed valve is shut to the last pixel; an open one is free but for the frame.
    const shut = known ? (0.5 * (1 - value)).toFixed(4) : "0";
    for (const plate of plates) plate.style.setProperty("--shut", shut);
    setClass(node, "unknown", !known);
  }
  return { key, gate, node, show };
}

/** A box: its letter, its number, and a bar, from the left for a gate, from the middle for what has a sign. */
function box({ key, x, y }, text) {
  const { width, height } = BOX;
  const [left, top] = [x - width / 2, y - height / 2];
  const name = symbolText(key, { x, y: y - 6 });
  const number = svg("text", { class: "number", x, y: y + 11 });
  const bar = svg("rect", { class: "bar", y: top + height - 7, height: 4 });
  const node = svg("g", { class: `node box sym-${key}` },
    svg("rect", { class: "body", x: left, y: top, width, height, rx: 8 }), name.node, number, bar);
  const signed = !GATES.includes(key);
  function show(value, known, t, held) {
    const room = width - 10;
    const size = known ? Math.min(Math.abs(value), 1) * (signed ? room / 2 : room) : 0;
    name.show(t);
    setText(number, held ? text("gates_held", { value }) : known ? lean(value) : "·");
    setClass(node, "held", held);
    setAttr(bar, "width", size.toFixed(1));
    setAttr(bar, "x", (signed ? (value < 0 ? x - size : x) : left + 5).toFixed(1));
    setClass(bar, "below", signed && value < 0);
    setClass(node, "unknown", !known);
  }
  return { key, node, show };
}

/** A number beside its pipe: above and below it, or on one line. */
function label({ key, x, y, anchor, line: oneLine, thin, text }, wide) {
  const gap = thin ? 6 : 18;
  const name = symbolText(key, { x, y: oneLine ? y : y - gap, "text-anchor": anchor }, text);
  const number = oneLine ? svg("tspan", { class: "number" })
    : svg("text", { class: "number", x, y: y + gap + 9, "text-anchor": anchor });
  if (oneLine) name.node.append(number);
  const [w, h] = oneLine ? [96, 24] : [56, 2 * gap + 28];
  const left = { start: x - 2, middle: x - w / 2, end: x - w + 2 }[anchor];
  const hit = svg("rect", { class: "hit", x: left, y: oneLine ? y - 16 : y - gap - 14, width: w, height: h, rx: 5 });
  const node = svg("g", { class: `node label sym-${symOf(key)}` }, hit, name.node, ...(oneLine ? [] : [number]));
  function show(value, known, t) {
    const lift = name.show(t);
    if (oneLine) setAttr(number, "dy", lift ? String(lift) : null);
    const said = typeof value === "string" ? value : known ? (wide ? fixed : lean)(value) : "·";
    setText(number, oneLine ? ` = ${said}` : said);
    setClass(node, "unknown", !known);
  }
  return { key, node, show };
}

function round({ key, x, y, text }) {
  const said = svg("text", { class: "squash", x, y: y + 4 }, text);
  const node = svg("g", { class: `node round sym-${symOf(key)}` },
    svg("rect", { class: "body", x: x - 19, y: y - 13, width: 38, height: 26, rx: 13 }), said);
  const show = (known) => setClass(node, "unknown", !known);
  return { key, node, said, show };
}

const sum = ({ key, x, y }) => ({
  key,
  node: svg("g", { class: `node sum sym-${symOf(key)}` }, svg("circle", { class: "body", cx: x, cy: y, r: 12 }),
    svg("path", { class: "plus", d: `M${x - 6} ${y}H${x + 6}M${x} ${y - 6}V${y + 6}` })),
});

/** A part can be pointed at, by mouse, finger or Tab. */
function explained({ key, gate, node }, dispatch) {
  const role = gate ? "button" : "img";
  for (const [name, value] of [["role", role], ["tabindex", "-1"], ["data-key", key]]) node.setAttribute(name, value);
  const point = (to) => () => dispatch({ type: "point", key: to });
  node.addEventListener("pointerenter", point(key));
  node.addEventListener("pointerleave", point(null));
  node.addEventListener("focus", point(key));
  node.addEventListener("blur", point(null));
  if (!gate) return;
  // Pressed, a valve is shut, then open, then free again.
  const turn = () => dispatch((state) => ({ type: "hold", gate, value: NEXT.get(holdOn(state, gate)?.value ?? null) }));
  node.addEventListener("click", turn);
  node.addEventListener("keydown", (event) => {
    if (![" ", "Enter"].includes(event.key)) return;
    event.preventDefault();
    turn();
  });
}

const NEXT = new Map([[null, 0], [0, 1], [1, null]]);

/** The drawing, and `show(state, found, width)` to bring it up to date. */
export function cellDrawing(spec, dispatch, text) {
  const node = svg("svg", { class: "drawing", role: "group", "aria-label": text("gates_drawing") });
  const around = el("div", {}, node); // listens for its parts: an svg that did so itself would be a Tab stop
  let laidOut = "";
  let parts = null;

  function layOut(cell, width) {
    const scene = sceneOf(width, cell.kind);
    const wide = width > 560;
    const made = {
      pipes: scene.pipes.map(pipe), valves: scene.valves.map(valve), boxes: scene.boxes.map((one) => box(one, text)),
      sums: scene.sums.map(sum), rounds: scene.rounds.map(round), labels: scene.labels.map((one) => label(one, wide)),
    };
    const nodes = [...made.labels, ...made.boxes, ...made.valves, ...made.rounds, ...made.sums];
    for (const one of nodes) explained(one, dispatch);
    for (const { said, key } of made.rounds) if (key === "h") setText(said, cell.activation ?? "tanh");
    node.replaceChildren(...made.pipes.map(({ walls }) => walls), ...scene.wires.map(wire),
      ...[...made.pipes, ...nodes].map((one) => one.node));
    rove(around, nodes.map((one) => one.node));
    setAttr(node, "viewBox", `0 0 ${width} ${scene.height}`);
    setAttr(node, "width", String(width));
    setAttr(node, "height", String(scene.height));
    return { ...made, nodes };
  }

  function show(state, found, width) {
    const { cell } = found.net;
    const wanted = [cell.kind, cell.activation, width, state.cell].join();
    if (wanted !== laidOut) parts = layOut(cell, width);
    laidOut = wanted;
    const now = found.trace[state.t];
    const phases = phasesIn(spec, state);
    const known = (key) => isThere(key, state.phase, phases);
    const value = (key) => (key === "x" ? inputShown(found, state.t) : numberIn(now, key, state.unit));
    const name = anatomy(cell.kind).state;
    const near = name === "c" ? ["c_prev", "fc", "g", "ig", "c"] : ["h_prev", "kept", "s", "n", "zn", "h", "a"];
    const scale = Math.max(1, ...[...found.trace, ...found.free].map((record) => Math.abs(record[name][state.unit])));
    for (const one of parts.pipes) one.show(value(one.key), near.includes(one.key) ? scale : 1, known(one.key));
    for (const one of parts.valves) {
      one.show(value(one.key), known(one.key));
      setClass(one.node, "held", heldNow(state, one.gate));
    }
    for (const one of parts.boxes) one.show(value(one.key), known(one.key), state.t, heldNow(state, one.key));
    for (const one of parts.labels) one.show(value(one.key), known(one.key), state.t);
    for (const one of parts.rounds) one.show(known(one.key));
    const lit = state.point ?? (state.inside ? phases[state.phase] : null);
    for (const one of parts.nodes) {
      setClass(one.node, "lit", one.key === lit);
      const said = one.key === "x" ? value("x") : known(one.key) ? fixed(value(one.key)) : text("not_yet");
      setAttr(one.node, "aria-label", `${text(`gates_name_${one.key}`)}: ${said}`);
    }
  }
  return { node: around, show };
}

const heldNow = (state, gate) => {
  const hold = holdOn(state, gate);
  return Boolean(hold && hold.from <= state.t);
};

/** The input of a step as it stands on the drawing. */
export function inputShown({ tokens, inputs, xs }, t) {
  if (tokens) return `“${tokens[t] === " " ? "␣" : tokens[t]}”`;
  return xs[t].length === 1 ? short(inputs[t][0]) : `(${xs[t].length})`;
}
