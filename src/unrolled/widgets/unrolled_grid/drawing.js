// The drawing of the unrolled grid. Time runs to the right; where there is no room for that, it runs down.

import { el, setAttr, setClass, setText, svg } from "../kit/dom.js";
import { fixed, range, tight } from "../kit/numbers.js";
import { arrowsOf, nodeOf, rowOf, takesPart } from "./graph.js";
import { NODE_HEIGHT, arrowPath, cut, layOut, rowLetter } from "./layout.js";
import { answerAt, className, hiddenSize, keptBy } from "./numbers.js";
import { nodeName } from "./say.js";

const SIGN = {
  before: "M-4 0A4 4 0 1 0 4 0A4 4 0 1 0 -4 0", after: "M-3.4 0A3.4 3.4 0 1 0 3.4 0A3.4 3.4 0 1 0 -3.4 0",
};

/** Values as small bars from a middle line: the paths of those above it and below it. */
function barPaths(values, width) {
  const pitch = (width - 8) / values.length;
  const bars = [[], []];
  values.forEach((v, j) => {
    const height = Math.max(Math.min(v, 1), -1) * 12;
    const [x, across, down] = [-width / 2 + 4 + j * pitch, pitch * 0.8, -height].map((n) => n.toFixed(1));
    if (Math.abs(height) >= 0.3) bars[v < 0 ? 1 : 0].push(`M${x} -6v${down}h${across}V-6z`);
  });
  return bars.map((paths) => paths.join(""));
}

/** What is inside a node: its bars, or its answer with the probability, the amount below, and its signs. */
function contents(row, t) {
  const body = svg("rect", { class: "body", rx: row.kind === "input" ? 6 : 10 });
  const [above, below, zero] = ["bar above", "bar below", "zero"].map((name) => svg("path", { class: name }));
  const [rail, level] = ["rail", "level"].map((name) => svg("rect", { class: name, height: 5, y: -3, rx: 2 }));
  const [best, amount] = [svg("text", { class: "best", y: -7 }), svg("text", { class: "amount", y: 16 })];
  const cross = svg("path", { class: "cross" });
  const signs = Object.entries(SIGN).map(([name, d]) => svg("path", { class: `sign sign-${name}`, d }));
  const press = svg("g", { class: "press", role: "button", "data-row": row.name, "data-t": t },
    body, zero, above, below, rail, level, cross, ...signs);
  return { press, body, above, below, zero, rail, level, best, amount, cross, signs };
}

function placeContents({ body, zero, cross, signs, rail, level }, width) {
  const box = { x: -width / 2, y: -NODE_HEIGHT / 2, width, height: NODE_HEIGHT };
  for (const [name, value] of Object.entries(box)) setAttr(body, name, value);
  setAttr(zero, "d", `M${-width / 2 + 4} -6H${width / 2 - 4}`);
  const [right, low] = [width / 2 - 5, NODE_HEIGHT / 2 - 5];
  setAttr(cross, "d", `M${-right} ${-low}L${right} ${low}M${-right} ${low}L${right} ${-low}`);
  const corner = `translate(${(width / 2 - 1).toFixed(1)} ${-NODE_HEIGHT / 2 + 1})`;
  for (const sign of signs) setAttr(sign, "transform", corner);
  setAttr(rail, "x", -width / 2 + 4);
  setAttr(rail, "width", width - 8);
  setAttr(level, "x", -width / 2 + 4);
}

/** How far the node of row r at step t is; answers: does it show its likeliest class. */
function statusOf(state, spec, r, t) {
  const row = spec.rows[r];
  const id = nodeOf(r, t, spec.T);
  const input = row.kind === "input";
  const waiting = !input && spec.when[id] > state.t;
  return {
    id, input, waiting, off: !takesPart(row, state.reads), covered: input && state.covered.includes(t),
    fresh: !input && spec.when[id] === state.t && state.t < spec.last,
    answers: !waiting && row.name === "y" && Boolean(spec.network.readout.softmax), change: spec.changes[r][t],
  };
}

