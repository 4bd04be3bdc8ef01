"""The latent explorer: codes of two numbers as a plane, a point in it to drag, and the digit decoded from there."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets

from rnn_core import checks
from rnn_core.data import Examples
from unrolled.widgets.join import joined
from unrolled.widgets.latent_explorer import words
from unrolled.widgets.latent_explorer.networks import (
    as_json,
    check_networks,
    codes_of,
    drawing,
    packed_digits,
    plane_of,
)
from unrolled.widgets.widget import Widget, style

LAST = 12  # a walk has so many steps
MOST = 400  # digits
DRAWS = 40  # random codes that differ
SHOWS = ("both", "codes", "pictures")


class LatentExplorer(Widget):
    """Explore codes of two numbers: decode any point of the plane, encode a digit chosen or drawn, walk between two.

    networks: {title: Autoencoder or VAE}, one or two, or one alone; codes of 2 numbers, pictures of 64, encoder and
    decoder made of Dense layers and activations, such as mlp((64, 32, 2), rng=rng). A VAE encodes to mu.
    digits: Examples, 2 to 400 of them, in sixteenths of ink as `digit_images` gives them: the points of the plane. The
    first two of each label are offered as pictures to encode.
    Where it opens: walk, the numbers of the two digits it walks between (the first two with different labels if None);
    at, from 0 to 12, where on that walk; codes, {title: (number, number)}, points put elsewhere by hand; shows, "both",
    "codes" (points alone) or "pictures" (what the decoder makes of a grid of places). lang: "en" or "zh".

    "Random codes" come from N(0, I) for a VAE, whose codes are trained to be like that, and from a normal distribution
    with the mean and the covariances of the digits' codes for an Autoencoder.
    Raises ValueError or TypeError for anything else.
    """

    WORDS = (words,)
    _esm = joined("latent_explorer/widget.js")
    _css = style("kit/style.css", "kit/choices.css", "latent_explorer/style.css", root="latent-explorer")

    networks = traitlets.Dict().tag(sync=True)
    titles = traitlets.List().tag(sync=True)
    planes = traitlets.Dict().tag(sync=True)
    digits = traitlets.Dict().tag(sync=True)
    offered = traitlets.List().tag(sync=True)
    draws = traitlets.List().tag(sync=True)
    ends = traitlets.List().tag(sync=True)  # the pictures at both ends of the walk: a digit's number, or 64 of ink
    at = traitlets.Int(LAST).tag(sync=True)
    free = traitlets.List().tag(sync=True)  # the code put by hand, network by network, or None
    shows = traitlets.Unicode("both").tag(sync=True)

    def __init__(
        self,
        networks: Any,
        digits: Examples,
        *,
        walk: Sequence[int] | None = None,
        at: int = LAST,
        codes: dict | None = None,
        shows: str = "both",
        lang: str = "en",
    ) -> None:
        self._models = check_networks(networks)
        self._images, self._labels = check_digits(digits)
        self._codes = {title: codes_of(model, self._images) for title, model in self._models.items()}
        titles = list(self._models)
        super().__init__(
            lang=lang,
            networks={title: as_json(model) for title, model in self._models.items()},
            titles=titles,
            planes={title: plane_of(self._codes[title], model) for title, model in self._models.items()},
            digits={"inks": packed_digits(self._images), "labels": self._labels.tolist()},
            offered=_offered(self._labels),
            draws=np.random.default_rng(0).standard_normal((DRAWS, 2)).round(3).tolist(),
            ends=_walk(walk, self._labels),
            at=_place(at),
            free=_free(codes, titles),
            shows=checks.choice(shows, "shows", SHOWS),
        )

    def codes(self, title: str) -> np.ndarray:
        """The codes (N, 2) of all digits in the plane of one network; mu, if it is a VAE."""
        return self._codes[checks.choice(title, "title", tuple(self._codes))].copy()

    def hands(self) -> dict[str, np.ndarray]:
        """{title: (2,)}: where the point of each network stands, on the walk or put there by hand."""
        ends = np.array([drawing(end, self._images) for end in self.ends])
        found = {}
        for (title, model), free in zip(self._models.items(), self.free, strict=True):
            start, end = codes_of(model, ends)
            found[title] = start + (end - start) * (self.at / LAST) if free is None else np.array(free, float)
        return found

    def decoded(self) -> dict[str, np.ndarray]:
        """{title: (64,)}: the pictures decoded from there, ink from 0 to 1."""
        hands = self.hands()
        return {title: model.decode(hands[title][None])[0] for title, model in self._models.items()}

    def nearest(self) -> dict[str, tuple[int, float]]:
        """{title: (n, distance)}: which of the digits is nearest to the picture, and how far in ink it is.

        distance: the root of the mean squared difference of ink over the 64 points.
        """
        found = {}
        for title, picture in self.decoded().items():
            distances = np.sqrt(((self._images - picture) ** 2).mean(axis=1))
            found[title] = int(distances.argmin()), float(distances.min())
        return found

    def describe(self) -> str:
        """Where the points stand and what is decoded there, in a sentence."""
        hands, nearest = self.hands(), self.nearest()
        said = []
        for title in self.titles:
            (a, b), (n, distance) = hands[title], nearest[title]
            said.append(f"{title}: code ({a:.2f}, {b:.2f}), nearest to a real {self._labels[n]}, {distance:.2f} apart")
        start, end = (f"real {self._labels[end]}" if isinstance(end, int) else "drawing" for end in self.ends)
        return f"Latent explorer, step {self.at} of {LAST} from a {start} to a {end}: {'; '.join(said)}"

    def draw(self) -> Any:
        """The planes with the digits' codes over decoded places, and the walks, as a figure."""
        from unrolled.widgets.latent_explorer.figure import latent_figure

        ends = np.array([drawing(end, self._images) for end in self.ends])
        walks = {title: codes_of(model, ends) for title, model in self._models.items()}
        return latent_figure(self._models, self.planes, self._codes, self._labels, walks, self.hands())


