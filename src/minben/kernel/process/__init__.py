"""BPMN: read, write, check, draw, and the one token game."""

from .check import check
from .conditions import Evaluation, Language, feel
from .describe import Row, describe
from .draw import draw
from .game import deadlocked, start, step
from .layout import Layout, layout
from .model import (
    Answered,
    Arm,
    Ask,
    Cancelled,
    Close,
    Completed,
    Effect,
    Ended,
    Event,
    Fired,
    Flow,
    Json,
    Node,
    NodeKind,
    Open,
    Process,
    Refused,
    Started,
    State,
    Stuck,
)
from .program import Program, compile  # noqa: A004 - the field's word; call it as process.compile
from .read import locate, read_bpmn
from .soundness import Fault, soundness
from .state import as_json, from_json
from .structure import lane_of
from .write import write_bpmn

__all__ = [
    "Answered",
    "Arm",
    "Ask",
    "Cancelled",
    "Close",
    "Completed",
    "Effect",
    "Ended",
    "Evaluation",
    "Event",
    "Fault",
    "Fired",
    "Flow",
    "Json",
    "Language",
    "Layout",
    "Node",
    "NodeKind",
    "Open",
    "Process",
    "Program",
    "Refused",
    "Row",
    "Started",
    "State",
    "Stuck",
    "as_json",
    "check",
    "compile",
    "deadlocked",
    "describe",
    "draw",
    "feel",
    "from_json",
    "lane_of",
    "layout",
    "locate",
    "read_bpmn",
    "soundness",
    "start",
    "step",
    "write_bpmn",
]
