// The plot of the memory race, over time or against the gap: each network's band, seeds and median, and the cursor.

import { setAttr, setClass, svg } from "../kit/dom.js";
import { fixed, range } from "../kit/numbers.js";
import { checkpointNear, gapIndex, gapShare, stepShare } from "./state.js";

const FRAME = { height: 270, left: 38, right: 14, top: 14, bottom: 40 };
export const MARKERS = {
  RNN: "M-4.5 -4.5H4.5V4.5H-4.5Z", linear: "M0 -6L6 0L0 6L-6 0Z",
  LSTM: "M-5 0A5 5 0 1 0 5 0A5 5 0 1 0 -5 0Z", GRU: "M0 -6L5.8 4.5H-5.8Z",
};

const lineOf = (xs, ys) => `M${xs.map((x, n) => `${x.toFixed(1)} ${ys[n].toFixed(1)}`).join("L")}`;

/** A network's drawing: band, seeds, median and markers; `show` takes its part of spec, both scales, and the view. */
function lane(name, { networks, accuracy }) {
  const [n, count] = [networks.indexOf(name), networks.length];
  const [band, seeds, line, marks] = [
    svg("path", { class: "band" }), svg("g", {}, ...accuracy[name][0].map(() => svg("path", { class: "seed" }))),
    svg("path", { class: "median" }), svg("g", {}),
  ];
  const node = svg("g", { class: `lane lane-${name}` }, band, seeds, line, marks);

  function show({ xs: shares, seeds: rows, standings }, { x, y }, byGap) {
    const aside = byGap ? (n - (count - 1) / 2) * 6 : 0; // beside one another where they would cover each other
    const xs = shares.map((share) => x(share) + aside);
    const ysOf = (key) => standings.map((standing) => y(standing[key]));
    setAttr(band, "d", `${lineOf(xs, ysOf("high"))}L${lineOf([...xs].reverse(), ysOf("low").reverse()).slice(1)}Z`);
    setAttr(line, "d", lineOf(xs, ysOf("median")));
    const tick = (right, k) => `M${(xs[k] - 4).toFixed(1)} ${y(right).toFixed(1)}h8`;
    rows.forEach((row, s) =>
      setAttr(seeds.children[s], "d", byGap ? row.map(tick).join("") : lineOf(xs, row.map(y))));
    const marked = range(xs.length).filter((k) => byGap || k === xs.length - 1 || k % count === n);
    marks.replaceChildren(...marked.map((k) => svg("path", {
      class: "mark", d: MARKERS[name], transform: `translate(${xs[k].toFixed(1)} ${y(standings[k].median).toFixed(1)})`,
    })));
  }
  return { node, show };
}

/** Where a share of the axis, 0 to 1, and an accuracy stand, and which share stands at a place of the plot. */
function scalesOf(byGap, width) {
  const inner = byGap ? 24 : 6; // room for what stands at the first and the last place
  const [from, to] = [FRAME.left + inner, width - FRAME.right - inner];
  return {
    x: (share) => from + share * (to - from),
    y: (p) => FRAME.top + (1 - p) * (FRAME.height - FRAME.top - FRAME.bottom),
    shareAt: (px) => (px - from) / (to - from),
  };
}

/** Round numbers of steps that stand evenly on an axis of roots, from 0, and the last one. */
function squares(last) {
  const side = [1, 2, 5, 10, 20, 50, 100].map((n) => n * n).find((n) => Math.sqrt(last / n) < 6) ?? last;
  const even = range(Math.floor(Math.sqrt(last / side)) + 1).map((n) => n * n * side);
  return Math.sqrt(last) - Math.sqrt(even.at(-1)) > Math.sqrt(side) * 0.6 ? [...even, last] : even;
}

/** Lines across, numbers beside and below, and how often guessing is right. */
function axes(given, byGap, { x, y }, width, text) {
  const { gaps, steps, chance } = given;
  const ticks = byGap ? gaps.map((gap, g) => [gapShare(given, g), gap])
    : squares(steps.at(-1)).map((step) => [stepShare(given, step), step]);
  const rows = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const [start, end, base] = [FRAME.left, width - FRAME.right, FRAME.height - FRAME.bottom];
  return [
    ...rows.map((p) => svg("line", { class: "rule", x1: start, x2: end, y1: y(p), y2: y(p) })),
    ...rows.map((p) => svg("text", { class: "tick", x: start - 6, y: y(p) + 4 }, fixed(p, 1))),
    ...ticks.map(([share, name]) => svg("text", { class: "tick across", x: x(share), y: base + 17 }, `${name}`)),
    svg("text", { class: "tick name", x: end, y: base + 34 }, text(byGap ? "race_axis_gap" : "race_axis_time")),
    svg("line", { class: "chance", x1: start, x2: end, y1: y(chance), y2: y(chance) }),
    svg("text", { class: "tick guess", x: end, y: y(chance) + 27 }, text("race_guessing", { chance })),
  ];
}

/** The gap or the checkpoint at a share of the axis, as an event. */
function eventAt(given, byGap, share) {
  if (byGap) return { type: "gap", to: Math.round(share * (given.gaps.length - 1)) };
  return { type: "scrub", to: checkpointNear(given, share) };
}

/** The plot, and `show(state, spec, width)` to bring it up to date. */
export function plot(given, dispatch, text) {
  const { height, top, bottom } = FRAME;
  const node = svg("svg", { class: "plot", role: "img", height });
  const [grid, cursor] = [svg("g", {}), svg("line", { class: "cursor", y1: top, y2: height - bottom })];
  const lanes = given.networks.map((name) => ({ name, ...lane(name, given) }));
  node.append(grid, cursor, ...lanes.map((one) => one.node));
  let [shown, drawn] = [null, null]; // {byGap, scales} of what is in view; for which view and width the axes are drawn
  const point = (event) => {
    if (!shown || (event.type === "pointermove" && !event.buttons)) return;
    const share = shown.scales.shareAt(event.clientX - node.getBoundingClientRect().left);
    dispatch(eventAt(given, shown.byGap, share));
  };
  node.addEventListener("pointerdown", point);
  node.addEventListener("pointermove", point);

  function show(state, spec, width) {
    const byGap = state.view === "gap";
    const scales = scalesOf(byGap, width);
    shown = { byGap, scales };
    setAttr(node, "viewBox", `0 0 ${width} ${height}`);
    setClass(node, "by-gap", byGap);
    setAttr(node, "width", String(width));
    if (drawn !== `${state.view} ${width}`) grid.replaceChildren(...axes(given, byGap, scales, width, text));
    drawn = `${state.view} ${width}`;
    const now = byGap ? gapShare(given, gapIndex(state, given)) : stepShare(given, state.at);
    for (const end of ["x1", "x2"]) setAttr(cursor, end, scales.x(now).toFixed(1));
    for (const one of lanes) {
      setClass(one.node, "hidden", !state.shown.includes(one.name));
      if (state.shown.includes(one.name)) one.show(spec[one.name], scales, byGap);
    }
    setAttr(node, "aria-label", text(byGap ? "race_plot_gap" : "race_plot_time", { gap: state.gap, steps: state.at }));
  }
  return { node, show };
}
