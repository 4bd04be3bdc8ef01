// What a reader sets: a number with a slider, one of a few with buttons.

import { el, setAttr, setText } from "./dom.js";

/** A slider with its name and its value. */
export function dial(name, { least, most, by }, onchange) {
  const value = el("output", {});
  const letters = el("span", { class: "letters" });
  const input = el("input", {
    type: "range", class: "slider", min: least, max: most, step: by, "aria-label": name,
    oninput: (event) => onchange(Number(event.target.value)),
  });
  // Arrow keys turn the slider; the widget's own keys must not take them.
  input.addEventListener("keydown", (event) => { if (event.key !== "Escape") event.stopPropagation(); });
  const node = el("label", { class: "dial" }, el("span", { class: "dial-name" }, name, letters, value), input);
  function show(now, said) {
    if (Number(input.value) !== now) input.value = String(now);
    setText(value, said);
    setAttr(input, "aria-valuetext", said);
    input.style.setProperty("--at", (now - least) / (most - least));
  }
  return { node, letters, show };
}

/** Buttons of which one is pressed. */
export function choice(name, options, dispatch) {
  const buttons = options.map(([said, event]) =>
    el("button", { type: "button", class: "mode", onclick: () => dispatch(event) }, said));
  const node = el("div", { class: "choice" }, el("span", { class: "dial-name" }, name),
    el("div", { class: "modes", role: "group", "aria-label": name }, ...buttons));
  const show = (n) => buttons.forEach((button, k) => setAttr(button, "aria-pressed", String(k === n)));
  return { node, show };
}
