"""From event logs to models, deviations and delays."""

from minben.kernel.mining.align import Alignment, Conformance, Move, Prefixes, bounded, conformance
from minben.kernel.mining.analysis import Analysis, analyse
from minben.kernel.mining.answers import Asked
from minben.kernel.mining.automaton import Automaton, NoAutomaton, TooLarge, automaton
from minben.kernel.mining.blocks import to_process
from minben.kernel.mining.causes import CAUSES, Cause, Causes, waiting_causes
from minben.kernel.mining.complexity import Complexity, complexity
from minben.kernel.mining.deadlines import Deadlines, deadlines, limit_columns
from minben.kernel.mining.declare import Found, check, declare
from minben.kernel.mining.deliver import deliver, discovered, picture_of
from minben.kernel.mining.deviations import Deviation, Deviations, deviations
from minben.kernel.mining.discover import discover, discover_variants
from minben.kernel.mining.drift import Drift, drifts
from minben.kernel.mining.engines import COLUMNS, ENGINES, ask, rows_of, statements
from minben.kernel.mining.flow import (
    Edge,
    Throughput,
    Waiting,
    directly_follows,
    start_end,
    throughput,
    waiting_before,
)
from minben.kernel.mining.forecast import Forecast, Outlook, Score, forecast, running
from minben.kernel.mining.heuristics import heuristics_miner
from minben.kernel.mining.language import Language, fits
from minben.kernel.mining.load import (
    Bottleneck,
    FirstTime,
    Load,
    bottlenecks,
    first_time_right,
    unevenness,
    workload,
)
from minben.kernel.mining.model_complexity import ModelComplexity, model_complexity
from minben.kernel.mining.obstacles import Obstacles, Words, obstacles
from minben.kernel.mining.people import Handovers, Rework, handovers, rework
from minben.kernel.mining.places import Contrast, Places, compare_places, contrast
from minben.kernel.mining.printable import printable
from minben.kernel.mining.quality import Candidate, Quality, best_model, candidates, quality, structured
from minben.kernel.mining.reasons import Reasons, Rule, reasons
from minben.kernel.mining.relation import Relation, relate
from minben.kernel.mining.report import headlines, render, sections
from minben.kernel.mining.rulebook import RULE_NAMES, read_rules, written
from minben.kernel.mining.sheets import SHEETS, sheet
from minben.kernel.mining.sides import (
    Difference,
    Pair,
    Part,
    Side,
    fastest_and_slowest,
    pair,
    parts,
    sides,
    ways_to_part,
)
from minben.kernel.mining.split import split_miner
from minben.kernel.mining.templates import BINARY, TEMPLATES, UNARY, Constraint, verdict
from minben.kernel.mining.texts import LANGUAGES
from minben.kernel.mining.tree import SILENT, ProcessTree, block, task
from minben.kernel.mining.variants import Variant, variants
from minben.kernel.mining.workdays import WorkingTime, working_time

__all__ = [
    "BINARY",
    "CAUSES",
    "COLUMNS",
    "ENGINES",
    "LANGUAGES",
    "RULE_NAMES",
    "SHEETS",
    "SILENT",
    "TEMPLATES",
    "UNARY",
    "Alignment",
    "Analysis",
    "Asked",
    "Automaton",
    "Bottleneck",
    "Candidate",
    "Cause",
    "Causes",
    "Complexity",
    "Conformance",
    "Constraint",
    "Contrast",
    "Deadlines",
    "Deviation",
    "Deviations",
    "Difference",
    "Drift",
    "Edge",
    "FirstTime",
    "Forecast",
    "Found",
    "Handovers",
    "Language",
    "Load",
    "ModelComplexity",
    "Move",
    "NoAutomaton",
    "Obstacles",
    "Outlook",
    "Pair",
    "Part",
    "Places",
    "Prefixes",
    "ProcessTree",
    "Quality",
    "Reasons",
    "Relation",
    "Rework",
    "Rule",
    "Score",
    "Side",
    "Throughput",
    "TooLarge",
    "Variant",
    "Waiting",
    "Words",
    "WorkingTime",
    "analyse",
    "ask",
    "automaton",
    "best_model",
    "block",
    "bottlenecks",
    "bounded",
    "candidates",
    "check",
    "compare_places",
    "complexity",
    "conformance",
    "contrast",
    "deadlines",
    "declare",
    "deliver",
    "deviations",
    "directly_follows",
    "discover",
    "discover_variants",
    "discovered",
    "drifts",
    "fastest_and_slowest",
    "first_time_right",
    "fits",
    "forecast",
    "handovers",
    "headlines",
    "heuristics_miner",
    "limit_columns",
    "model_complexity",
    "obstacles",
    "pair",
    "parts",
    "picture_of",
    "printable",
    "quality",
    "read_rules",
    "reasons",
    "relate",
    "render",
    "rework",
    "rows_of",
    "running",
    "sections",
    "sheet",
    "sides",
    "split_miner",
    "start_end",
    "statements",
    "structured",
    "task",
    "throughput",
    "to_process",
    "unevenness",
    "variants",
    "verdict",
    "waiting_before",
    "waiting_causes",
    "ways_to_part",
    "working_time",
    "workload",
    "written",
]
