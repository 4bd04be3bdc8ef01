// The cell as its equations: pipes as thick as what they carry, valves as open as their gates, every part explained.

import { el, setAttr, setClass, setText, svg } from "../kit/dom.js";
import { rove } from "../kit/number_field.js";
import { fixed, stepIndex } from "../kit/numbers.js";
import { BOX, sceneOf } from "./layout.js";
import { isKnown, numberIn } from "./numbers.js";
import { inputLabel } from "./say.js";
import { GATES, anatomy, heldNow, holdOn, phasesOf } from "./state.js";

const BORE = 30; // how thick a pipe can get
const VALVE = { across: 48, along: 26 };
const LETTERS = { c_prev: ["c", -1], h_prev: ["h", -1], fc: ["f·c", 0], ig: ["i·g", 0], tanh_c: ["tanh c", 0],
  keep: ["1−z", 0], kept: ["(1−z)·h", 0], zn: ["z·n", 0], s: ["r·h", 0] };
const SYMBOL = { c_prev: "c", fc: "c", ig: "c", tanh_c: "c", h_prev: "h", keep: "z", kept: "h", zn: "h", s: "h" };
const symbolOf = (key) => SYMBOL[key] ?? key;

/** Three digits after the point, without the zero before it where there is little room. */
const lean = (value) => fixed(value).replace(/^(\u2212?)0\./, "$1.");

const path = (points) => `M${points.map((point) => point.join(" ")).join("L")}`;

/** What a part is called on the drawing, with its step. */
function lettersOf(key, t, text) {
  const [letter, back] = text ? [text, 0] : LETTERS[key] ?? [key, 0];
  return letter.length === 1 ? [letter, stepIndex(t + back)] : [letter, ""];
}

