// The drawing of a run: boxes that are read, states, boxes that are written. One set of nodes serves all runs: when
// another is chosen they move to their new places.

import { el, setAttr, setClass, setText, svg } from "../kit/dom.js";
import { below } from "../kit/formula.js";
import { range } from "../kit/numbers.js";
import { BOX, arrowsOf, layOut, pixelSize, wordWidth } from "./layout.js";
import { progressOf } from "./state.js";

const ROWS = ["input", "state", "output"];
const SHADES = 4; // a picture's numbers are drawn in so many steps of darkness

/** A picture as one path for each shade, and its frame. */
function pixelPaths(picture, size) {
  const side = pixelSize(picture, size);
  const [left, top] = [-(side * picture[0].length) / 2, -(side * picture.length) / 2];
  const paths = range(SHADES).map(() => []);
  picture.forEach((row, r) => row.forEach((value, c) => {
    const shade = Math.round(value * SHADES);
    if (shade) paths[shade - 1].push(`M${left + c * side} ${top + r * side}h${side}v${side}h${-side}z`);
  }));
  const frame = `M${left} ${top}h${side * picture[0].length}v${side * picture.length}h${-side * picture[0].length}z`;
  return { paths: paths.map((pixels) => pixels.join("")), frame };
}

/** What stands in a node: h₂ or s₀ in a state, and what is read or written. */
function nodeText(row, t, { steps }, known) {
  const { read, kind, written, decoder, picture } = steps[t];
  if (row === 1 && steps.length === 1) return "h";
  if (row === 1) return decoder ? `s${below(t - steps.findIndex((step) => step.decoder))}` : `h${below(t)}`;
  if (row === 2) return known ? written ?? "" : "";
  return picture || (kind === "own" && !known) ? "" : read;
}

/** A word that is wider than its box is set smaller. */
function fontSize(word, width) {
  const [room, wanted] = [width - 9, wordWidth(word)];
  return wanted > room ? `${Math.max((13 * room) / wanted, 7).toFixed(1)}px` : "";
}

function setWidth(body, width) {
  setAttr(body, "x", (-width / 2).toFixed(1));
  setAttr(body, "width", width.toFixed(1));
}

function setPicture({ frame, shades }, picture, size) {
  const pixels = picture ? pixelPaths(picture, size) : { paths: [], frame: "" };
  setAttr(frame, "d", pixels.frame);
  shades.forEach((shade, k) => setAttr(shade, "d", pixels.paths[k] ?? ""));
}

/** A node of row 0, 1 or 2 at step t of whichever run is shown; `place` puts it there, `show` tells how far it is. */
function nodeAt(row, t) {
  const body = svg("rect", { class: "body", rx: row === 1 ? BOX / 2 : 7 });
  const word = svg("text", { class: row === 1 ? "letter" : "said", y: 5 });
  const frame = svg("path", { class: "around" });
  const shades = range(row ? 0 : SHADES).map((k) =>
    svg("path", { class: "pixels", "fill-opacity": ((k + 1) / SHADES).toFixed(2) }));
  const group = svg("g", { class: `shape-node is-${ROWS[row]}` }, body, frame, ...shades, word);
  let [width, empty] = [BOX, BOX]; // of its box, and of one that is not to tell what will stand in it

  function place({ steps, shape }, layout) {
    const step = steps[t];
    const there = Boolean(step) && (row < 2 || step.written !== undefined);
    const [x, y] = layout.at(row, Math.min(t, steps.length - 1));
    group.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    setClass(group, "gone", !there);
    if (!there) return;
    width = layout.boxWidth(row, t);
    empty = row === 2 && shape === "aligned" && !layout.turned ? BOX : width;
    setWidth(body, width);
    setAttr(body, "y", String(-layout.boxHeight(row) / 2));
    setAttr(body, "height", String(layout.boxHeight(row)));
    setClass(group, "own", !row && step.kind === "own");
    setClass(group, "decoding", row === 1 && Boolean(step.decoder));
    word.style.fontSize = row === 1 ? "" : fontSize(row ? step.written : step.read, width);
    setPicture({ frame, shades }, row ? null : step.picture, layout.size);
  }

  function show(state, spec) {
    if (!spec.steps[t]) return;
    const progress = progressOf(state, spec, t);
    const known = row === 2 ? progress === "done" : progress !== "later";
    setClass(group, "later", !known);
    setClass(group, "now", t === state.t && known);
    setWidth(body, known ? width : empty);
    setText(word, nodeText(row, t, spec, known));
  }
  return { group, place, show };
}

