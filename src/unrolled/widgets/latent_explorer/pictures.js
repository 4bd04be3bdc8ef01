// Pictures of 8 x 8 points: painted on a canvas as ink whose thickness is the number, and drawn by hand.

import { el, setAttr, svg } from "../kit/dom.js";
import { range } from "../kit/numbers.js";
import { SIDE } from "../engine/autoencoder.js";

/** A canvas of columns x rows pictures; `show(pictures, label)` paints them row by row, if others than before. */
export function inkSheet(columns, rows, name, labelled = false) {
  const node = el("canvas", {
    width: columns * SIDE, height: rows * SIDE, class: `ink ${name}`,
    ...(labelled ? { role: "img" } : { "aria-hidden": "true" }),
  });
  const canvas = node.getContext("2d");
  const width = columns * SIDE;
  let painted = [];
  function show(pictures, label) {
    if (labelled) setAttr(node, "aria-label", label);
    if (pictures.length === painted.length && pictures.every((one, n) => one === painted[n])) return;
    painted = [...pictures];
    const image = canvas.createImageData(width, rows * SIDE);
    pictures.forEach((picture, n) => picture.forEach((ink, p) => {
      const x = (n % columns) * SIDE + (p % SIDE);
      const y = Math.floor(n / columns) * SIDE + Math.floor(p / SIDE);
      image.data[4 * (y * width + x) + 3] = 255 * ink; // black, as opaque as there is ink; the array clamps it
    }));
    canvas.putImageData(image, 0, 0);
  }
  return { node, show };
}

/** What share of a node's width and height a pointer is at. */
export function shareAt(node, { clientX, clientY }) {
  const { left, top, width, height } = node.getBoundingClientRect();
  return [(clientX - left) / width, (clientY - top) / height];
}

/** Calls `begin` and `go` with the shares of the node where a pointer goes down and moves on, wherever it strays. */
export function draggable(node, { begin, go }) {
  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    node.setPointerCapture(event.pointerId);
    begin(shareAt(node, event));
  });
  node.addEventListener("pointermove", (event) => {
    if (node.hasPointerCapture(event.pointerId)) go(shareAt(node, event));
  });
}

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Arrow keys on a node that has the focus: `move([down, across], shift)`. They are then nobody else's. */
export function arrowKeys(node, move) {
  node.addEventListener("keydown", (event) => {
    const by = event.ctrlKey || event.metaKey || event.altKey ? null : ARROWS[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    move(by, event.shiftKey);
  });
}

const LINES = range(SIDE - 1).map((n) => `M${n + 1} 0V${SIDE}M0 ${n + 1}H${SIDE}`).join("");

/** Places along a stroke, close enough that no gap is left: shares of the pad become rows and columns. */
function strokeFrom(from, to) {
  const place = ([across, down]) => [down * SIDE - 0.5, across * SIDE - 0.5];
  const [[r0, c0], [r1, c1]] = [place(from), place(to)];
  const count = Math.max(1, Math.ceil(Math.hypot(r1 - r0, c1 - c0) / 0.4));
  return range(count).map((n) => {
    const s = (n + 1) / count;
    return [r0 + (r1 - r0) * s, c0 + (c1 - c0) * s];
  });
}

/** The pad with the picture that is encoded: drawn on with mouse, finger, or arrows and space. */
export function drawingPad(dispatch, text) {
  const paper = inkSheet(1, 1, "");
  const pen = svg("rect", { class: "pen", width: 1, height: 1 });
  const lines = svg("path", { class: "lines", d: LINES });
  const node = el("div", { class: "pad", tabindex: "0", role: "application", "aria-label": text("latent_pad") },
    paper.node, svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": "true" }, lines, pen));
  let last = null;
  const draw = (to) => {
    dispatch({ type: "dab", places: strokeFrom(last ?? to, to) });
    last = to;
  };
  draggable(node, { begin: (at) => { last = null; draw(at); }, go: draw });
  arrowKeys(node, (by) => dispatch({ type: "pen", by }));
  node.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    dispatch((state) => ({ type: "dab", places: [state.pen] }));
  });
  function show({ pen: [r, c] }, picture) {
    paper.show([picture]);
    setAttr(pen, "x", String(c));
    setAttr(pen, "y", String(r));
  }
  return { node, show };
}
