"""Forward steppers on a page, and what a reader does with them: shared by the tests of the stepper.

A stepper is told by its number on the page, `nth`. `networks(page)` rebuilds each one's network from the page's own
widget state, so that a test can hold what is shown to rnn_core.
"""

import json
from pathlib import Path

import numpy as np
from playwright.sync_api import expect

from rnn_core import RNNCell, unroll
from unrolled import widgets
from unrolled.widgets import ForwardStepper
from unrolled.widgets.widget import SERVED

HOST = Path(__file__).parents[2] / "book/site/static/widget-host.js"
SIGHT = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]

PAGE = """<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><title>Two steppers</title>
<meta name="viewport" content="width=device-width"><style>
body {{ margin: 0 16px; color-scheme: {theme}; color: light-dark(#000, #fff); background: light-dark(#fff, #14181e); }}
main {{ max-width: 760px; margin: auto; }}
</style>{styles}</head><body><main><h1>Two steppers</h1>{views}</main>
<script type="application/vnd.jupyter.widget-state+json">{state}</script>{scripts}</body></html>"""

VIEW = """<div class="widget">
<script type="application/vnd.jupyter.widget-view+json">{{"model_id": "{id}"}}</script></div>"""


def network(weight=0.5, bias=0.1, readout=1.0):
    cell = RNNCell(1, 2, rng=np.random.default_rng(0))
    cell.params |= {
        "W_x": np.array([[weight, 0.6]]),
        "W_h": np.array([[0.1, 0.2], [0.3, 0.4]]),
        "b": np.array([bias, -0.1]),
    }
    return {"cell": cell, "xs": [[1.0], [2.0]], "readout": (np.array([[readout], [2.0]]), np.array([0.1]))}


def worked_example():
    return ForwardStepper(**network())


def truth(t, **changed):
    """y at step t as rnn_core gives it, as it is shown."""
    return f"{ForwardStepper(**network(**changed)).trace[t]['y'][0]:.3f}".replace("-", "−")


def hihell():
    rng = np.random.default_rng(3)
    cell, xs = RNNCell(5, 5, rng=rng), np.eye(5)[[0, 1, 0, 2, 3, 3]]
    readout = (rng.normal(size=(5, 5)), rng.normal(size=5))
    names = {"tokens": list("hihell"), "output_tokens": list("hielo")}
    return ForwardStepper(cell, xs, readout=readout, softmax=True, t=2, phase="multiply", **names)


def page_of(*given, theme="light"):
    """A page with these widgets, as the book would hold them, with all it loads written into it."""
    state, files = {}, {}
    for n, widget in enumerate(given):
        traits = {key: value for key, value in widget.get_state().items() if key not in ("layout", *SERVED)}
        state[f"m{n}"] = {"model_name": "AnyModel", "state": traits}
        files |= getattr(widgets, type(widget).__name__).files()  # an instance has a class of its own
    # A script in HTML ends at the first </, so none may stand inside the JSON.
    text = json.dumps({"version_major": 2, "version_minor": 0, "state": state}).replace("</", "<\\/")
    scripts = [*(text for name, text in files.items() if name.endswith(".js")), HOST.read_text(encoding="utf-8")]
    styles = [text for name, text in files.items() if name.endswith(".css")]
    return PAGE.format(
        theme=theme,
        views="<p>between</p>".join(VIEW.format(id=model) for model in state),
        state=text,
        scripts="".join(f"<script>{text}</script>" for text in scripts),
        styles="".join(f"<style>{text}</style>" for text in styles),
    )


def shown(page, key, nth=0):
    """What stands at a place of the sheet."""
    place = page.locator(".forward-stepper").nth(nth).locator(f'[data-key="{key}"]').first
    return place.evaluate(
        "node => (node.querySelector('input') ?? node)[node.querySelector('input') ? 'value' : 'textContent']"
    )


def field(page, key, nth=0):
    return page.locator(".forward-stepper").nth(nth).locator(f'[data-key="{key}"] input')


def press(page, name, nth=0):
    page.locator(".forward-stepper").nth(nth).locator(f".ctl-{name}").click()


def stage(page, nth=0):
    """The number of the operation that is lit, from 1."""
    return int(page.locator(".forward-stepper").nth(nth).locator('[aria-current="step"].stage .number').inner_text())


def sentence(page, nth=0):
    return page.locator(".forward-stepper .sentence").nth(nth).inner_text()


def focus(page, nth=0):
    page.locator(".forward-stepper").nth(nth).focus()


def number(page, key, nth=0):
    """The number that stands at a place of the sheet, as exactly as it is written."""
    return float(shown(page, key, nth).replace("\u2212", "-"))


def networks(page):
    """The network of each stepper of the page: {cell, xs (T, 1, D), h (1, H), W_y, b_y}, from its widget state."""
    state, ids = page.evaluate("""() => {
      const read = (type) => [...document.querySelectorAll(`[type="application/vnd.jupyter.widget-${type}+json"]`)]
        .map((script) => JSON.parse(script.textContent));
      return [Object.assign({}, ...read("state").map((kept) => kept.state)), read("view").map((view) => view.model_id)];
    }""")
    return [network_of(state[model]["state"]) for model in ids]


def network_of(traits):
    given = traits["net"]["cell"]
    params = {name: np.array(given[name], float) for name in ("W_x", "W_h", "b")}
    cell = RNNCell(*params["W_x"].shape, rng=np.random.default_rng(0), activation=given["activation"])
    cell.params |= params
    readout = traits["net"]["readout"]
    return {
        "cell": cell,
        "xs": np.array(traits["xs"], float)[:, None],
        "h": np.array(traits["h_start"], float)[None],
        "W_y": readout and np.array(readout["W"], float),
        "b_y": readout and np.array(readout["b"], float),
    }


def expect_step(page, nth, network, t):
    """The finished step t on the sheet is what rnn_core computes now."""
    cell = network["cell"]
    expect(page.locator(".forward-stepper .sentence").nth(nth)).to_contain_text(f"Step t = {t}:")
    h = unroll(cell, network["xs"], cell.State(network["h"])).hs[t, 0]
    for name, values in {"h": h, "y": None if network["W_y"] is None else h @ network["W_y"] + network["b_y"]}.items():
        for j, value in enumerate([] if values is None else values):
            # Where there is little room, a number has three digits in all.
            assert abs(number(page, f"{name}.{j}", nth) - value) <= (5.01e-4 if abs(value) < 1 else 5.01e-3), name
