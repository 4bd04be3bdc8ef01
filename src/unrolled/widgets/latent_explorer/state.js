// The latent explorer without a page: what a reader has set, and what the networks make of it.
//
// state  {ends, at, free, shows, draw, pen, tool, told, playing, speed}
//        ends: the pictures at both ends of the walk, a digit's number or 64 numbers a reader drew; at: 0 ... LAST;
//        free[k]: the code of network k if it was put by hand, else null: then it is on the walk; draw: random codes
//        taken; pen: [row, column] of the keys' pen; tool: "pen" or "rubber"; told: what the sentence is about
// spec   {titles, networks, planes, digits, offered, draws, start}   networks, planes: by title

import { SIDE, apart, between, decode, encode, fromShares, nearestTo, toShares } from "../engine/autoencoder.js";
import { timeline, within } from "../kit/timeline.js";

export const LAST = 12;
export const QUICK = 4; // so many steps of a walk in the time of one step of another widget
const REACH = 1.4; // the pen's ink fades to nothing at this distance, in points

const clipped = (value, least, most) => Math.min(Math.max(value, least), most);

export function startExplorer({ start }) {
  return { ...start, draw: 0, pen: [3, 3], tool: "pen", told: "walk", playing: false, speed: QUICK };
}

/** The picture at an end of the walk. */
export const pictureOf = ({ digits }, end) => (Array.isArray(end) ? end : digits.pictures[end]);

/** The code of network k: put by hand, or on the walk. */
export function handOf(spec, { ends, at, free }, k) {
  if (free[k]) return free[k];
  const [start, end] = ends.map((one) => encode(spec.networks[spec.titles[k]], pictureOf(spec, one)));
  return between(start, end, at / LAST);
}

const onWalk = (state, at) => ({
  ...state, at: within(at, LAST), free: state.free.some(Boolean) ? state.free.map(() => null) : state.free,
  told: "walk", playing: false,
});
const arrive = (state, ends) => onWalk({ ...state, ends }, LAST);
const putBy = (state, k, code, told = "hand") =>
  ({ ...state, free: state.free.map((one, n) => (n === k ? code : one)), told, last: k, playing: false });

/**
 * `ink` after the pen, or the rubber, has touched each of the places ([row, column], fractions allowed). The rubber is
 * wider: it takes away all that the pen leaves at the same place.
 */
export function dabbed(ink, places, tool) {
  return ink.map((now, n) => {
    const distance = Math.min(...places.map(([r, c]) => Math.hypot(r - Math.floor(n / SIDE), c - (n % SIDE))));
    const [left, spared] = [REACH - distance, distance - 1].map((share) => clipped(share, 0, 1));
    return tool === "pen" ? Math.max(now, left) : Math.min(now, spared);
  });
}

const isDrawn = (end) => Array.isArray(end);

/** Time: how far the walk has come. */
const theWalk = { place: ({ at }) => ({ at, last: LAST }), put: onWalk };

const MOVES = {
  ...timeline(theWalk, (state) => onWalk(state, state.at)),
  /** The digit chosen becomes the end of the walk, and what was its end becomes its start. */
  choose: (state, { n }) => (state.ends[1] === n ? arrive(state, state.ends) : arrive(state, [state.ends[1], n])),
  /** Shift and an arrow: the next of the digits offered. */
  operation(state, { by }, spec) {
    const { offered } = spec;
    const here = offered.indexOf(state.ends[1]);
    const next = here < 0 ? 0 : (here + by + offered.length) % offered.length;
    return MOVES.choose(state, { n: offered[next] });
  },
  /** A digit drawn upon becomes a drawing; the digit itself stays as the start of the walk. */
  dab(state, { places }, spec) {
    const [start, end] = state.ends;
    const drawn = dabbed(pictureOf(spec, end), places, state.tool);
    return { ...arrive(state, [isDrawn(end) ? start : end, drawn]), told: "drawn" };
  },
  clear(state) {
    const [start, end] = state.ends;
    const paper = Array(SIDE * SIDE).fill(0);
    return { ...arrive(state, [isDrawn(end) ? start : end, paper]), told: "drawn", tool: "pen" };
  },
  pen: (state, { by }) => ({
    ...state, told: "pen", pen: state.pen.map((place, j) => within(place + by[j], SIDE - 1)),
  }),
  tool: (state, { tool }) => ({ ...state, tool }),
  put: (state, { k, to }) => putBy(state, k, to),
  /** Arrow keys in a plane: by shares of its width and height, and not beyond its edge. */
  nudge(state, { k, by }, spec) {
    const plane = spec.planes[spec.titles[k]];
    const here = toShares(plane, handOf(spec, state, k));
    return putBy(state, k, fromShares(plane, here.map((share, j) => clipped(share + by[j], 0, 1))));
  },
  random(state, _, spec) {
    const eps = spec.draws[state.draw % spec.draws.length];
    const free = spec.titles.map((title) => {
      const { mean, spread } = spec.planes[title];
      return mean.map((middle, j) => middle + spread[j][0] * eps[0] + spread[j][1] * eps[1]);
    });
    return { ...state, free, draw: state.draw + 1, told: "random", playing: false };
  },
  shows: (state, { shows }) => ({ ...state, shows }),
  speed: (state, { speed }) => ({ ...state, speed: speed * QUICK }),
  open: (state, { ends, at, free, shows }) => ({ ...state, ends, at, free, shows, told: "walk", playing: false }),
  reset: (state, _, spec) => ({ ...startExplorer(spec), speed: state.speed }),
};

/** A new state from an event; the old one is never touched. */
export const explore = (state, event, spec) => MOVES[event.type]?.(state, event, spec) ?? state;

/**
 * What the networks make of it: {ends: pictures, of: [{ends: codes, hand, picture, nearest, own}]}, one a network.
 * own: how far the picture is from the one that was encoded, null where the point is at neither end of the walk.
 */
export function measureCodes(spec, state) {
  const ends = state.ends.map((end) => pictureOf(spec, end));
  const of = spec.titles.map((title, k) => {
    const network = spec.networks[title];
    const codes = ends.map((picture) => encode(network, picture));
    const hand = state.free[k] ?? between(...codes, state.at / LAST);
    const picture = decode(network, hand);
    const whose = state.free[k] ? undefined : { 0: ends[0], [LAST]: ends[1] }[state.at];
    return {
      ends: codes, hand, picture, nearest: nearestTo(spec.digits.pictures, picture),
      own: whose ? apart(picture, whose) : null,
    };
  });
  return { ends, of };
}

/** The pictures of a whole walk. */
export const walkOf = (network, codes) =>
  Array.from({ length: LAST + 1 }, (_, n) => decode(network, between(...codes, n / LAST)));
