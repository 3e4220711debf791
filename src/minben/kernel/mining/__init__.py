"""From event logs to models, deviations and delays."""

from minben.kernel.mining.align import Alignment, Conformance, Move, Prefixes, bounded, conformance
from minben.kernel.mining.analysis import Analysis, analyse
from minben.kernel.mining.automaton import Automaton, NoAutomaton, TooLarge, automaton
from minben.kernel.mining.blocks import to_process
from minben.kernel.mining.complexity import Complexity, complexity
from minben.kernel.mining.deadlines import Deadlines, deadlines, limit_columns
from minben.kernel.mining.deliver import deliver, discovered, picture_of
from minben.kernel.mining.deviations import Deviation, Deviations, deviations
from minben.kernel.mining.discover import discover, discover_variants
from minben.kernel.mining.flow import (
    Edge,
    Throughput,
    Waiting,
    directly_follows,
    start_end,
    throughput,
    waiting_before,
)
from minben.kernel.mining.language import Language, fits
from minben.kernel.mining.people import Handovers, Rework, handovers, rework
from minben.kernel.mining.quality import Candidate, Quality, best_model, candidates, quality, structured
from minben.kernel.mining.report import headlines, render, sections
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
from minben.kernel.mining.texts import LANGUAGES
from minben.kernel.mining.tree import SILENT, ProcessTree, block, task
from minben.kernel.mining.variants import Variant, variants

__all__ = [
    "LANGUAGES",
    "SHEETS",
    "SILENT",
    "Alignment",
    "Analysis",
    "Automaton",
    "Candidate",
    "Complexity",
    "Conformance",
    "Deadlines",
    "Deviation",
    "Deviations",
    "Difference",
    "Edge",
    "Handovers",
    "Language",
    "Move",
    "NoAutomaton",
    "Pair",
    "Part",
    "Prefixes",
    "ProcessTree",
    "Quality",
    "Rework",
    "Side",
    "Throughput",
    "TooLarge",
    "Variant",
    "Waiting",
    "analyse",
    "automaton",
    "best_model",
    "block",
    "bounded",
    "candidates",
    "complexity",
    "conformance",
    "deadlines",
    "deliver",
    "deviations",
    "directly_follows",
    "discover",
    "discover_variants",
    "discovered",
    "fastest_and_slowest",
    "fits",
    "handovers",
    "headlines",
    "limit_columns",
    "pair",
    "parts",
    "picture_of",
    "quality",
    "render",
    "rework",
    "sections",
    "sheet",
    "sides",
    "split_miner",
    "start_end",
    "structured",
    "task",
    "throughput",
    "to_process",
    "variants",
    "waiting_before",
    "ways_to_part",
]
