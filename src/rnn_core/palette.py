"""One colour for each symbol, the same in plots and widgets, in light and dark.

The hues start from Okabe & Ito's colour-blind-safe set (2008); each is darkened for white paper and lightened for
dark, until it has a contrast of at least 4.5:1 as text (tests/test_widgets.py computes it). Colour is never the
only sign: the symbol, a number or a length always stands with it.
"""

PAPER = {"light": "#ffffff", "dark": "#121212"}

SYMBOLS = {  # symbol: (on light, on dark)
    "x": ("#0068a3", "#56b4e9"),
    "h": ("#b04a00", "#f59a52"),
    "c": ("#00775a", "#35c79c"),
    "a": ("#7a6200", "#e2cf4a"),
    "y": ("#9b3f7c", "#e59ac4"),
    "i": ("#00737f", "#57cbd6"),
    "f": ("#b3261e", "#ff8f84"),
    "g": ("#566500", "#bccb4c"),
    "o": ("#5a4bb0", "#aea3f5"),
    "r": ("#8a3ba0", "#d79bea"),
    "z": ("#2b62c4", "#8fb6ff"),
    "n": ("#3f7020", "#93cf6c"),
    "gradient": ("#b0105f", "#ff86bd"),
}

# The ten digits borrow ten of these hues, told apart by the digit itself: DIGITS[3] is (on light, on dark).
DIGITS = tuple(SYMBOLS[symbol] for symbol in "xhcyaofnri")

# Numbers of either sign: a diverging scale centred at 0, orange below and blue above.
BELOW, ABOVE = ("#d55e00", "#e8833a"), ("#0072b2", "#56b4e9")


def colour(symbol: str, theme: str = "light") -> str:
    """The hex colour of `symbol` on `theme` ("light" or "dark"); ValueError for a symbol without one."""
    if symbol not in SYMBOLS:
        raise ValueError(f"symbol: expected one of {', '.join(SYMBOLS)}, got {symbol!r}")
    if theme not in PAPER:
        raise ValueError(f"theme: expected light or dark, got {theme!r}")
    return SYMBOLS[symbol][theme == "dark"]


def css(selector: str) -> str:
    """The palette as CSS variables `--sym-x` ... on `selector`; the browser picks by its `color-scheme`."""
    named = {f"sym-{symbol}": pair for symbol, pair in SYMBOLS.items()} | {"below": BELOW, "above": ABOVE}
    lines = [f"  --{name}: light-dark({light}, {dark});" for name, (light, dark) in named.items()]
    return "\n".join([f"{selector} {{", *lines, "}"])
