// Both losses over the game, and how many modes the fakes cover, frame by frame; the cursor stands where the reader is.

import { el, setAttr, setText, svg } from "../kit/dom.js";
import { fixed } from "../kit/numbers.js";
import { percent, scarce } from "./say.js";
import { isCheckpoint, stretches } from "./state.js";

const BOX = { left: 34, right: 44, top: 20, losses: 118, gap: 26, modes: 42, bottom: 38 };
const BASE = BOX.top + BOX.losses + BOX.gap + BOX.modes; // where the axis of the rounds lies
const TICKS = [-1, 0, 1, 2, 5, 10, 20, 50];
const BETWEEN_TICKS = 34; // pixels that a number below the axis needs

/** Small losses far apart, large ones closer together, 0 at 0. */
export const bent = (loss) => Math.sign(loss) * Math.log1p(Math.abs(loss));

/** The frames whose rounds are written below the axis: checkpoints far enough from one another, and the last. */
export function ticksOf(given, width) {
  const last = given.rounds.length - 1;
  const least = (BETWEEN_TICKS / width) * last;
  const ticks = [];
  for (let k = 0; k < last; k += 1) {
    if (isCheckpoint(given, k) && (!ticks.length || k - ticks.at(-1) >= least) && last - k >= least) ticks.push(k);
  }
  return [...ticks, last];
}

const line = (x1, y1, x2, y2, name) => svg("line", { x1, y1, x2, y2, class: name });
const tick = (x, y, name, content) => svg("text", { x, y, class: `tick ${name}` }, content);

/** Where a loss stands, and the least and the largest of all games, bent. */
function lossScale({ names, runs }) {
  const all = names.flatMap((name) => [...runs[name].d_loss, ...runs[name].g_loss]);
  const [low, high] = [Math.min(...all, 0), Math.max(...all)].map(bent);
  return { low, high, y: (loss) => BOX.top + ((high - bent(loss)) / (high - low)) * BOX.losses };
}

/** Where a frame stands, and which frame stands at a place of the chart. */
function frameScale({ rounds }, width) {
  const [last, left, across] = [rounds.length - 1, BOX.left + 6, width - BOX.left - BOX.right - 12];
  return { x: (k) => left + (k / last) * across, frameAt: (px) => Math.round(((px - left) / across) * last) };
}

/** The rulers of both parts, what they are called, and the stretches of half rounds. */
function axes(given, { low, high, y }, x, width, text) {
  const { left, top, modes } = BOX;
  const [end, tie] = [width - BOX.right, y(Math.log(4))];
  const shades = stretches(given).flatMap(([from, to]) => [
    svg("rect", { class: "shade", x: x(from), width: x(to) - x(from), y: top - 6, height: BASE - top + 6 }),
    tick((x(from) + x(to)) / 2, top - 9, "across", text("replay_halves")),
  ]);
  const rows = TICKS.filter((loss) => bent(loss) >= low - 0.2 && bent(loss) <= high);
  return [
    ...shades,
    ...rows.map((loss) => line(left, y(loss), end, y(loss), "rule")),
    ...rows.map((loss) => tick(left - 5, y(loss) + 4, "", fixed(loss, 0))),
    line(left, tie, end, tie, "tie"), tick(end + 4, tie + 4, "after", "log 4"),
    line(left, BASE, end, BASE, "rule"),
    tick(left - 5, BASE - modes + 8, "", String(given.centres.length)), tick(left - 5, BASE + 1, "", "0"),
    tick(left + 14, BASE - modes - 5, "name", text("replay_lane_modes")),
    ...ticksOf(given, end - left).map((k) => tick(x(k), BASE + 16, "across", String(given.rounds[k]))),
    tick(end, BASE + 33, "", text("replay_axis")),
  ];
}

/** Both losses of a game, and a bar a frame for the modes covered. */
function curvesOf({ runs, least, centres }, run, x, y) {
  const { d_loss, g_loss, shares } = runs[run];
  const count = centres.length;
  const path = (values) => `M${values.map((loss, k) => `${x(k).toFixed(1)} ${y(loss).toFixed(1)}`).join("L")}`;
  const covered = shares.map((frame) => frame.filter((share) => share >= least / count).length);
  return [
    svg("path", { class: "loss loss-d", d: path(d_loss) }), svg("path", { class: "loss loss-g", d: path(g_loss) }),
    ...covered.map((n, k) => {
      const height = (n / count) * (BOX.modes - 2);
      return svg("rect", { class: "covered-bar", x: x(k) - 1.5, width: 3, y: BASE - height, height });
    }),
  ];
}

/** The chart and `show(state, width)`. */
export function lines(given, dispatch, text) {
  const node = svg("svg", { class: "lines", role: "img", height: BASE + BOX.bottom });
  const [ruler, curves, cursor] = [svg("g", {}), svg("g", {}), svg("g", { class: "cursor" })];
  node.append(ruler, curves, cursor);
  const losses = lossScale(given);
  let [drawn, frames] = [{}, null]; // the width and the game in view, and where its frames stand

  function show({ run, frame: k }, width) {
    frames = frameScale(given, width);
    const [{ x }, { y }] = [frames, losses];
    setAttr(node, "viewBox", `0 0 ${width} ${BASE + BOX.bottom}`);
    setAttr(node, "width", String(width));
    if (drawn.width !== width) ruler.replaceChildren(...axes(given, losses, x, width, text));
    if (drawn.width !== width || drawn.run !== run) curves.replaceChildren(...curvesOf(given, run, x, y));
    drawn = { width, run };
    const { d_loss, g_loss } = given.runs[run];
    cursor.replaceChildren(
      line(x(k), BOX.top - 6, x(k), BASE, ""),
      svg("rect", { class: "at-d", x: x(k) - 4, y: y(d_loss[k]) - 4, width: 8, height: 8 }),
      svg("circle", { class: "at-g", cx: x(k), cy: y(g_loss[k]), r: 4.5 }),
    );
    setAttr(node, "aria-label", text("replay_lines", { run: text(`replay_run_${run}`) }));
  }

  const point = (event) => {
    if (!frames || (event.type === "pointermove" && !event.buttons)) return;
    dispatch({ type: "frame", to: frames.frameAt(event.clientX - node.getBoundingClientRect().left) });
  };
  node.addEventListener("pointerdown", point);
  node.addEventListener("pointermove", point);
  return { node, show };
}

/** The numbers of the frame, each with its name; losses with a sample of their line. */
export function readings(text) {
  const marks = {
    d_loss: () => svg("rect", { class: "at-d", x: 11, y: 2, width: 8, height: 8 }),
    g_loss: () => svg("circle", { class: "at-g", cx: 15, cy: 6, r: 4.5 }),
  };
  const sample = (key) => svg("svg", { viewBox: "0 0 30 12", class: "sample", "aria-hidden": "true" },
    svg("path", { class: `loss loss-${key[0]}`, d: "M0 6H30" }), marks[key]());
  const values = Object.fromEntries(["d_loss", "g_loss", "belief", "push", "near"].map((key) => [key, el("dd", {})]));
  const rows = Object.entries(values).map(([key, value]) => el("div", { class: `reading reading-${key}` },
    el("dt", {}, key in marks ? sample(key) : null, text(`replay_${key}`)), value));
  function show({ now }) {
    for (const [key, value] of Object.entries(values)) setText(value, (key === "near" ? percent : scarce)(now[key]));
  }
  return { node: el("dl", { class: "readings" }, ...rows), show };
}
