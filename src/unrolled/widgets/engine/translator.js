// An encoder-decoder on plain arrays, with attention if it has it, and beam search. Nothing of the page is known here.
// tests/translate.test.mjs holds every number to rnn_core (below 1e-12) and every tree to its beam search.
//
// net  {source (words x D), encoder, target (symbols x D), decoder, out {W, b}, attention: W or null, combine {W, b}}

import { dense, product, productTurned, softmax, unroll } from "./unroll.js";

/** One record a word: the encoder's trace. */
export function readSource({ source, encoder }, words) {
  const zeros = encoder.W_h.map(() => 0);
  return unroll({ cell: encoder }, words.map((word) => source[word]), { h: zeros, c: zeros });
}

/** Multiplicative attention: e_t = s W h_t, w = softmax(e), m = sum_t w_t h_t, u = tanh([s, m] W_u + b_u). */
function lookBack({ attention, combine }, s, hs) {
  const e = productTurned(product(s, attention), hs);
  const w = softmax(e);
  const m = product(w, hs);
  return { e, w, m, u: dense(combine, [...s, ...m]).y.map(Math.tanh) };
}

function logSoftmax(y) {
  const top = Math.max(...y);
  const total = Math.log(y.reduce((sum, y_k) => sum + Math.exp(y_k - top), 0));
  return y.map((y_k) => y_k - top - total);
}

/** The decoder reads `symbol` in `state`: its trace, with attention e, w, m, u, and log_p of what may come next. */
export function writeOne(net, hs, state, symbol) {
  const [now] = unroll({ cell: net.decoder }, [net.target[symbol]], state);
  const looked = net.attention ? lookBack(net, now.h, hs) : {};
  const { y } = dense(net.out, looked.u ?? now.h);
  return { ...now, ...looked, y, log_p: logSoftmax(y) };
}

/** The `width` largest of the totals, of two equal ones the first: their numbers. */
const largestOf = (totals, width) =>
  totals.map((_, k) => k).sort((a, b) => totals[b] - totals[a]).slice(0, width);

/**
 * Beam search as in rnn_core.models.decoding. steps[k] are the beginnings kept after k + 1 symbols, best first:
 * {k, r, parent, read, symbol, before, log_p, ended, record}; parent: the row of step k - 1 it goes on from; read: the
 * symbol before; before: that beginning's log p; record: the decoder's numbers. best: the sequences found, best first.
 */
export function searchBeam(net, hs, start, { first, end, longest, width }) {
  let live = [{ r: 0, symbol: first, log_p: 0, record: start }];
  const [steps, ended] = [[], []];
  while (live.length && steps.length < longest) {
    const k = steps.length;
    const records = live.map(({ record, symbol }) => writeOne(net, hs, record, symbol));
    const V = net.out.b.length;
    const totals = live.flatMap(({ log_p }, n) => records[n].log_p.map((one) => log_p + one));
    const rows = largestOf(totals, width).map((place, r) => {
      const [n, symbol] = [Math.floor(place / V), place % V];
      return {
        k, r, parent: live[n].r, read: live[n].symbol, symbol, before: live[n].log_p, log_p: totals[place],
        ended: symbol === end, record: records[n],
      };
    });
    steps.push(rows);
    ended.push(...rows.filter((row) => row.ended));
    live = rows.filter((row) => !row.ended);
    // log p only falls: what is still being written cannot overtake `width` better ones.
    const best = ended.map(({ log_p }) => log_p).sort((a, b) => b - a)[width - 1];
    if (live.length && best >= live[0].log_p) live = [];
  }
  const best = [...ended, ...live].sort((a, b) => b.ended - a.ended || b.log_p - a.log_p).slice(0, width);
  return { steps, best };
}

/** The nodes from the first step to this one. */
export function pathTo(steps, { k, r }) {
  const node = steps[k][r];
  return k ? [...pathTo(steps, { k: k - 1, r: node.parent }), node] : [node];
}