def check_digits(digits: Examples) -> tuple[np.ndarray, np.ndarray]:
    """Images (N, 64) and labels (N,) of `digits`."""
    if not isinstance(digits, Examples):
        raise TypeError(f"digits: expected Examples as digit_images gives them, got {type(digits).__name__}")
    images = checks.array(digits.xs, "digits.xs", "(N, 8, 8)", np.float64)
    labels = checks.indices(digits.targets, "digits.targets", f"({len(images)},)", 10)
    if not 2 <= len(images) <= MOST:
        raise ValueError(f"digits: expected 2 to {MOST}, got {len(images)}")
    if ((16 * images) % 1).any() or images.min() < 0 or images.max() > 1:
        raise ValueError("digits.xs: expected ink in sixteenths from 0 to 1, as of digit_images, got other numbers")
    return images.reshape(len(images), 64), labels


def _offered(labels):
    """The first digit of each label, then the second of each."""
    found = [np.flatnonzero(labels == label) for label in range(10)]
    return [int(numbers[k]) for k in range(2) for numbers in found if len(numbers) > k]


def _walk(walk, labels):
    """The numbers of two different digits."""
    if walk is None:
        others = np.flatnonzero(labels != labels[0])
        return [0, int(others[0]) if len(others) else 1]
    if not isinstance(walk, tuple | list) or len(walk) != 2:
        raise TypeError(f"walk: expected the numbers of two digits, got {walk!r}")
    start, end = (checks.count(n, "walk", 0) for n in walk)
    if start == end or max(start, end) >= len(labels):
        raise ValueError(f"walk: expected two different numbers from 0 to {len(labels) - 1}, got {start} and {end}")
    return [start, end]


def _place(at):
    if checks.count(at, "at", 0) > LAST:
        raise ValueError(f"at: expected a step from 0 to {LAST}, got {at}")
    return int(at)


def _free(codes, titles):
    """The codes put by hand, one a title, None where there is none."""
    codes = {} if codes is None else codes
    if not isinstance(codes, dict):
        raise TypeError(f"codes: expected {{title: (number, number)}}, got {codes!r}")
    for title in codes:
        checks.choice(title, "codes", tuple(titles))
    return [checks.array(codes[t], f"codes[{t!r}]", "(2,)", np.float64).tolist() if t in codes else None
            for t in titles]  # fmt: skip
