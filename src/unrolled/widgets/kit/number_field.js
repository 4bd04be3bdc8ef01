// A number a reader can change: type it, drag it sideways, step it with the arrow keys.

import { el, setAttr, setClass, setField, setText, setVar } from "./dom.js";
import { typed } from "./numbers.js";

export const LIMIT = 100;
const PER_PIXEL = 0.01;
const NUDGE = { plain: 0.1, fine: 0.01, coarse: 1 };

const toGrid = (value) => Math.round(value * 1e6) / 1e6 + 0;

/** How far an arrow key moves a number: up and down by 0.1, with shift by 0.01; page up and down by 1. */
export function nudge(event) {
  const size = event.key.startsWith("Page") ? NUDGE.coarse : event.shiftKey ? NUDGE.fine : NUDGE.plain;
  if (["ArrowUp", "PageUp"].includes(event.key)) return size;
  return ["ArrowDown", "PageDown"].includes(event.key) ? -size : 0;
}

/** What a reader typed, as a number or as the reason it is none. Takes the true minus sign and a decimal comma. */
export function readNumber(text) {
  const plain = text.trim().replace(/^[\u2212\u2013]/, "-").replace(/^([^,.]*),([^,.]*)$/, "$1.$2");
  if (plain === "") return { reason: "empty" };
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return { reason: "unreadable" };
  const value = Number(plain);
  return Math.abs(value) <= LIMIT ? { value: value + 0 } : { reason: "range" };
}

/**
 * How a reader changes the number of an input: by typing, by the arrow keys, by dragging. `field`: {value, shown,
 * typing}, the number, its text, and whether another is being typed.
 */
function changing(input, field, { edit, refuse }) {
  function commit(final) {
    const { value, reason } = readNumber(input.value);
    if (reason === undefined) {
      if (value !== field.value) edit(value);
    } else if (final) refuse(input.value, reason);
  }

  function settle() {
    if (field.typing) commit(true);
    field.typing = false;
  }

  function renew() {
    field.typing = false;
    input.value = typed(field.value);
    input.select();
  }

  function change(to) {
    field.typing = false;
    const next = toGrid(to);
    if (Math.abs(next) > LIMIT) refuse(typed(next), "range");
    else edit(next);
    if (document.activeElement === input) renew();
  }

  input.addEventListener("focus", renew);
  input.addEventListener("blur", () => {
    settle();
    input.value = field.shown;
  });
  input.addEventListener("input", () => {
    field.typing = true;
    commit(false);
  });
  return { settle, renew, change };
}

/** The keys of a number field: arrows and pages change it, Enter takes what was typed, Escape gives it up. */
function fieldKeys(input, field, { settle, renew, change }) {
  input.addEventListener("keydown", (event) => {
    const by = input.readOnly || event.ctrlKey || event.metaKey || event.altKey ? 0 : nudge(event);
    if (by) change(field.value + by);
    else if (event.key === "Enter") {
      settle();
      renew();
    } else if (event.key === "Escape" && field.typing) {
      event.stopPropagation();
      renew();
    } else return;
    event.preventDefault();
  });
}

/**
 * A number field. `edit(value)` and `refuse(text, reason)` are called as the reader works; `show` draws a value
 * without disturbing what is being typed.
 */
export function numberField(calls) {
  const input = el("input", {
    type: "text", inputmode: "decimal", role: "spinbutton", autocomplete: "off", spellcheck: "false", tabindex: "-1",
    "aria-valuemin": -LIMIT, "aria-valuemax": LIMIT,
  });
  const node = el("span", { class: "num given" }, input);
  const field = { value: 0, shown: "", typing: false };
  const acts = changing(input, field, calls);
  fieldKeys(input, field, acts);
  drag(input, () => field.value, acts.change);

  function show(to, text, { edited, invalid, label, reading, computed }) {
    Object.assign(field, { value: to, shown: text });
    if (document.activeElement !== input) setField(input, text);
    else if (!field.typing && readNumber(input.value).value !== to) input.value = typed(to);
    setAttr(input, "aria-valuenow", String(to));
    setAttr(input, "aria-valuetext", reading);
    setAttr(input, "aria-label", label);
    setAttr(input, "aria-invalid", invalid ? "true" : null);
    setAttr(input, "readonly", computed ? "" : null);
    setClass(node, "given", !computed);
    setClass(node, "edited", edited);
    setClass(node, "invalid", invalid);
  }
  return { node, input, show };
}

