// Connectionist temporal classification on plain arrays, as in rnn_core.ctc: paths, their text, and the sum over them.
//
// logs   (T x V) log-probabilities of the labels at each frame; label 0 is the blank
// labels a text as numbers from 1; its states are blank, l_1, blank, l_2, ... blank, L = 2 S + 1 of them
// All sums of probabilities are done with logarithms, as there.

import { argmax } from "../kit/numbers.js";

/** log(exp(a) + exp(b)). */
export function logAdd(a, b) {
  const [low, high] = a < b ? [a, b] : [b, a];
  return low === -Infinity ? high : high + Math.log1p(Math.exp(low - high));
}

/** Logs of probabilities that sum to 1, as exactly as numbers can: what rounding has left over is taken away. */
export function normalised(row) {
  const all = row.reduce(logAdd, -Infinity);
  return row.map((log) => log - all);
}

/** The states of a text. */
export const statesOf = (labels) => [0, ...labels.flatMap((label) => [label, 0])];

/** May a path come from s - 2, past the blank between? Only from one letter to a different one. */
export const mayHop = (states, s) => s > 1 && states[s] !== 0 && states[s] !== states[s - 2];

/** The least number of frames that a text needs: a blank has to stand between equal letters. */
export const shortest = (labels) =>
  labels.length + labels.filter((label, n) => n > 0 && label === labels[n - 1]).length;

/** What comes into state s at the next frame: by staying, by moving on, past the blank; logs. */
export function waysInto(states, before, s) {
  return {
    stay: before[s], move: s > 0 ? before[s - 1] : -Infinity, hop: mayHop(states, s) ? before[s - 2] : -Infinity,
  };
}

/** log alpha (T x L): alpha[t, s] = (alpha[t-1, s] + alpha[t-1, s-1] + alpha[t-1, s-2] if open) y[t, l_s]. */
export function forwardSums(logs, states) {
  const rows = [states.map((label, s) => (s < 2 ? logs[0][label] : -Infinity))];
  for (let t = 1; t < logs.length; t += 1) {
    rows.push(states.map((label, s) => {
      const { stay, move, hop } = waysInto(states, rows[t - 1], s);
      return logAdd(logAdd(stay, move), hop) + logs[t][label];
    }));
  }
  return rows;
}

/** log beta (T x L): the sum over all ends of paths after frame t, from state s. */
export function backwardSums(logs, states) {
  const L = states.length;
  const rows = new Array(logs.length);
  rows[logs.length - 1] = states.map((_, s) => (s >= L - 2 ? 0 : -Infinity));
  for (let t = logs.length - 2; t >= 0; t -= 1) {
    const onward = states.map((label, s) => rows[t + 1][s] + logs[t + 1][label]);
    rows[t] = states.map((_, s) => {
      const hop = s + 2 < L && mayHop(states, s + 2) ? onward[s + 2] : -Infinity;
      return logAdd(logAdd(onward[s], s + 1 < L ? onward[s + 1] : -Infinity), hop);
    });
  }
  return rows;
}

/** A path ends in the last letter or in the blank after it: the sum of the two, a log. */
export const endsOf = (row) => row.slice(-2).reduce(logAdd, -Infinity);

/** All alignments of a text: its states, log alpha, log beta, the share of its paths in each state, log p. */
export function alignText(logs, labels) {
  const states = statesOf(labels);
  const [alpha, beta] = [forwardSums(logs, states), backwardSums(logs, states)];
  const logP = endsOf(alpha[alpha.length - 1]);
  const share = alpha.map((row, t) => row.map((log, s) => Math.exp(log + beta[t][s] - logP)));
  return { labels, states, alpha, beta, share, logP };
}

/** How many of the V^T paths of T frames give the text: the forward sums with a 1 for every label. */
export function countPaths(T, labels) {
  const states = statesOf(labels);
  let counts = states.map((_, s) => (s < 2 ? 1 : 0));
  for (let t = 1; t < T; t += 1) {
    counts = states.map((_, s) => counts[s] + (s > 0 ? counts[s - 1] : 0) + (mayHop(states, s) ? counts[s - 2] : 0));
  }
  return counts.slice(-2).reduce((sum, n) => sum + n, 0);
}

/**
 * The best path: the most probable label of each frame, and how it collapses, a record a frame: the label, its log,
 * the one before (null at first), is it a repeat, is it written, and the text so far. log: the whole path's.
 */
export function bestPath(logs) {
  let [before, text, log] = [null, [], 0];
  return logs.map((row) => {
    const label = argmax(row);
    const repeat = label === before;
    const written = !repeat && label !== 0;
    if (written) text = [...text, label];
    log += row[label];
    const now = { label, own: row[label], before, repeat, written, text, log };
    before = label;
    return now;
  });
}

/** Where a label other than the blank stands out: {label, t} at the top of each stretch above `least`, by frames. */
export function peaksOf(logs, least) {
  const peaks = [];
  for (let label = 1; label < logs[0].length; label += 1) {
    let top = null;
    logs.forEach((row, t) => {
      if (row[label] <= Math.log(least)) top = null;
      else if (!top) peaks.push((top = { label, t }));
      else if (row[label] > logs[top.t][label]) top.t = t;
    });
  }
  return peaks.sort((one, other) => one.t - other.t);
}
