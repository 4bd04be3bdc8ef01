"""The form in which a chapter is committed: small, the same after each execution, and without a widget's code.

`tidy` brings a notebook to this form and leaves one that has it as it is; `written` is its text.

A widget leaves its state, but not what its class gives (JavaScript, style, words): the site serves those once. The
view of an output, which is nothing without them, goes from the output's data to its metadata, where book/site/pages.py
finds it. Without the site and without a kernel, the picture in the same output is what a reader sees.
"""

import base64
import json
import re
from io import BytesIO

from PIL import Image, ImageChops

from unrolled.widgets.widget import SERVED

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
PICTURE = "image/png"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python", "pygments_lexer": "ipython3"}
SLACK = 8  # of 255: how far a palette may move a pixel in one of its channels


def models(notebook: dict) -> dict[str, dict]:
    """The widgets' models of `notebook` by id."""
    return notebook["metadata"].get("widgets", {}).get(STATE, {}).get("state", {})


def tidy(notebook: dict) -> None:
    """Bring `notebook`, its JSON as Python reads it, to the committed form in place."""
    for number, cell in enumerate(notebook["cells"]):
        if not re.fullmatch(r"[a-z0-9-]+", cell.get("id", "")):
            cell["id"] = f"cell-{number:03}"
        cell["metadata"].pop("execution", None)
        for output in cell.get("outputs", []):
            _tidy_output(output)
    for model in models(notebook).values():
        model["state"] = {name: value for name, value in model["state"].items() if name not in SERVED}
    kept = {"widgets": notebook["metadata"]["widgets"]} if models(notebook) else {}
    notebook["metadata"] = {"kernelspec": KERNEL, "language_info": LANGUAGE} | kept


def _tidy_output(output):
    data = output.get("data", {})
    if VIEW in data:
        output["metadata"][VIEW] = data.pop(VIEW)
    if PICTURE in data:
        data[PICTURE] = base64.b64encode(small_png(base64.b64decode(data[PICTURE]))).decode("ascii")


def small_png(png: bytes) -> bytes:
    """The picture `png` in a palette of 256 colours if each pixel then stays within SLACK, else the same picture."""
    picture = Image.open(BytesIO(png))
    if picture.mode == "P":
        return png
    picture = picture.convert("RGB")
    palette = picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
    moved = ImageChops.difference(picture, palette.convert("RGB")).getextrema()
    best = palette if max(high for _, high in moved) <= SLACK else picture
    packed = BytesIO()
    best.save(packed, format="png", optimize=True)
    return packed.getvalue()


def written(notebook: dict) -> str:
    """The text of `notebook`: JSON with one value a line, but a whole trait of a widget on one."""
    lines = []

    def on_one_line(value):
        lines.append(_json(value, separators=(",", ":")))
        return f"<line {len(lines) - 1}>"

    state = {
        key: model | {"state": {name: on_one_line(value) for name, value in model["state"].items()}}
        for key, model in models(notebook).items()
    }
    if state:
        widgets = {STATE: notebook["metadata"]["widgets"][STATE] | {"state": state}}
        notebook = notebook | {"metadata": notebook["metadata"] | {"widgets": widgets}}
    text = _json(notebook, indent=1, separators=(",", ": "))
    return re.sub(r'"<line (\d+)>"', lambda found: lines[int(found[1])], text) + "\n"


def _json(value, **layout):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, **layout)
