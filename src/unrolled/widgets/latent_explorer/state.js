// The latent explorer without a page: what a reader has set, and what the networks make of it.
//
// state  {ends, at, free, shows, draw, pen, tool, topic, put, playing, speed}
//        ends: the pictures at both ends of the walk, a digit's number or 64 numbers a reader drew; at: 0 ... LAST
//        free[k]: the code of network k if it was put by hand, else null: then it is on the walk
//        draw: random codes taken; pen: [row, column] of the keys' pen; tool: one of TOOLS
//        topic: what the sentence is about, "walk", "hand", "drawn", "pen" or "random"; put: the network put last
// given  {titles, networks, planes, digits, offered, draws, start}   networks, planes: by title
// spec   the same, with {inputs, codes}: the pictures at the ends, and for each network {ends, point, picture,
//        nearest, error}: the codes of the ends, the code of its point, and what is decoded there

import { SIDE, apart, between, decode, encode, fromShares, nearestTo, toShares } from "../engine/autoencoder.js";
import { clamp, range } from "../kit/numbers.js";
import { timeline, within } from "../kit/timeline.js";

export const LAST = 12;
export const QUICK = 4; // so many steps of a walk in the time of one step of another widget
export const SHOWN = ["both", "codes", "pictures"];
export const TOOLS = ["pen", "rubber"];
const REACH = 1.4; // the pen's ink fades to nothing at this distance, in points

export const start = (given) =>
  ({ ...given.start, draw: 0, pen: [3, 3], tool: "pen", topic: "walk", put: null, playing: false, speed: QUICK });

export const isDrawn = (end) => Array.isArray(end);

/** The picture at an end of the walk. */
const pictureOf = ({ digits }, end) => (isDrawn(end) ? end : digits.pictures[end]);

/** The code of network k: put by hand, or on the walk. */
export function pointOf({ ends, at, free }, given, k) {
  if (free[k]) return free[k];
  const codes = ends.map((end) => encode(given.networks[given.titles[k]], pictureOf(given, end)));
  return between(...codes, at / LAST);
}

const onWalk = (state, at) => ({
  ...state, at: within(at, LAST), free: state.free.some(Boolean) ? state.free.map(() => null) : state.free,
  topic: "walk", playing: false,
});
const arrived = (state, ends) => onWalk({ ...state, ends }, LAST);
const putAt = (state, k, code) =>
  ({ ...state, free: state.free.map((own, n) => (n === k ? code : own)), topic: "hand", put: k, playing: false });

/** A digit drawn upon becomes a drawing; the digit itself stays as the start of the walk. */
function drawn(state, picture) {
  const [first, end] = state.ends;
  return { ...arrived(state, [isDrawn(end) ? first : end, picture]), topic: "drawn" };
}

/**
 * `ink` after the pen, or the rubber, has touched each of the places ([row, column], fractions allowed). The rubber is
 * wider: it takes away all that the pen leaves at the same place.
 */
export function dabbed(ink, places, tool) {
  return ink.map((now, n) => {
    const distance = Math.min(...places.map(([r, c]) => Math.hypot(r - Math.floor(n / SIDE), c - (n % SIDE))));
    const [left, spared] = [REACH - distance, distance - 1].map((share) => clamp(share, 0, 1));
    return tool === "pen" ? Math.max(now, left) : Math.min(now, spared);
  });
}

/** Time: how far the walk has come. */
const alongWalk = { place: ({ at }) => ({ at, last: LAST }), put: onWalk };

const moves = {
  ...timeline(alongWalk, (state) => onWalk(state, state.at)),
  /** The digit chosen becomes the end of the walk, and what was its end becomes its start. */
  choose: (state, { n }) => (state.ends[1] === n ? arrived(state, state.ends) : arrived(state, [state.ends[1], n])),
  /** Shift and an arrow: the next of the digits offered. */
  operation(state, { by }, { offered }) {
    const place = offered.indexOf(state.ends[1]);
    const next = place < 0 ? 0 : (place + by + offered.length) % offered.length;
    return moves.choose(state, { n: offered[next] });
  },
  dab: (state, { places }, given) => drawn(state, dabbed(pictureOf(given, state.ends[1]), places, state.tool)),
  clear: (state) => ({ ...drawn(state, Array(SIDE * SIDE).fill(0)), tool: "pen" }),
  pen: (state, { by }) => ({
    ...state, topic: "pen", pen: state.pen.map((place, j) => within(place + by[j], SIDE - 1)),
  }),
  tool: (state, { tool }) => ({ ...state, tool }),
  put: (state, { k, to }) => putAt(state, k, to),
  /** Arrow keys in a plane: by shares of its width and height, and not beyond its edge. */
  nudge(state, { k, by }, given) {
    const plane = given.planes[given.titles[k]];
    const shares = toShares(plane, pointOf(state, given, k));
    return putAt(state, k, fromShares(plane, shares.map((share, j) => within(share + by[j], 1))));
  },
  random(state, _, { draws, titles, planes }) {
    const eps = draws[state.draw % draws.length];
    const free = titles.map((title) => {
      const { mean, spread } = planes[title];
      return mean.map((middle, j) => middle + spread[j][0] * eps[0] + spread[j][1] * eps[1]);
    });
    return { ...state, free, draw: state.draw + 1, topic: "random", playing: false };
  },
  shows: (state, { shows }) => ({ ...state, shows }),
  speed: (state, { speed }) => ({ ...state, speed: speed * QUICK }),
  open: (state, { ends, at, free, shows }) => ({ ...state, ends, at, free, shows, topic: "walk", playing: false }),
  reset: (state, _, given) => ({ ...start(given), speed: state.speed }),
};

/** A new state from an event; the old one is never touched. */
export const move = (state, event, given) => moves[event.type]?.(state, event, given) ?? state;

/**
 * What the networks make of the pictures. error: how far the picture decoded is from the one that was encoded, null
 * where the point is at neither end of the walk.
 */
export function derive({ ends, at, free }, given) {
  const inputs = ends.map((end) => pictureOf(given, end));
  const codes = given.titles.map((title, k) => {
    const network = given.networks[title];
    const codesOfEnds = inputs.map((input) => encode(network, input));
    const point = free[k] ?? between(...codesOfEnds, at / LAST);
    const picture = decode(network, point);
    const input = free[k] ? undefined : { 0: inputs[0], [LAST]: inputs[1] }[at];
    return {
      ends: codesOfEnds, point, picture, nearest: nearestTo(given.digits.pictures, picture),
      error: input ? apart(picture, input) : null,
    };
  });
  return { ...given, inputs, codes };
}

/** The pictures of a whole walk between two codes. */
export const walkOf = (network, codes) => range(LAST + 1).map((n) => decode(network, between(...codes, n / LAST)));
