// Under the drawing: the equation of what is looked at with its numbers, what may come next, and all weights of
// attention so far.

import { el, setAttr, setClass, setText, setVar } from "../kit/dom.js";
import { formula } from "../kit/formula.js";
import { fixed, full, stepIndex } from "../kit/numbers.js";
import { pathTo } from "../engine/translator.js";
import { beforeNode, beginning, chance, closely, symbolShown, weightShown } from "./say.js";
import { lookedAt, operationAt, stepsDone } from "./state.js";

const SHOWN_NUMBERS = 6;
const LIKELIEST = 5;
const WEIGHING = ["look", "mix", "answer"];

const kindOf = ({ kind }) => kind.split("_")[0].toUpperCase();
/** h₂, c₂ of the encoder, s₂, c′₂ of the decoder. */
const stateLetters = (record, letter, t) => [[letter, "h", stepIndex(t)],
  ...(record.c ? [[", "], [letter === "s" ? "c′" : "c", "c", stepIndex(t)]] : [])];

/** The equation of an operation: its pieces, and the numbers it makes. */
const EQUATIONS = {
  read: ({ found, t }) => ({
    pieces: [["x", "x", stepIndex(t)], [` = E[“${found.words[t]}”]`]], values: found.trace[t].x,
  }),
  state: ({ found, t }) => ({
    pieces: [...stateLetters(found.trace[t], "h", t), [` = ${kindOf(found.net.encoder)}(`], ["x", "x", stepIndex(t)],
      [", "], ...stateLetters(found.trace[t], "h", t - 1), [")"]],
    values: found.trace[t].h,
  }),
  hand: ({ found }) => ({
    pieces: [...stateLetters(found.trace[0], "s", -1), [" = "], ...stateLetters(found.trace[0], "h", found.T - 1)],
    values: found.trace[found.T - 1].h,
  }),
  feed: ({ node, read }) => ({ pieces: [[`F[“${read}”]`]], values: node.record.x }),
  decode: ({ found, node, read }) => ({
    pieces: [...stateLetters(node.record, "s", node.k), [` = ${kindOf(found.net.decoder)}(F[“${read}”], `],
      ...stateLetters(node.record, "s", node.k - 1), [")"]],
    values: node.record.h,
  }),
  look: ({ found, node }) => ({
    pieces: [["w", "", stepIndex(node.k)], [" = softmax("], ["s", "h", stepIndex(node.k)], [" W ["], ["h", "h", "0"],
      [" … "], ["h", "h", stepIndex(found.T - 1)], ["]ᵀ)"]],
    values: node.record.w,
  }),
  mix: ({ node }) => ({
    pieces: [["m", "", stepIndex(node.k)], [" = Σ"], ["", "", "t"], ["w", "", `${node.k},t`], [" "], ["h", "h", "t"],
      [",\u2003"], ["u", "", stepIndex(node.k)], [" = tanh(["], ["s", "h", stepIndex(node.k)], [", "],
      ["m", "", stepIndex(node.k)], ["] W"], ["", "", "u"], [" + b"], ["", "", "u"], [")"]],
    values: node.record.u,
  }),
  answer: ({ node }) => ({
    pieces: [["p", "y", stepIndex(node.k)], [" = softmax("],
      node.record.u ? ["u", "", stepIndex(node.k)] : ["s", "h", stepIndex(node.k)],
      [" W"], ["", "", "y"], [" + b"], ["", "", "y"], [")"]],
    values: null,
  }),
  keep({ spec, found, node, text }) {
    const whole = beginning(found, node, text);
    const before = node.k ? beginning(found, beforeNode(found, node), text) : "";
    const symbol = symbolShown(spec.chinese[node.symbol], text);
    const ended = node.ended ? `${whole} ${symbol}` : whole;
    const factor = [`p(${symbol} | ${before || text("translate_nothing")})`];
    return {
      pieces: [[`p(${ended})`], [" = "], ...(node.k ? [[`p(${before}) · `]] : []), factor],
      numbers: [Math.exp(node.log_p), ...(node.k ? [Math.exp(node.before)] : []), Math.exp(node.log_p - node.before)],
    };
  },
};

/** "0.12, −0.30, … 42 more", or with a product ".94 = .95 · .99". */
function numbersShown({ values, numbers }, text) {
  if (numbers) {
    const [whole, ...factors] = numbers.map(closely);
    return [factors.length > 1 ? `${whole} = ${factors.join(" · ")}` : `= ${whole}`, numbers];
  }
  if (!values) return ["", null];
  const more = values.length > SHOWN_NUMBERS ? text("translate_more", { n: values.length - SHOWN_NUMBERS }) : "";
  return [`= ${values.slice(0, SHOWN_NUMBERS).map((v) => fixed(v)).join(", ")}${more}`, values];
}