/** Draws the node's numbers: nothing, its likeliest class, or its bars. */
function showNumbers(parts, status, state, spec, [r, t], width) {
  const { above, below, best, level, amount } = parts;
  const { off, waiting, answers, change } = status;
  const bars = off || waiting || answers ? ["", ""] : barPaths(spec.numbers[r][t], width);
  setAttr(above, "d", bars[0]);
  setAttr(below, "d", bars[1]);
  const answer = answers ? answerAt(spec.numbers, spec, t) : null;
  setText(best, answer ? cut(className(spec, answer.best), width * 1.2) : "");
  if (answer) setAttr(level, "width", ((width - 8) * answer.p).toFixed(1));
  setText(amount, off || waiting ? "" : amountText(state, spec, r, t, change));
}

/** Under a node's bars: by how much it changes; or what dropout along time has left. */
function amountText(state, { rows, network, survivors }, r, t, change) {
  const { kind, lane, layer } = rows[r];
  if (kind !== "input" && state.covered.length) {
    if (change === 0) return "=";
    return tight(change) === "0" ? "≈ 0" : tight(change);
  }
  return lane && state.where === "along" ? `${survivors[r][t]}/${hiddenSize(network.layers[layer - 1][lane])}` : "";
}

/** A node's name, its answer, and what is special about it. */
function spokenName({ input, waiting, covered, answers, change }, state, spec, [r, t], text) {
  const name = nodeName(spec, [spec.rows[r].name, t], text);
  const { best, p } = answers ? answerAt(spec.numbers, spec, t) : {};
  const answer = answers ? `: ${className(spec, best)} (${tight(p)})` : "";
  if (input) return `${name}: ${text(covered ? "grid_is_covered" : "grid_can_cover")}`;
  if (waiting) return `${name}: ${text("grid_is_waiting")}`;
  return name + answer + (state.covered.length ? `: ${text("grid_changes_by", { by: fixed(change) })}` : "");
}

