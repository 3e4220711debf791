"""Questions where the events are: CPU seconds and memory on 1, 2 and 4 million events, and the slope a million.

    python -m benchmarks.engines [millions ...]

DuckDB on a Parquet file, the questions of `minben ask`, beside the same questions on the log in memory (its peer here).
The slope is what `docs/reference/engines.md` reckons a billion events with. MINBEN_DATABASE_URL adds PostgreSQL.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from minben.kernel import mining
from minben.kernel.eventlog import EventLog, write_log
from minben.kernel.eventlog.parquet import events_view
from minben.kernel.mining import ENGINES, rows_of, statements

HOUR = 3_600_000_000
IN_MEMORY: dict[str, Callable[[EventLog], Any]] = {
    "directly_follows": mining.directly_follows,
    "variants": mining.variants,
    "throughput": mining.throughput,
    "rework": mining.rework,
    "handovers": mining.handovers,
    "late": mining.throughput,
}


def invented(millions: float) -> EventLog:
    """Cases of 5 to 15 events over 20 steps and 200 people, some paths far commoner than others."""
    dice = np.random.default_rng(7)
    lengths = dice.integers(5, 16, size=int(millions * 100_000))
    offsets = np.append(0, np.cumsum(lengths)).astype(np.int64)
    size = int(offsets[-1])
    place = np.arange(size) - np.repeat(offsets[:-1], lengths)
    jump = dice.random(size) < 0.05
    activity = np.where(jump, dice.integers(20, size=size), place).astype(np.int32)
    gaps = dice.exponential(10 * HOUR, size).astype(np.int64)
    gaps[offsets[:-1]] = 0
    run = np.cumsum(gaps)
    start = np.repeat(dice.integers(4 * 8760, size=len(lengths)) * HOUR + 1_500_000_000_000_000, lengths)
    return EventLog(
        tuple(f"c{number}" for number in range(len(lengths))),
        offsets,
        tuple(f"step {number:02}" for number in range(20)),
        activity,
        start + run - np.repeat(run[offsets[:-1]], lengths),
        tuple(f"officer {number}" for number in range(200)),
        dice.integers(200, size=size).astype(np.int32),
    )


def cpu(work: Callable[[], Any]) -> float:
    """CPU seconds of one run, all threads."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def embedded(millions: float) -> dict[str, float]:
    """DuckDB beside memory, one line a question."""
    log = invented(millions)
    spent: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.parquet"
        write_log(log, path)
        base = duckdb.connect()
        view = events_view(base, path)
        for name, sql in statements("duckdb", view, 100.0).items():
            spent[name] = cpu(lambda sql=sql: base.execute(sql).fetchall())
            own = cpu(lambda name=name: IN_MEMORY[name](log))
            print(
                f"{millions:g} M events  {name:<18} DuckDB {spent[name]:7.2f} s   in memory {own:7.2f} s",
                flush=True,
            )
    return spent


def postgres(millions: float) -> dict[str, float]:
    """Seconds on the wall: the work is the server's."""
    import psycopg

    spent: dict[str, float] = {}
    with psycopg.connect(os.environ["MINBEN_DATABASE_URL"].rpartition("/")[0] + "/postgres") as base:
        base.execute(
            "CREATE TEMP TABLE events (case_id text, activity text, time bigint, resource text, position bigint)"
        )
        with base.cursor() as cursor, cursor.copy("COPY events FROM STDIN") as copy:
            for row in rows_of(invented(millions)):
                copy.write_row(row)
        base.execute("ANALYZE events")
        for name, sql in statements("postgres", "events", 100.0).items():
            begun = time.perf_counter()
            base.execute(sql.encode()).fetchall()
            spent[name] = time.perf_counter() - begun
            print(f"{millions:g} M events  {name:<18} PostgreSQL {spent[name]:7.2f} s (wall)", flush=True)
    return spent


def slopes(what: str, sizes: list[float], found: list[dict[str, float]]) -> None:
    """Least squares through the sizes, and what a billion events would take by it."""
    total = 0.0
    for name in found[0]:
        slope = float(np.polyfit(sizes, [spent[name] for spent in found], 1)[0])
        total += slope
        hours = slope * 1000 / 3600
        print(f"{what} {name:<18} {slope:6.3f} s a million events; a billion by this slope: {hours:.2f} h")
    print(
        f"{what} all questions {total:.3f} s a million events; a billion: {total * 1000 / 3600:.2f} core hours"
    )


def main() -> None:
    """All sizes, then the slopes and the memory."""
    sizes = [float(word) for word in sys.argv[1:]] or [1.0, 2.0, 4.0]
    print(f"engines that get the same expressions: {', '.join(ENGINES)}")
    slopes("DuckDB", sizes, [embedded(size) for size in sizes])
    if os.environ.get("MINBEN_DATABASE_URL", "").startswith("postgres"):
        slopes("PostgreSQL", sizes, [postgres(size) for size in sizes])
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
