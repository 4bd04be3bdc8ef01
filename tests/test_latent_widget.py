"""The latent explorer from Python: where it opens, what it says and draws, and what is refused."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from test_code_weights import stored

from rnn_core import palette, tasks
from rnn_core.data import Examples
from rnn_core.layers import Activation, Dense
from rnn_core.models import VAE, Autoencoder, Network, mlp
from unrolled.widgets import LatentExplorer
from unrolled.widgets.latent_explorer.figure import decoded_places, draw_plane

WIDGETS = Path(__file__).parents[1] / "src/unrolled/widgets"

IMAGES, LABELS = tasks.digit_images()
DIGITS = Examples(IMAGES[:200], LABELS[:200])
BOTH = {"plain": stored("plain"), "variational": stored("variational")}


def explorer(**options):
    return LatentExplorer(BOTH, DIGITS, **options)


def test_it_opens_at_the_end_of_a_walk_between_two_different_digits():
    shown = explorer()
    assert (shown.ends, shown.at, shown.free, shown.shows) == ([0, 1], 12, [None, None], "both")
    same = Examples(IMAGES[LABELS == 3][:4], np.full(4, 3))
    assert LatentExplorer(BOTH, same).ends == [0, 1]
    assert (LABELS[:12] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]).all()  # so that 0 and 1 above differ


def test_it_opens_where_it_is_told():
    shown = explorer(walk=(5, 3), at=4, codes={"variational": (1, -2)}, shows="codes")
    assert (shown.ends, shown.at, shown.free, shown.shows) == ([5, 3], 4, [None, [1.0, -2.0]], "codes")


def test_codes_are_what_the_models_encode():
    shown, rows = explorer(), DIGITS.xs.reshape(-1, 64)
    np.testing.assert_array_equal(shown.codes("plain"), BOTH["plain"].encode(rows))
    np.testing.assert_array_equal(shown.codes("variational"), BOTH["variational"].encode(rows)[0])


def test_the_points_walk_evenly_from_the_first_code_to_the_last_unless_put_elsewhere():
    shown = explorer(walk=(5, 3), at=3, codes={"plain": (0.5, 0.25)})
    np.testing.assert_array_equal(shown.hands()["plain"], [0.5, 0.25])
    z = shown.codes("variational")
    np.testing.assert_allclose(shown.hands()["variational"], 0.75 * z[5] + 0.25 * z[3], rtol=0, atol=1e-12)


def test_what_is_decoded_there_and_the_nearest_digit_follow_from_the_point():
    shown = explorer(walk=(5, 3))
    for title, model in BOTH.items():
        picture = model.decode(shown.codes(title)[3][None])[0]
        np.testing.assert_allclose(shown.decoded()[title], picture, rtol=0, atol=1e-12)
        n, distance = shown.nearest()[title]
        apart = np.sqrt(((DIGITS.xs.reshape(-1, 64) - picture) ** 2).mean(axis=1))
        assert (n, distance) == (apart.argmin(), pytest.approx(apart.min()))


def test_a_drawing_made_on_the_page_is_encoded_like_a_digit():
    shown = explorer()
    drawing = np.random.default_rng(0).random(64)
    shown.ends = [0, drawing.tolist()]
    np.testing.assert_allclose(shown.hands()["plain"], BOTH["plain"].encode(drawing[None])[0], atol=1e-12)
    assert "from a real 0 to a drawing" in shown.describe()


def test_there_is_a_hole_in_the_plain_plane_where_nothing_like_a_digit_is_decoded():
    far = explorer(codes={"plain": (7, 6)}).nearest()["plain"][1]
    at_digits = np.median([explorer(walk=(n + 1, n)).nearest()["plain"][1] for n in range(20)])
    assert far > 3 * at_digits


def test_the_planes_hold_every_code_and_random_codes_are_the_priors_or_like_the_codes():
    shown = explorer()
    for title in BOTH:
        plane, codes = shown.planes[title], shown.codes(title)
        assert (codes > plane["low"]).all()
        assert (codes < plane["high"]).all()
    assert (shown.planes["variational"]["mean"], shown.planes["variational"]["spread"]) == ([0, 0], [[1, 0], [0, 1]])
    np.testing.assert_allclose(shown.planes["plain"]["mean"], shown.codes("plain").mean(axis=0))
    spread = np.array(shown.planes["plain"]["spread"])  # random codes are mean + spread @ eps
    np.testing.assert_allclose(spread @ spread.T, np.cov(shown.codes("plain").T))
    assert np.shape(shown.draws) == (40, 2)
    two = LatentExplorer(BOTH, Examples(IMAGES[:2], LABELS[:2])).planes["plain"]  # their codes lie on a line
    assert np.isfinite(two["spread"]).all()


def test_no_class_of_a_widget_is_one_that_the_theme_turns_into_an_icon():
    """The theme's Font Awesome replaces what has the class fa, fas, far ... with a picture, an empty one for these."""
    sources = [path.read_text(encoding="utf-8") for path in sorted(WIDGETS.rglob("*.js"))]
    styles = [path.read_text(encoding="utf-8") for path in sorted(WIDGETS.rglob("*.css"))]
    quoted = [word for text in sources for part in re.findall(r"[\"'`]([\w -]*)[\"'`]", text) for word in part.split()]
    styled = [word for text in styles for word in re.findall(r"\.([a-z][\w-]*)", text)]
    assert {"gap", "own", "code"} <= set(quoted) & set(styled)
    assert not {"fa", "fas", "far", "fal", "fat", "fad", "fab"} & {*quoted, *styled}


