// The drawing of the translation stepper: the encoder's states over its words, the hand-over, the decoder's tree.

import { pathTo } from "../engine/translator.js";
import { arrow, el, setAttr, setClass, setText, svg } from "../kit/dom.js";
import { clamp } from "../kit/numbers.js";
import { BOX, branch, handOver, layoutOf } from "./layout.js";
import { chance, isDropped, nodeName, parentOf, symbolShown, weightShown } from "./names.js";
import { nodeAt, operationAt, stepsDone } from "./state.js";

const translated = ([x, y]) => `translate(${x.toFixed(1)} ${y.toFixed(1)})`;

/** A state's numbers as bars from a middle line: the paths of those above it and below it. */
function barPaths(values, w) {
  const pitch = (w - 8) / values.length;
  const bars = [[], []];
  values.forEach((v, j) => {
    const height = clamp(v, -1, 1) * 15;
    const [x, across, up] = [-w / 2 + 4 + j * pitch, pitch * 0.8, -height].map((n) => n.toFixed(1));
    if (Math.abs(height) >= 0.3) bars[v < 0 ? 1 : 0].push(`M${x} 0v${up}h${across}V0z`);
  });
  return bars.map((parts) => parts.join(""));
}

/** The state of a word, at its place. */
function stateBox(values, w, place) {
  const [above, below] = barPaths(values, w);
  return svg("g", { class: "h-state", transform: translated(place) },
    svg("rect", { class: "body", x: -w / 2, y: -20, width: w, height: 40, rx: 10 }),
    svg("path", { class: "zero", d: `M${-w / 2 + 4} 0H${w / 2 - 4}` }),
    svg("path", { class: "bar above", d: above }), svg("path", { class: "bar below", d: below }));
}

/** How much the decoder looks at a word: a bar on a rail, and a number. */
function weightBar(t, { w, weights, state }) {
  const [x] = state(t);
  const number = svg("text", { class: "share", x, y: weights + 28 });
  const bar = svg("rect", { class: "weight", x: x - w / 2, y: weights + 6, height: 7, width: 0 });
  const rail = svg("rect", { class: "weight-rail", x: x - w / 2, y: weights + 6, height: 7, width: w });
  const node = svg("g", { class: "looked-at", "aria-hidden": "true" }, rail, bar, number);
  function show(weight) {
    setAttr(rail, "visibility", weight === undefined ? "hidden" : null);
    setAttr(bar, "width", ((weight ?? 0) * w).toFixed(1));
    setText(number, weight >= 0.005 ? weightShown(weight) : "");
  }
  return { node, show };
}

/** A word with its state, and under them how much the decoder looks at it. */
function wordColumn({ words, trace }, layout, t, dispatch, text) {
  const { w, pitch, top } = layout;
  const [[x, y], [, baseline]] = [layout.state(t), layout.word(t)];
  const weight = weightBar(t, layout);
  const column = svg("g", {
    class: "word-column", role: "button", tabindex: "-1",
    "aria-label": text("translate_word", { t, word: words[t] }),
    onclick: () => dispatch({ type: "go", t }),
  }, svg("rect", { class: "hit", x: x - pitch / 2, y: 0, width: pitch, height: top + 42 }),
  svg("text", { class: "word", x, y: baseline }, words[t]), arrow(x, baseline + 5, x, top - 1),
  stateBox(trace[t].h, w, [x, y]));
  const along = t ? arrow(layout.state(t - 1)[0] + w / 2, y, x - w / 2 - 1, y, "along") : null;

  /** node: the one whose weights of attention are shown, or null. */
  function show(state, node, operation) {
    const waiting = state.t < t || (state.t === t && operation === "read");
    setClass(column, "waiting", waiting);
    setClass(column, "fresh", state.t === t);
    if (along) setClass(along, "waiting", waiting);
    weight.show(node?.record.w?.[t]);
  }
  return { parts: [along, column, weight.node].filter(Boolean), show };
}

/** The events of a node: pressed, pointed at with a mouse. */
const nodeEvents = (place, dispatch) => ({
  onclick: () => dispatch({ type: "choose", node: place }),
  onpointerenter: (event) => event.pointerType === "mouse" && dispatch({ type: "point", node: place }),
  onpointerleave: (event) => event.pointerType === "mouse" && dispatch({ type: "point", node: null }),
});