function symbolText(key, attrs, text) {
  const [letter, index] = [svg("tspan", {}), svg("tspan", { class: "index" })];
  const node = svg("text", { class: `symbol sym-${symbolOf(key)}`, ...attrs }, letter, index);
  const show = (t) => {
    const [name, sub] = lettersOf(key, t, text);
    setText(letter, name);
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
  return svg("path", { class: `wire sym-${sym}${dash ? " peephole" : ""}`, d: path(points) + tip });
}

/** A pipe: its walls, what flows in it, and a line along the middle of what is negative. */
function pipe({ key, points }) {
  const d = path(points);
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
function numberLabel({ key, x, y, anchor, line, thin, text }, wide) {
  const gap = thin ? 6 : 18;
  const name = symbolText(key, { x, y: line ? y : y - gap, "text-anchor": anchor }, text);
  const number = line ? svg("tspan", { class: "number" })
    : svg("text", { class: "number", x, y: y + gap + 9, "text-anchor": anchor });
  if (line) name.node.append(number);
  const [width, height] = line ? [96, 24] : [56, 2 * gap + 28];
  const left = { start: x - 2, middle: x - width / 2, end: x - width + 2 }[anchor];
  const hit = svg("rect", { class: "hit", x: left, y: line ? y - 16 : y - gap - 14, width, height, rx: 5 });
  const node = svg("g", { class: `node label sym-${symbolOf(key)}` }, hit, name.node, ...(line ? [] : [number]));
  function show(value, known, t) {
    const lift = name.show(t);
    if (line) setAttr(number, "dy", lift ? String(lift) : null);
    const digits = typeof value === "string" ? value : known ? (wide ? fixed : lean)(value) : "·";
    setText(number, line ? ` = ${digits}` : digits);
    setClass(node, "unknown", !known);
  }
  return { key, node, show };
}

/** A squashing function in a rounded box. */
function squash({ key, x, y, text }) {
  const node = svg("g", { class: `node round sym-${symbolOf(key)}` },
    svg("rect", { class: "body", x: x - 19, y: y - 13, width: 38, height: 26, rx: 13 }),
    svg("text", { class: "squash", x, y: y + 4 }, text));
  const show = (known) => setClass(node, "unknown", !known);
  return { key, node, show };
}

const sum = ({ key, x, y }) => ({
  key,
  node: svg("g", { class: `node sum sym-${symbolOf(key)}` }, svg("circle", { class: "body", cx: x, cy: y, r: 12 }),
    svg("path", { class: "plus", d: `M${x - 6} ${y}H${x + 6}M${x} ${y - 6}V${y + 6}` })),
});

/** Pressed, a valve is shut, then open, then free again. */
function turnable({ gate, node }, dispatch) {
  const turn = () => dispatch((state) => ({ type: "hold", gate, value: NEXT.get(holdOn(state, gate)?.value ?? null) }));
  node.addEventListener("click", turn);
  node.addEventListener("keydown", (event) => {
    if (![" ", "Enter"].includes(event.key)) return;
    event.preventDefault();
    turn();
  });
}

const NEXT = new Map([[null, 0], [0, 1], [1, null]]);

/** A part can be pointed at, by mouse, finger or Tab. */
function pointable({ key, gate, node }, dispatch) {
  const attrs = { role: gate ? "button" : "img", tabindex: "-1", "data-key": key };
  for (const [name, value] of Object.entries(attrs)) node.setAttribute(name, value);
  const point = (to) => () => dispatch({ type: "point", key: to });
  for (const enter of ["pointerenter", "focus"]) node.addEventListener(enter, point(key));
  for (const leave of ["pointerleave", "blur"]) node.addEventListener(leave, point(null));
}

/** Every part of the scene of a cell; `nodes` are those with a number of their own. */
function partsOf(scene, { activation = "tanh" }, width, dispatch, text) {
  const rounds = scene.rounds.map((round) => (round.key === "h" ? { ...round, text: activation } : round));
  const parts = {
    pipes: scene.pipes.map(pipe), valves: scene.valves.map(valve), boxes: scene.boxes.map((one) => box(one, text)),
    sums: scene.sums.map(sum), rounds: rounds.map(squash),
    labels: scene.labels.map((label) => numberLabel(label, width > 560)),
  };
  const nodes = [...parts.labels, ...parts.boxes, ...parts.valves, ...parts.rounds, ...parts.sums];
  for (const part of nodes) pointable(part, dispatch);
  for (const part of parts.valves) turnable(part, dispatch);
  return { ...parts, nodes };
}

/** How much a full pipe carries of each number: the memory has the largest value of the unit, the rest 1. */
function scales({ unit }, { net, trace, free }) {
  const { state: memory } = anatomy(net.cell.kind);
  const own = memory === "c" ? ["c_prev", "fc", "g", "ig", "c"] : ["h_prev", "kept", "s", "n", "zn", "h", "a"];
  const largest = Math.max(1, ...[...trace, ...free].map((now) => Math.abs(now[memory][unit])));
  return (key) => (own.includes(key) ? largest : 1);
}

/** Brings every part up to date. */
function showParts({ pipes, valves, boxes, labels, rounds, nodes }, state, spec, text) {
  const { t, unit, point, inside, phase } = state;
  const known = (key) => isKnown(key, state, spec);
  const value = (key) => (key === "x" ? inputLabel(spec, t) : numberIn(spec.trace[t], key, unit));
  const scale = scales(state, spec);
  for (const { key, show } of pipes) show(value(key), scale(key), known(key));
  for (const { key, gate, node, show } of valves) {
    show(value(key), known(key));
    setClass(node, "held", heldNow(state, gate));
  }
  for (const { key, show } of boxes) show(value(key), known(key), t, Boolean(heldNow(state, key)));
  for (const { key, show } of labels) show(value(key), known(key), t);
  for (const { key, show } of rounds) show(known(key));
  const lit = point ?? (inside ? phasesOf(spec)[phase] : null);
  for (const { key, node } of nodes) {
    setClass(node, "lit", key === lit);
    const number = key === "x" ? value("x") : known(key) ? fixed(value(key)) : text("not_yet");
    setAttr(node, "aria-label", `${text(`gates_name_${key}`)}: ${number}`);
  }
}

/** The drawing, and `show(state, spec, width)` to bring it up to date. */
export function cellDrawing(dispatch, text) {
  const drawing = svg("svg", { class: "drawing", role: "group", "aria-label": text("gates_drawing") });
  const node = el("div", {}, drawing); // listens for its parts: an svg that did so itself would be a Tab stop
  let laidOut = "";
  let parts = null;

  function layOut(cell, width) {
    const scene = sceneOf(width, cell.kind);
    parts = partsOf(scene, cell, width, dispatch, text);
    drawing.replaceChildren(...parts.pipes.map(({ walls }) => walls), ...scene.wires.map(wire),
      ...[...parts.pipes, ...parts.nodes].map((part) => part.node));
    rove(node, parts.nodes.map((part) => part.node));
    setAttr(drawing, "viewBox", `0 0 ${width} ${scene.height}`);
    setAttr(drawing, "width", String(width));
    setAttr(drawing, "height", String(scene.height));
  }

  function show(state, spec, width) {
    const { cell } = spec.net;
    const wanted = [cell.kind, cell.activation, width, state.cell].join();
    if (wanted !== laidOut) layOut(cell, width);
    laidOut = wanted;
    showParts(parts, state, spec, text);
  }
  return { node, show };
}
