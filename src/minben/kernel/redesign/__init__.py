"""Better variants: proposed with evidence, compared fairly with today."""

from . import operations
from .compare import Comparison, Figure, Interval, Reconciled, Result, compare
from .deliver import as_json, deliver_comparison, deliver_redesign, deliver_simulation, inherited, language_of
from .desk import Desk, Move
from .difference import Difference, difference
from .edit import Fragment, Net
from .measure import MEASURES, OBJECTIVES, measure
from .model import AsIs, Candidate, Operation
from .moves import MOVES
from .propose import propose
from .report import render

__all__ = [
    "MEASURES",
    "MOVES",
    "OBJECTIVES",
    "AsIs",
    "Candidate",
    "Comparison",
    "Desk",
    "Difference",
    "Figure",
    "Fragment",
    "Interval",
    "Move",
    "Net",
    "Operation",
    "Reconciled",
    "Result",
    "as_json",
    "compare",
    "deliver_comparison",
    "deliver_redesign",
    "deliver_simulation",
    "difference",
    "inherited",
    "language_of",
    "measure",
    "operations",
    "propose",
    "render",
]
