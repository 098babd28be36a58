"""Fictional archives: an independent writer of the formats that the readers are tested with."""

from askwhy.synth.archive import write_archive, write_large, write_series
from askwhy.synth.formats import GENERATIONS
from askwhy.synth.life import grow
from askwhy.synth.october import october, write_october
from askwhy.synth.plan import Rates
from askwhy.synth.truth import Found, truth
from askwhy.synth.world import World

__all__ = [
    "GENERATIONS",
    "Found",
    "Rates",
    "World",
    "grow",
    "october",
    "truth",
    "write_archive",
    "write_large",
    "write_october",
    "write_series",
]
