// The drawing of the translation stepper: the encoder's states over its words, the hand-over, the decoder's tree.

import { arrow, el, setAttr, setClass, setText, svg } from "../kit/dom.js";
import { BOX, branch, handOver, layoutTranslation } from "./layout.js";
import { beforeNode, chance, isDropped, nodeSaid, symbolShown, weightShown } from "./say.js";
import { lookedAt, operationAt, stepsDone } from "./state.js";
import { pathTo } from "../engine/translator.js";

const translated = ([x, y]) => `translate(${x.toFixed(1)} ${y.toFixed(1)})`;

/** A state's numbers as bars from a middle line: the paths of those above it and below it. */
function stateBars(values, w) {
  const each = (w - 8) / values.length;
  const bars = [[], []];
  values.forEach((v, j) => {
    const long = Math.max(Math.min(v, 1), -1) * 15;
    const [x, broad_, up] = [-w / 2 + 4 + j * each, each * 0.8, -long].map((n) => n.toFixed(1));
    if (Math.abs(long) >= 0.3) bars[v < 0 ? 1 : 0].push(`M${x} 0v${up}h${broad_}V0z`);
  });
  return bars.map((parts) => parts.join(""));
}

/** A word with its state, and under them how much the decoder looks at it. */
function wordColumn(found, layout, t, dispatch, text) {
  const { w, pitch, looks, top } = layout;
  const [x, y] = layout.state(t);
  const [above, below] = stateBars(found.trace[t].h, w);
  const state = svg("g", { class: "h-state", transform: translated([x, y]) },
    svg("rect", { class: "body", x: -w / 2, y: -20, width: w, height: 40, rx: 10 }),
    svg("path", { class: "zero", d: `M${-w / 2 + 4} 0H${w / 2 - 4}` }),
    svg("path", { class: "bar above", d: above }), svg("path", { class: "bar below", d: below }));
  const share = svg("text", { class: "share", x, y: looks + 28 });
  const weight = svg("rect", { class: "weight", x: x - w / 2, y: looks + 6, height: 7, width: 0 });
  const rail = svg("rect", { class: "weight-rail", x: x - w / 2, y: looks + 6, height: 7, width: w });
  const said = svg("text", { class: "word", x, y: layout.word(t)[1] }, found.words[t]);
  const group = svg("g", {
    class: "word-column", role: "button", tabindex: "-1",
    "aria-label": text("translate_word", { t, word: found.words[t] }),
    onclick: () => dispatch({ type: "go", t }),
  }, svg("rect", { class: "hit", x: x - pitch / 2, y: 0, width: pitch, height: top + 42 }), said,
  arrow(x, layout.word(t)[1] + 5, x, top - 1), state);
  const looked = svg("g", { class: "looked-at", "aria-hidden": "true" }, rail, weight, share);
  const along = t ? arrow(layout.state(t - 1)[0] + w / 2, y, x - w / 2 - 1, y, "along") : null;

  function show(state_, node, by) {
    setClass(group, "waiting", state_.t < t || (state_.t === t && by === "read"));
    setClass(group, "fresh", state_.t === t);
    if (along) setClass(along, "waiting", state_.t < t || (state_.t === t && by === "read"));
    const weights = node?.record.w;
    setAttr(rail, "visibility", weights ? null : "hidden");
    setAttr(weight, "width", (weights ? weights[t] * w : 0).toFixed(1));
    setText(share, weights && weights[t] >= 0.005 ? weightShown(weights[t]) : "");
  }
  return { group, parts: [along, group, looked].filter(Boolean), show };
}

