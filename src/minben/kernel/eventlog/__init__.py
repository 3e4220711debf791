"""What happened: one columnar event log, read from and written to XES, CSV, Parquet, Arrow and OCEL 2.0."""

from minben.kernel.eventlog.choices import Choice, Chosen, choose, read_choices, ways
from minben.kernel.eventlog.columns import CsvColumns, shown
from minben.kernel.eventlog.diagnose import diagnose, end_column
from minben.kernel.eventlog.files import columns_of, read_log, write_log
from minben.kernel.eventlog.header import Header, Part
from minben.kernel.eventlog.model import (
    MISSING,
    NO_TIME,
    Coded,
    Column,
    Event,
    EventLog,
    Suspicion,
    from_events,
)
from minben.kernel.eventlog.parts import part, split
from minben.kernel.eventlog.source import Progress
from minben.kernel.eventlog.table import detect_columns, read_csv, write_csv
from minben.kernel.eventlog.xes import read_xes, write_xes

__all__ = [
    "MISSING",
    "NO_TIME",
    "Choice",
    "Chosen",
    "Coded",
    "Column",
    "CsvColumns",
    "Event",
    "EventLog",
    "Header",
    "Part",
    "Progress",
    "Suspicion",
    "choose",
    "columns_of",
    "detect_columns",
    "diagnose",
    "end_column",
    "from_events",
    "part",
    "read_choices",
    "read_csv",
    "read_log",
    "read_xes",
    "shown",
    "split",
    "ways",
    "write_csv",
    "write_log",
    "write_xes",
]
