// Both losses over the game, and how many modes the fakes cover, frame by frame; the cursor stands where the reader is.

import { el, setAttr, setText, svg } from "../kit/dom.js";
import { fixed } from "../kit/numbers.js";
import { percent, scarce } from "./say.js";
import { isCheckpoint, stretches } from "./state.js";

const BOX = { left: 34, right: 44, top: 20, losses: 118, gap: 26, modes: 42, bottom: 38 };
const TICKS = [-1, 0, 1, 2, 5, 10, 20, 50];
const BETWEEN_TICKS = 34; // pixels that a number below the axis needs

/** Small losses far apart, large ones closer together, 0 at 0. */
export const bent = (loss) => Math.sign(loss) * Math.log1p(Math.abs(loss));

/** The frames whose rounds are written below the axis: checkpoints far enough from one another, and the last. */
export function ticksOf(spec, width) {
  const last = spec.rounds.length - 1;
  const least = (BETWEEN_TICKS / width) * last;
  const kept = [];
  for (let k = 0; k < last; k += 1) {
    if (isCheckpoint(spec, k) && (!kept.length || k - kept.at(-1) >= least) && last - k >= least) kept.push(k);
  }
  return [...kept, last];
}

/** The chart and `show(state, width)`. */
export function lines(spec, dispatch, text) {
  const { left, right, top, losses, gap, modes, bottom } = BOX;
  const base = top + losses + gap + modes;
  const node = svg("svg", { class: "lines", role: "img", height: base + bottom });
  const [frame, curves, cursor] = [svg("g", {}), svg("g", {}), svg("g", { class: "cursor" })];
  node.append(frame, curves, cursor);
  const all = spec.names.flatMap((name) => [...spec.runs[name].d_loss, ...spec.runs[name].g_loss]);
  const [low, high] = [Math.min(...all, 0), Math.max(...all)].map(bent);
  const y = (loss) => top + ((high - bent(loss)) / (high - low)) * losses;
  const count = spec.centres.length;
  const last = spec.rounds.length - 1;
  let drawn = null;
  let scale = null;

  const line = (x1, y1, x2, y2, name) => svg("line", { x1, y1, x2, y2, class: name });
  const word = (x, at, name, said) => svg("text", { x, y: at, class: `tick ${name}` }, said);

  function axes(x, width) {
    const end = width - right;
    const shades = stretches(spec).flatMap(([from, to]) => [
      svg("rect", { class: "shade", x: x(from), width: x(to) - x(from), y: top - 6, height: base - top + 6 }),
      word((x(from) + x(to)) / 2, top - 9, "across", text("replay_halves")),
    ]);
    const rows = TICKS.filter((loss) => bent(loss) >= low - 0.2 && bent(loss) <= high);
    frame.replaceChildren(
      ...shades,
      ...rows.map((loss) => line(left, y(loss), end, y(loss), "rule")),
      ...rows.map((loss) => word(left - 5, y(loss) + 4, "", fixed(loss, 0))),
      line(left, y(Math.log(4)), end, y(Math.log(4)), "tie"), word(end + 4, y(Math.log(4)) + 4, "after", "log 4"),
      line(left, base, end, base, "rule"),
      word(left - 5, base - modes + 8, "", String(count)), word(left - 5, base + 1, "", "0"),
      word(left + 14, base - modes - 5, "name", text("replay_lane_modes")),
      ...ticksOf(spec, end - left).map((k) => word(x(k), base + 16, "across", String(spec.rounds[k]))),
      word(end, base + 33, "", text("replay_axis")),
    );
  }

  function paint(x, run) {
    const { d_loss, g_loss, shares } = spec.runs[run];
    const path = (values) => `M${values.map((loss, k) => `${x(k).toFixed(1)} ${y(loss).toFixed(1)}`).join("L")}`;
    const covered = shares.map((kept) => kept.filter((share) => share >= spec.least / count).length);
    curves.replaceChildren(
      svg("path", { class: "loss loss-d", d: path(d_loss) }), svg("path", { class: "loss loss-g", d: path(g_loss) }),
      ...covered.map((n, k) => {
        const height = (n / count) * (modes - 2);
        return svg("rect", { class: "covered-bar", x: x(k) - 1.5, width: 3, y: base - height, height });
      }),
    );
  }

  function show({ run, frame: k }, width) {
    const x = (at) => left + 6 + (at / last) * (width - left - right - 12);
    if (drawn !== width) {
      setAttr(node, "viewBox", `0 0 ${width} ${base + bottom}`);
      setAttr(node, "width", String(width));
      axes(x, width);
    }
    if (drawn !== width || scale?.run !== run) paint(x, run);
    [drawn, scale] = [width, { x, run, width }];
    const { d_loss, g_loss } = spec.runs[run];
    cursor.replaceChildren(
      line(x(k), top - 6, x(k), base, ""),
      svg("rect", { class: "at-d", x: x(k) - 4, y: y(d_loss[k]) - 4, width: 8, height: 8 }),
      svg("circle", { class: "at-g", cx: x(k), cy: y(g_loss[k]), r: 4.5 }),
    );
    setAttr(node, "aria-label", text("replay_lines", { run: text(`replay_run_${run}`) }));
  }

  const point = (event) => {
    if (!scale || (event.type === "pointermove" && !event.buttons)) return;
    const at = (event.clientX - node.getBoundingClientRect().left - left - 6) / (scale.width - left - right - 12);
    dispatch({ type: "frame", to: Math.round(at * last) });
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
