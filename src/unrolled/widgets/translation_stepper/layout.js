// Where everything stands in the drawing of the translation stepper: the words and the encoder's states above, the
// decoder's tree below. Where a step of the tree gets too little room, its time runs down.

export const BOX = 44; // a node of the tree
const LETTER = 7.4;

/** Where everything stands: `word(t)`, `state(t)`, `node(k, r)` are the middles; `root` is where the decoder begins. */
export function layoutOf({ words, S, net }, rows, width) {
  const T = words.length;
  const pitch = Math.min((width - 2) / T, 104);
  const lines = Math.max(...words.map((word) => word.length * LETTER)) > pitch - 4 ? 2 : 1;
  const top = 18 * lines + 16;
  const across = (t) => (t + 0.5) * pitch;
  const word = (t) => [across(t), 14 + (lines === 2 && t % 2 ? 18 : 0)];
  const state = (t) => [across(t), top + 20];
  const w = Math.min(pitch - 14, 72);
  const weights = top + 40;
  const lane = weights + (net.attention ? 44 : 22);
  const wide = (width - 60) / S >= BOX + 8;
  const tree = treeLayout({ S, rows, width, from: lane + 12 }, wide);
  return { T, pitch, top, word, state, w, weights, lane, wide, ...tree };
}

function treeLayout({ S, rows, width, from }, wide) {
  if (wide) {
    const [pitch, drop] = [Math.min((width - 60) / S, 92), BOX + 14];
    const node = (k, r) => [60 + (k + 0.5) * pitch, from + BOX / 2 + r * drop];
    return { node, root: [24, from + BOX / 2], height: from + rows * drop - 8 };
  }
  const [pitch, drop] = [Math.min(width / rows, 92), BOX + 16];
  const node = (k, r) => [(r + 0.5) * pitch, from + BOX / 2 + (k + 1) * drop];
  return { node, root: [pitch / 2, from + BOX / 2], height: from + (S + 1) * drop - 8 };
}

/** The way from one node to the next: out of its side, into the other's. */
export function branch([x1, y1], [x2, y2], wide) {
  const half = BOX / 2;
  const [a, b] = wide ? [[x1 + half, y1], [x2 - half, y2]] : [[x1, y1 + half], [x2, y2 - half]];
  const [c, d] = wide ? [[(a[0] + b[0]) / 2, a[1]], [(a[0] + b[0]) / 2, b[1]]]
    : [[a[0], (a[1] + b[1]) / 2], [b[0], (a[1] + b[1]) / 2]];
  const put = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return `M${put(a)}C${put(c)} ${put(d)} ${put(b)}`;
}

/** The way of the state that is handed over: out of the last word's, down, back along the lane, into the root. */
export function handOver({ T, state, w, lane, root }) {
  const [[x, y], [rx, ry]] = [state(T - 1), root];
  const end = ry - BOX / 2;
  return {
    line: `M${(x + w / 2).toFixed(1)} ${y}h6V${lane}H${rx.toFixed(1)}V${end}`,
    head: `M${(rx - 4).toFixed(1)} ${end - 6}L${rx.toFixed(1)} ${end}L${(rx + 4).toFixed(1)} ${end - 6}`,
  };
}
