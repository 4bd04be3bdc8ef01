// Time: one clock a widget, the buttons and the slider, and the keys, the same in every widget.

import { el, setAttr, setClass, svg } from "./dom.js";

export const PERIOD = { inside: 1400, step: 1800 };

/** What a key means, or null: left/right step, with shift inside a step, space plays, Home/End, Escape resets. */
export function keyEvent(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  switch (event.key) {
    case "ArrowRight": return event.shiftKey ? { type: "operation", by: 1 } : { type: "step", by: 1 };
    case "ArrowLeft": return event.shiftKey ? { type: "operation", by: -1 } : { type: "step", by: -1 };
    case " ": return { type: "play" };
    case "Home": return { type: "first" };
    case "End": return { type: "last" };
    case "Escape": return { type: "reset" };
    default: return null;
  }
}

/** Keys act while the widget has the focus. Fields and choices keep their own; only Escape leaves them. */
export function listen(root, dispatch) {
  root.addEventListener("keydown", (event) => {
    const action = event.defaultPrevented ? null : keyEvent(event);
    if (!action) return;
    const { localName, type } = event.target;
    const own = localName === "select" || (localName === "input" && type !== "range");
    if (own && action.type !== "reset") return;
    if (localName === "button" && action.type === "play") return; // space presses the button
    event.preventDefault();
    event.stopPropagation();
    dispatch(action);
  });
}

/**
 * A clock that does not drift: each tick is due at a whole number of periods after the start, and one that comes
 * late does not delay the next. It stands still while the widget is out of view or the page is hidden.
 */
export function clock(root, tick, now = () => performance.now()) {
  let [timer, due, period, inView] = [null, 0, 0, true];

  const halt = () => { clearTimeout(timer); timer = null; };
  const arm = () => {
    halt();
    if (period && inView && !document.hidden) timer = setTimeout(beat, Math.max(due - now(), 0));
  };
  function beat() {
    const late = now() - due;
    due += period * (1 + Math.floor(late / period));
    arm();
    tick();
  }
  const resume = () => { due = now() + period; arm(); };
  const watcher = new IntersectionObserver((entries) => {
    const seen = entries[entries.length - 1].isIntersecting;
    if (seen === inView) return;
    inView = seen;
    resume();
  });
  watcher.observe(root);
  document.addEventListener("visibilitychange", resume);

  return {
    set(wanted) {
      if (wanted === period) return;
      period = wanted;
      if (period) resume();
      else halt();
    },
    stop() {
      halt();
      watcher.disconnect();
      document.removeEventListener("visibilitychange", resume);
    },
  };
}

/** Python and a second view of the same model see the same place in time: `open` is told theirs, `share` tells ours. */
export function linked(model, keys, open) {
  let sharing = false;
  const follow = () => sharing || open(Object.fromEntries(keys.map((key) => [key, model.get(key)])));
  for (const key of keys) model.on(`change:${key}`, follow);
  return {
    share(state) {
      const changed = keys.filter((key) => model.get(key) !== state[key]);
      sharing = true;
      for (const key of changed) model.set(key, state[key]);
      sharing = false;
      if (changed.length) model.save_changes();
    },
    stop() {
      for (const key of keys) model.off(`change:${key}`, follow);
    },
  };
}

const ICONS = {
  first: "M5 4v12M16 4.5v11L7.5 10z", back: "M14 4.5v11L5.5 10z", play: "M6 3.5v13L16.5 10z",
  pause: "M6 4v12M14 4v12", next: "M6 4.5v11L14.5 10z", last: "M15 4v12M4 4.5v11L12.5 10z",
  reset: "M4.2 7.5A6.5 6.5 0 1 1 3.5 11M4 3.2v4.6h4.6",
};

function button(name, text, press, title) {
  const icon = svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: `icon icon-${name}` },
    svg("path", { d: ICONS[name] }));
  const node = el("button", {
    type: "button", class: `ctl ctl-${name}`, "aria-label": text, title: title ?? text, onclick: press,
  }, icon);
  return { node, path: icon.firstChild };
}

/**
 * The bar of controls. `show` takes {at, last, playing, inside, speed, reading, changed}. Where a step has no
 * operations inside, `whole` leaves out the choice between the two.
 */
export function controls(dispatch, text, { whole = false } = {}) {
  const press = (event) => () => dispatch(event);
  const [first, back, play, next, last, reset] = [
    ["first", "first"], ["back", "back"], ["play", "play"], ["next", "next"], ["last", "last"], ["reset", "reset"],
  ].map(([name, type]) => button(name, text(name), press({ type }), text(`${name}_key`)));
  const slider = el("input", {
    type: "range", min: "0", step: "1", class: "slider", "aria-label": text("time"),
    oninput: (event) => dispatch({ type: "scrub", to: Number(event.target.value) }),
  });
  const modes = [true, false].map((inside) => el("button", {
    type: "button", class: "mode", onclick: press({ type: "inside", inside }),
  }, text(inside ? "mode_inside" : "mode_step")));
  const speed = el("select", {
    class: "speed", "aria-label": text("speed"),
    onchange: (event) => dispatch({ type: "speed", speed: Number(event.target.value) }),
  }, ...[0.5, 1, 2, 4].map((n) => el("option", { value: n, selected: n === 1 }, `${n}×`)));
  const node = el("div", { class: "controls", role: "group", "aria-label": text("controls") },
    el("div", { class: "buttons" }, first.node, back.node, play.node, next.node, last.node), slider,
    el("div", { class: "settings" },
      whole ? null : el("div", { class: "modes", role: "group", "aria-label": text("granularity") }, ...modes),
      speed, reset.node));

  function show({ at, last: end, playing, inside, speed: factor, reading, changed }) {
    setAttr(slider, "max", String(end));
    if (Number(slider.value) !== at) slider.value = String(at);
    setAttr(slider, "aria-valuetext", reading);
    slider.style.setProperty("--at", end ? at / end : 0);
    for (const edge of [first, back]) setAttr(edge.node, "aria-disabled", at === 0 ? "true" : null);
    for (const edge of [next, last]) setAttr(edge.node, "aria-disabled", at === end ? "true" : null);
    setAttr(play.node, "aria-label", text(playing ? "pause" : "play"));
    setAttr(play.path, "d", ICONS[playing ? "pause" : "play"]);
    setClass(play.node, "playing", playing);
    modes.forEach((mode, n) => setAttr(mode, "aria-pressed", String(inside === (n === 0))));
    if (Number(speed.value) !== factor) speed.value = String(factor);
    setClass(reset.node, "changed", changed);
  }
  return { node, show };
}
