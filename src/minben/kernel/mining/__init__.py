"""From event logs to models, deviations and delays."""

from minben.kernel.mining.analysis import Analysis, analyse
from minben.kernel.mining.blocks import to_process
from minben.kernel.mining.complexity import Complexity, complexity
from minben.kernel.mining.deadlines import Deadlines, deadlines, limit_columns
from minben.kernel.mining.deliver import deliver, discovered, picture_of
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
from minben.kernel.mining.quality import Candidate, Quality, best_model, candidates, quality
from minben.kernel.mining.report import headlines, render, sections
from minben.kernel.mining.sheets import SHEETS, sheet
from minben.kernel.mining.texts import LANGUAGES
from minben.kernel.mining.tree import SILENT, ProcessTree, block, task
from minben.kernel.mining.variants import Variant, variants

__all__ = [
    "LANGUAGES",
    "SHEETS",
    "SILENT",
    "Analysis",
    "Candidate",
    "Complexity",
    "Deadlines",
    "Edge",
    "Handovers",
    "Language",
    "ProcessTree",
    "Quality",
    "Rework",
    "Throughput",
    "Variant",
    "Waiting",
    "analyse",
    "best_model",
    "block",
    "candidates",
    "complexity",
    "deadlines",
    "deliver",
    "directly_follows",
    "discover",
    "discover_variants",
    "discovered",
    "fits",
    "handovers",
    "headlines",
    "limit_columns",
    "picture_of",
    "quality",
    "render",
    "rework",
    "sections",
    "sheet",
    "start_end",
    "task",
    "throughput",
    "to_process",
    "variants",
    "waiting_before",
]
