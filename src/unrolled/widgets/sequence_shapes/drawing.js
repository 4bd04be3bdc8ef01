// The drawing of a run: boxes that are read, states, boxes that are written. One set of nodes serves all runs: when
// another is chosen they move to their new places.

import { el, setAttr, setClass, setText, svg } from "../kit/dom.js";
import { BOX, layoutShapes, pixelSize, waysOf, wordWidth } from "./layout.js";
import { progressOf } from "./state.js";

const ROWS = ["input", "state", "output"];
const SHADES = 4; // a picture's numbers are drawn in so many steps of darkness

/** A picture as one path for each shade. */
function pixelPaths(picture, size) {
  const side = pixelSize(picture, size);
  const [left, top] = [-(side * picture[0].length) / 2, -(side * picture.length) / 2];
  const paths = Array.from({ length: SHADES }, () => []);
  picture.forEach((row, r) => row.forEach((value, c) => {
    const shade = Math.round(value * SHADES);
    if (shade) paths[shade - 1].push(`M${left + c * side} ${top + r * side}h${side}v${side}h${-side}z`);
  }));
  const frame = `M${left} ${top}h${side * picture[0].length}v${side * picture.length}h${-side * picture[0].length}z`;
  return { paths: paths.map((parts) => parts.join("")), frame };
}

const below = (t) => [...String(t)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]).join("");

/** A node of row 0, 1 or 2 at step t of whichever run is shown; `lay` places it, `show` tells how far it is. */
function shapeNode(row, t) {
  const body = svg("rect", { class: "body", rx: row === 1 ? BOX / 2 : 7 });
  const said = svg("text", { class: row === 1 ? "letter" : "said", y: 5 });
  const frame = svg("path", { class: "around" });
  const shades = Array.from({ length: row ? 0 : SHADES }, (_, k) =>
    svg("path", { class: "pixels", "fill-opacity": ((k + 1) / SHADES).toFixed(2) }));
  const group = svg("g", { class: `shape-node is-${ROWS[row]}` }, body, frame, ...shades, said);

  let [room, empty] = [BOX, BOX]; // the width of its box, and of one that is not to tell what will stand in it

  function lay(run, layout) {
    const step = run.steps[t];
    const there = Boolean(step) && (row < 2 || step.written !== undefined);
    const [x, y] = layout.at(row, Math.min(t, run.steps.length - 1));
    group.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    setClass(group, "gone", !there);
    if (!there) return;
    room = layout.room(row, t);
    empty = row === 2 && run.shape === "aligned" && !layout.turned ? BOX : room;
    setWidth(room);
    setAttr(body, "y", String(-layout.high(row) / 2));
    setAttr(body, "height", String(layout.high(row)));
    setClass(group, "own", !row && step.kind === "own");
    setClass(group, "decoding", row === 1 && Boolean(step.decoder));
    said.style.fontSize = row === 1 ? "" : sizeIn(row ? step.written : step.read, room);
    const { paths, frame: around } = !row && step.picture ? pixelPaths(step.picture, layout.size) : { paths: [], frame: "" };
    setAttr(frame, "d", around);
    shades.forEach((shade, k) => setAttr(shade, "d", paths[k] ?? ""));
  }

  function setWidth(width) {
    setAttr(body, "x", (-width / 2).toFixed(1));
    setAttr(body, "width", width.toFixed(1));
  }

  function show(run, state) {
    const step = run.steps[t];
    if (!step) return;
    const progress = progressOf(run, state, t);
    const known = row === 2 ? progress === "done" : progress !== "later";
    setClass(group, "later", !known);
    setClass(group, "now", t === state.t && known);
    setWidth(known ? room : empty);
    setText(said, nodeText(run, step, known));
  }

  function nodeText({ steps }, step, known) {
    if (row === 1) {
      const first = steps.findIndex((one) => one.decoder);
      if (steps.length === 1) return "h";
      return step.decoder ? `s${below(t - first)}` : `h${below(t)}`;
    }
    if (row === 2) return known ? step.written ?? "" : "";
    return step.picture || (step.kind === "own" && !known) ? "" : step.read;
  }
  return { group, lay, show };
}

