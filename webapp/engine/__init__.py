"""Diagrams to cases: checked definitions, and replay of a journal on them. No I/O, no clock, no code from a diagram.

SpiffWorkflow is imported in this room only. The service layer appends to the journal; this room says what follows.
"""

from .definitions import Definitions, read_definitions
from .map import ElementState, MapLine, describe, render_map
from .model import DiagramRefused, Element, Problem, Process
from .run import Entry, NotOpen, Run, RunError, Step

__all__ = [
    "Definitions",
    "DiagramRefused",
    "Element",
    "ElementState",
    "Entry",
    "MapLine",
    "NotOpen",
    "Problem",
    "Process",
    "Run",
    "RunError",
    "Step",
    "describe",
    "read_definitions",
    "render_map",
]
