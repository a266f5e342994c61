"""Diagrams to cases: checked definitions, and replay of a journal on them. No I/O, no clock, no code from a diagram.

SpiffWorkflow is imported in this room only. The service layer appends to the journal; this room says what follows.
"""

from .definitions import Definitions, read_definitions
from .entries import Entry, NotOpen, RunError, Step
from .heat import Heat, render_heat
from .map import ElementState, HeatLevel, MapLine, describe, render_map
from .model import DiagramRefused, Element, Problem, Process
from .run import Run

__all__ = [
    "Definitions",
    "DiagramRefused",
    "Element",
    "ElementState",
    "Entry",
    "Heat",
    "HeatLevel",
    "MapLine",
    "NotOpen",
    "Problem",
    "Process",
    "Run",
    "RunError",
    "Step",
    "describe",
    "read_definitions",
    "render_heat",
    "render_map",
]