/** A word that is broader than its box is set smaller. */
function sizeIn(word, width) {
  const [room, broad] = [width - 9, wordWidth(word)];
  return broad > room ? `${Math.max((13 * room) / broad, 7).toFixed(1)}px` : "";
}

export function shapesDrawing(spec, dispatch, text) {
  const longest = Math.max(...spec.tasks.map(({ steps }) => steps.length));
  const picture = svg("svg", { class: "picture", role: "img" });
  const [ways, hits, names] = ["ways", "hits", "names"].map((name) => svg("g", { class: name }));
  const nodes = Array.from({ length: longest }, (_, t) => [0, 1, 2].map((row) => shapeNode(row, t))).flat();
  picture.append(ways, ...nodes.map(({ group }) => group), names, hits);
  let laid = "";
  let drawn = [];

  function lay(run, width) {
    const layout = layoutShapes(run, width, matchMedia("(pointer: coarse)").matches);
    setAttr(picture, "viewBox", `0 0 ${width} ${layout.height}`);
    setAttr(picture, "width", String(width));
    setAttr(picture, "height", String(layout.height));
    nodes.forEach((node) => node.lay(run, layout));
    drawn = waysOf(run, layout).map(({ kind, t, line, head }) => {
      const paths = [svg("path", { class: "line", d: line }), svg("path", { class: "head", d: head })];
      return { kind, t, node: svg("g", { class: `way way-${kind}` }, ...paths) };
    });
    ways.replaceChildren(...drawn.map(({ node }) => node));
    const middle = layout.turned ? " middle" : "";
    names.replaceChildren(
      ...["shapes_row_reads", "", "shapes_row_writes"].map((key, row) => {
        const [x, y] = layout.rowName(row);
        return svg("text", { class: `row-name${middle}`, x, y }, key && text(key));
      }),
      ...run.steps.map((_, t) => {
        const [x, y] = layout.stepName(t);
        return svg("text", { class: "step-name middle", x, y }, String(t));
      }));
    hits.replaceChildren(...run.steps.map((_, t) => {
      const [x, y, w, h] = layout.hit(t);
      return svg("rect", { class: "hit", x, y, width: w, height: h, onclick: () => dispatch({ type: "go", t }) });
    }));
  }

  function show(state, run, width) {
    const wanted = `${state.task} ${width}`;
    if (wanted !== laid) lay(run, width);
    laid = wanted;
    nodes.forEach((node) => node.show(run, state));
    for (const { kind, t, node } of drawn) {
      const progress = progressOf(run, state, t);
      setClass(node, "later", kind === "write" ? progress !== "done" : progress === "later");
      setClass(node, "now", t === state.t && (kind !== "write" || progress === "done"));
    }
  }
  return { node: el("div", { class: "frame" }, picture), picture, show };
}

/** A shape in small: boxes below, states, boxes above. */
export function shapeIcon(shape) {
  const [steps, reads, writes] = {
    "one-to-one": [1, [0], [0]], "one-to-many": [3, [0], [0, 1, 2]], "many-to-one": [3, [0, 1, 2], [2]],
    aligned: [3, [0, 1, 2], [0, 1, 2]], "other-length": [4, [0, 1], [2, 3]],
  }[shape];
  const x = (t) => 32 + (t - (steps - 1) / 2) * 15;
  const box = (name, y, rx = 2) => (t) => svg("rect", { class: name, x: x(t) - 4.5, y, width: 9, height: 9, rx });
  const line = (d) => svg("path", { class: "wire", d });
  const all = Array.from({ length: steps }, (_, t) => t);
  return svg("svg", { class: "shape-icon", viewBox: "0 0 64 44", "aria-hidden": "true" },
    line(all.slice(1).map((t) => `M${x(t - 1)} 22H${x(t)}`).join("")),
    line(reads.map((t) => `M${x(t)} 22V38`).join("")), line(writes.map((t) => `M${x(t)} 6V22`).join("")),
    ...reads.map(box("in", 34)), ...all.map(box("st", 17.5, 4.5)), ...writes.map(box("out", 1)));
}

