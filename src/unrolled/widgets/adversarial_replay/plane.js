// The plane of the adversarial replay: the field of D, real points, fakes, where they are pushed, and a probe.

import { el, setAttr, setClass, svg } from "../kit/dom.js";
import { tight } from "../kit/numbers.js";
import { LEVELS, contours } from "./state.js";
import { sayProbe } from "./say.js";

const SIDE = 400; // of the drawing, in its own units
const NUDGE_PROBE = { ArrowRight: [0.1, 0], ArrowLeft: [-0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };

const round1 = (n) => n.toFixed(1);
const ring = (x, y, r) => `M${round1(x - r)} ${round1(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
const plus = (x, y) => `M${round1(x - 3)} ${round1(y)}h6M${round1(x)} ${round1(y - 3)}v6`;

/** Places of the plane in units of the drawing. */
function placesOf({ extent, resolution }) {
  const x = (one) => ((one + extent) / (2 * extent)) * SIDE;
  const y = (one) => SIDE - x(one);
  const cell = SIDE / (resolution - 1);
  const outline = (loops) => loops.map((loop) =>
    `M${loop.map(([u, v]) => `${round1(u * cell)} ${round1(SIDE - v * cell)}`).join("L")}Z`).join("");
  return { x, y, outline };
}

/** The length of an arrow in pixels, 18 for a pull of 1; a fiftieth of it is still seen, a thousandth is not. */
const lengthOf = (size) => (18 * Math.log1p(300 * size)) / Math.log(301);

/** An arrow along a vector; its length grows with the logarithm of the vector's, and none is drawn below a pixel. */
function pulled(x, y, [px, py]) {
  const size = Math.hypot(px, py);
  const length = lengthOf(size);
  if (length < 1) return "";
  const [dx, dy] = [(px / size) * length, (-py / size) * length];
  const head = Math.min(4, length / 2) / length;
  const [bx, by] = [x + dx * (1 - head), y + dy * (1 - head)];
  const [sx, sy] = [-dy * head * 0.6, dx * head * 0.6];
  const [tx, ty] = [x + dx, y + dy].map(round1);
  const barbs = [[bx + sx, by + sy], [bx - sx, by - sy]].map((one) => one.map(round1).join(" "));
  return `M${round1(x)} ${round1(y)}L${tx} ${ty}M${barbs[0]}L${tx} ${ty}L${barbs[1]}`;
}

/** The drawing and `show(state, found)`. */
export function plane(spec, dispatch, text) {
  const { x, y, outline } = placesOf(spec);
  const clip = `plane-${Math.random().toString(36).slice(2)}`; // an id is the page's, and there may be two of us
  const levels = LEVELS.map((p) => Math.log(p / (1 - p)));
  const bands = LEVELS.map((_, n) => svg("path", { class: `band band-${n + 1}` }));
  const [ghost, even, trail, halos, dots, pull] =
    ["even ghost", "even", "trail", "halos", "fakes", "pull"].map((name) => svg("path", { class: name }));
  const real = svg("path", { class: "real", d: spec.real.map(([u, v]) => plus(x(u), y(v))).join("") });
  const radius = (spec.reach / (2 * spec.extent)) * SIDE;
  const centres = spec.centres.map(([u, v]) =>
    svg("circle", { class: "mode-ring", cx: round1(x(u)), cy: round1(y(v)), r: round1(radius) }));
  const picture = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, class: "plane-picture", role: "img" },
    svg("clipPath", { id: clip }, svg("rect", { width: SIDE, height: SIDE })),
    svg("g", { "clip-path": `url(#${clip})` },
      svg("rect", { class: "band band-0", width: SIDE, height: SIDE }), ...bands,
      ghost, even, ...centres, real, halos, trail, pull, dots),
    svg("rect", { class: "edge", width: SIDE, height: SIDE }));
  const probe = el("button", { type: "button", class: "probe" });
  const node = el("div", { class: "plane" }, picture, probe);
  hands(node, probe, spec, dispatch);

  function show(state, found) {
    const { now, before } = found;
    const loops = levels.map((level) => outline(contours(now.field, spec.resolution, level)));
    bands.forEach((band, n) => setAttr(band, "d", loops[n]));
    setAttr(even, "d", loops[2]);
    const moved = before ? spec.moves[state.frame] : "";
    setAttr(ghost, "d", moved === "D" ? outline(contours(before.field, spec.resolution, 0)) : "");
    const places = now.samples.map(([u, v]) => [x(u), y(v)]);
    for (const [marks, size] of [[halos, 3.8], [dots, 3]]) {
      setAttr(marks, "d", places.map(([u, v]) => ring(u, v, size)).join(""));
    }
    setAttr(pull, "d", places.map(([u, v], n) => pulled(u, v, now.pull[n])).join(""));
    setAttr(trail, "d", moved === "G" ? before.samples.map(([u, v], n) =>
      `M${round1(x(u))} ${round1(y(v))}L${places[n].map(round1).join(" ")}`).join("") : "");
    centres.forEach((one, n) => setClass(one, "covered", now.covers[n]));
    const told = { covered: now.covered, modes: now.covers.length };
    setAttr(picture, "aria-label", text("replay_plane", told));
    probe.style.left = `${(100 * x(state.probe[0])) / SIDE}%`;
    probe.style.top = `${(100 * y(state.probe[1])) / SIDE}%`;
    setAttr(probe, "aria-label", sayProbe(spec, state, found, text));
  }
  return { node, show };
}

