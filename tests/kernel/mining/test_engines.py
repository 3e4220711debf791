"""The same questions on DuckDB, PostgreSQL and Spark: equal answers to those of a log in memory."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from minben.cli import app
from minben.kernel.eventlog import NO_TIME, Event, EventLog, from_events, read_log, write_log
from minben.kernel.finding import InputError
from minben.kernel.mining import (
    ENGINES,
    ask,
    directly_follows,
    handovers,
    rework,
    rows_of,
    statements,
    throughput,
    variants,
)
from minben.kernel.mining.engines import COLUMNS

pytest.importorskip("ibis")
HOUR = 3_600_000_000
LIMIT = 40.0
LOGS = Path(os.environ.get("MINBEN_LOGS", "../shared/logs"))


def invented(cases: int = 60) -> EventLog:
    """Ties in time, missing people, a case of one event, an event without time, names that look like SQL."""
    dice = np.random.default_rng(5)
    names = ["receive", "it's checked", 'the "decision"', "x; DROP TABLE events", "通知"]
    events = [
        Event(
            f"case {number % 50:02}",
            names[int(dice.integers(len(names)))],
            int(dice.integers(30)) * 7 * HOUR,
            ["", "Fang", "Wang", "Mei"][int(dice.integers(4))],
        )
        for number in range(cases * 4)
    ]
    return from_events([*events, Event("single", "receive", 5 * HOUR), Event("never", "通知", NO_TIME)])


def told(log: EventLog) -> dict[str, list[tuple[object, ...]]]:
    """The answers of the log in memory, in the shape of `ask`."""
    spent = throughput(log)
    return {
        "directly_follows": [
            (one.source, one.target, one.count, one.median, one.mean) for one in directly_follows(log)
        ],
        "variants": [(" → ".join(one.trace), one.count) for one in variants(log)],
        "throughput": [(len(spent.hours), spent.mean, spent.quantile(0.5), spent.quantile(0.9))],
        "rework": [(one.activity, one.repeats, one.cases) for one in rework(log)],
        "handovers": list(handovers(log).pairs),
        "late": [(len(spent.hours), int((spent.hours > LIMIT).sum()))],
    }


def same(found: dict[str, list[tuple[object, ...]]], log: EventLog) -> None:
    """Equal, but for the last digits of means."""
    for name, rows in told(log).items():
        plain = sorted(rows, key=lambda row: tuple(value for value in row if isinstance(value, str)))
        assert len(found[name]) == len(plain), name
        for one, other in zip(found[name], plain, strict=True):
            texts = [[value for value in row if isinstance(value, str)] for row in (one, other)]
            assert texts[0] == texts[1], name
            numbers = [[value for value in row if not isinstance(value, str)] for row in (one, other)]
            assert numbers[0] == pytest.approx(numbers[1], rel=1e-9), (name, one, other)


def test_duckdb_answers_as_the_log_in_memory() -> None:
    duckdb = pytest.importorskip("duckdb")
    base = duckdb.connect()
    base.execute(f"CREATE TABLE events ({', '.join(f'{n} {_TYPES[t]}' for n, t in COLUMNS.items())})")
    base.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?)", list(rows_of(invented())))
    same(ask("duckdb", lambda sql: base.execute(sql).fetchall(), limit_hours=LIMIT), invented())


_TYPES = {"string": "VARCHAR", "int64": "BIGINT"}


@pytest.fixture
def postgres() -> Iterator[object]:
    address = os.environ.get("MINBEN_DATABASE_URL", "")
    if not address.startswith("postgres"):
        pytest.skip("MINBEN_DATABASE_URL is no PostgreSQL: .ci/run has one")
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(address.rpartition("/")[0] + "/postgres") as base:
        yield base


def test_postgresql_answers_as_the_log_in_memory(postgres: object) -> None:
    base = postgres
    types = ", ".join(f"{n} {_TYPES[t]}" for n, t in COLUMNS.items())
    base.execute(f"CREATE TEMP TABLE events ({types})")  # type: ignore[attr-defined]
    with base.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.executemany("INSERT INTO events VALUES (%s, %s, %s, %s, %s)", list(rows_of(invented())))
    same(ask("postgres", lambda sql: base.execute(sql.encode()).fetchall(), limit_hours=LIMIT), invented())  # type: ignore[attr-defined]


@pytest.mark.slow
def test_spark_answers_as_the_log_in_memory(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="Spark is not installed: pip install pyspark, and Java 17")
    write_log(timed(), tmp_path / "log.parquet")
    done = CliRunner().invoke(
        app, ["ask", str(tmp_path / "log.parquet"), "--engine", "spark", "--limit", str(LIMIT), "--json"]
    )
    assert done.exit_code == 0, done.output
    output = done.stdout
    same({k: [tuple(r) for r in v] for k, v in json.loads(output[output.index("{") :]).items()}, timed())


def timed() -> EventLog:
    """Without the event of no time, which a file keeps last in its case only by luck."""
    return from_events([Event(f"c{n % 30}", f"step {n % 7}", n * HOUR, "FMW"[n % 3]) for n in range(200)])


@pytest.mark.parametrize("whole", [True, False])
def test_a_parquet_file_or_a_folder_is_asked_where_it_lies(whole: bool, tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    folder = tmp_path / "lake"
    folder.mkdir()
    write_log(timed(), folder / "part.parquet")
    source = folder / "part.parquet" if whole else folder
    done = CliRunner().invoke(app, ["ask", str(source), "--limit", str(LIMIT), "--json"])
    assert done.exit_code == 0, done.output
    same({name: [tuple(row) for row in rows] for name, rows in json.loads(done.stdout).items()}, timed())
    shown = CliRunner().invoke(app, ["ask", str(source)])
    assert "directly_follows:" in shown.stdout


@pytest.mark.parametrize("engine", ENGINES)
def test_names_of_tables_are_never_sql(engine: str) -> None:
    for sql in statements(engine, 'x"; DROP TABLE y; --`').values():
        assert sql.count("DROP") == sql.count('x""; DROP') + sql.count('x"; DROP TABLE y; --``')


def test_what_cannot_be_asked_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no engine"):
        statements("oracle")
    (tmp_path / "bad.parquet").write_bytes(b"junk")
    for source, word in (
        (tmp_path / "absent.parquet", "no such file"),
        (tmp_path / "bad.parquet", "cannot answer"),
    ):
        done = CliRunner().invoke(app, ["ask", str(source)])
        assert done.exit_code == 2
        assert word in done.stderr
    assert CliRunner().invoke(app, ["ask", "x", "--engine", "oracle"]).exit_code == 2
    assert "SELECT" in CliRunner().invoke(app, ["ask", "x", "--engine", "spark", "--sql"]).stdout


@pytest.mark.skipif(
    not (LOGS / "receipt_wabo.xes.gz").exists(), reason="MINBEN_LOGS has no receipt_wabo.xes.gz"
)
def test_a_real_log_answers_alike(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    log = read_log(LOGS / "receipt_wabo.xes.gz")
    write_log(log, tmp_path / "log.parquet")
    done = CliRunner().invoke(app, ["ask", str(tmp_path / "log.parquet"), "--limit", str(LIMIT), "--json"])
    same({name: [tuple(row) for row in rows] for name, rows in json.loads(done.stdout).items()}, log)
