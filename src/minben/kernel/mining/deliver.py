"""The report as a folder: all of it or nothing. Serves the command line and scheduled evaluations."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from minben.kernel.eventlog import EventLog, Progress
from minben.kernel.mining.analysis import Analysis, analyse, heat, with_noise
from minben.kernel.mining.answers import Asked
from minben.kernel.mining.lanes import in_lanes
from minben.kernel.mining.printable import printable
from minben.kernel.mining.quality import Candidate, candidates
from minben.kernel.mining.report import render
from minben.kernel.mining.texts import Language, duration
from minben.kernel.process import Process, draw, write_bpmn

DEPARTMENT = "org:group"
FILES = ("report.html", "report.json", "model.bpmn")
PAPER = "report.pdf"


def deliver(
    log: EventLog,
    out: Path,
    *,
    language: Language = "en",
    noise: float | None = None,
    asked: Asked | None = None,
    now: int | None = None,
    progress: Progress | None = None,
    typeset: Callable[[dict[str, Any]], bytes] | None = None,
) -> Analysis:
    """Analyse and write report.html, report.json and model.bpmn into the folder `out`.

    With `typeset`, which sets what `printable` gives on paper, report.pdf too.

    `noise` fixes the threshold of discovery; None compares several. Everything is first written beside
    `out`; a failure leaves nothing behind and an older report untouched. Raises OSError when the folder
    cannot be written.
    """
    found, process = discovered(log, noise)
    analysis = analyse(log, found, asked=asked, now=now, progress=progress)
    out.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".minben-", dir=out.parent))
    try:
        picture = picture_of(analysis, process, language)
        (draft / "report.html").write_text(render(analysis, picture, language), encoding="utf-8")
        text = json.dumps(analysis, ensure_ascii=False, indent=1, sort_keys=True)
        (draft / "report.json").write_text(text + "\n", encoding="utf-8")
        (draft / "model.bpmn").write_bytes(write_bpmn(process))
        if typeset is not None:
            (draft / PAPER).write_bytes(typeset(printable(analysis, picture, language)))
        out.mkdir(exist_ok=True)
        for name in (*FILES, *([PAPER] if typeset else [])):
            os.replace(draft / name, out / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return analysis


def discovered(log: EventLog, noise: float | None = None) -> tuple[tuple[Candidate, ...], Process]:
    """The candidates, best first, and the best as a process, in lanes where the log names departments."""
    found = candidates(log) if noise is None else (with_noise(log, noise),)
    lanes = DEPARTMENT if DEPARTMENT in log.event_columns else ""
    return found, in_lanes(found[0].process, log, lanes)


def picture_of(analysis: Analysis, process: Process, language: Language) -> str:
    """The discovered process as SVG, hot where most time passes, each step with its median wait."""
    warmth, medians = heat(analysis, process)
    notes = {node: duration(hours, language) for node, hours in medians.items()}
    return draw(process, heat=warmth, labels=notes, language=language)
