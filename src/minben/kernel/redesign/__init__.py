"""Better variants: proposed with evidence, compared fairly with today."""

from . import operations
from .compare import Comparison, Figure, Interval, Reconciled, Result, compare
from .deliver import as_is, deliver_comparison, deliver_redesign, deliver_simulation, inherited, language_of
from .desk import Desk, Move
from .difference import Difference, difference
from .edit import Fragment, Net
from .files import Fidelity, as_json, pack, unpack
from .measure import MEASURES, OBJECTIVES, measure
from .model import AsIs, Candidate, Operation
from .moves import MOVES
from .promise import Shown, check_promises, trial
from .propose import propose
from .report import render, sections
from .score import Score, score

__all__ = [
    "MEASURES",
    "MOVES",
    "OBJECTIVES",
    "AsIs",
    "Candidate",
    "Comparison",
    "Desk",
    "Difference",
    "Fidelity",
    "Figure",
    "Fragment",
    "Interval",
    "Move",
    "Net",
    "Operation",
    "Reconciled",
    "Result",
    "Score",
    "Shown",
    "as_is",
    "as_json",
    "check_promises",
    "compare",
    "deliver_comparison",
    "deliver_redesign",
    "deliver_simulation",
    "difference",
    "inherited",
    "language_of",
    "measure",
    "operations",
    "pack",
    "propose",
    "render",
    "score",
    "sections",
    "trial",
    "unpack",
]