def test_two_of_each_label_are_offered_and_the_first_of_each_come_first():
    offered = explorer().offered
    assert LABELS[offered].tolist() == [*range(10), *range(10)]
    assert offered[:10] == [np.argmax(label == LABELS) for label in range(10)]
    few = Examples(IMAGES[:12], LABELS[:12])
    assert LatentExplorer(BOTH, few).offered == [*range(10), 10, 11]


def test_one_model_alone_is_named_after_its_kind():
    assert LatentExplorer(BOTH["plain"], DIGITS).titles == ["plain"]
    assert LatentExplorer(BOTH["variational"], DIGITS).titles == ["variational"]


def test_what_it_hands_over_is_json_and_light():
    kept = {name: value for name, value in explorer().get_state().items() if not name.startswith("_")}
    kept.pop("layout")
    assert json.loads(json.dumps(kept)) == kept
    assert len(json.dumps(kept)) < 100_000


def test_the_sentence_says_where_the_points_are_and_what_is_near():
    shown = explorer(walk=(5, 3))
    said = []
    for title in BOTH:
        (a, b), (n, distance) = shown.hands()[title], shown.nearest()[title]
        said.append(f"{title}: code ({a:.2f}, {b:.2f}), nearest to a real {LABELS[n]}, {distance:.2f} apart")
    assert repr(shown) == f"Latent explorer, step 12 of 12 from a real 5 to a real 3: {'; '.join(said)}"


@pytest.mark.parametrize("networks", [BOTH, BOTH["variational"]])
def test_the_bundle_has_a_picture_and_its_words(networks):
    data, _ = LatentExplorer(networks, DIGITS, at=6)._repr_mimebundle_()
    assert data["text/plain"].startswith("Latent explorer, step 6 of 12")
    assert data["image/png"].startswith(b"\x89PNG")
    assert 20_000 < len(data["image/png"]) < 200_000


def test_the_figure_has_every_digit_at_its_code_in_its_colour():
    from matplotlib.figure import Figure

    shown, ax = explorer(), Figure().add_subplot()
    plane, codes = shown.planes["plain"], shown.codes("plain")
    draw_plane(ax, decoded_places(BOTH["plain"], plane, 3), plane, codes, DIGITS.targets)
    assert [text.get_text() for text in ax.texts] == [str(label) for label in DIGITS.targets]
    np.testing.assert_allclose([text.get_position() for text in ax.texts], codes)
    assert [text.get_color() for text in ax.texts] == [palette.DIGITS[label][0] for label in DIGITS.targets]


