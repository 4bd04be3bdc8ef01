// Where the parts of each cell stand: the memory along the top, the past and the input along the bottom, gates between.
//
// scene(width, kind) -> {height, wires, pipes, valves, boxes, sums, labels}; (x, y) in pixels. A pipe carries the
// number `key` along its points; a valve is opened by the number `key`.

const TOP = 52;
const ABOVE = TOP - 30;
const MIDDLE = 112;
const BOXES = 186;
const PAST = 244;
const INPUT = 270;
export const BOX = { width: 46, height: 46 };

/** A wire up into a box, from the past or from the input beside it. */
const up = (x, from) => ({ points: [[x, from], [x, BOXES + BOX.height / 2 + 2]], head: true });

/** The past h_{t-1} and the input x_t, led along the bottom to the boxes that read them. */
function readBy(xs, { past = xs, until = Math.max(...past), at }) {
  const last = Math.max(...xs);
  return [
    { points: [[0, PAST], [until - 8, PAST]], sym: "h" },
    { points: [[at, INPUT + 18], [at, INPUT], [last + (past.includes(last) ? 8 : 17), INPUT]], sym: "x" },
    ...past.map((x) => ({ ...up(x - 8, PAST), sym: "h" })),
    ...xs.map((x) => ({ ...up(x + (past.includes(x) ? 8 : 17), INPUT), sym: "x" })),
  ];
}

const ends = (width, above, below) => [
  { key: `${above}_prev`, x: 0, y: ABOVE, anchor: "start", line: true },
  { key: above, x: width, y: ABOVE, anchor: "end", line: true },
  ...(above === "h" ? [] : [{ key: "h_prev", x: 0, y: PAST, anchor: "start", thin: true }]),
  { key: "x", x: 0, y: below, anchor: "start", line: true },
];

function lstm(width, kind) {
  const at = (percent) => Math.round((width * percent) / 100);
  const [f, i, g, o, out] = [20.5, 37, 54.5, 72, 89].map(at);
  const coupled = kind === "lstm_coupled";
  const peephole = kind === "lstm_peephole";
  const half = BOX.width / 2;
  const reading = coupled ? [f, g, o] : [f, i, g, o];
  const peep = (x, from) =>
    ({ points: [[from, TOP + 17], [from, 146], [x, 146], [x, BOXES - 24]], head: true, sym: "c", dash: true });
  return {
    height: 316,
    wires: [
      ...readBy(reading, { at: 12 }),
      { points: [[f, BOXES - half], [f, TOP + 25]], sym: "f" },
      ...(coupled ? [{ points: [[f + half, BOXES], [i - half, BOXES]], head: true, sym: "f" }] : []),
      { points: [[i, BOXES - half], [i, MIDDLE], [g - 25, MIDDLE]], sym: "i" },
      { points: [[o + half, BOXES], [out - 25, BOXES]], sym: "o" },
      ...(peephole ? [peep(f - 12, f - 30), peep(i - 12, f - 30), peep(o - 12, o - 12)] : []),
    ],
    pipes: [
      { key: "c_prev", points: [[0, TOP], [f, TOP]] }, { key: "fc", points: [[f, TOP], [g, TOP]] },
      { key: "g", points: [[g, BOXES - half], [g, MIDDLE]] }, { key: "ig", points: [[g, MIDDLE], [g, TOP]] },
      { key: "c", points: [[g, TOP], [width, TOP]] }, { key: "c", points: [[out, TOP + 8], [out, MIDDLE]] },
      { key: "tanh_c", points: [[out, MIDDLE], [out, BOXES]] },
      { key: "h", points: [[out, BOXES], [out, INPUT], [width, INPUT]] },
    ],
    valves: [
      { key: "f", gate: "f", x: f, y: TOP }, { key: "i", gate: "i", x: g, y: MIDDLE, upright: true },
      { key: "o", gate: "o", x: out, y: BOXES, upright: true },
    ],
    sums: [{ key: "c", x: g, y: TOP }],
    boxes: [["f", f], ["i", i], ["g", g], ["o", o]].map(([key, x]) => ({ key, x, y: BOXES })),
    rounds: [{ key: "tanh_c", x: out, y: MIDDLE, text: "tanh" }],
    labels: [...ends(width, "c", INPUT + 34), { key: "fc", x: (f + g) / 2 + 4, y: ABOVE, anchor: "middle", line: true },
      { key: "ig", x: g - 24, y: MIDDLE - 16, anchor: "end", line: true },
      { key: "h", x: width, y: INPUT + 34, anchor: "end", line: true }],
  };
}

function gru(width, kind) {
  const at = (percent) => Math.round((width * percent) / 100);
  const [z, r, valve, n] = [24, 44, 58, 73].map(at);
  const half = BOX.width / 2;
  return {
    height: 316,
    wires: [
      ...readBy([z, r, n], { past: [z, r], until: valve, at: 12 }),
      { points: [[6, TOP + 17], [6, PAST]], sym: "h" },
      { points: [[z, BOXES - half], [z, TOP + 25]], sym: "z" },
      { points: [[z, MIDDLE], [n - 25, MIDDLE]], sym: "z" },
      { points: [[r + half, BOXES], [valve, BOXES], [valve, PAST - 25]], sym: "r" },
    ],
    pipes: [
      { key: "h_prev", points: [[0, TOP], [z, TOP]] }, { key: "kept", points: [[z, TOP], [n, TOP]] },
      { key: "s", points: [[valve, PAST], [n - 6, PAST], [n - 6, BOXES + half]] },
      { key: "n", points: [[n, BOXES - half], [n, MIDDLE]] }, { key: "zn", points: [[n, MIDDLE], [n, TOP]] },
      { key: "h", points: [[n, TOP], [width, TOP]] },
    ],
    valves: [
      { key: "keep", gate: "z", x: z, y: TOP }, { key: "z", gate: "z", x: n, y: MIDDLE, upright: true },
      { key: "r", gate: "r", x: valve, y: PAST },
    ],
    sums: [{ key: "h", x: n, y: TOP }],
    boxes: [["z", z], ["r", r], ["n", n]].map(([key, x]) => ({ key, x, y: BOXES })),
    rounds: [],
    labels: [...ends(width, "h", INPUT + 34), { key: "kept", x: (z + n) / 2, y: ABOVE, anchor: "middle", line: true },
      { key: "s", x: width, y: INPUT + 34, anchor: "end", line: true, text: kind === "gru_reset_after" ? "r·m" : "" },
      { key: "zn", x: n - 24, y: MIDDLE - 16, anchor: "end", line: true }],
  };
}

function rnn(width) {
  const at = (percent) => Math.round((width * percent) / 100);
  const [a, f] = [40, 68].map(at);
  const y = 52;
  return {
    height: 148,
    wires: [
      { points: [[0, y], [a - 25, y]], head: true, sym: "h" },
      { points: [[a, 114], [a, y + 25]], head: true, sym: "x" },
    ],
    pipes: [{ key: "a", points: [[a + 23, y], [f, y]] }, { key: "h", points: [[f, y], [width, y]] }],
    valves: [], sums: [],
    boxes: [{ key: "a", x: a, y }],
    rounds: [{ key: "h", x: f, y, text: "f" }],
    labels: [{ key: "h_prev", x: 0, y, anchor: "start", thin: true },
      { key: "h", x: width, y: y - 25, anchor: "end", line: true },
      { key: "x", x: a, y: 132, anchor: "middle", line: true }],
  };
}

export function sceneOf(width, kind) {
  if (kind === "rnn") return rnn(width);
  return kind.startsWith("gru") ? gru(width, kind) : lstm(width, kind);
}
