// The gated cells of rnn_core, one step each, on plain arrays. Formulas and names are those of LSTMCell and GRUCell:
// the maps stand side by side in W_x (D x kH), W_h (H x kH) and b (kH), in the order i f g o, f g o (coupled) or r z n.
// A hold, {gate, unit, value}, sets a gate after it was computed, and all that comes after follows.

export const sigmoid = (a) => 1 / (1 + Math.exp(-a));

/** sum += v W, in place; a sum narrower than W takes W's columns from `from` on. */
export function addProduct(sum, v, W, from = 0) {
  for (let i = 0; i < v.length; i += 1) {
    const [v_i, row] = [v[i], W[i]];
    if (v_i === 0) continue; // most of a one-hot row
    for (let j = 0; j < sum.length; j += 1) sum[j] += v_i * row[from + j];
  }
  return sum;
}

/** sum += u * v, entry by entry, in place. */
function addEntrywise(sum, u, v) {
  for (let j = 0; j < sum.length; j += 1) sum[j] += u[j] * v[j];
  return sum;
}

/** x W_x + b, a block of H numbers for each map; a whole number x stands for the one-hot row of that number. */
function projectInput({ W_x, b }, x, H) {
  const a = typeof x === "number" ? b.map((b_j, j) => b_j + W_x[x][j]) : addProduct(b.slice(), x, W_x);
  return Array.from({ length: a.length / H }, (_, k) => a.slice(k * H, (k + 1) * H));
}

/** x W_x + h_prev W_h + b, a block for each map. */
function affineMaps(cell, x, h_prev) {
  const H = h_prev.length;
  return projectInput(cell, x, H).map((a, k) => addProduct(a, h_prev, cell.W_h, k * H));
}

/** The values of a gate with its holds: of one unit, or of all (null). Of two on one unit the later one wins. */
function heldGate(gate, values, holds) {
  for (const { gate: name, unit, value } of holds) {
    if (name !== gate) continue;
    if (unit === null) values.fill(value);
    else if (unit < values.length) values[unit] = value;
  }
  return values;
}

/** LSTM: c = f * c_prev + i * g, h = o * tanh(c). With peepholes i and f see the memory as it was, o the new one. */
export function lstmStep(cell, x, { h: h_prev, c: c_prev }, holds) {
  const [a_i, a_f, a_g, a_o] = affineMaps(cell, x, h_prev);
  const { w_ci, w_cf, w_co } = cell;
  if (w_ci) addEntrywise(a_i, w_ci, c_prev);
  if (w_cf) addEntrywise(a_f, w_cf, c_prev);
  const i = heldGate("i", a_i.map(sigmoid), holds);
  const f = heldGate("f", a_f.map(sigmoid), holds);
  const g = heldGate("g", a_g.map(Math.tanh), holds);
  const c = c_prev.map((c_j, j) => f[j] * c_j + i[j] * g[j]);
  const tanh_c = c.map(Math.tanh);
  if (w_co) addEntrywise(a_o, w_co, c);
  const o = heldGate("o", a_o.map(sigmoid), holds);
  const h = o.map((o_j, j) => o_j * tanh_c[j]);
  return { x, h_prev, c_prev, a_i, a_f, a_g, a_o, i, f, g, o, c, tanh_c, h };
}

/** LSTM with i = 1 - f: to hold i is to hold f at the complement. */
export function lstmCoupledStep(cell, x, { h: h_prev, c: c_prev }, wanted) {
  const [a_f, a_g, a_o] = affineMaps(cell, x, h_prev);
  const holds = wanted.map((hold) => (hold.gate === "i" ? { ...hold, gate: "f", value: 1 - hold.value } : hold));
  const f = heldGate("f", a_f.map(sigmoid), holds);
  const i = f.map((f_j) => 1 - f_j);
  const g = heldGate("g", a_g.map(Math.tanh), holds);
  const c = c_prev.map((c_j, j) => f[j] * c_j + i[j] * g[j]);
  const tanh_c = c.map(Math.tanh);
  const o = heldGate("o", a_o.map(sigmoid), holds);
  const h = o.map((o_j, j) => o_j * tanh_c[j]);
  return { x, h_prev, c_prev, a_f, a_g, a_o, i, f, g, o, c, tanh_c, h };
}

/** GRU: h = (1 - z) * h_prev + z * n, n = tanh(x W_xn + s W_hn + b_n) with s = r * h_prev: the reset comes before. */
export function gruResetBeforeStep(cell, x, { h: h_prev }, holds) {
  const H = h_prev.length;
  const [a_r, a_z, a_n] = projectInput(cell, x, H);
  const r = heldGate("r", addProduct(a_r, h_prev, cell.W_h).map(sigmoid), holds);
  const z = heldGate("z", addProduct(a_z, h_prev, cell.W_h, H).map(sigmoid), holds);
  const s = h_prev.map((h_j, j) => r[j] * h_j);
  const n = heldGate("n", addProduct(a_n, s, cell.W_h, 2 * H).map(Math.tanh), holds);
  const h = h_prev.map((h_j, j) => (1 - z[j]) * h_j + z[j] * n[j]);
  return { x, h_prev, a_r, a_z, a_n, r, z, s, n, h };
}

/** GRU with the reset after the product: n = tanh(x W_xn + b_n + r * m) with m = h_prev W_hn + b_hn. */
export function gruResetAfterStep(cell, x, { h: h_prev }, holds) {
  const H = h_prev.length;
  const [a_r, a_z, a_n] = projectInput(cell, x, H);
  const r = heldGate("r", addProduct(a_r, h_prev, cell.W_h).map(sigmoid), holds);
  const z = heldGate("z", addProduct(a_z, h_prev, cell.W_h, H).map(sigmoid), holds);
  const m = addProduct(cell.b_hn.slice(), h_prev, cell.W_h, 2 * H);
  const n = heldGate("n", addEntrywise(a_n, r, m).map(Math.tanh), holds);
  const h = h_prev.map((h_j, j) => (1 - z[j]) * h_j + z[j] * n[j]);
  return { x, h_prev, a_r, a_z, a_n, r, z, m, n, h };
}
