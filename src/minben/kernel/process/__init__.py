"""BPMN: read, write, check, draw, and the one token game."""

from .changes import changes
from .check import check
from .compare import pictures, stacked
from .conditions import Evaluation, Language, Thrown, feel
from .describe import Row, describe
from .diagram import Diagram
from .document import Document, read_document, with_diagram, write_document
from .draw import draw
from .draw_sheet import draw_document
from .events import (
    Answered,
    Arm,
    Ask,
    Broadcast,
    Cancelled,
    Chosen,
    Close,
    Completed,
    Effect,
    Ended,
    Event,
    Failed,
    Fired,
    Learned,
    Listen,
    Offer,
    Open,
    Raised,
    Received,
    Refused,
    Send,
    Signalled,
    Started,
    State,
    Stuck,
    Uncaught,
)
from .fastest import Reached, fastest, least_times, slowest_steps
from .game import deadlocked, start, step
from .layout import Box, Layout, layout
from .migrate import Migration, migrate
from .model import (
    WORK,
    AdHoc,
    Correlation,
    Flow,
    Json,
    Loop,
    Mapped,
    MessageFlow,
    Node,
    NodeKind,
    Pool,
    Process,
    Trigger,
)
from .program import Program, compile  # noqa: A004 - the field's word; call it as process.compile
from .read import locate, read_bpmn
from .soundness import Fault, soundness, way
from .state import as_json, from_json
from .structure import lane_of
from .timing import WEEKDAYS, due
from .trace import elements, trace
from .travel import Entry, Journey
from .write import write_bpmn

__all__ = [
    "WEEKDAYS",
    "WORK",
    "AdHoc",
    "Answered",
    "Arm",
    "Ask",
    "Box",
    "Broadcast",
    "Cancelled",
    "Chosen",
    "Close",
    "Completed",
    "Correlation",
    "Diagram",
    "Document",
    "Effect",
    "Ended",
    "Entry",
    "Evaluation",
    "Event",
    "Failed",
    "Fault",
    "Fired",
    "Flow",
    "Journey",
    "Json",
    "Language",
    "Layout",
    "Learned",
    "Listen",
    "Loop",
    "Mapped",
    "MessageFlow",
    "Migration",
    "Node",
    "NodeKind",
    "Offer",
    "Open",
    "Pool",
    "Process",
    "Program",
    "Raised",
    "Reached",
    "Received",
    "Refused",
    "Row",
    "Send",
    "Signalled",
    "Started",
    "State",
    "Stuck",
    "Thrown",
    "Trigger",
    "Uncaught",
    "as_json",
    "changes",
    "check",
    "compile",
    "deadlocked",
    "describe",
    "draw",
    "draw_document",
    "due",
    "elements",
    "fastest",
    "feel",
    "from_json",
    "lane_of",
    "layout",
    "least_times",
    "locate",
    "migrate",
    "pictures",
    "read_bpmn",
    "read_document",
    "slowest_steps",
    "soundness",
    "stacked",
    "start",
    "step",
    "trace",
    "way",
    "with_diagram",
    "write_bpmn",
    "write_document",
]
