"""The book's widgets: they step, play and, where a reader edits, recompute in the browser, with no server."""

from rnn_core.widgets.decay import GradientDecay
from rnn_core.widgets.forward import ForwardStepper
from rnn_core.widgets.gates import GateWatcher
from rnn_core.widgets.gradient import GradientFlow
from rnn_core.widgets.grid import UnrolledGrid
from rnn_core.widgets.race import MemoryRace

__all__ = ["ForwardStepper", "GateWatcher", "GradientDecay", "GradientFlow", "MemoryRace", "UnrolledGrid"]
