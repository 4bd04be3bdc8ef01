// The frames of a recorded game: points, pull and field unpacked, and the numbers that go with them.

import { range } from "../kit/numbers.js";
import { bytesOf } from "../kit/packing.js";

const LOGIT_SCALE = 127.5; // games.py: logits are stored as 127.5 tanh(d / spread)

/** Pairs of numbers from -extent to extent, in 16 bits each. */
function unpackPoints(text, extent) {
  const bytes = bytesOf(text);
  const view = new DataView(bytes.buffer);
  const at = (n) => (view.getInt16(2 * n, true) / 32767) * extent;
  return range(bytes.length / 4).map((n) => [at(2 * n), at(2 * n + 1)]);
}

/** Vectors in 8 bits a number; `scale` is what 127 stands for. */
function unpackPull(text, scale) {
  const values = Array.from(new Int8Array(bytesOf(text).buffer), (level) => (level / 127) * scale);
  return range(values.length / 2).map((n) => [values[2 * n], values[2 * n + 1]]);
}

/** D's logits on the grid, row by row from below. */
const unpackField = (text, spread) =>
  Float64Array.from(new Int8Array(bytesOf(text).buffer), (level) => spread * Math.atanh(level / LOGIT_SCALE));

/** What stands in a frame: points, pull, the field, and the numbers. */
export function frameOf({ runs, least, extent }, run, k) {
  const game = runs[run];
  const shares = game.shares[k];
  const fair = least / shares.length;
  return {
    samples: unpackPoints(game.samples[k], extent),
    pull: unpackPull(game.pull[k], game.scale[k]),
    field: unpackField(game.field[k], game.spread[k]),
    ...Object.fromEntries(["d_loss", "g_loss", "belief", "push"].map((key) => [key, game[key][k]])),
    covers: shares.map((share) => share >= fair),
    covered: shares.filter((share) => share >= fair).length,
    near: shares.reduce((sum, share) => sum + share, 0),
  };
}
