// The plane of the adversarial replay: the field of D, real points, fakes, where they are pushed, and a probe.

import { el, setAttr, setClass, svg } from "../kit/dom.js";
import { tight } from "../kit/numbers.js";
import { LEVELS, contours } from "./field.js";
import { sayProbe } from "./say.js";

const SIDE = 400; // of the drawing, in its own units
const NUDGES = { ArrowRight: [0.1, 0], ArrowLeft: [-0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };

const rounded = (n) => n.toFixed(1);
const ring = (x, y, r) => `M${rounded(x - r)} ${rounded(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
const plus = (x, y) => `M${rounded(x - 3)} ${rounded(y)}h6M${rounded(x)} ${rounded(y - 3)}v6`;

/** Places of the plane in units of the drawing. */
function placesOf({ extent, resolution }) {
  const x = (one) => ((one + extent) / (2 * extent)) * SIDE;
  const y = (one) => SIDE - x(one);
  const cell = SIDE / (resolution - 1);
  const outline = (loops) => loops.map((loop) =>
    `M${loop.map(([u, v]) => `${rounded(u * cell)} ${rounded(SIDE - v * cell)}`).join("L")}Z`).join("");
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
  const [tx, ty] = [x + dx, y + dy].map(rounded);
  const barbs = [[bx + sx, by + sy], [bx - sx, by - sy]].map((one) => one.map(rounded).join(" "));
  return `M${rounded(x)} ${rounded(y)}L${tx} ${ty}M${barbs[0]}L${tx} ${ty}L${barbs[1]}`;
}

/** The marks of the picture by their names, and the picture of them in their order. */
function pictureOf({ real, centres, reach, extent }, { x, y }) {
  const clip = `plane-${Math.random().toString(36).slice(2)}`; // an id is the page's, and there may be two of us
  const bands = LEVELS.map((_, n) => svg("path", { class: `band band-${n + 1}` }));
  const [ghost, even, trail, halos, dots, pull] =
    ["even ghost", "even", "trail", "halos", "fakes", "pull"].map((name) => svg("path", { class: name }));
  const crosses = svg("path", { class: "real", d: real.map(([u, v]) => plus(x(u), y(v))).join("") });
  const radius = (reach / (2 * extent)) * SIDE;
  const rings = centres.map(([u, v]) =>
    svg("circle", { class: "mode-ring", cx: rounded(x(u)), cy: rounded(y(v)), r: rounded(radius) }));
  const node = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, class: "plane-picture", role: "img" },
    svg("clipPath", { id: clip }, svg("rect", { width: SIDE, height: SIDE })),
    svg("g", { "clip-path": `url(#${clip})` },
      svg("rect", { class: "band band-0", width: SIDE, height: SIDE }), ...bands,
      ghost, even, ...rings, crosses, halos, trail, pull, dots),
    svg("rect", { class: "edge", width: SIDE, height: SIDE }));
  return { node, bands, ghost, even, trail, halos, dots, pull, rings };
}

/** The drawing and `show(state, spec)`. */
export function plane(given, dispatch, text) {
  const { resolution } = given;
  const places = placesOf(given);
  const { x, y, outline } = places;
  const levels = LEVELS.map((p) => Math.log(p / (1 - p)));
  const { node: picture, ...marks } = pictureOf(given, places);
  const probe = el("button", { type: "button", class: "probe" });
  const node = el("div", { class: "plane" }, picture, probe);
  hands(node, probe, given, dispatch);

  function show(state, spec) {
    const { now, before } = spec;
    const loops = levels.map((level) => outline(contours(now.field, resolution, level)));
    marks.bands.forEach((band, n) => setAttr(band, "d", loops[n]));
    setAttr(marks.even, "d", loops[2]);
    const mover = before ? spec.moves[state.frame] : "";
    setAttr(marks.ghost, "d", mover === "D" ? outline(contours(before.field, resolution, 0)) : "");
    const samples = now.samples.map(([u, v]) => [x(u), y(v)]);
    for (const [path, size] of [[marks.halos, 3.8], [marks.dots, 3]]) {
      setAttr(path, "d", samples.map(([u, v]) => ring(u, v, size)).join(""));
    }
    setAttr(marks.pull, "d", samples.map(([u, v], n) => pulled(u, v, now.pull[n])).join(""));
    setAttr(marks.trail, "d", mover === "G" ? before.samples.map(([u, v], n) =>
      `M${rounded(x(u))} ${rounded(y(v))}L${samples[n].map(rounded).join(" ")}`).join("") : "");
    marks.rings.forEach((one, n) => setClass(one, "covered", now.covers[n]));
    setAttr(picture, "aria-label", text("replay_plane", { covered: now.covered, modes: now.covers.length }));
    probe.style.left = `${(100 * x(state.probe[0])) / SIDE}%`;
    probe.style.top = `${(100 * y(state.probe[1])) / SIDE}%`;
    setAttr(probe, "aria-label", sayProbe(state, spec, text));
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
    const by = event.shiftKey || event.ctrlKey || event.metaKey || event.altKey ? null : NUDGES[event.key];
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
