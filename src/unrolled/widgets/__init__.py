"""The book's widgets: they step, play and, where a reader edits, recompute in the browser, with no server."""

from unrolled.widgets.adversarial_replay import AdversarialReplay
from unrolled.widgets.alignment_viewer import AlignmentViewer
from unrolled.widgets.forward_stepper import ForwardStepper
from unrolled.widgets.gate_watcher import GateWatcher
from unrolled.widgets.gradient_decay import GradientDecay
from unrolled.widgets.gradient_flow import GradientFlow
from unrolled.widgets.latent_explorer import LatentExplorer
from unrolled.widgets.memory_race import MemoryRace
from unrolled.widgets.sequence_shapes import SequenceShapes
from unrolled.widgets.translation_stepper import TranslationStepper
from unrolled.widgets.unrolled_grid import UnrolledGrid

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
