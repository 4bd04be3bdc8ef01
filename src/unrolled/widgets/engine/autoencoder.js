// Autoencoders in the page: encode, decode, the nearest real digit. Held to rnn_core by tests/latent.test.mjs (1e-12).

import { activations, dense } from "./unroll.js";
import { range } from "../kit/numbers.js";
import { unpacked } from "../kit/packing.js";

export const SIDE = 8; // a picture is so many points high and wide
const INK = "0123456789abcdefg"; // a point in sixteenths as one letter

/** A network as it travels, ready to run. */
export const readNetwork = (network) =>
  ({ ...network, encoder: network.encoder.map(unpacked), decoder: network.decoder.map(unpacked) });

/** Digits as they travel: pictures of 64 numbers from 0 to 1, and labels. */
export const readDigits = ({ inks, labels }) =>
  ({ labels, pictures: inks.map((text) => Array.from(text, (letter) => INK.indexOf(letter) / 16)) });

const throughLayers = (layers, v) => layers.reduce(
  (u, layer) => (layer.activation ? u.map(activations[layer.activation]) : dense(layer, u).y), v);

/** The code of a picture: h = f(x), or mu, the first half of what a variational encoder says. */
export const encode = ({ encoder }, picture) => throughLayers(encoder, picture).slice(0, 2);

/** The picture of a code: r = g(h), or p(x | z). */
export function decode({ decoder, sigmoid }, code) {
  const r = throughLayers(decoder, code);
  return sigmoid ? r.map(activations.sigmoid) : r;
}

/** The root of the mean squared difference of ink. */
export function apart(one, other) {
  let sum = 0;
  for (let n = 0; n < one.length; n += 1) sum += (one[n] - other[n]) ** 2;
  return Math.sqrt(sum / one.length);
}

/** Which of `pictures` is nearest to this one: {n, distance}. */
export function nearestTo(pictures, picture) {
  const distances = pictures.map((other) => apart(other, picture));
  const distance = Math.min(...distances);
  return { n: distances.indexOf(distance), distance };
}

/** Between two codes, at the share `s` of the way. */
export const between = (start, end, s) => start.map((from, j) => from + (end[j] - from) * s);

/** Pictures decoded at the middles of side x side squares of the plane, row by row from the top. */
export function decodedPlaces(network, { low, high }, side) {
  const middle = (j, n) => low[j] + (high[j] - low[j]) * ((n + 0.5) / side);
  return range(side * side).map((n) =>
    decode(network, [middle(0, n % side), middle(1, side - 1 - Math.floor(n / side))]));
}

/** A place of the plane as shares of its width and of its height from the top; and back. */
export const toShares = ({ low, high }, [a, b]) =>
  [(a - low[0]) / (high[0] - low[0]), (high[1] - b) / (high[1] - low[1])];
export const fromShares = ({ low, high }, [across, down]) =>
  [low[0] + across * (high[0] - low[0]), high[1] - down * (high[1] - low[1])];
