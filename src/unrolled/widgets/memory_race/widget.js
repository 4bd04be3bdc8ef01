// The memory race: networks learn to recall a symbol after a gap; every seed is shown, and how they stand in words.

import { choice, dial } from "../kit/choices.js";
import { el, setAttr, setClass, setText, svg } from "../kit/dom.js";
import { fixed } from "../kit/numbers.js";
import { live } from "../kit/mount.js";
import { controls } from "../kit/controls.js";
import {
  QUICK, SOLVED, along, checkIn, checkNear, gapIn, measureRace, race, startRace, tellRace,
} from "./state.js";

const FRAME = { height: 270, left: 38, right: 14, top: 14, bottom: 40 };
const SHARED_RACE = ["gap", "at", "view"];
const MARKERS = {
  RNN: "M-4.5 -4.5H4.5V4.5H-4.5Z", linear: "M0 -6L6 0L0 6L-6 0Z",
  LSTM: "M-5 0A5 5 0 1 0 5 0A5 5 0 1 0 -5 0Z", GRU: "M0 -6L5.8 4.5H-5.8Z",
};
const HEAD = 8, TAIL = 3; // of a long example so many symbols are shown from each end

const lineOf = (xs, ys) => `M${xs.map((x, n) => `${x.toFixed(1)} ${ys[n].toFixed(1)}`).join("L")}`;

/** A network's drawing: band, seeds, median and markers; `show` takes what is found, both scales, and the view. */
function lane(name, { networks, accuracy }) {
  const [n, count] = [networks.indexOf(name), networks.length];
  const [band, seeds, line, marks] = [
    svg("path", { class: "band" }), svg("g", {}, ...accuracy[name][0].map(() => svg("path", { class: "seed" }))),
    svg("path", { class: "median" }), svg("g", {}),
  ];
  const node = svg("g", { class: `lane lane-${name}` }, band, seeds, line, marks);

  function show({ xs: at, seeds: rows, standings }, { x, y }, byGap) {
    const aside = byGap ? (n - (count - 1) / 2) * 6 : 0; // beside one another where they would cover each other
    const xs = at.map((one) => x(one) + aside);
    const ysOf = (key) => standings.map((one) => y(one[key]));
    setAttr(band, "d", `${lineOf(xs, ysOf("high"))}L${lineOf([...xs].reverse(), ysOf("low").reverse()).slice(1)}Z`);
    setAttr(line, "d", lineOf(xs, ysOf("median")));
    const tick = (right, k) => `M${(xs[k] - 4).toFixed(1)} ${y(right).toFixed(1)}h8`;
    rows.forEach((row, s) =>
      setAttr(seeds.children[s], "d", byGap ? row.map(tick).join("") : lineOf(xs, row.map(y))));
    const marked = xs.map((_, k) => k).filter((k) => byGap || k === xs.length - 1 || k % count === n);
    marks.replaceChildren(...marked.map((k) => svg("path", {
      class: "mark", d: MARKERS[name], transform: `translate(${xs[k].toFixed(1)} ${y(standings[k].median).toFixed(1)})`,
    })));
  }
  return { node, show };
}