/** One beginning: its last symbol, the probability of the whole as a number and as a length. */
function treeNode(spec, layout, node, dispatch, text) {
  const place = [node.k, node.r];
  const symbol = symbolShown(spec, node.symbol, text);
  const p = Math.exp(node.log_p);
  const transform = translated(layout.node(...place));
  const press = svg("g", {
    class: "tree-node", role: "button", tabindex: "-1", transform, "data-k": node.k, "data-r": node.r,
    ...nodeEvents(place, dispatch),
  }, svg("rect", { class: "body", x: -BOX / 2, y: -BOX / 2, width: BOX, height: BOX, rx: node.ended ? 20 : 8 }));
  const label = svg("g", { class: "node-said", "aria-hidden": "true", transform },
    svg("text", { class: symbol.length > 1 ? "symbol long" : "symbol" }, symbol),
    svg("text", { class: "chance", y: 14 }, chance(p)),
    svg("rect", { class: "level", x: -BOX / 2 + 7, y: 17, height: 3, width: p < 0.03 ? 0 : (BOX - 14) * p }));
  const from = node.k ? layout.node(node.k - 1, node.parent) : layout.root;
  const line = svg("path", { class: "branch", d: branch(from, layout.node(...place), layout.wide) });
  setClass(press, "ended", node.ended);

  function show({ state, done, looked, path, stop }) {
    const made = node.k < done;
    for (const part of [press, label, line]) setClass(part, "away", !made);
    setClass(press, "on", path.has(node));
    setClass(line, "on", path.has(node));
    setClass(press, "dropped", isDropped(spec, node, done));
    setClass(line, "dropped", isDropped(spec, node, done));
    setClass(press, "best", done === spec.S && spec.sequences[0].node === node);
    setClass(press, "looked", looked === node);
    setAttr(press, "tabindex", stop === node ? "0" : "-1");
    setAttr(press, "aria-current", looked === node ? "true" : null);
    setAttr(press, "aria-label", made ? nodeName(spec, node, done, text) : text("not_yet"));
    setClass(press, "fresh", node.k === state.t - spec.T - 1);
  }
  return { press, label, line, node, show };
}

/** The state the decoder begins with, and the way it came. */
function rootOf({ trace, T }, layout, text) {
  const [above, below] = barPaths(trace[T - 1].h, BOX);
  const root = svg("g", { class: "h-state root", transform: translated(layout.root), "aria-hidden": "true" },
    svg("rect", { class: "body", x: -BOX / 2, y: -BOX / 2, width: BOX, height: BOX, rx: 10 }),
    svg("g", { transform: "translate(0 -6) scale(1 0.8)" },
      svg("path", { class: "bar above", d: above }), svg("path", { class: "bar below", d: below })),
    svg("text", { class: "root-name", y: 18 }, text("translate_start")));
  const { line, head } = handOver(layout);
  const way = svg("g", { class: "hand-over", "aria-hidden": "true" },
    svg("path", { class: "line", d: line }), svg("path", { class: "head", d: head }));
  return { root, way };
}

/** The whole drawing, and `show(state, spec, width)` to bring it up to date. */
export function translation(dispatch, text) {
  const picture = svg("svg", { class: "picture", role: "group", "aria-label": text("translate_picture") });
  let drawn = {}; // {spec, width, columns, nodes, root, way, wide}

  function draw(spec, width) {
    const layout = layoutOf(spec, Math.max(...spec.steps.map((rows) => rows.length)), width);
    setAttr(picture, "viewBox", `0 0 ${width} ${layout.height}`);
    setAttr(picture, "width", width);
    setAttr(picture, "height", layout.height);
    const columns = spec.words.map((_, t) => wordColumn(spec, layout, t, dispatch, text));
    const nodes = spec.steps.flat().map((node) => treeNode(spec, layout, node, dispatch, text));
    const { root, way } = rootOf(spec, layout, text);
    picture.replaceChildren(...columns.flatMap(({ parts }) => parts), way, root,
      ...nodes.map(({ line }) => line), ...nodes.flatMap(({ press, label }) => [press, label]));
    drawn = { spec, width, columns, nodes, root, way, wide: layout.wide };
  }

  function show(state, spec, width) {
    if (drawn.spec !== spec || drawn.width !== width) draw(spec, width);
    const { columns, nodes, root, way } = drawn;
    const node = nodeAt(state, spec);
    const done = stepsDone(state, spec);
    const looked = node && node.k >= done ? parentOf(spec, node) : node;
    const path = new Set(looked ? pathTo(spec.steps, looked) : []);
    const operation = operationAt(state, spec);
    const weighs = node && (node.k < done || ["look", "mix", "answer"].includes(operation)) ? node : null;
    for (const column of columns) column.show(state, weighs, operation);
    for (const part of [root, way]) setClass(part, "waiting", state.t < spec.T);
    setClass(way, "fresh", state.t === spec.T);
    const stop = looked ?? spec.steps[0][0];
    for (const one of nodes) one.show({ state, done, looked, path, stop });
  }

  /** The focus follows the chosen node when the keys have moved it. */
  const focus = ([k, r]) => drawn.nodes.find(({ node }) => node.k === k && node.r === r).press.focus();
  return { node: el("div", { class: "frame" }, picture), picture, show, focus, wide: () => drawn.wide };
}
