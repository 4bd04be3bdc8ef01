"""The trained networks of the companion package are found by their names, from any folder."""

import numpy as np
import pytest
import train_codes
import train_colours
import train_systems
import train_writers
from keep import written

from rnn_core import GRUCell
from rnn_core.models import LanguageModel
from unrolled import trained
from unrolled.trained.networks import MAKERS


def test_every_network_can_be_built_and_every_one_that_can_be_built_is_stored():
    assert trained.names() == tuple(sorted(MAKERS))


@pytest.mark.parametrize("name", MAKERS)
def test_a_network_has_the_weights_of_its_file_from_any_folder(name, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    model = trained.network(name)
    again = trained.load(name, MAKERS[name](np.random.default_rng(5)))
    assert model.params.keys() == again.params.keys()
    assert all(np.array_equal(p, again.params[key]) for key, p in model.params.items())


def test_the_same_name_gives_a_network_of_its_own_each_time():
    one, other = trained.network("colours/rnn"), trained.network("colours/rnn")
    for p in one.params.values():
        p[...] = 7
    assert not any((p == 7).any() for p in other.params.values())


@pytest.mark.parametrize("function", [trained.network, lambda name: trained.load(name, None)])
def test_another_name_is_refused_and_those_that_exist_are_told(function):
    known = "name: expected one of codes/plain, .*, writers/tunes, got "
    with pytest.raises(ValueError, match=f"{known}'systems/morse-one'"):
        function("systems/morse-one")
    with pytest.raises(ValueError, match=f"{known}'../trained/codes/plain'"):
        function("../trained/codes/plain")
    with pytest.raises(TypeError, match=f"{known}3"):
        function(3)


def test_a_model_of_other_sizes_is_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="path: expected"):
        trained.load("writers/names", LanguageModel(GRUCell(16, 63, rng=rng), 32, rng=rng))


@pytest.mark.parametrize("tool", [train_colours, train_writers, train_systems, train_codes])
def test_the_readme_beside_the_weights_says_what_the_scores_are(tool):
    scores = trained.scores(tool.FOLDER.name)
    assert tool.readme(scores) == (tool.FOLDER / "README.md").read_text(encoding="utf-8")
    assert written(scores) == (tool.FOLDER / "scores.json").read_text(encoding="utf-8")


def test_scores_of_another_folder_are_refused_and_those_that_exist_are_told():
    with pytest.raises(ValueError, match="folder: expected one of codes, colours, systems, writers, got 'shapes'"):
        trained.scores("shapes")
