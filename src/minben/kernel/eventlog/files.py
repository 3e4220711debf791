"""Any event log by its name. Serves the command line and the studio, which get whatever a person has."""

from __future__ import annotations

from pathlib import Path

from minben.kernel.eventlog.model import EventLog
from minben.kernel.eventlog.source import Progress
from minben.kernel.eventlog.table import read_csv
from minben.kernel.eventlog.xes import read_xes
from minben.kernel.finding import refuse


def read_log(path: str | Path, progress: Progress | None = None) -> EventLog:
    """Read XES or CSV/TSV, packed or not; raises InputError, also for a log without events."""
    path = Path(path)
    name = path.name.lower().removesuffix(".gz")
    if not name.endswith((".xes", ".xml", ".csv", ".tsv", ".txt")):
        raise refuse(
            str(path), "The kind of file is not known.", "Use .xes, .csv or .tsv, each also with .gz."
        )
    log = read_xes(path, progress) if name.endswith((".xes", ".xml")) else read_csv(path, progress=progress)
    if not len(log):
        raise refuse(str(path), "The log holds no event.", "Check the export: at least one event is needed.")
    return log
