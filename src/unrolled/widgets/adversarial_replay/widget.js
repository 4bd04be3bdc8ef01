// The adversarial replay: a recorded game of G against D, watched frame by frame, or half a round at a time.

import { choice } from "../kit/choices.js";
import { el, setAttr, setText } from "../kit/dom.js";
import { live } from "../kit/mount.js";
import { controls } from "../kit/controls.js";
import { lines, readings } from "./lines.js";
import { plane, planeKey } from "./plane.js";
import { sayFrame, sayProbe, sayWhere } from "./say.js";
import { alongGame, deriveReplay, replay, startReplay, stretches } from "./state.js";

const SHARED_REPLAY = ["run", "frame", "probe"];

/** How many modes are covered, as a number and as marks; one a mode. */
function coveredCount(spec, text) {
  const number = el("strong", {});
  const marks = spec.centres.map(() => el("i", {}));
  const node = el("div", { class: "count" }, el("span", { class: "count-name" }, text("replay_covered")),
    el("span", {}, number, ` / ${spec.centres.length}`),
    el("span", { class: "pips", "aria-hidden": "true" }, ...marks));
  function show({ now }) {
    setText(number, String(now.covered));
    marks.forEach((mark, n) => setAttr(mark, "class", n < now.covered ? "on" : "off"));
  }
  return { node, show };
}

/** What is special about the chosen game, and how it ended from every seed. */
function aboutRun(spec, text) {
  const [what, ends] = [el("span", {}), el("span", { class: "ends" })];
  const node = el("p", { class: "about" }, what, " ", ends);
  function show({ run }) {
    const counts = spec.runs[run].ends;
    setText(what, text(`replay_about_${run}`));
    setText(ends, text("replay_ends", { n: counts.length, counts: counts.join(", "), rounds: spec.rounds.at(-1) }));
  }
  return { node, show };
}

function replayView(spec, { dispatch, text, lang }) {
  const root = el("section", {
    class: "unrolled-widget adversarial-replay", tabindex: "0", role: "group", "aria-label": text("adversarial_replay"),
    lang,
  });
  const games = spec.names.map((run) => [text(`replay_run_${run}`), { type: "run", run }]);
  const runs = choice(text("replay_run"), games, dispatch);
  const jumps = stretches(spec).map(([from], n) => el("button", {
    type: "button", class: "mode alone", onclick: () => dispatch({ type: "stretch", n }),
  }, text("replay_from", { n: spec.rounds[from] })));
  const halves = el("div", { class: "choice halves" }, el("span", { class: "dial-name" }, text("replay_halves_from")),
    el("div", { class: "alones" }, ...jumps));
  const [about, picture, chart] = [aboutRun(spec, text), plane(spec, dispatch, text), lines(spec, dispatch, text)];
  const [count, numbers] = [coveredCount(spec, text), readings(text)];
  const bar = controls(dispatch, text);
  const sentence = el("p", { class: "sentence", role: "status" });
  const probed = el("p", { class: "probe-told", role: "status" });
  const where = el("p", { class: "where" });
  let asked = String(spec.start.probe);
  root.append(
    el("div", { class: "dials" }, runs.node, halves), about.node, bar.node, sentence,
    el("div", { class: "board" }, el("div", { class: "scene" }, picture.node, probed),
      el("div", { class: "side" }, where, count.node, numbers.node, planeKey(text))),
    chart.node, el("p", { class: "hint" }, text("replay_hint")),
  );

  function show(state, found, width) {
    runs.show(spec.names.indexOf(state.run));
    about.show(state);
    picture.show(state, found);
    count.show(found);
    numbers.show(found);
    if (width) chart.show(state, width);
    setText(where, sayWhere(spec, state, text));
    setAttr(probed, "aria-live", String(state.probe) === asked ? "off" : "polite"); // read out to whoever asks
    asked = String(state.probe);
    setText(probed, sayProbe(spec, state, found, text));
    bar.show({
      ...state, ...alongGame.place(state, spec), speed: state.factor, reading: sayWhere(spec, state, text),
      changed: SHARED_REPLAY.some((key) => String(state[key]) !== String(spec.start[key])),
    });
    setAttr(sentence, "aria-live", state.playing ? "off" : "polite");
    setText(sentence, sayFrame(spec, state, found, text));
  }
  return { root, measured: root, show };
}

const KEPT_REPLAY = ["names", "rounds", "moves", "runs", "centres", "real", "reach", "least", "extent", "resolution"];

function render({ model, el: host }) {
  const spec = Object.fromEntries(KEPT_REPLAY.map((key) => [key, model.get(key)]));
  spec.start = Object.fromEntries([...SHARED_REPLAY, "inside"].map((key) => [key, model.get(key)]));
  return live({ model, el: host }, {
    start: startReplay(spec),
    move: (state, event) => replay(state, event, spec),
    derive: (state) => deriveReplay(spec, state),
    from: ["run", "frame"],
    places: SHARED_REPLAY,
    view: (tools) => replayView(spec, tools),
  });
}

export default { render };