function drag(input, read, change) {
  let from = null;
  input.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && !input.readOnly) from = { x: event.clientX, value: read(), moving: false };
  });
  input.addEventListener("pointermove", (event) => {
    if (!from) return;
    const dx = event.clientX - from.x;
    if (!from.moving && Math.abs(dx) < 4) return;
    if (!from.moving) {
      from.moving = true;
      input.setPointerCapture(event.pointerId);
    }
    event.preventDefault();
    const step = event.shiftKey ? PER_PIXEL / 10 : PER_PIXEL;
    change(Math.min(Math.max(from.value + dx * step, -LIMIT), LIMIT));
  });
  // The selected digits must not be picked up as text.
  input.addEventListener("dragstart", (event) => event.preventDefault());
  const release = () => { from = null; };
  input.addEventListener("pointerup", release);
  input.addEventListener("pointercancel", release);
}

/** A number that was computed: it can be pointed at and reached with Tab, not changed. */
export function numberShown({ press }) {
  const node = el("button", { type: "button", class: "num", tabindex: "-1", onclick: press });
  return {
    node,
    show(text, label) {
      setText(node, text);
      setAttr(node, "aria-label", label);
    },
  };
}

/**
 * A number that is pointed at, or has the focus, is explained. step(): the step it belongs to, if not the current.
 * In a drawing it is pointed at alone: a listener for the focus would make it a stop of the Tab key.
 */
export function pointing(node, key, dispatch, step = () => null) {
  const pointed = [["pointerenter", key], ["pointerleave", null]];
  const focused = node.ownerSVGElement === undefined ? [["focusin", key], ["focusout", null]] : [];
  for (const [event, to] of [...pointed, ...focused]) {
    node.addEventListener(event, () => dispatch({ type: "point", key: to, t: step() }));
  }
  return node;
}

/**
 * How much room a number has in `width`, less what stands `aside` of the columns: all its digits ("roomy"), three of
 * them ("tight"), or only a tint and a bar ("heat"). least: the px a column needs for the first and for the second.
 */
export function fitOf(width, columns, { most, aside, least: [roomy, tight] }) {
  const each = (Math.min(width, most) - aside) / columns;
  return each >= roomy || width > 520 ? "roomy" : each >= tight ? "tight" : "heat";
}

/** A tint and a bar from the middle say sign and size: never colour alone. */
export function scale(node, value, largest) {
  const part = largest > 0 ? Math.min(Math.abs(value) / largest, 1) : 0;
  setVar(node, "--part", part.toFixed(3));
  setClass(node, "below", value < 0);
}

/** One Tab stop for a group of numbers; left and right walk along it. */
export function rove(group, items) {
  const stops = items.map((item) => item.querySelector?.("input") ?? item);
  if (stops.length) stops[0].tabIndex = 0;
  group.addEventListener("focusin", (event) => {
    const at = stops.indexOf(event.target);
    if (at >= 0) stops.forEach((stop, n) => { stop.tabIndex = n === at ? 0 : -1; });
  });
  group.addEventListener("keydown", (event) => {
    const at = stops.indexOf(event.target);
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
    if (at < 0 || !by || event.shiftKey) return;
    const { localName, selectionStart: s, selectionEnd: e, value } = event.target;
    if (localName === "input" && !(s === 0 && e === value.length)) return;
    event.preventDefault();
    event.stopPropagation();
    stops[Math.min(Math.max(at + by, 0), stops.length - 1)].focus();
  });
}
