// A widget's life on a page: one state, drawn again after each event; keys, clock, width, and a second view of it.

import { speaker } from "./dom.js";
import { PERIOD, clock, linked, listen } from "./controls.js";

/**
 * Puts a widget into `host`; returns the function that takes it away.
 *
 * start    the first state
 * move     (state, event) -> the next state; an event may also be a function of the state that gives one
 * derive   state -> what follows from it, computed anew only when one of the keys in `from` has changed
 * places   the keys of the state that Python and a second view of the same widget see, and may set ("open")
 * view     ({dispatch, text, lang}) -> {root, measured, show(state, derived, width)}; width is measured's, 0 at first
 */
export function live({ model, el: host }, { start, move, derive, from, places, view }) {
  let state = start;
  let derived = derive(state);
  let width = 0;

  function dispatch(event) {
    const next = move(state, typeof event === "function" ? event(state) : event);
    if (from.some((key) => next[key] !== state[key])) derived = derive(next);
    state = next;
    draw();
    link.share(state);
  }
  const { root, measured, show } = view({ dispatch, text: speaker(model.get("words")), lang: model.get("lang") });
  const time = clock(root, () => dispatch({ type: "tick" }));
  const link = linked(model, places, (place) => {
    if (places.some((key) => place[key] !== state[key])) dispatch({ type: "open", ...place });
  });

  function draw() {
    show(state, derived, width);
    time.set(state.playing ? PERIOD[state.inside ? "inside" : "step"] / state.speed : 0);
  }
  const measure = new ResizeObserver(([entry]) => {
    const now = Math.floor(entry.contentRect.width);
    if (now === width || now === 0) return;
    width = now;
    draw();
  });
  measure.observe(measured);
  listen(root, dispatch);
  host.replaceChildren(root);
  draw();

  return () => {
    time.stop();
    measure.disconnect();
    link.stop();
    root.remove();
  };
}