/** The plot, over time or against the gap, and `show(state, found, width)` to bring it up to date. */
function track(spec, dispatch, text) {
  const { height, left, right, top, bottom } = FRAME;
  const node = svg("svg", { class: "plot", role: "img", height });
  const [grid, cursor] = [svg("g", {}), svg("line", { class: "cursor", y1: top, y2: height - bottom })];
  const lanes = Object.fromEntries(spec.networks.map((name) => [name, lane(name, spec)]));
  node.append(grid, cursor, ...Object.values(lanes).map((one) => one.node));
  let [put, ruled] = [null, null]; // the event a place stands for; for which view and width the axes are drawn
  const point = (event) => {
    if (!put || (event.type === "pointermove" && !event.buttons)) return;
    dispatch(put(event.clientX - node.getBoundingClientRect().left));
  };
  node.addEventListener("pointerdown", point);
  node.addEventListener("pointermove", point);

  function axes({ x, y }, byGap, width) {
    const ticks = byGap ? spec.gaps.map((gap, g) => [g / Math.max(spec.gaps.length - 1, 1), gap])
      : squares(spec.steps.at(-1)).map((step) => [along(spec, step), step]);
    const rows = [0, 0.2, 0.4, 0.6, 0.8, 1];
    const [end, base] = [width - right, height - bottom];
    grid.replaceChildren(
      ...rows.map((p) => svg("line", { class: "rule", x1: left, x2: end, y1: y(p), y2: y(p) })),
      ...rows.map((p) => svg("text", { class: "tick", x: left - 6, y: y(p) + 4 }, fixed(p, 1))),
      ...ticks.map(([at, said]) => svg("text", { class: "tick across", x: x(at), y: base + 17 }, `${said}`)),
      svg("text", { class: "tick name", x: end, y: base + 34 }, text(byGap ? "race_axis_gap" : "race_axis_time")),
      svg("line", { class: "chance", x1: left, x2: end, y1: y(spec.chance), y2: y(spec.chance) }),
      svg("text", { class: "tick guess", x: end, y: y(spec.chance) + 27 }, text("race_guessing", spec)),
    );
  }

  function show(state, found, width) {
    const byGap = state.view === "gap";
    const inner = byGap ? 24 : 6; // room for what stands at the first and the last place
    const [from, to] = [left + inner, width - right - inner];
    const scales = { x: (at) => from + at * (to - from), y: (p) => top + (1 - p) * (height - top - bottom) };
    setAttr(node, "viewBox", `0 0 ${width} ${height}`);
    setClass(node, "by-gap", byGap);
    setAttr(node, "width", String(width));
    if (ruled !== `${state.view} ${width}`) axes(scales, byGap, width);
    ruled = `${state.view} ${width}`;
    const here = byGap ? gapIn(spec, state) / Math.max(spec.gaps.length - 1, 1) : along(spec, state.at);
    for (const end of ["x1", "x2"]) setAttr(cursor, end, scales.x(here).toFixed(1));
    for (const [name, one] of Object.entries(lanes)) {
      setClass(one.node, "hidden", !state.shown.includes(name));
      if (state.shown.includes(name)) one.show(found[name], scales, byGap);
    }
    put = (px) => {
      const at = (px - from) / (to - from);
      if (byGap) return { type: "gap", to: Math.round(at * (spec.gaps.length - 1)) };
      return { type: "scrub", to: checkNear(spec, at) };
    };
    setAttr(node, "aria-label", text(byGap ? "race_plot_gap" : "race_plot_time", { gap: state.gap, steps: state.at }));
  }
  return { node, show };
}

/** Round numbers of steps that stand evenly on an axis of roots, from 0, and the last one. */
function squares(last) {
  const side = [1, 2, 5, 10, 20, 50, 100].map((n) => n * n).find((n) => Math.sqrt(last / n) < 6) ?? last;
  const even = Array.from({ length: Math.floor(Math.sqrt(last / side)) + 1 }, (_, n) => n * n * side);
  return Math.sqrt(last) - Math.sqrt(even.at(-1)) > Math.sqrt(side) * 0.6 ? [...even, last] : even;
}

/** A button for each network with its line, its marker and its size: pressed while it is shown. */
function legend(spec, dispatch, text) {
  const buttons = spec.networks.map((name) => el("button", {
    type: "button", class: `racer lane-${name}`, onclick: () => dispatch({ type: "toggle", name }),
  }, svg("svg", { viewBox: "-20 -8 40 16", "aria-hidden": "true", class: "sample" },
    svg("path", { class: "median", d: "M-20 0H20" }), svg("path", { class: "mark", d: MARKERS[name] })),
  el("span", { class: "racer-name" }, text(`race_${name}`)),
  el("small", {}, text("race_parameters", { n: spec.parameters[name] }))));
  const node = el("div", { class: "racers", role: "group", "aria-label": text("race_networks") }, ...buttons);
  const show = ({ shown }) => buttons.forEach((button, n) =>
    setAttr(button, "aria-pressed", String(shown.includes(spec.networks[n]))));
  return { node, show };
}

/** One sequence of the task at this gap: the symbol, what comes between, the question, the answer. */
function example(spec, text) {
  const parts = ["first", "between", "asked", "answer"].map((name) => el("span", { class: name }));
  const node = el("p", { class: "example" }, el("span", { class: "told" }, text("race_example")), ...parts);
  function show({ gap }) {
    const symbols = spec.examples[spec.gaps.indexOf(gap)];
    const between = [...symbols.slice(1, -1)];
    const left = between.length - HEAD - TAIL;
    if (left > 2) between.splice(HEAD, left, text("race_more", { n: left }));
    const said = [symbols[0], between.join(" "), symbols.at(-1), `→ ${symbols[0]}`];
    parts.forEach((part, n) => setText(part, said[n]));
  }
  return { node, show };
}

