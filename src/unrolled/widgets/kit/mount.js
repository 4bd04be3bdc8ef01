// A widget's life on a page: one state, drawn again after each event; keys, clock, width, and a second view of it.
//
// Two words:  given  what Python handed over: the traits `reads`, and given.start, the traits `places`
//             spec   what follows from it and the state
// Each widget's state.js exports three pure functions that know nothing of a page:
//
//   start(given)               the first state
//   move(state, event, given)  the next state; the old one is never touched. {type: "open", ...places}: set elsewhere
//   derive(state, given)       spec
//
// and its widget.js ends in  export default widget({ reads, places, start, move, derive, from, view });

import { PERIOD, clock, linked, listen } from "./controls.js";
import { el, speaker } from "./dom.js";

/**
 * What anywidget takes from a module.
 *
 * reads    the traits that only Python sets
 * places   the traits that Python and a second view of the same widget see, and may set ("open")
 * from     the keys of the state on which spec depends
 * view     (given, {dispatch, text, lang}) -> {root, measured, show(state, spec, width), stop}
 * prepare  given -> given: what travelled packed made ready, once
 */
export const widget = ({ reads, places, start, move, derive, from, view, prepare = (given) => given }) => ({
  render({ model, el: host }) {
    const read = (keys) => Object.fromEntries(keys.map((key) => [key, model.get(key)]));
    const given = prepare({ ...read(reads), start: read(places) });
    return live({ model, el: host }, {
      start: start(given),
      move: (state, event) => move(state, event, given),
      derive: (state) => derive(state, given),
      from,
      places,
      view: (tools) => view(given, tools),
    });
  },
});

/** A widget's outermost element, which has the focus and the keys. */
export const frame = (name, title, lang) => el("section", {
  class: `unrolled-widget ${name}`, tabindex: "0", role: "group", "aria-label": title, lang,
});

/**
 * Puts a widget into `host`; returns the function that takes it away.
 *
 * start    the first state
 * move     (state, event) -> the next state; an event may also be a function of the state that gives one
 * derive   state -> what follows from it, computed anew only when one of the keys in `from` has changed
 * places   the keys of the state that Python and a second view of the same widget see, and may set ("open")
 * view     ({dispatch, text, lang}) -> {root, measured, show(state, spec, width), stop}; width is measured's, 0 at
 *          first; stop, if there is one, is called when the widget is taken away
 */
export function live({ model, el: host }, { start, move, derive, from, places, view }) {
  let [state, spec, width] = [start, derive(start), 0];

  function dispatch(event) {
    const next = move(state, typeof event === "function" ? event(state) : event);
    if (from.some((key) => next[key] !== state[key])) spec = derive(next);
    state = next;
    draw();
    link.share(state);
  }
  const { root, measured, show, stop } = view({ dispatch, text: speaker(model.get("words")), lang: model.get("lang") });
  const time = clock(root, () => dispatch({ type: "tick" }));
  const link = linked(model, places, (place) => {
    if (places.some((key) => place[key] !== state[key])) dispatch({ type: "open", ...place });
  });

  function draw() {
    show(state, spec, width);
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
    stop?.();
    root.remove();
  };
}