def test_the_digits_have_ten_colours_the_same_in_figures_and_on_the_page():
    assert len(set(palette.DIGITS)) == 10
    named = re.findall(r"\.digit-(\d) \{ --digit: var\(--sym-(\w)\); \}", LatentExplorer._css)
    assert [palette.SYMBOLS[symbol] for _, symbol in named] == list(palette.DIGITS)
    assert [int(label) for label, _ in named] == list(range(10))


def rng():
    return np.random.default_rng(0)


def coder(*layers):
    return Autoencoder(Network(layers), mlp((2, 64), rng=rng()))


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"networks": {}}, ValueError, "networks: expected one or two, got 0"),
        ({"networks": {"a": 1}}, TypeError, r"networks\['a'\]: expected an Autoencoder or a VAE, got int"),
        (
            {"networks": VAE(mlp((64, 6), rng=rng()), mlp((3, 64), rng=rng()), 3, rng=rng())},
            ValueError,
            r"networks\['variational'\].encoder: expected 64 numbers to 4, got 64 to 6",
        ),
        (
            {"networks": Autoencoder(mlp((64, 2), rng=rng()), mlp((2, 32), rng=rng()))},
            ValueError,
            r"networks\['plain'\].decoder: expected 2 numbers to 64, got 2 to 32",
        ),
        (
            {"networks": coder(Dense(64, 2, rng=rng()), Activation("softplus"))},
            TypeError,
            "expected Dense layers, tanh",
        ),
        ({"digits": IMAGES}, TypeError, "digits: expected Examples as digit_images gives them, got ndarray"),
        ({"digits": Examples(IMAGES[:1], LABELS[:1])}, ValueError, "digits: expected 2 to 400, got 1"),
        ({"digits": Examples(IMAGES, LABELS)}, ValueError, "digits: expected 2 to 400, got 1797"),
        ({"digits": Examples(IMAGES[:9] / 3, LABELS[:9])}, ValueError, "digits.xs: expected ink in sixteenths"),
        ({"digits": Examples(IMAGES[:9] * 2, LABELS[:9])}, ValueError, "digits.xs: expected ink in sixteenths"),
        ({"digits": Examples(IMAGES[:9], LABELS[:8])}, ValueError, r"digits.targets: expected \(9,\), got \(8,\)"),
        ({"walk": (3, 3)}, ValueError, "walk: expected two different numbers from 0 to 199, got 3 and 3"),
        ({"walk": (3, 200)}, ValueError, "walk: expected two different numbers from 0 to 199, got 3 and 200"),
        ({"walk": 3}, TypeError, "walk: expected the numbers of two digits, got 3"),
        ({"at": 13}, ValueError, "at: expected a step from 0 to 12, got 13"),
        ({"at": 1.5}, TypeError, "at: expected a whole number, got 1.5"),
        ({"codes": (1, 2)}, TypeError, "codes: expected {title: "),
        ({"codes": {"other": (1, 2)}}, ValueError, "codes: expected one of plain, variational, got 'other'"),
        ({"codes": {"plain": (1, 2, 3)}}, ValueError, r"codes\['plain'\]: expected \(2,\), got \(3,\)"),
        ({"shows": "all"}, ValueError, "shows: expected one of both, codes, pictures, got 'all'"),
        ({"lang": "fr"}, ValueError, "lang: expected one of en, zh, got 'fr'"),
    ],
)
def test_bad_input_is_refused_by_name(changed, error, message):
    with pytest.raises(error, match=message):
        LatentExplorer(**{"networks": BOTH, "digits": DIGITS} | changed)


def test_every_word_it_asks_for_exists():
    asked = set(re.findall(r"\btext\(\"(\w+)\"", LatentExplorer._esm))
    asked |= set(re.findall(r"\"(latent_\w+)\"", LatentExplorer._esm))
    pressed = ("tool", "pen", "rubber", "shows", "both", "codes", "pictures", "clear", "random")
    asked |= {f"latent_{key}" for key in pressed}
    asked -= {"granularity", "mode_inside", "mode_step"}
    known = LatentExplorer.words_in("en").keys()
    assert asked <= known
    assert {key for key in known if key.startswith("latent_")} <= asked
