// The networks of the book as pure functions on plain arrays: row vectors, a = x W_x + h_prev W_h + b.
// Nothing of the page is known here. tests/engine.test.mjs holds every function to rnn_core (below 1e-12).

import { addProduct, gruResetAfterStep, gruResetBeforeStep, lstmCoupledStep, lstmStep, sigmoid } from "./cells.js";

export const activations = {
  tanh: Math.tanh,
  relu: (a) => Math.max(a, 0),
  sigmoid,
  identity: (a) => a,
};

/** The row vector v times the matrix W. */
export const product = (v, W) => addProduct(W[0].map(() => 0), v, W);

export const add = (u, v) => u.map((u_j, j) => u_j + v[j]);

/** exp(y) / sum exp(y), shifted so that no exponential overflows. */
export function softmax(y) {
  const top = Math.max(...y);
  const exps = y.map((y_k) => Math.exp(y_k - top));
  const total = exps.reduce((sum, e) => sum + e, 0);
  return exps.map((e) => e / total);
}

/** y = v W + b; `vW` is the product before the bias. */
export function dense({ W, b }, v) {
  const vW = product(v, W);
  return { vW, y: add(vW, b) };
}

/** One step: a = [h_prev, x] W + b with W_h above W_x, h = activation(a); `vW` is the product before the bias. */
export function rnnStep({ W_h, W_x, b, activation }, x, { h }) {
  const xW = typeof x === "number" ? W_x[x] : product(x, W_x);
  const vW = add(xW, product(h, W_h));
  const a = add(vW, b);
  return { x, h_prev: h, vW, a, h: a.map(activations[activation]) };
}

const steps = {
  rnn: rnnStep,
  lstm: lstmStep,
  lstm_peephole: lstmStep,
  lstm_coupled: lstmCoupledStep,
  gru_reset_before: gruResetBeforeStep,
  gru_reset_after: gruResetAfterStep,
};

/**
 * One record a step: the cell's trace under the names of rnn_core, and with a readout `hW`, `y` (and `p` = softmax(y)
 * or sigmoid(y)). xs[t]: D numbers, or a whole number k for the one-hot row k. state: {h} or {h, c}, the start.
 * holds: [{gate, unit, value, from}]: from step `from` on `gate` of `unit` (null: of all units) has this value; of two
 * holds on one unit the later in the list wins, and one on what the cell has not got is passed over.
 */
export function unroll({ cell, readout }, xs, state, { holds = [] } = {}) {
  const step = steps[cell.kind];
  if (!step) throw new Error(`cell: expected one of ${Object.keys(steps).join(", ")}, got ${cell.kind}`);
  return xs.map((x, t) => {
    state = step(cell, x, state, holds.filter(({ from }) => from <= t));
    return readout ? { ...state, ...readOut(readout, state.h) } : state;
  });
}

/** What is read of a state: y = h W + b, and p = softmax(y), or sigmoid(y) entry by entry, if the readout has one. */
function readOut(readout, h) {
  const { vW: hW, y } = dense(readout, h);
  if (readout.softmax) return { hW, y, p: softmax(y) };
  return readout.sigmoid ? { hW, y, p: y.map(sigmoid) } : { hW, y };
}

/** Slopes f'(a), written with the output h = f(a), as rnn_core writes them. */
export const slopes = {
  tanh: (h) => 1 - h * h,
  relu: (h) => (h > 0 ? 1 : 0),
  sigmoid: (h) => h - h * h,
  identity: () => 1,
};

/** The row vector v times W turned on its side. */
export const productTurned = (v, W) => W.map((row) => row.reduce((sum, w_j, j) => sum + v[j] * w_j, 0));

/** The outer product u^T v: each number with each number. */
export const outer = (u, v) => u.map((u_i) => v.map((v_j) => u_i * v_j));

const addRows = (A, B) => A.map((row, i) => add(row, B[i]));

function logSumExp(y) {
  const top = Math.max(...y);
  return top + Math.log(y.reduce((sum, y_k) => sum + Math.exp(y_k - top), 0));
}

/** The loss of one step and dy: squared error against numbers, softmax cross-entropy against the right symbol. */
export const losses = {
  squared: (y, target) => ({
    loss: y.reduce((sum, y_k, k) => sum + (y_k - target[k]) ** 2, 0), dy: y.map((y_k, k) => 2 * (y_k - target[k])),
  }),
  softmax: (y, target) => ({
    loss: logSumExp(y) - y[target], dy: softmax(y).map((p_k, k) => p_k - (k === target ? 1 : 0)),
  }),
};

/** One step back: what reaches h_t, from its own output and from the future, and what it gives to a and the weights. */
function rnnStepBack({ cell, readout }, { x, h_prev, h }, dy, future) {
  const own = productTurned(dy, readout.W);
  const dh = add(own, future);
  const slope = h.map(slopes[cell.activation]);
  const da = dh.map((dh_j, j) => dh_j * slope[j]);
  return { dy, own, future, dh, slope, da, dW_h: outer(h_prev, da), dW_x: outer(x, da), db: da };
}

/**
 * Backpropagation through time along a trace: one record a step, in the order of time. dW_h, dW_x, db are a step's own
 * parts; sum_W_h, sum_W_x, sum_b add them up from the last step down to this one. counts[t]: has step t a loss?
 */
export function bptt(net, trace, targets, { loss, counts }) {
  const back = [];
  let future = net.cell.b.map(() => 0);
  let later = null;
  for (let t = trace.length - 1; t >= 0; t -= 1) {
    const whole = losses[loss](trace[t].y, targets[t]);
    const { loss: value, dy } = counts[t] ? whole : { loss: 0, dy: whole.dy.map(() => 0) };
    const now = rnnStepBack(net, trace[t], dy, future);
    later = {
      loss: value, ...now,
      sum_W_h: later ? addRows(later.sum_W_h, now.dW_h) : now.dW_h,
      sum_W_x: later ? addRows(later.sum_W_x, now.dW_x) : now.dW_x,
      sum_b: later ? add(later.sum_b, now.db) : now.db,
    };
    back.unshift(later);
    future = productTurned(now.da, net.cell.W_h);
  }
  return back;
}