/** The probe goes where one points, is dragged, and walks with the arrow keys. */
function hands(node, probe, { extent }, dispatch) {
  const put = (event) => {
    const { left, top, width, height } = node.getBoundingClientRect();
    const at = [(event.clientX - left) / width, 1 - (event.clientY - top) / height];
    dispatch({ type: "probe", at: at.map((part) => (2 * part - 1) * extent) });
  };
  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (event.target === probe) probe.setPointerCapture(event.pointerId); // it stays under the finger
    else put(event);
  });
  node.addEventListener("pointermove", (event) => { if (event.buttons & 1) put(event); });
  probe.addEventListener("keydown", (event) => {
    const by = event.shiftKey || event.ctrlKey || event.metaKey || event.altKey ? null : NUDGE_PROBE[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    dispatch(({ probe: at }) => ({ type: "probe", at: at.map((one, n) => one + by[n]) }));
  });
}

/** What the colours, lines and marks stand for. */
export function planeKey(text) {
  const marks = [
    ["fake", "fakes", ring(10, 8, 3)], ["real", "real", plus(10, 8)], ["pull", "pull", "M2 8H17M13 5L17 8L13 11"],
    ["even", "even", "M1 8H19"],
    ["ring", "mode-ring covered", ring(10, 8, 6)], ["open", "mode-ring", ring(10, 8, 6)],
  ];
  const scale = el("div", { class: "scale" }, el("span", { class: "scale-name" }, text("replay_scale")),
    ...[0, ...LEVELS].flatMap((from, n) => [
      el("span", { class: "scale-end" }, tight(from)), el("span", { class: `swatch swatch-${n}` }),
    ]), el("span", { class: "scale-end" }, "1"));
  const levels = LEVELS.map(tight).join(", ");
  const inLines = el("p", { class: "scale-lines" }, text("replay_scale_lines", { levels })); // where nothing is filled
  const sample = (name, d) =>
    svg("svg", { viewBox: "0 0 20 16", class: "sample", "aria-hidden": "true" }, svg("path", { class: name, d }));
  return el("div", { class: "keys" }, scale, inLines, el("ul", { class: "marks" }, ...marks.map(([key, name, d]) =>
    el("li", {}, sample(name, d), text(`replay_key_${key}`)))));
}