/** One beginning: its last symbol, the probability of the whole as a number and as a length. */
function treeNode(spec, found, layout, node, dispatch, text) {
  const place = [node.k, node.r];
  const symbol = symbolShown(spec.chinese[node.symbol], text);
  const p = Math.exp(node.log_p);
  const press = svg("g", {
    class: "tree-node", role: "button", tabindex: "-1", transform: translated(layout.node(...place)),
    "data-k": node.k, "data-r": node.r,
    onclick: () => dispatch({ type: "choose", node: place }),
    onpointerenter: (event) => event.pointerType === "mouse" && dispatch({ type: "point", node: place }),
    onpointerleave: (event) => event.pointerType === "mouse" && dispatch({ type: "point", node: null }),
  }, svg("rect", { class: "body", x: -BOX / 2, y: -BOX / 2, width: BOX, height: BOX, rx: node.ended ? 20 : 8 }));
  const said = svg("g", { class: "node-said", "aria-hidden": "true", transform: translated(layout.node(...place)) },
    svg("text", { class: symbol.length > 1 ? "symbol long" : "symbol" }, symbol),
    svg("text", { class: "chance", y: 14 }, chance(p)),
    svg("rect", { class: "level", x: -BOX / 2 + 7, y: 17, height: 3, width: p < 0.03 ? 0 : (BOX - 14) * p }));
  const from = node.k ? layout.node(node.k - 1, node.parent) : layout.root;
  const line = svg("path", { class: "branch", d: branch(from, layout.node(...place), layout.wide) });
  setClass(press, "ended", node.ended);

  function show({ state, done, looked, path, stop }) {
    const there = node.k < done;
    for (const part of [press, said, line]) setClass(part, "away", !there);
    setClass(press, "on", path.has(node));
    setClass(line, "on", path.has(node));
    setClass(press, "dropped", isDropped(found, node, done));
    setClass(line, "dropped", isDropped(found, node, done));
    setClass(press, "best", done === found.S && found.found[0].node === node);
    setClass(press, "looked", looked === node);
    setAttr(press, "tabindex", stop === node ? "0" : "-1");
    setAttr(press, "aria-current", looked === node ? "true" : null);
    setAttr(press, "aria-label", there ? nodeSaid(found, node, done, text) : text("not_yet"));
    setClass(press, "fresh", node.k === state.t - found.T - 1);
  }
  return { press, said, line, node, show };
}

/** The state the decoder begins with, and the way it came. */
function rootOf(found, layout, text) {
  const last = found.trace[found.T - 1];
  const [above, below] = stateBars(last.h, BOX);
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

/** The whole drawing, and `show(state, found, width)` to bring it up to date. */
export function translationDrawing(spec, dispatch, text) {
  const picture = svg("svg", { class: "picture", role: "group", "aria-label": text("translate_picture") });
  let [drawn, laid, parts] = [null, 0, null];

  function lay(found, width) {
    const layout = layoutTranslation(found, Math.max(...found.steps.map((rows) => rows.length)), width);
    setAttr(picture, "viewBox", `0 0 ${width} ${layout.height}`);
    setAttr(picture, "width", width);
    setAttr(picture, "height", layout.height);
    const columns = found.words.map((_, t) => wordColumn(found, layout, t, dispatch, text));
    const nodes = found.steps.flat().map((node) => treeNode(spec, found, layout, node, dispatch, text));
    const { root, way } = rootOf(found, layout, text);
    picture.replaceChildren(...columns.flatMap((column) => column.parts), way, root,
      ...nodes.map(({ line }) => line), ...nodes.flatMap(({ press, said }) => [press, said]));
    [drawn, laid, parts] = [found, width, { columns, nodes, root, way, wide: layout.wide }];
  }

  function show(state, found, width) {
    if (drawn !== found || laid !== width) lay(found, width);
    const node = lookedAt(found, state);
    const done = stepsDone(found, state);
    const looked = node && node.k >= done ? beforeNode(found, node) : node;
    const path = new Set(looked ? pathTo(found.steps, looked) : []);
    const by = operationAt(found, state);
    const weighs = node && (node.k < done || ["look", "mix", "answer"].includes(by)) ? node : null;
    parts.columns.forEach((column) => column.show(state, weighs, by));
    for (const part of [parts.root, parts.way]) setClass(part, "waiting", state.t < found.T);
    setClass(parts.way, "fresh", state.t === found.T);
    const stop = looked ?? found.steps[0][0];
    parts.nodes.forEach((one) => one.show({ state, done, looked, path, stop }));
  }

  /** The focus follows the chosen node when the keys have moved it. */
  const focus = ([k, r]) => parts.nodes.find(({ node }) => node.k === k && node.r === r).press.focus();
  return { node: el("div", { class: "frame" }, picture), picture, show, focus, wide: () => parts.wide };
}
