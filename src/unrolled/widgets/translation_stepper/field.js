// The field for another number: digits are typed or stepped; what is no number from 0 to 9999 is refused beside it.

import { el, setAttr, setClass, setText } from "../kit/dom.js";
import { within } from "../kit/timeline.js";
import { LARGEST_NUMBER, readWhole } from "./numerals.js";

const STEPS = { ArrowUp: 1, ArrowDown: -1, PageUp: 100, PageDown: -100 };

/** What a reader does with the input as events; now(): the number it stands for. */
function listenTo(input, now, dispatch) {
  const renew = () => {
    input.value = String(now());
    input.select();
  };
  input.addEventListener("focus", renew);
  input.addEventListener("input", () => {
    const { number, reason, text } = readWhole(input.value);
    dispatch(reason ? { type: "refuse", refused: { reason, text } } : { type: "number", number });
  });
  input.addEventListener("blur", () => {
    dispatch({ type: "forgive" });
    input.value = String(now());
  });
  input.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = STEPS[event.key];
    if (by) dispatch({ type: "number", number: within(now() + by, LARGEST_NUMBER) });
    if (by || event.key === "Enter") {
      event.preventDefault();
      renew();
    }
  });
}

/** The field, with the right numeral and whether the network has learnt from it. */
export function wholeNumberField({ start, isHeldOut }, dispatch, text) {
  const id = `refusal-${Math.random().toString(36).slice(2)}`;
  const input = el("input", {
    type: "text", inputmode: "numeric", autocomplete: "off", spellcheck: "false", maxlength: "12", enterkeyhint: "done",
    role: "spinbutton", "aria-valuemin": 0, "aria-valuemax": LARGEST_NUMBER,
  });
  const refusal = el("p", { class: "refused", id, role: "alert" });
  const label = el("label", {}, el("span", { class: "typed-name" }, text("translate_type")), input);
  const [numeral, learnt] = [el("span", { class: "numeral" }), el("span", { class: "known" })];
  const node = el("div", { class: "typed" }, label, el("p", { class: "told" }, numeral, learnt), refusal);
  let now = start.number;
  listenTo(input, () => now, dispatch);

  function show({ number, refused }, { right }) {
    now = number;
    if (!refused && readWhole(input.value).number !== now) input.value = String(now);
    setAttr(input, "aria-valuenow", String(now));
    setAttr(input, "aria-invalid", refused ? "true" : null);
    setAttr(input, "aria-describedby", refused ? id : null);
    setText(refusal, refused ? text(`translate_refused_${refused.reason}`, { text: refused.text }) : "");
    setText(numeral, text("translate_right", { right }));
    const heldOut = isHeldOut?.(now);
    setText(learnt, !isHeldOut ? "" : text(heldOut ? "translate_held_out" : "translate_learnt"));
    setClass(learnt, "new", heldOut);
    setClass(node, "refusing", Boolean(refused));
  }
  return { node, show };
}
