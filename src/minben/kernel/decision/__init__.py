"""DMN decisions, evaluated and explained."""

from minben.kernel.decision.evaluate import Outcome, check, evaluate, trace_json
from minben.kernel.decision.model import Decision, Model, Table
from minben.kernel.decision.read import read_dmn
from minben.kernel.decision.table import Hit
from minben.kernel.feel import to_json

__all__ = [
    "Decision",
    "Hit",
    "Model",
    "Outcome",
    "Table",
    "check",
    "evaluate",
    "read_dmn",
    "to_json",
    "trace_json",
]