/** The numbers at the cursor: a row a network, its seeds from worst to best. */
function standings(spec, text) {
  const caption = el("caption", {});
  const place = (_, k, all) => [" ", el("span", { class: 2 * k + 1 === all.length ? "seed mid" : "seed" })];
  const rows = spec.networks.map((name) => ["seeds", "middle", "solved"].map((key) => el("td", { class: key },
    ...(key === "seeds" ? spec.accuracy[name][0].flatMap(place) : []))));
  const table = el("table", { class: "standings" }, caption,
    el("thead", {}, el("tr", {}, ...["network", "seeds", "median", "solved"].map((key) =>
      el("th", { scope: "col", class: `col-${key}` }, text(`race_col_${key}`))))),
    el("tbody", {}, ...spec.networks.map((name, n) => el("tr", { class: `lane-${name}` },
      el("th", { scope: "row" }, text(`race_${name}`)), ...rows[n]))));
  function show(state, found) {
    setText(caption, text("race_caption", { gap: state.gap, steps: state.at, solved: SOLVED }));
    spec.networks.forEach((name, n) => {
      const { now } = found[name];
      const [seeds, middle, solved] = rows[n];
      now.seeds.forEach((right, k) => setText(seeds.children[k], fixed(right, 2)));
      setText(middle, fixed(now.median, 2));
      setText(solved, text("race_of", { solved: now.solved, seeds: now.seeds.length }));
      setClass(middle.parentNode, "hidden", !state.shown.includes(name));
    });
  }
  return { node: table, show };
}

function raceView(spec, { dispatch, text, lang }) {
  const root = el("section", {
    class: "unrolled-widget memory-race", tabindex: "0", role: "group", "aria-label": text("memory_race"), lang,
  });
  const range = { least: 0, most: spec.gaps.length - 1, by: 1 };
  const gap = dial(text("race_gap"), range, (to) => dispatch({ type: "gap", to }));
  const views = ["time", "gap"];
  const ways = views.map((one) => [text(`race_view_${one}`), { type: "view", view: one }]);
  const view = choice(text("race_view"), ways, dispatch);
  const [task, racers, plot, table] = [
    example(spec, text), legend(spec, dispatch, text), track(spec, dispatch, text), standings(spec, text),
  ];
  const bar = controls(dispatch, text, { whole: true });
  const sentence = el("p", { class: "sentence", role: "status" });
  root.append(el("div", { class: "dials" }, gap.node, view.node), task.node, racers.node, plot.node, bar.node, sentence,
    table.node, el("p", { class: "hint" }, text("race_hint")));

  function show(state, found, width) {
    gap.show(gapIn(spec, state), String(state.gap));
    view.show(views.indexOf(state.view));
    for (const part of [task, racers]) part.show(state);
    if (width) plot.show(state, found, width);
    table.show(state, found);
    bar.show({
      at: checkIn(spec, state), last: spec.steps.length - 1, playing: state.playing, speed: state.speed / QUICK,
      reading: text("race_place", { steps: state.at }), changed: false,
    });
    setAttr(sentence, "aria-live", state.playing ? "off" : "polite");
    const told = { steps: state.at, gap: state.gap, who: tellRace(text, fixed, found, state.shown) };
    setText(sentence, text(state.shown.length ? "race_after" : "race_nobody", told));
  }
  return { root, measured: root, show };
}

const KEPT_RACE = ["networks", "gaps", "steps", "chance", "accuracy", "parameters", "examples"];

function render({ model, el }) {
  const spec = Object.fromEntries(KEPT_RACE.map((key) => [key, model.get(key)]));
  spec.start = Object.fromEntries([...SHARED_RACE, "shown"].map((key) => [key, model.get(key)]));
  return live({ model, el }, {
    start: startRace(spec),
    move: (state, event) => race(state, event, spec),
    derive: (state) => measureRace(spec, state),
    from: SHARED_RACE,
    places: SHARED_RACE,
    view: (tools) => raceView(spec, tools),
  });
}

export default { render };
