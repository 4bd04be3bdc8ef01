// The drawing of the unrolled grid. Time runs to the right; where there is no room for that, it runs down.

import { el, setAttr, setClass, setText, svg } from "../kit/dom.js";
import { fixed, tight } from "../kit/numbers.js";
import { believed, keptAt, sizeOf } from "./numbers.js";
import { TALL, cut, layoutGrid, rowLetter, wayOf } from "./layout.js";
import { nodeName } from "./say.js";
import { arrowsOf, nodeOf, rowOf, takesPart } from "./state.js";

const SIGN = {
  before: "M-4 0A4 4 0 1 0 4 0A4 4 0 1 0 -4 0", after: "M-3.4 0A3.4 3.4 0 1 0 3.4 0A3.4 3.4 0 1 0 -3.4 0",
};

/** Values as small bars from a middle line: the paths of those above it and below it. */
function strip(values, w) {
  const each = (w - 8) / values.length;
  const bars = [[], []];
  values.forEach((v, j) => {
    const long = Math.max(Math.min(v, 1), -1) * 12;
    const [x, broad_, down] = [-w / 2 + 4 + j * each, each * 0.8, -long].map((n) => n.toFixed(1));
    if (Math.abs(long) >= 0.3) bars[v < 0 ? 1 : 0].push(`M${x} -6v${down}h${broad_}V-6z`);
  });
  return bars.map((parts) => parts.join(""));
}

