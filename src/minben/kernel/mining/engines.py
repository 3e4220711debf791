"""The same questions where the events are: DuckDB, PostgreSQL, Spark. Serves provinces whose logs fit no machine.

Each question is one expression of Ibis, compiled to the engine's own SQL, and means what the function of the same name
means on a log in memory (tests hold all of them to equal answers). The kernel only writes the SQL; whoever holds a
connection runs it (`Run`). A table of events has the columns of `COLUMNS`; docs/reference/engines.md tells more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from minben.kernel.eventlog import MISSING, NO_TIME, EventLog
from minben.kernel.finding import refuse
from minben.kernel.mining.orders import HOUR

COLUMNS = {
    "case_id": "string",
    "activity": "string",
    "time": "int64",
    "resource": "string",
    "position": "int64",
}
ENGINES = ("duckdb", "postgres", "spark")
_DIALECTS = {"duckdb": "duckdb", "postgres": "postgres", "spark": "databricks"}  # Databricks SQL is Spark's

_PLACE, _BREAK = 9, "\n"
Run = Callable[[str], Iterable[Sequence[Any]]]
Row = tuple[Any, ...]


def questions(table: str = "events", limit_hours: float | None = None) -> Mapping[str, Any]:
    """Name -> expression over the table of events; `time` is UTC microseconds (null: unknown, and last in its case),
    `position` the order of events of equal time. Times run from completion to completion.
    """
    ibis = _ibis()
    events = ibis.table(COLUMNS, name=table)
    window = ibis.window(group_by=events.case_id, order_by=[events.time, events.position])
    linked = events.mutate(
        target=events.activity.lead().over(window),
        until=events.time.lead().over(window),
        receiver=events.resource.lead().over(window),
    )
    found = {
        "directly_follows": _follows(linked),
        "variants": _variants(events),
        "throughput": _throughput(events),
        "rework": _rework(events),
        "handovers": _handovers(linked),
    }
    return found if limit_hours is None else found | {"late": _late(events, limit_hours)}


def ask(
    engine: str, run: Run, table: str = "events", limit_hours: float | None = None
) -> dict[str, list[Row]]:
    """All answers, rows in the same order on every engine."""
    found = {
        name: [tuple(map(_plain, row)) for row in run(sql)]
        for name, sql in statements(engine, table, limit_hours).items()
    }
    found["variants"] = [(_trace(trace), count) for trace, count in found["variants"]]
    return {name: sorted(rows, key=_order) for name, rows in found.items()}


def statements(engine: str, table: str = "events", limit_hours: float | None = None) -> dict[str, str]:
    """The SQL of every question for one engine. Raises InputError for an engine that is not known."""
    if engine not in ENGINES:
        raise refuse("--engine", f'There is no engine "{engine}".', f"Choose {', '.join(ENGINES)}.")
    ibis = _ibis()
    asked = questions(table, limit_hours)
    return {name: str(ibis.to_sql(what, dialect=_DIALECTS[engine])) for name, what in asked.items()}


def rows_of(log: EventLog) -> Iterable[Row]:
    """A log as rows of `COLUMNS`, to load into an engine."""
    for row, case in enumerate(log.case_index.tolist()):
        time, resource = int(log.time[row]), int(log.resource[row])
        yield (
            log.cases[case],
            log.activities[log.activity[row]],
            None if time == NO_TIME else time,
            None if resource == MISSING else log.resources[resource],
            row,
        )


def _ibis() -> Any:
    try:
        import ibis
    except ModuleNotFoundError as error:
        message = "Asking an engine needs an extra that is not installed."
        raise refuse("--engine", message, "Install it: pip install 'minben[engines]'.") from error
    return ibis


def _follows(linked: Any) -> Any:
    """source, target, count, median and mean hours."""
    pairs = linked.filter(linked.target.notnull())
    hours = (pairs.until - pairs.time).cast("float64") / float(HOUR)
    return pairs.group_by([pairs.activity, pairs.target]).agg(
        count=pairs.count(), median=hours.quantile(0.5), mean=hours.mean()
    )


def _variants(events: Any) -> Any:
    """The distinct traces as texts, and how many cases follow each. Spark joins no texts in a given order, so each
    activity carries its place in front (`_trace` takes it off), and the texts are sorted.
    """
    ibis = _ibis()
    place = ibis.row_number().over(
        ibis.window(group_by=events.case_id, order_by=[events.time, events.position])
    )
    placed = events.mutate(step=place.cast("string").lpad(_PLACE, "0").concat(events.activity))
    traces = placed.group_by(placed.case_id).agg(trace=placed.step.collect().sort().join(_BREAK))
    return traces.group_by(traces.trace).agg(count=traces.count())


def _trace(told: str) -> str:
    return " → ".join(step[_PLACE:] for step in told.split(_BREAK))


def _spans(events: Any) -> Any:
    timed = events.filter(events.time.notnull())
    spans = timed.group_by(timed.case_id).agg(first=timed.time.min(), last=timed.time.max())
    return spans.mutate(hours=(spans["last"] - spans["first"]).cast("float64") / float(HOUR))


def _throughput(events: Any) -> Any:
    """cases, mean, median, p90 in hours."""
    spans = _spans(events)
    return spans.agg(
        cases=spans.count(),
        mean=spans.hours.mean(),
        median=spans.hours.quantile(0.5),
        p90=spans.hours.quantile(0.9),
    )


def _late(events: Any, limit_hours: float) -> Any:
    """cases, and of them those that took longer than the limit."""
    spans = _spans(events)
    return spans.agg(cases=spans.count(), late=spans.count(where=spans.hours > limit_hours))


def _rework(events: Any) -> Any:
    """activity, repeats, cases with any."""
    done = events.group_by([events.case_id, events.activity]).agg(times=events.count())
    again = done.filter(done.times > 1)
    return again.group_by(again.activity).agg(repeats=(again.times - 1).sum(), cases=again.count())


def _handovers(linked: Any) -> Any:
    """source, target, count."""
    changed = linked.filter(linked.resource != linked.receiver)
    return changed.group_by([changed.resource, changed.receiver]).agg(count=changed.count())


def _plain(value: Any) -> Any:
    """Engines say numbers as int, Decimal or float."""
    if value is None or isinstance(value, str | int):
        return value
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < 1 << 53 else number


def _order(row: Row) -> tuple[str, ...]:
    return tuple(value for value in row if isinstance(value, str))
