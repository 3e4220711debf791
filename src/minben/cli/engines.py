"""The verb that asks events where they are: ask."""

from __future__ import annotations

import json as js
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer

from minben.cli.common import app, refusals
from minben.kernel.finding import refuse

Answers = Mapping[str, Sequence[Sequence[Any]]]
_SHOWN = 10


@app.command()
def ask(
    source: Annotated[
        str, typer.Argument(help="A .parquet file or folder, a .duckdb database, or postgresql://…")
    ],
    engine: Annotated[str, typer.Option(help="duckdb, postgres or spark; else by the source.")] = "",
    table: Annotated[str, typer.Option(help="The table or view of events in a database.")] = "events",
    columns: Annotated[str, typer.Option(help="Of a Parquet file: case=ID,activity=Step,time=When.")] = "",
    limit: Annotated[float | None, typer.Option(min=0, help="Hours after which a case is late.")] = None,
    sql: Annotated[bool, typer.Option("--sql", help="Print the statements and ask nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print all rows as JSON.")] = False,
) -> None:
    """What follows what, paths, throughput, rework, handovers and limits of a log that fits no machine.

    Exit code 2 when the source cannot be asked.
    """
    from minben.kernel.mining import statements

    engine = engine or ("postgres" if source.startswith("postgres") else "duckdb")
    with refusals():
        if sql:
            told = statements(engine, table, limit)
            typer.echo("\n\n".join(f"-- {name}\n{text};" for name, text in told.items()))
            return
        open_ = {"duckdb": _duckdb, "postgres": _postgres, "spark": _spark}.get(engine)
        if open_ is None:
            statements(engine)  # refuses by name
            return
        found = open_(source, table, columns, limit)
    typer.echo(js.dumps(found, ensure_ascii=False, indent=1) if json else "\n".join(_lines(found)))


def _lines(found: Answers) -> Iterable[str]:
    for name, rows in found.items():
        yield f"{name}: {len(rows)}"
        most = sorted(rows, key=lambda row: -next((value for value in row if isinstance(value, int)), 0))
        yield from ("   " + "  ".join(map(str, row)) for row in most[:_SHOWN])


def _asked(engine: str, run: Callable[[str], Any], table: str, limit: float | None) -> Answers:
    from minben.kernel.mining import ask as asked

    return asked(engine, run, table, limit)


def _duckdb(source: str, table: str, columns: str, limit: float | None) -> Answers:
    from minben.kernel.eventlog.parquet import duck, events_view

    path = Path(source)
    module = duck(path)
    parquet = path.is_dir() or path.suffix in (".parquet", ".pq")
    if not path.exists():
        raise refuse(source, "There is no such file.", "Check the path.")
    try:
        with closing(module.connect() if parquet else module.connect(source, read_only=True)) as base:
            if parquet:
                table = events_view(base, path, columns)
            return _asked("duckdb", lambda text: base.execute(text).fetchall(), table, limit)
    except module.Error as error:
        raise refuse(source, f"DuckDB cannot answer: {error}.", "See docs/reference/engines.md.") from error


def _postgres(source: str, table: str, columns: str, limit: float | None) -> Answers:
    del columns
    try:
        import psycopg
    except ModuleNotFoundError as error:
        raise refuse("--engine", "PostgreSQL needs an extra.", "pip install 'minben[engines]'.") from error
    try:
        with psycopg.connect(source) as base:
            base.read_only = True
            return _asked("postgres", lambda text: base.execute(text.encode()).fetchall(), table, limit)
    except psycopg.Error as error:
        said = str(error).strip().splitlines()[0]
        raise refuse(
            "postgresql", f"PostgreSQL cannot answer: {said}.", "See docs/reference/engines.md."
        ) from error


def _spark(source: str, table: str, columns: str, limit: float | None) -> Answers:
    from importlib import import_module

    from minben.kernel.eventlog.columns import corrected

    try:
        builder: Any = import_module("pyspark.sql").SparkSession.builder
    except ModuleNotFoundError as error:
        raise refuse("--engine", "Spark is not installed.", "pip install pyspark, and Java 17.") from error
    spark = builder.master("local[*]").appName("minben").getOrCreate()
    frame = spark.read.parquet(source)
    found = corrected(source, frame.columns, columns)
    quoted = {
        role: "`" + getattr(found, role).replace("`", "``") + "`" for role in ("case", "activity", "time")
    }
    resource = "`" + found.resource.replace("`", "``") + "`" if found.resource else "cast(null as string)"
    frame.selectExpr(
        f"cast({quoted['case']} as string) as case_id",
        f"cast({quoted['activity']} as string) as activity",
        f"unix_micros(cast({quoted['time']} as timestamp)) as time",
        f"cast({resource} as string) as resource",
        "monotonically_increasing_id() as position",
    ).createOrReplaceTempView(table)
    return _asked("spark", lambda text: [tuple(row) for row in spark.sql(text).collect()], table, limit)