/** The symbols most likely to come next, each with a bar, and which of them were kept. */
function answerBars(spec, text) {
  const bars = Array.from({ length: LIKELIEST }, () => {
    const [name, value, bar] = ["name", "value", "bar"].map((one) => el("span", { class: one }));
    return { name, value, bar, node: el("li", { class: "answer" }, name, el("span", { class: "rail" }, bar), value) };
  });
  const title = el("p", { class: "answers-name" });
  const list = el("ol", {}, ...bars.map(({ node }) => node));
  const node = el("div", { class: "answers" }, title, list);
  function show(found, looked, kept) {
    setClass(node, "silent", !looked);
    setText(title, looked ? text("translate_next", { written: beginning(found, beforeNode(found, looked), text) })
      : text("translate_silent"));
    const log_p = looked?.record.log_p ?? [];
    const order = log_p.map((_, v) => v).sort((a, b) => log_p[b] - log_p[a]);
    bars.forEach((one, n) => {
      const v = order[n];
      const rows = kept && looked ? found.steps[looked.k] : [];
      const stays = rows.some(({ record, symbol }) => record === looked.record && symbol === v);
      setText(one.name, looked ? symbolShown(spec.chinese[v], text) : "");
      setVar(one.bar, "--share", looked ? Math.exp(log_p[v]).toFixed(4) : "0");
      setText(one.value, looked ? chance(Math.exp(log_p[v])) + (stays ? ` ${text("translate_kept")}` : "") : "");
      setClass(one.node, "kept", stays);
    });
  }
  return { node, show };
}

export function translationPanel(spec, text) {
  const [letters, numbers] = ["letters", "numbers"].map((name) => el("p", { class: name }));
  const bars = answerBars(spec, text);
  const node = el("div", { class: "panel" }, el("div", { class: "equation" }, letters, numbers), bars.node);

  function show(state, found) {
    const looked = lookedAt(found, state);
    const done = stepsDone(found, state);
    const stands = looked && looked.k < done;
    const by = stands ? "keep" : operationAt(found, state);
    const read = looked ? symbolShown(spec.chinese[looked.read], text) : "";
    const said = EQUATIONS[by]({ spec, found, node: looked, t: state.t, read, text });
    formula(letters, said.pieces.map(([piece, symbol = "", sub = ""]) => [piece, symbol, sub]));
    const [line, all] = numbersShown(said, text);
    setText(numbers, line);
    setAttr(numbers, "title", all ? all.map(full).join(", ") : null);
    bars.show(found, stands || by === "answer" ? looked : null, stands);
  }
  return { node, show };
}

/** With attention: a table, a line for each symbol of the beginning looked at, a column for each word. */
export function looksTable(spec, text) {
  const [head, body] = [el("tr", {}), el("tbody", {})];
  const title = el("caption", {});
  const table = el("table", { class: "looks" }, title, el("thead", {}, head), body);
  const node = el("div", { class: "looks-frame" }, table);
  let shown = null;

  function line(found, one, symbol, now) {
    const cells = one.record.w.map((w) => {
      const cell = el("td", { style: `--share: ${w.toFixed(3)}`, title: full(w) }, w >= 0.005 ? weightShown(w) : "·");
      if (w > 0.5) cell.classList.add("most");
      return cell;
    });
    const name = el("th", { scope: "row" }, symbol);
    return el("tr", now ? { "aria-current": "true" } : {}, name, ...cells);
  }

  function show(state, found) {
    node.hidden = !found.net.attention;
    if (node.hidden) return;
    const looked = lookedAt(found, state);
    const done = stepsDone(found, state);
    const begun = Boolean(looked) && looked.k >= done && WEIGHING.includes(operationAt(found, state));
    const key = [looked?.k, looked?.r, done, begun].join();
    if (shown?.found === found && shown.key === key) return;
    shown = { found, key };
    setText(title, text("translate_looks"));
    setVar(node, "--lines", String(found.S + 2));
    head.replaceChildren(el("th", { scope: "col" }, text("translate_symbol")),
      ...found.words.map((word) => el("th", { scope: "col" }, el("span", {}, word))));
    const path = looked ? pathTo(found.steps, looked).filter(({ k }) => k < done || begun) : [];
    body.replaceChildren(...path.map((one, n) =>
      line(found, one, one.k < done ? symbolShown(spec.chinese[one.symbol], text) : "?", n === path.length - 1)));
  }
  return { node, show };
}
