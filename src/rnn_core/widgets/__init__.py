"""The book's widgets: they step, play and, where a reader edits, recompute in the browser, with no server."""

from rnn_core.widgets.alignment import AlignmentViewer
from rnn_core.widgets.decay import GradientDecay
from rnn_core.widgets.forward import ForwardStepper
from rnn_core.widgets.gates import GateWatcher
from rnn_core.widgets.gradient import GradientFlow
from rnn_core.widgets.grid import UnrolledGrid
from rnn_core.widgets.latent import LatentExplorer
from rnn_core.widgets.race import MemoryRace
from rnn_core.widgets.replay import AdversarialReplay
from rnn_core.widgets.shapes import SequenceShapes
from rnn_core.widgets.translate import TranslationStepper

__all__ = [
    "AdversarialReplay",
    "AlignmentViewer",
    "ForwardStepper",
    "GateWatcher",
    "GradientDecay",
    "GradientFlow",
    "LatentExplorer",
    "MemoryRace",
    "SequenceShapes",
    "TranslationStepper",
    "UnrolledGrid",
]
