"""The built book in a real browser.

`visit("notebooks/02-forward-pass.html", width=360, theme="dark")` opens a page of _build/html and returns a
Playwright page, once its formulas and widgets stand. When the test ends, each page it visited must have asked no
other host for anything and logged no error. `visit` also takes `served`: "root", "sub-path" or "file".

With `clock=True` both `visit` and `mount` give a page whose clock stands until the test lets it run
(`page.clock.run_for(STEP)`): what plays is then caught on its way on any machine, however slow.
"""

import contextlib
import functools
import http.server
import os
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from .stepper import page_of, worked_example

ROOT = Path(__file__).parents[2]
HTML = ROOT / "_build/html"
expect.set_options(timeout=30_000)  # what comes at once here may take seconds on a busy machine
FRONT = "book/intro.html"
OPERATION, STEP = 1400, 1800  # what these last while a widget plays, in milliseconds, as kit/controls.js has it
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]

# Resolves when MathJax has set the formulas, every widget is alive (or has said why not) and the fonts are there,
# and a frame later, when each widget has learnt its width and drawn itself to it.
SETTLED = """async () => {
  await window.MathJax?.startup?.promise;
  await document.fonts.ready;
  const views = [...document.querySelectorAll('script[type="application/vnd.jupyter.widget-view+json"]')];
  const stands = (view) => view.nextElementSibling?.matches(".widget-live, .widget-failed");
  const frame = () => new Promise(requestAnimationFrame);
  while (!views.every(stands)) await frame();
  await frame();
  await frame();
}"""


def pages():
    """Every page of the book by its address below the root; without a build, the one that will say so.

    index.html is none of them: it only sends a reader on to the first page.
    """
    found = {path.relative_to(HTML).as_posix() for path in HTML.rglob("*.html") if "_static" not in path.parts}
    return sorted(found - {"index.html"}) or [FRONT]


@pytest.fixture(scope="session")
def html():
    """The folder of the built book; fails if it is not there or older than its sources."""
    stamp = HTML / ".complete"
    if not stamp.exists():
        pytest.fail("The book is not built: run `make book` first.", pytrace=False)
    fresh = ["make", "--question", "--no-print-directory", stamp.relative_to(ROOT).as_posix()]
    bare = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    if subprocess.run(fresh, cwd=ROOT, env=bare, check=False).returncode:
        pytest.fail("The built book is older than its sources: run `make book` first.", pytrace=False)
    return HTML


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="session")
def addresses(html, tmp_path_factory):
    """Where the book is found: at the root of a web server, under a path of another one, and as files."""
    above = tmp_path_factory.mktemp("server")
    (above / "some").mkdir()
    (above / "some/book").symlink_to(html)
    servers = [
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
        for folder in (html, above)
    ]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    root, sub = (f"http://127.0.0.1:{server.server_port}/" for server in servers)
    yield {"root": root, "sub-path": sub + "some/book/", "file": html.as_uri() + "/"}
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of a worker: $CHROME, or what tools/find_browser.py finds."""
    found = subprocess.run(
        [sys.executable, ROOT / "tools/find_browser.py"], stdout=subprocess.PIPE, encoding="utf-8", check=False
    )
    if found.returncode:
        pytest.fail("No browser to test with (see above).", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def faults():
    """What the pages of this test did wrong; a test that provokes an error on purpose clears it."""
    return []


@pytest.fixture
def visit(chromium, addresses, faults):
    """Open a page of the book; see the module's docstring."""
    contexts = []

    def visit(address=FRONT, *, served="root", width=1280, height=900, theme="light", clock=False, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce", **options
        )
        contexts.append(context)
        home = addresses[served]
        context.route("**/*", functools.partial(stay_home, home, faults))
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: faults.append(f"uncaught: {error}"))
        with clock_of(page, clock):
            page.goto(home + address)
            if options.get("java_script_enabled", True):
                page.evaluate(SETTLED)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert faults == []


@contextlib.contextmanager
def clock_of(page, held):
    """Load the page within; when it has loaded, its clock stands if `held`."""
    if held:
        page.clock.install(time=0)
    yield
    if held:
        page.clock.pause_at(3600)


def stay_home(home, faults, route):
    """Let a request through if it stays with the book; count and block any other."""
    url = urlsplit(route.request.url)
    if url.scheme in ("blob", "data") or (url.scheme, url.netloc) == urlsplit(home)[:2]:
        route.continue_()
    else:
        faults.append(f"asked another host: {route.request.url}")
        route.abort()


@pytest.fixture
def widget():
    """What `mount()` shows; a module of tests names its own."""
    return worked_example()


@pytest.fixture
def mount(chromium, widget):
    """Open a page with nothing but widgets on it; like the book's pages it must ask for nothing and log no error."""
    opened, faults = [], []

    def mount(*widgets, width=1280, theme="light", clock=False, **options):
        page = chromium.new_page(viewport={"width": width, "height": 900}, **{"reduced_motion": "reduce"} | options)
        opened.append(page)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: message.type == "error" and faults.append(message.text))
        page.route("**/*", lambda route: (faults.append(route.request.url), route.abort()))
        with clock_of(page, clock):
            page.set_content(page_of(*(widgets or [widget]), theme=theme))
            page.evaluate(SETTLED)
        assert page.locator(".unrolled-widget").count() == (len(widgets) or 1)
        return page

    yield mount
    for page in opened:
        page.close()
    assert faults == []