/** One node: `place(layout)` puts it where it stands, `show` brings it up to date; `pointed` is the node looked at. */
function nodeAt(given, r, t, dispatch, text) {
  const row = given.rows[r];
  const node = [row.name, t];
  const parts = contents(row, t);
  const { press } = parts;
  const point = (to) => (event) => event.pointerType === "mouse" && dispatch({ type: "point", node: to });
  const group = svg("g", {
    class: `grid-node is-${row.kind}`,
    onclick: () => dispatch(row.kind === "input" ? { type: "cover", t } : { type: "choose", node }),
    onpointerenter: point(node), onpointerleave: point(null),
  }, press, svg("g", { class: "said", "aria-hidden": "true" }, parts.best, parts.amount));

  function place({ at, width }) {
    const [x, y] = at(r, t);
    setAttr(group, "transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    placeContents(parts, width);
  }

  function show(state, spec, { width }, pointed) {
    const status = statusOf(state, spec, r, t);
    const { id, input, off, waiting, covered, fresh, answers, change } = status;
    const chosen = id === pointed;
    for (const [name, on] of Object.entries({
      off, waiting, covered, fresh, chosen, "is-before": spec.before[pointed].has(id),
      "is-after": spec.after[pointed].has(id), believes: answers, changed: change > 0 && !waiting && !input,
    })) setClass(group, name, on);
    showNumbers(parts, status, state, spec, [r, t], width);
    setAttr(press, "tabindex", state.chosen[0] === row.name && state.chosen[1] === t ? "0" : "-1");
    setAttr(press, "aria-label", spokenName(status, state, spec, [r, t], text));
    setAttr(press, input ? "aria-pressed" : "aria-current", input ? String(covered) : chosen ? "true" : null);
  }
  return { group, press, place, show };
}

/** An arrow, and beside one between two layers how many numbers its mask keeps. */
function arrowAt({ from, to, up }, { rows, T }) {
  const [r, s] = [from, to].map((id) => Math.floor(id / T));
  const [line, head] = ["line", "head"].map((name) => svg("path", { class: name }));
  const node = svg("g", { class: up ? "wire up" : "wire along" }, line, head);
  const layers = up && rows[r].lane && rows[s].lane;
  const share = layers && s === r + 1 ? svg("text", { class: "share" }) : null; // a longer way has no room beside it

  function place(layout) {
    const path = arrowPath({ from, to }, { rows, T }, layout);
    setAttr(line, "d", path.line);
    setAttr(head, "d", path.head);
    if (!share) return;
    const { turned, width } = layout;
    const [a, b] = [layout.at(r, from % T), layout.at(s, to % T)];
    setAttr(share, "x", (turned ? (a[0] + b[0]) / 2 : a[0] + 5).toFixed(1));
    setAttr(share, "y", (turned ? a[1] - 5 : (a[1] + b[1]) / 2 + 4).toFixed(1));
    setClass(share, "middle", turned);
    setClass(share, "off", turned && width < 28);
  }

  function show(state, { before, after, masks }, pointed) {
    const lit = (set) => (set.has(from) || from === pointed) && (set.has(to) || to === pointed);
    const between = state.where === "between" && layers;
    setClass(node, "dropout", between || (state.where === "along" && !up));
    setClass(node, "off", !takesPart(rows[r], state.reads) || !takesPart(rows[s], state.reads));
    setClass(node, "lit-before", lit(before[pointed]));
    setClass(node, "lit-after", lit(after[pointed]));
    if (share) setText(share, between ? keptBy(masks[r][from % T]).join("/") : "");
  }
  return { node, share, place, show };
}

const letterNodes = (rows, { turned, at }) => rows.map((row, r) => {
  const [x, y] = at(r, 0);
  const letter = rowLetter(row);
  const name = `letter of-${letter[0]}`;
  return svg("text", turned ? { x, y: 14, class: `${name} middle` } : { x: 2, y: y + 5, class: name }, letter);
});

const wordNodes = ({ turned, at, words, lines, room }) => words.map((word, t) => {
  const [x, y] = at(0, t);
  const low = y + NODE_HEIGHT / 2 + 18 + (lines === 2 && t % 2 ? 18 : 0);
  return svg("text", turned ? { x: 2, y: y + 5, class: "word" } : { x, y: low, class: "word middle" }, cut(word, room));
});

/** The whole drawing, and `show(state, spec, width)` to bring it up to date. */
export function grid(given, dispatch, text) {
  const { rows, T } = given;
  const picture = svg("svg", { class: "picture", role: "group", "aria-label": text("grid_net") });
  const [wires, shares, letters, words] = ["wires", "kept", "letters", "words"].map((name) =>
    svg("g", { class: name, "aria-hidden": "true" }));
  const nodes = rows.flatMap((_, r) => range(T).map((t) => nodeAt(given, r, t, dispatch, text)));
  const arrows = arrowsOf(given, "both").map((arrow) => arrowAt(arrow, given));
  wires.append(...arrows.map(({ node }) => node));
  shares.append(...arrows.flatMap(({ share }) => share ?? []));
  picture.append(wires, shares, ...nodes.map(({ group }) => group), letters, words);
  let [laidOut, layout] = [0, null];

  function place(width) {
    [laidOut, layout] = [width, layOut(given, width, matchMedia("(pointer: coarse)").matches)];
    setAttr(picture, "viewBox", `0 0 ${width} ${layout.height}`);
    setAttr(picture, "width", width);
    setAttr(picture, "height", layout.height);
    for (const part of [...nodes, ...arrows]) part.place(layout);
    letters.replaceChildren(...letterNodes(rows, layout));
    words.replaceChildren(...wordNodes(layout));
  }

  function show(state, spec, width) {
    if (laidOut !== width) place(width);
    const [name, t] = state.pointed ?? state.chosen;
    const pointed = nodeOf(rowOf(given, name), t, T);
    for (const arrow of arrows) arrow.show(state, spec, pointed);
    for (const node of nodes) node.show(state, spec, layout, pointed);
  }

  /** The focus follows the chosen node when the keys have moved it. */
  const focus = ([name, t]) => nodes[nodeOf(rowOf(given, name), t, T)].press.focus();
  const turned = () => Boolean(layout?.turned);
  return { node: el("div", { class: "frame" }, picture), picture, show, focus, turned };
}
