// The words that say why a number was refused, beside its field.

import { el, setText } from "./dom.js";

/**
 * The line, and `show({refused})`: null, or {key, text, reason} of the field with data-key `key` below `root`.
 * name(key): what the number is called.
 */
export function refusal(root, text, name) {
  const id = `refusal-${Math.random().toString(36).slice(2)}`;
  const node = el("p", { class: "refusal", id, role: "alert", hidden: true });
  let shown = null;
  function show({ refused }) {
    if (refused === shown) return;
    shown = refused;
    node.hidden = !refused;
    root.querySelectorAll("[aria-describedby]").forEach((field) => field.removeAttribute("aria-describedby"));
    if (!refused) return setText(node, "");
    const input = root.querySelector(`[data-key="${refused.key}"] input`);
    input.setAttribute("aria-describedby", id);
    const typed = refused.text.trim().slice(0, 24);
    setText(node, text(`refused_${refused.reason}`, { text: typed, name: name(refused.key) }));
    const [box, frame] = [input.parentNode, root].map((one) => one.getBoundingClientRect());
    node.style.left = `${Math.max(Math.min(box.left - frame.left - 8, frame.width - node.offsetWidth - 8), 8)}px`;
    node.style.top = `${box.bottom - frame.top + 6}px`;
  }
  return { node, show };
}