function arrowNode({ kind, t, line, head }) {
  const paths = [svg("path", { class: "line", d: line }), svg("path", { class: "head", d: head })];
  const node = svg("g", { class: `way way-${kind}` }, ...paths);
  function show(state, spec) {
    const progress = progressOf(state, spec, t);
    setClass(node, "later", kind === "write" ? progress !== "done" : progress === "later");
    setClass(node, "now", t === state.t && (kind !== "write" || progress === "done"));
  }
  return { node, show };
}

/** The names of the rows and the numbers of the steps. */
function nameNodes(T, layout, text) {
  const middle = layout.turned ? " middle" : "";
  const rows = ["shapes_row_reads", "", "shapes_row_writes"].map((key, row) => {
    const [x, y] = layout.rowName(row);
    return svg("text", { class: `row-name${middle}`, x, y }, key && text(key));
  });
  const steps = range(T).map((t) => {
    const [x, y] = layout.stepName(t);
    return svg("text", { class: "step-name middle", x, y }, String(t));
  });
  return [...rows, ...steps];
}

/** A field over each step, to go there. */
const hitNodes = (T, layout, dispatch) => range(T).map((t) => {
  const [x, y, width, height] = layout.hit(t);
  return svg("rect", { class: "hit", x, y, width, height, onclick: () => dispatch({ type: "go", t }) });
});

/** The drawing, and `show(state, spec, width)` to bring it up to date. */
export function unrolled({ tasks }, dispatch, text) {
  const longest = Math.max(...tasks.map(({ steps }) => steps.length));
  const picture = svg("svg", { class: "picture", role: "img" });
  const [ways, hits, names] = ["ways", "hits", "names"].map((name) => svg("g", { class: name }));
  const nodes = range(longest).flatMap((t) => [0, 1, 2].map((row) => nodeAt(row, t)));
  picture.append(ways, ...nodes.map(({ group }) => group), names, hits);
  let laidOut = "";
  let arrows = [];

  function place(spec, width) {
    const T = spec.steps.length;
    const layout = layOut(spec, width, matchMedia("(pointer: coarse)").matches);
    setAttr(picture, "viewBox", `0 0 ${width} ${layout.height}`);
    setAttr(picture, "width", String(width));
    setAttr(picture, "height", String(layout.height));
    nodes.forEach((node) => node.place(spec, layout));
    arrows = arrowsOf(spec, layout).map(arrowNode);
    ways.replaceChildren(...arrows.map(({ node }) => node));
    names.replaceChildren(...nameNodes(T, layout, text));
    hits.replaceChildren(...hitNodes(T, layout, dispatch));
  }

  function show(state, spec, width) {
    const wanted = `${state.task} ${width}`;
    if (wanted !== laidOut) place(spec, width);
    laidOut = wanted;
    for (const part of [...nodes, ...arrows]) part.show(state, spec);
  }
  return { node: el("div", { class: "frame" }, picture), picture, show };
}

/** A shape in small: boxes below, states, boxes above. */
export function shapeIcon(shape) {
  const [T, reads, writes] = {
    "one-to-one": [1, [0], [0]], "one-to-many": [3, [0], [0, 1, 2]], "many-to-one": [3, [0, 1, 2], [2]],
    aligned: [3, [0, 1, 2], [0, 1, 2]], "other-length": [4, [0, 1], [2, 3]],
  }[shape];
  const x = (t) => 32 + (t - (T - 1) / 2) * 15;
  const box = (name, y, rx = 2) => (t) => svg("rect", { class: name, x: x(t) - 4.5, y, width: 9, height: 9, rx });
  const line = (d) => svg("path", { class: "wire", d });
  return svg("svg", { class: "shape-icon", viewBox: "0 0 64 44", "aria-hidden": "true" },
    line(range(T).slice(1).map((t) => `M${x(t - 1)} 22H${x(t)}`).join("")),
    line(reads.map((t) => `M${x(t)} 22V38`).join("")), line(writes.map((t) => `M${x(t)} 6V22`).join("")),
    ...reads.map(box("in", 34)), ...range(T).map(box("st", 17.5, 4.5)), ...writes.map(box("out", 1)));
}
