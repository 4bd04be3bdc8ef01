"""Copy what the book's pages load from node_modules to book/site/vendor, licences included."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "book/site/vendor"

MATHJAX = MODULES / "mathjax"
SERIF = MODULES / "@fontsource-variable/source-serif-4"

# The folder names below es5 are MathJax's own: it looks for its fonts and extensions there.
PARTS = [
    (MATHJAX, "LICENSE", "mathjax"),
    (MATHJAX / "es5", "tex-mml-chtml.js", "mathjax"),
    (MATHJAX / "es5", "input/tex/extensions/*.js", "mathjax"),
    (MATHJAX / "es5", "output/chtml/fonts/woff-v2/*.woff", "mathjax"),
    (MATHJAX / "es5", "a11y/*.js", "mathjax"),
    (MATHJAX / "es5", "sre/mathmaps/base.json", "mathjax"),
    (MATHJAX / "es5", "sre/mathmaps/en.json", "mathjax"),
    (SERIF, "LICENSE", "fonts"),
    (SERIF / "files", "source-serif-4-latin-wght-*.woff2", "fonts"),
    (SERIF / "files", "source-serif-4-latin-ext-wght-*.woff2", "fonts"),
]


def main():
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, pattern, target in PARTS:
        found = sorted(source.glob(pattern))
        if not found:
            raise SystemExit(f"vendor: nothing at {source / pattern}; was npm ci run?")
        for file in found:
            copy = VENDOR / target / file.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)


if __name__ == "__main__":
    main()
