// The memory race: networks learn to recall a symbol after a gap; every seed is shown, and how they stand in words.

import { choice, dial } from "../kit/choices.js";
import { controls } from "../kit/controls.js";
import { el, setAttr, setClass, setText, svg } from "../kit/dom.js";
import { frame, widget } from "../kit/mount.js";
import { fixed } from "../kit/numbers.js";
import { MARKERS, plot } from "./drawing.js";
import { say } from "./say.js";
import { QUICK, SOLVED, VIEWS, derive, gapIndex, inCheckpoints, move, start } from "./state.js";

const READS = ["networks", "gaps", "steps", "chance", "accuracy", "parameters", "examples", "shown"];
const PLACES = ["gap", "at", "view"];
const [HEAD, TAIL] = [8, 3]; // of a long example so many symbols are shown from each end

/** A button for each network with its line, its marker and its size: pressed while it is shown. */
function legend({ networks, parameters }, dispatch, text) {
  const buttons = networks.map((name) => el("button", {
    type: "button", class: `racer lane-${name}`, onclick: () => dispatch({ type: "toggle", name }),
  }, svg("svg", { viewBox: "-20 -8 40 16", "aria-hidden": "true", class: "sample" },
    svg("path", { class: "median", d: "M-20 0H20" }), svg("path", { class: "mark", d: MARKERS[name] })),
  el("span", { class: "racer-name" }, text(`race_${name}`)),
  el("small", {}, text("race_parameters", { n: parameters[name] }))));
  const node = el("div", { class: "racers", role: "group", "aria-label": text("race_networks") }, ...buttons);
  const show = ({ shown }) => buttons.forEach((button, n) =>
    setAttr(button, "aria-pressed", String(shown.includes(networks[n]))));
  return { node, show };
}

/** One sequence of the task at this gap: the symbol, what comes between, the question, the answer. */
function example({ gaps, examples }, text) {
  const parts = ["first", "between", "asked", "answer"].map((name) => el("span", { class: name }));
  const node = el("p", { class: "example" }, el("span", { class: "told" }, text("race_example")), ...parts);
  function show({ gap }) {
    const symbols = examples[gaps.indexOf(gap)];
    const between = [...symbols.slice(1, -1)];
    const left = between.length - HEAD - TAIL;
    if (left > 2) between.splice(HEAD, left, text("race_more", { n: left }));
    const contents = [symbols[0], between.join(" "), symbols.at(-1), `→ ${symbols[0]}`];
    parts.forEach((part, n) => setText(part, contents[n]));
  }
  return { node, show };
}

/** The numbers at the cursor: a row a network, its seeds from worst to best. */
function standingsTable({ networks, accuracy }, text) {
  const caption = el("caption", {});
  const place = (_, k, all) => [" ", el("span", { class: 2 * k + 1 === all.length ? "seed mid" : "seed" })];
  const rows = networks.map((name) => ["seeds", "middle", "solved"].map((key) => el("td", { class: key },
    ...(key === "seeds" ? accuracy[name][0].flatMap(place) : []))));
  const node = el("table", { class: "standings" }, caption,
    el("thead", {}, el("tr", {}, ...["network", "seeds", "median", "solved"].map((key) =>
      el("th", { scope: "col", class: `col-${key}` }, text(`race_col_${key}`))))),
    el("tbody", {}, ...networks.map((name, n) => el("tr", { class: `lane-${name}` },
      el("th", { scope: "row" }, text(`race_${name}`)), ...rows[n]))));
  function show({ gap, at, shown }, spec) {
    setText(caption, text("race_caption", { gap, steps: at, solved: SOLVED }));
    networks.forEach((name, n) => {
      const { now } = spec[name];
      const [seeds, middle, solved] = rows[n];
      now.seeds.forEach((right, k) => setText(seeds.children[k], fixed(right, 2)));
      setText(middle, fixed(now.median, 2));
      setText(solved, text("race_of", { solved: now.solved, seeds: now.seeds.length }));
      setClass(middle.parentNode, "hidden", !shown.includes(name));
    });
  }
  return { node, show };
}

/** Which gap, and whether time or the gap runs along the axis. */
function dials(given, dispatch, text) {
  const gaps = { least: 0, most: given.gaps.length - 1, by: 1 };
  const gap = dial(text("race_gap"), gaps, (to) => dispatch({ type: "gap", to }));
  const views = VIEWS.map((view) => [text(`race_view_${view}`), { type: "view", view }]);
  const axis = choice(text("race_view"), views, dispatch);
  function show(state) {
    gap.show(gapIndex(state, given), String(state.gap));
    axis.show(VIEWS.indexOf(state.view));
  }
  return { node: el("div", { class: "dials" }, gap.node, axis.node), show };
}

function view(given, { dispatch, text, lang }) {
  const root = frame("memory-race", text("memory_race"), lang);
  const settings = [dials(given, dispatch, text), example(given, text), legend(given, dispatch, text)];
  const [drawing, table] = [plot(given, dispatch, text), standingsTable(given, text)];
  const bar = controls(dispatch, text, { whole: true });
  const sentence = el("p", { class: "sentence", role: "status" });
  root.append(...settings.map(({ node }) => node), drawing.node, bar.node, sentence, table.node,
    el("p", { class: "hint" }, text("race_hint")));

  function show(state, spec, width) {
    for (const part of settings) part.show(state);
    if (width) drawing.show(state, spec, width);
    table.show(state, spec);
    bar.show({
      ...inCheckpoints.place(state, given), playing: state.playing, speed: state.speed / QUICK,
      reading: text("race_place", { steps: state.at }), changed: false,
    });
    setAttr(sentence, "aria-live", state.playing ? "off" : "polite");
    setText(sentence, say(state, spec, text));
  }
  return { root, measured: root, show };
}

export default widget({ reads: READS, places: PLACES, start, move, derive, from: PLACES, view });