/** One node, and `show(now)` to bring it up to date. */
function gridNode(spec, r, t, dispatch, text) {
  const row = spec.rows[r];
  const input = row.kind === "input";
  const node = [row.name, t];
  const body = svg("rect", { class: "body", rx: input ? 6 : 10 });
  const [above, below, zero] = ["bar above", "bar below", "zero"].map((name) => svg("path", { class: name }));
  const [rail, level] = ["rail", "level"].map((name) => svg("rect", { class: name, height: 5, y: -3, rx: 2 }));
  const [best, amount] = [svg("text", { class: "best", y: -7 }), svg("text", { class: "amount", y: 16 })];
  const cross = svg("path", { class: "cross" });
  const signs = Object.entries(SIGN).map(([name, d]) => svg("path", { class: `sign sign-${name}`, d }));
  const press = svg("g", { class: "press", role: "button", "data-row": row.name, "data-t": t },
    body, zero, above, below, rail, level, cross, ...signs);
  const group = svg("g", {
    class: `grid-node is-${row.kind}`,
    onclick: () => dispatch(input ? { type: "cover", t } : { type: "choose", node }),
    onpointerenter: (event) => event.pointerType === "mouse" && dispatch({ type: "point", node }),
    onpointerleave: (event) => event.pointerType === "mouse" && dispatch({ type: "point", node: null }),
  }, press, svg("g", { class: "said", "aria-hidden": "true" }, best, amount));

  function place({ at, w }) {
    const [x, y] = at(r, t);
    setAttr(group, "transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    const box = { x: -w / 2, y: -TALL / 2, width: w, height: TALL };
    for (const [name, value] of Object.entries(box)) setAttr(body, name, value);
    setAttr(zero, "d", `M${-w / 2 + 4} -6H${w / 2 - 4}`);
    const [right, low] = [w / 2 - 5, TALL / 2 - 5];
    setAttr(cross, "d", `M${-right} ${-low}L${right} ${low}M${-right} ${low}L${right} ${-low}`);
    signs.forEach((sign) => setAttr(sign, "transform", `translate(${(w / 2 - 1).toFixed(1)} ${-TALL / 2 + 1})`));
    setAttr(rail, "x", -w / 2 + 4);
    setAttr(rail, "width", w - 8);
    setAttr(level, "x", -w / 2 + 4);
  }

  function show(state, found, { w }, shown) {
    const id = nodeOf(r, t, spec.T);
    const off = !takesPart(row, state.reads);
    const waiting = !input && found.when[id] > state.t;
    const covered = input && state.covered.includes(t);
    const belief = row.name === "y" && spec.network.readout.softmax;
    const values = found.numbers[r][t];
    setClass(group, "off", off);
    setClass(group, "waiting", waiting);
    setClass(group, "covered", covered);
    setClass(group, "fresh", !input && found.when[id] === state.t && state.t < found.last);
    const chosen = shown[0] === row.name && shown[1] === t;
    const here = nodeOf(rowOf(spec, shown[0]), shown[1], spec.T);
    setClass(group, "chosen", chosen);
    setClass(group, "is-before", found.before[here].has(id));
    setClass(group, "is-after", found.after[here].has(id));
    const bars = off || waiting || belief ? ["", ""] : strip(values, w);
    setAttr(above, "d", bars[0]);
    setAttr(below, "d", bars[1]);
    setClass(group, "believes", belief && !waiting);
    if (belief && !waiting) {
      const { best: k, p } = believed(spec, found.numbers, t);
      setText(best, cut(spec.output_tokens?.[k] ?? `${k + 1}`, w * 1.2));
      setAttr(level, "width", ((w - 8) * p).toFixed(1));
    } else setText(best, "");
    const change = found.changes[r][t];
    setClass(group, "changed", change > 0 && !waiting && !input);
    setText(amount, off || waiting ? "" : amountText(spec, state, found, r, t, change));
    setAttr(press, "tabindex", state.chosen[0] === row.name && state.chosen[1] === t ? "0" : "-1");
    setAttr(press, "aria-label", nodeName(spec, node, text)
      + (belief && !waiting ? `: ${answerName(spec, found, t)}` : "")
      + aside(state, { covered, waiting, change, input }, text));
    setAttr(press, input ? "aria-pressed" : "aria-current", input ? String(covered) : chosen ? "true" : null);
  }
  return { group, press, place, show };
}

/** "repair (.626)": the answer at step t. */
function answerName(spec, found, t) {
  const { best, p } = believed(spec, found.numbers, t);
  return `${spec.output_tokens?.[best] ?? best + 1} (${tight(p)})`;
}

const aside = (state, { covered, waiting, change, input }, text) => {
  if (input) return `: ${text(covered ? "grid_is_covered" : "grid_can_cover")}`;
  if (waiting) return `: ${text("grid_is_waiting")}`;
  return state.covered.length ? `: ${text("grid_changes_by", { by: fixed(change) })}` : "";
};

/** Under a node's bars: by how much it changes; or what dropout along time has left; or its own letter. */
function amountText({ rows, network }, state, found, r, t, change) {
  const { kind, lane, layer } = rows[r];
  if (kind !== "input" && state.covered.length) return change === 0 ? "=" : tight(change) === "0" ? "≈ 0" : tight(change);
  return lane && state.where === "along" ? `${found.survivors[r][t]}/${sizeOf(network.layers[layer - 1][lane])}` : "";
}

/** The whole drawing, and `show(state, found, width)` to bring it up to date. */
export function gridDrawing(spec, dispatch, text) {
  const { rows, T } = spec;
  const picture = svg("svg", { class: "picture", role: "group", "aria-label": text("grid_net") });
  const [wires, kept, letters, words] = ["wires", "kept", "letters", "words"].map((name) =>
    svg("g", { class: name, "aria-hidden": "true" }));
  const nodes = rows.flatMap((_, r) => Array.from({ length: T }, (__, t) => gridNode(spec, r, t, dispatch, text)));
  picture.append(wires, kept, ...nodes.map(({ group }) => group), letters, words);
  const all = arrowsOf(spec, "both").map((arrow) => {
    const [line, head] = [svg("path", { class: "line" }), svg("path", { class: "head" })];
    const node = svg("g", { class: arrow.up ? "wire up" : "wire along" }, line, head);
    const [r, s] = [arrow.from, arrow.to].map((id) => Math.floor(id / T));
    const beside = arrow.up && s === r + 1 && rows[r].lane && rows[s].lane; // a longer way has no room beside it
    const share = beside ? svg("text", { class: "share" }) : null;
    wires.append(node);
    if (share) kept.append(share);
    return { ...arrow, r, s, line, head, node, share };
  });
  let [laid, layout] = [0, null];

  function lay(width) {
    [laid, layout] = [width, layoutGrid(spec, width, matchMedia("(pointer: coarse)").matches)];
    setAttr(picture, "viewBox", `0 0 ${width} ${layout.height}`);
    setAttr(picture, "width", width);
    setAttr(picture, "height", layout.height);
    nodes.forEach((node) => node.place(layout));
    for (const arrow of all) {
      const { line, head } = wayOf(arrow, spec, layout);
      setAttr(arrow.line, "d", line);
      setAttr(arrow.head, "d", head);
      if (arrow.share) placeShare(arrow);
    }
    letters.replaceChildren(...rows.map((row, r) => {
      const [x, y] = layout.at(r, 0);
      const where = layout.turned ? { x, y: 14, class: `letter of-${rowLetter(row)[0]} middle` }
        : { x: 2, y: y + 5, class: `letter of-${rowLetter(row)[0]}` };
      return svg("text", where, rowLetter(row));
    }));
    words.replaceChildren(...layout.words.map((word, t) => {
      const [x, y] = layout.at(0, t);
      const where = layout.turned ? { x: 2, y: y + 5, class: "word" }
        : { x, y: y + TALL / 2 + 18 + (layout.lines === 2 && t % 2 ? 18 : 0), class: "word middle" };
      return svg("text", where, cut(word, layout.room));
    }));
  }

  function placeShare({ from, to, r, s, share }) {
    const [a, b] = [layout.at(r, from % T), layout.at(s, to % T)];
    setAttr(share, "x", (layout.turned ? (a[0] + b[0]) / 2 : a[0] + 5).toFixed(1));
    setAttr(share, "y", (layout.turned ? a[1] - 5 : (a[1] + b[1]) / 2 + 4).toFixed(1));
    setClass(share, "middle", layout.turned);
    setClass(share, "off", layout.turned && layout.w < 28);
  }

  function show(state, found, width) {
    if (laid !== width) lay(width);
    const shown = state.pointed ?? state.chosen;
    const here = nodeOf(rowOf(spec, shown[0]), shown[1], T);
    const lit = (set, { from, to }) => (set.has(from) || from === here) && (set.has(to) || to === here);
    for (const arrow of all) {
      const [from, to] = [rows[arrow.r], rows[arrow.s]];
      const between = state.where === "between" && arrow.up && from.lane && to.lane;
      setClass(arrow.node, "dropout", between || (state.where === "along" && !arrow.up));
      setClass(arrow.node, "off", !takesPart(from, state.reads) || !takesPart(to, state.reads));
      setClass(arrow.node, "lit-before", lit(found.before[here], arrow));
      setClass(arrow.node, "lit-after", lit(found.after[here], arrow));
      if (arrow.share) setText(arrow.share, between ? keptAt(found.masks, arrow.r, arrow.from % T).join("/") : "");
    }
    nodes.forEach((node) => node.show(state, found, layout, shown));
  }

  /** The focus follows the chosen node when the keys have moved it. */
  const focus = ([name, t]) => nodes[nodeOf(rowOf(spec, name), t, T)].press.focus();
  const turned = () => Boolean(layout?.turned);
  return { node: el("div", { class: "frame" }, picture), picture, show, focus, turned };
}
