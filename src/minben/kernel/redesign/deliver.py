"""`minben simulate`, `redesign` and `compare` without the terminal: files in, files out, lines to print.

Serves the command line and the studio. A failure leaves nothing half-written behind.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from minben.kernel.eventlog import EventLog, read_log, write_csv, write_xes
from minben.kernel.finding import refuse
from minben.kernel.mining import best_model, structured
from minben.kernel.mining.texts import Language, duration
from minben.kernel.process import Process, read_bpmn
from minben.kernel.simulation import (
    Distances,
    Scenario,
    calibrate,
    distances,
    read_scenario,
    replay,
    simulate,
    write_scenario,
)

from .compare import Comparison, compare
from .files import pack
from .model import Candidate
from .propose import propose
from .report import render
from .texts import say

Progress = Callable[[float], None]  # share done


def as_is(log: EventLog, model: Path | None) -> Process:
    """The first process of the file, or the one discovered from the log."""
    if model is not None:
        return read_bpmn(model)[0]
    return replace(best_model(log, fits=structured).process, name=Path(log.origin).name or "log")


def language_of(name: str) -> Language:
    """Raises InputError for a language that the report does not speak."""
    known: Language | None = next((one for one in get_args(Language) if one == name), None)
    if known is None:
        raise refuse("--lang", f'There is no language "{name}".', f"Choose {', '.join(get_args(Language))}.")
    return known


def deliver_simulation(
    file: Path,
    out: Path,
    *,
    model: Path | None = None,
    scenario: Path | None = None,
    cases: int | None = None,
    seed: int = 1,
    progress: Progress | None = None,
) -> list[str]:
    """Calibrate (or read) a scenario, simulate, write `out` (.xes or .csv) and the scenario beside it."""
    tell = progress or _silent
    log = read_log(file, lambda share: tell(0.2 * share))
    process = as_is(log, model)
    chosen = read_scenario(scenario) if scenario else calibrate(process, log)
    tell(0.4)
    first = datetime.fromtimestamp(int(log.time.min()) / 1e6, UTC)
    count = cases or len(log.cases)
    simulated = simulate(
        process, chosen, cases=count, seed=seed, start=first, progress=lambda d, n: tell(0.4 + 0.5 * d / n)
    )
    write = write_csv if out.name.lower().endswith((".csv", ".csv.gz")) else write_xes
    write(simulated, out)
    beside = out.with_name(out.name.split(".")[0] + ".scenario.json")
    write_scenario(chosen, beside)
    ours, trivial = distances(log, simulated), replay(log)
    tell(1.0)
    return [
        f"{out}: {len(simulated.cases)} cases, {len(simulated)} events, seed {seed}",
        f"{beside}: the scenario; change a number and pass it with --scenario",
        f"likeness to the log: trigrams {ours.trigrams:.3f}, cycle time {ours.cycle_time:.1f} h "
        f"(log's first half as forecast of its second: {trivial.trigrams:.3f}, {trivial.cycle_time:.1f} h)",
        *(f"note: {note}" for note in chosen.notes),
    ]


def deliver_redesign(
    file: Path,
    out: Path,
    *,
    model: Path | None = None,
    language: Language = "en",
    locked: Iterable[str] = (),
    limit: float | None = None,
    replications: int = 30,
    cases: int = 600,
    seed: int = 1,
    progress: Progress | None = None,
) -> list[str]:
    """Propose, compare, and write redesign.html, redesign.json, as-is.bpmn and one .bpmn per candidate into `out`."""
    tell = progress or _silent
    log = read_log(file, lambda share: tell(0.05 * share))
    process = as_is(log, model)
    scenario = calibrate(process, log)
    found = propose(process, scenario, log, locked)
    comparison = compare(
        process,
        scenario,
        found,
        log=log,
        limit=limit,
        replications=replications,
        cases=cases,
        seed=seed,
        progress=lambda done, total: tell(0.05 + 0.9 * done / total),
    )
    first = datetime.fromtimestamp(int(log.time.min()) / 1e6, UTC)
    again = simulate(process, scenario, cases=len(log.cases), seed=seed, start=first)
    fidelity = distances(log, again), replay(log)
    _write(out, comparison, render(comparison, language, cases=len(log.cases), fidelity=fidelity), fidelity)
    tell(1.0)
    return summary(comparison, language, out / "redesign.html")


def deliver_comparison(
    before: Path,
    after: Path,
    file: Path,
    *,
    language: Language = "en",
    limit: float | None = None,
    replications: int = 30,
    cases: int = 600,
    seed: int = 1,
    progress: Progress | None = None,
) -> list[str]:
    """Compare two process files under one log: the as-is is calibrated, the to-be inherits by node id, then by name."""
    tell = progress or _silent
    log = read_log(file, lambda share: tell(0.1 * share))
    one, two = read_bpmn(before)[0], read_bpmn(after)[0]
    scenario = calibrate(one, log)
    candidate = Candidate(
        after.stem, "reorder", "to_be", {"what": after.name}, two, inherited(one, two, scenario), {}
    )
    comparison = compare(
        one,
        scenario,
        [candidate],
        log=log,
        limit=limit,
        replications=replications,
        cases=cases,
        seed=seed,
        progress=lambda done, total: tell(0.1 + 0.9 * done / total),
    )
    return summary(comparison, language, None)


def inherited(before: Process, after: Process, scenario: Scenario) -> Scenario:
    """The scenario for another version: activities by id, else by name; branch odds where gateway and flows remain.

    Activities and gateways that are new have no work, no delay and even odds: they should be filled in.
    """
    by_name = {node.name: node.id for node in reversed(before.nodes) if node.name}
    works = {
        node.id: scenario.activities[source]
        for node in after.nodes
        if (source := node.id if node.id in scenario.activities else by_name.get(node.name, ""))
        in scenario.activities
    }
    flows = {flow.id: flow.source for flow in after.flows}
    branches = {
        gate: branch
        for gate, branch in scenario.branches.items()
        if all(flows.get(flow) == gate for flow in branch.flows)
    }
    return Scenario(
        scenario.arrivals,
        works,
        branches,
        scenario.pools,
        scenario.people,
        scenario.calendars,
        scenario.notes,
    )


def summary(comparison: Comparison, language: Language, report: Path | None) -> list[str]:
    """Some lines for the terminal: is the as-is believable, and what each candidate changes."""
    lines = [say("believable" if comparison.believable else "unbelievable", language)]
    for result in comparison.results:
        mean = result.figures["mean"].change
        span = " … ".join(_signed(value, language) for value in (mean.low, mean.high))
        mark = "★" if result.pareto else " "
        title = say(f"t_{result.candidate.title}", language, **result.candidate.params)
        paved = f" [{say('paved', language)}]" if result.paved else ""
        lines.append(
            f"{mark} {title}: {say('mean', language)} {_signed(mean.mean, language)} ({span}){paved}"
        )
    return [*lines, str(report)] if report else lines


def _signed(hours: float, language: Language) -> str:
    return ("−" if hours < 0 else "+") + duration(abs(hours), language)


def _write(out: Path, comparison: Comparison, page: str, fidelity: tuple[Distances, Distances]) -> None:
    """Everything beside `out` first, then moved in; older candidates' files of an earlier run are not kept."""
    out.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".minben-", dir=out.parent))
    try:
        (draft / "redesign.html").write_text(page, encoding="utf-8")
        for name, content in pack(comparison, fidelity).items():
            (draft / name).write_bytes(content)
        out.mkdir(exist_ok=True)
        for made in sorted(draft.iterdir()):
            os.replace(made, out / made.name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _silent(_share: float) -> None:
    return None
