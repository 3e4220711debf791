"""What could be better, computed: the log's process simulated as it is and as it might be. Serves the worker.

Values in, values out: nothing here reads or writes a row, so a job can be done outside any transaction.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from minben.kernel.eventlog import EventLog, write_xes
from minben.kernel.finding import refuse
from minben.kernel.process import Process
from minben.kernel.redesign import Comparison, Fidelity, as_is, compare, pack, propose, unpack
from minben.kernel.simulation import calibrate, distances, replay, simulate
from minben.platform.studio.wording import Words

SIMULATE, REDESIGN = "simulate", "redesign"
KINDS = (SIMULATE, REDESIGN)
SIMULATED = "simulated.xes.gz"
FEWEST = 10  # cases: below, there is nothing to calibrate from


@dataclass(frozen=True)
class Options:
    """What the analyst chose. `limit`: hours after which a case is late; 0 takes the log's slowest tenth."""

    seed: int = 1
    replications: int = 30
    cases: int = 600
    limit: float = 0.0
    locked: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, said: Mapping[str, object]) -> Options:
        """From what was stored."""
        known = {key: value for key, value in said.items() if key in cls.__dataclass_fields__}
        return replace(cls(), **known)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Today:
    """What is tried out: a log and its process in the words of who asked; `contacts`: steps that meet the applicant."""

    log: EventLog
    process: Process
    contacts: frozenset[str] = frozenset()

    @classmethod
    def discovered(cls, log: EventLog, words: Words) -> Today:
        """The process found in the log by its codes and then put in words: the same in every language."""
        enough(log)
        return cls(words.log(log), words.process(as_is(log, None)), words.contacts)

    @classmethod
    def deployed(cls, log: EventLog, process: Process, words: Words) -> Today:
        """The process of the service in force, with a log of its tasks."""
        enough(log)
        return cls(words.log(log), words.deployed(process), words.contacts)


def enough(log: EventLog) -> None:
    """InputError for a log with so few cases that nothing could be measured."""
    if len(log.cases) < FEWEST:
        raise refuse(log.origin, f"The log has {len(log.cases)} cases.", f"At least {FEWEST} are needed.")


def work(kind: str, today: Today, options: Options, tell: Callable[[float], None]) -> dict[str, bytes]:
    """The comparison's files and one simulated log; `tell` hears the share done. InputError when it cannot be done."""
    process, spoken = today.process, today.log
    tell(0.02)
    scenario = calibrate(process, spoken)
    found = propose(process, scenario, spoken, options.locked) if kind == REDESIGN else []
    tell(0.05)
    comparison = compare(
        process,
        scenario,
        found,
        log=spoken,
        limit=options.limit or None,
        contacts=today.contacts or None,
        replications=options.replications,
        cases=options.cases,
        seed=options.seed,
        progress=lambda done, total: tell(0.05 + 0.9 * done / total),
    )
    first = datetime.fromtimestamp(int(spoken.time.min()) / 1e6, UTC)
    simulated = simulate(process, scenario, cases=len(spoken.cases), seed=options.seed, start=first)
    fidelity = distances(spoken, simulated), replay(spoken)
    return {**pack(comparison, fidelity), SIMULATED: _xes(simulated)}


def _xes(log: EventLog) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / SIMULATED
        write_xes(log, path)
        return path.read_bytes()


def packed(files: Mapping[str, bytes]) -> bytes:
    """One archive; the same files give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), files[name], zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def unpacked(archive: bytes) -> dict[str, bytes]:
    """The files of an archive of ours."""
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        return {name: found.read(name) for name in found.namelist()}


def compared(archive: bytes) -> tuple[Comparison, Fidelity | None]:
    """The comparison that an archive holds."""
    return unpack(unpacked(archive))
