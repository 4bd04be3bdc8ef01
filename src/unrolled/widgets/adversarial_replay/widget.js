// The adversarial replay: a recorded game of G against D, watched frame by frame, or half a round at a time.

import { choice } from "../kit/choices.js";
import { controls } from "../kit/controls.js";
import { el, setAttr, setText } from "../kit/dom.js";
import { frame, widget } from "../kit/mount.js";
import { lines, readings } from "./lines.js";
import { plane, planeKey } from "./plane.js";
import { sayFrame, sayPlace, sayProbe } from "./say.js";
import { derive, inFrames, move, start, stretches } from "./state.js";

const READS = [
  "names", "rounds", "moves", "runs", "centres", "real", "reach", "least", "extent", "resolution", "inside",
];
const PLACES = ["run", "frame", "probe"];

/** How many modes are covered, as a number and as marks; one a mode. */
function coveredCount({ centres }, text) {
  const number = el("strong", {});
  const marks = centres.map(() => el("i", {}));
  const node = el("div", { class: "count" }, el("span", { class: "count-name" }, text("replay_covered")),
    el("span", {}, number, ` / ${centres.length}`),
    el("span", { class: "pips", "aria-hidden": "true" }, ...marks));
  function show({ now }) {
    setText(number, String(now.covered));
    marks.forEach((mark, n) => setAttr(mark, "class", n < now.covered ? "on" : "off"));
  }
  return { node, show };
}

/** What is special about the chosen game, and how it ended from every seed. */
function aboutRun({ runs, rounds }, text) {
  const [what, ends] = [el("span", {}), el("span", { class: "ends" })];
  const node = el("p", { class: "about" }, what, " ", ends);
  function show({ run }) {
    const counts = runs[run].ends;
    setText(what, text(`replay_about_${run}`));
    setText(ends, text("replay_ends", { n: counts.length, counts: counts.join(", "), rounds: rounds.at(-1) }));
  }
  return { node, show };
}

/** Which game, and a button for each stretch recorded half a round at a time. */
function dials(given, dispatch, text) {
  const games = given.names.map((run) => [text(`replay_run_${run}`), { type: "run", run }]);
  const runs = choice(text("replay_run"), games, dispatch);
  const jumps = stretches(given).map(([from], n) => el("button", {
    type: "button", class: "mode alone", onclick: () => dispatch({ type: "stretch", n }),
  }, text("replay_from", { n: given.rounds[from] })));
  const halves = el("div", { class: "choice halves" }, el("span", { class: "dial-name" }, text("replay_halves_from")),
    el("div", { class: "alones" }, ...jumps));
  const show = ({ run }) => runs.show(given.names.indexOf(run));
  return { node: el("div", { class: "dials" }, runs.node, halves), show };
}

/** What D holds of the place under the probe; read out to whoever moves the probe. */
function probeSentence({ start: { probe } }, text) {
  const node = el("p", { class: "probe-told", role: "status" });
  let place = String(probe);
  function show(state, spec) {
    setAttr(node, "aria-live", String(state.probe) === place ? "off" : "polite");
    place = String(state.probe);
    setText(node, sayProbe(state, spec, text));
  }
  return { node, show };
}

function view(given, { dispatch, text, lang }) {
  const root = frame("adversarial-replay", text("adversarial_replay"), lang);
  const [games, about] = [dials(given, dispatch, text), aboutRun(given, text)];
  const [picture, probed] = [plane(given, dispatch, text), probeSentence(given, text)];
  const [count, numbers] = [coveredCount(given, text), readings(text)];
  const chart = lines(given, dispatch, text);
  const bar = controls(dispatch, text);
  const sentence = el("p", { class: "sentence", role: "status" });
  const where = el("p", { class: "where" });
  root.append(
    games.node, about.node, bar.node, sentence,
    el("div", { class: "board" }, el("div", { class: "scene" }, picture.node, probed.node),
      el("div", { class: "side" }, where, count.node, numbers.node, planeKey(text))),
    chart.node, el("p", { class: "hint" }, text("replay_hint")),
  );

  function show(state, spec, width) {
    for (const part of [games, about]) part.show(state);
    for (const part of [count, numbers]) part.show(spec);
    for (const part of [picture, probed]) part.show(state, spec);
    if (width) chart.show(state, width);
    const reading = sayPlace(state, given, text);
    setText(where, reading);
    const changed = PLACES.some((key) => String(state[key]) !== String(given.start[key]));
    bar.show({ ...state, ...inFrames.place(state, given), speed: state.factor, reading, changed });
    setAttr(sentence, "aria-live", state.playing ? "off" : "polite");
    setText(sentence, sayFrame(state, spec, text));
  }
  return { root, measured: root, show };
}

export default widget({ reads: READS, places: PLACES, start, move, derive, from: ["run", "frame"], view });
