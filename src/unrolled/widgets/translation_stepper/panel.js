// Under the drawing: the equation of what is looked at with its numbers, what may come next, and all weights of
// attention so far.

import { pathTo } from "../engine/translator.js";
import { el, setAttr, setClass, setText, setVar } from "../kit/dom.js";
import { equation } from "../kit/equation.js";
import { full, range } from "../kit/numbers.js";
import { equationOf, numbersShown } from "./equations.js";
import { beginning, chance, parentOf, symbolShown, weightShown } from "./names.js";
import { nodeAt, operationAt, stepsDone } from "./state.js";

const LIKELIEST = 5;
const WEIGHING = ["look", "mix", "answer"];

/** The symbols most likely to come next, each with a bar, and which of them were kept. */
function answerBars(text) {
  const bars = range(LIKELIEST).map(() => {
    const [name, value, bar] = ["name", "value", "bar"].map((part) => el("span", { class: part }));
    return { name, value, bar, node: el("li", { class: "answer" }, name, el("span", { class: "rail" }, bar), value) };
  });
  const title = el("p", { class: "answers-name" });
  const list = el("ol", {}, ...bars.map(({ node }) => node));
  const node = el("div", { class: "answers" }, title, list);

  /** after: the node whose answers are shown, or null; kept: are those kept already known? */
  function show(spec, after, kept) {
    setClass(node, "silent", !after);
    setText(title, after ? text("translate_next", { written: beginning(spec, parentOf(spec, after), text) })
      : text("translate_silent"));
    const log_p = after?.record.log_p ?? [];
    const order = range(log_p.length).sort((a, b) => log_p[b] - log_p[a]);
    const rows = kept && after ? spec.steps[after.k] : [];
    bars.forEach((bar, n) => {
      const v = order[n];
      const stays = rows.some(({ record, symbol }) => record === after.record && symbol === v);
      setText(bar.name, after ? symbolShown(spec, v, text) : "");
      setVar(bar.bar, "--share", after ? Math.exp(log_p[v]).toFixed(4) : "0");
      setText(bar.value, after ? chance(Math.exp(log_p[v])) + (stays ? ` ${text("translate_kept")}` : "") : "");
      setClass(bar.node, "kept", stays);
    });
  }
  return { node, show };
}

/** The equation of what is looked at, and the answers. */
export function translationPanel(text) {
  const panel = equation(["letters", "numbers"], "equation");
  const bars = answerBars(text);
  const node = el("div", { class: "panel" }, panel.node, bars.node);

  function show(state, spec) {
    const looked = nodeAt(state, spec);
    const made = looked && looked.k < stepsDone(state, spec);
    const operation = made ? "keep" : operationAt(state, spec);
    const { letters, ...numbers } = equationOf(operation, { spec, node: looked, t: state.t, text });
    const [line, all] = numbersShown(numbers, text);
    panel.show({ letters, numbers: line });
    setAttr(panel.lines.numbers, "title", all ? all.map(full).join(", ") : null);
    bars.show(spec, made || operation === "answer" ? looked : null, made);
  }
  return { node, show };
}

/** A line of the table: a symbol, and what it looked at. */
function attentionLine({ record }, symbol, now) {
  const cells = record.w.map((w) => {
    const cell = el("td", { style: `--share: ${w.toFixed(3)}`, title: full(w) }, w >= 0.005 ? weightShown(w) : "·");
    if (w > 0.5) cell.classList.add("most");
    return cell;
  });
  return el("tr", now ? { "aria-current": "true" } : {}, el("th", { scope: "row" }, symbol), ...cells);
}

/** With attention: a table, a line for each symbol of the beginning looked at, a column for each word. */
export function attentionTable(text) {
  const [head, body] = [el("tr", {}), el("tbody", {})];
  const title = el("caption", {});
  const table = el("table", { class: "looks" }, title, el("thead", {}, head), body);
  const node = el("div", { class: "looks-frame" }, table);
  let drawn = {};

  function show(state, spec) {
    node.hidden = !spec.net.attention;
    if (node.hidden) return;
    const looked = nodeAt(state, spec);
    const done = stepsDone(state, spec);
    const begun = Boolean(looked) && looked.k >= done && WEIGHING.includes(operationAt(state, spec));
    const place = [looked?.k, looked?.r, done, begun].join();
    if (drawn.spec === spec && drawn.place === place) return;
    drawn = { spec, place };
    setText(title, text("translate_looks"));
    setVar(node, "--lines", String(spec.S + 2));
    head.replaceChildren(el("th", { scope: "col" }, text("translate_symbol")),
      ...spec.words.map((word) => el("th", { scope: "col" }, el("span", {}, word))));
    const path = looked ? pathTo(spec.steps, looked).filter(({ k }) => k < done || begun) : [];
    body.replaceChildren(...path.map((one, n) =>
      attentionLine(one, one.k < done ? symbolShown(spec, one.symbol, text) : "?", n === path.length - 1)));
  }
  return { node, show };
}
