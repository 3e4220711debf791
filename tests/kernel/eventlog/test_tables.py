"""Parquet and Arrow: typed tables come back whole, columns are shown and corrected, damaged files are refused."""

from __future__ import annotations

import builtins
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minben.kernel.eventlog import (
    NO_TIME,
    Column,
    Event,
    EventLog,
    columns_of,
    diagnose,
    from_events,
    read_log,
    shown,
    write_csv,
    write_log,
)
from minben.kernel.finding import InputError

duckdb = pytest.importorskip("duckdb")
ENDINGS = (".parquet", ".arrow")
texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=6)
times = st.integers(-(10**15), 4 * 10**15)
offsets = st.sampled_from([0, 60, 480, -210])


@st.composite
def logs(draw: st.DrawFn) -> EventLog:
    """Any log with typed attributes, some missing."""
    kinds = {"n": st.integers(-(2**53), 2**53), "x": st.floats(allow_nan=False, allow_infinity=False)}
    kinds |= {"b": st.booleans(), 'a "b", [c]': texts}
    rows = [
        Event(
            draw(st.sampled_from(["A", "NA", "007"])),
            draw(texts),
            draw(times | st.just(NO_TIME)),
            draw(texts | st.just("")),
            draw(times | st.just(NO_TIME)),
            draw(offsets),
            {name: draw(kind) for name, kind in kinds.items() if draw(st.booleans())},
        )
        for _ in range(draw(st.integers(1, 6)))
    ]
    cases = {row.case for row in rows}
    log = from_events(rows, case_columns={"fee": {case: draw(kinds["x"]) for case in cases}})
    due = Column("time", [draw(times | st.none()) for _ in log.cases], [draw(offsets) for _ in log.cases])
    return EventLog(**{**vars(log), "case_columns": {**log.case_columns, "due": due}})


def said(log: EventLog) -> object:
    """All that a log says, order of columns apart."""

    def columns(which: object, size: int) -> dict[str, list[object]]:
        found = {name: [one.values[at] for at in range(size)] for name, one in dict(which).items()}  # type: ignore[call-overload]
        return {name: values for name, values in found.items() if any(value is not None for value in values)}

    rows = [
        (
            log.activities[log.activity[row]],
            int(log.time[row]),
            NO_TIME if log.start is None else int(log.start[row]),
            log.resources[log.resource[row]] if log.resource[row] >= 0 else "",
            [
                0 if moment == NO_TIME else zone
                for moment, zone in zip(
                    (NO_TIME if log.start is None else log.start[row], log.time[row]),
                    log.offsets_at(row),
                    strict=True,
                )
            ],
        )
        for row in range(len(log))
    ]
    due = log.case_columns.get("due")
    zones = due and [
        due.zones and due.values[at] is not None and due.zones[at] for at in range(len(log.cases))
    ]
    return (
        log.cases, log.offsets.tolist(), rows, zones if due and any(v is not None for v in due.values) else None,
        columns(log.case_columns, len(log.cases)), columns(log.event_columns, len(log)),
    )  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
@given(log=logs())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_writing_and_reading_loses_nothing(log: EventLog, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a[1]*{ending}"
    write_log(log, path)
    assert said(read_log(path)) == said(log)


def test_a_foreign_table_keeps_its_types_and_gaps(tmp_path: Path) -> None:
    path = tmp_path / "lake.parquet"
    query = """SELECT * FROM (VALUES
        ('NA', 'open', TIMESTAMP '2024-05-01 09:00:00', 1.5::DOUBLE, DATE '2024-06-01', [1, 2], 7::UTINYINT, true),
        ('NA', 'close', NULL, 'nan'::DOUBLE, NULL, NULL, NULL, NULL)
    ) t(case_id, activity, "timestamp", x, due, list, n, b)"""
    duckdb.sql(query).write_parquet(str(path))
    log = read_log(path)
    assert log.cases == ("NA",)
    assert log.time.tolist() == [1714554000_000_000, NO_TIME]
    kinds = {name: (column.type, list(column.values)) for name, column in log.event_columns.items()}
    assert kinds == {
        "x": ("number", [1.5, None]),
        "due": ("time", [1717200000_000_000, None]),
        "list": ("text", ["[1, 2]", None]),
        "n": ("number", [7, None]),
        "b": ("boolean", [True, None]),
    }
    assert [one.kind for one in diagnose(log)] == ["missing_times", "missing_resources"]


def small() -> EventLog:
    return from_events([Event("a", "b", 5, values={"Fee": 1.0})])


@pytest.mark.parametrize("ending", ENDINGS)
def test_damaged_files_are_refused(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"log{ending}"
    write_log(small(), path)
    whole = path.read_bytes()
    for content in (b"", b"junk" * 50, whole[: len(whole) // 2], whole[:20] + b"\xff" * (len(whole) - 20)):
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"damaged or not of its kind|recognised"):
            read_log(path)
    with pytest.raises(InputError, match="there is none"):
        read_log(tmp_path / f"absent{ending}")


def test_names_that_differ_only_in_case_are_refused_and_leave_no_file(tmp_path: Path) -> None:
    log = from_events([Event("a", "b", 5, values={"Fee": 1.0, "fee": 2.0})])
    with pytest.raises(InputError, match="Two columns are called"):
        write_log(log, tmp_path / "log.parquet")
    assert not list(tmp_path.iterdir())


def test_a_row_without_case_is_refused_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    duckdb.sql(
        "SELECT * FROM (VALUES ('a', 'x', 1), (NULL, 'x', 2)) t(case_id, activity, time)"
    ).write_parquet(str(path))
    with pytest.raises(InputError, match=r"log.parquet:2.*no case_id"):
        read_log(path)


@pytest.mark.parametrize("ending", ENDINGS)
def test_without_the_extra_the_message_says_how_to_get_it(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def absent(name: str, *rest: object, **more: object) -> object:
        if name in ("duckdb", "nanoarrow"):
            raise ModuleNotFoundError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(InputError, match=r"minben\[tables\]"):
        read_log(tmp_path / f"log{ending}")


class TestColumns:
    """What a column means is shown and can be corrected."""

    @pytest.fixture(params=[".csv", ".parquet"])
    def table(self, request: pytest.FixtureRequest, tmp_path: Path) -> Path:
        path = tmp_path / f"log{request.param}"
        csv = tmp_path / "source.csv"
        csv.write_text(
            "Nr,Step,case,When,case:channel\n7,open,x,03/04/2020,desk\n7,close,y,04/04/2020,desk\n"
        )
        duckdb.read_csv(str(csv), all_varchar=True).write_parquet(
            str(path)
        ) if request.param != ".csv" else csv.rename(path)
        return path

    def test_what_is_not_recognised_is_said(self, table: Path) -> None:
        with pytest.raises(
            InputError, match="recognised as activity, time; the file has: Nr, Step, case, When"
        ):
            columns_of(table)

    def test_a_person_corrects(self, table: Path) -> None:
        columns = columns_of(table, "case=Nr, activity=Step,time=When,days=first")
        assert columns is not None
        assert shown(columns) == "case=Nr,activity=Step,time=When"
        log = read_log(table, columns=columns)
        assert log.cases == ("7",)
        assert log.activities == ("open", "close")
        assert int(log.time[0]) == 1585872000_000_000, "3 April"
        assert list(log.case_columns) == ["channel"]
        assert list(log.event_columns["case"].values) == ["x", "y"]

    @pytest.mark.parametrize("wrong", ["case=None", "colour=Nr", "Nr", "case=Nr,days=third", "case="])
    def test_a_wrong_correction_is_refused(self, table: Path, wrong: str) -> None:
        with pytest.raises(InputError, match="columns"):
            columns_of(table, wrong)

    def test_only_tables_have_columns(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="Only tables"):
            columns_of(tmp_path / "log.xes", "case=a")


def test_csv_keeps_what_the_columns_of_cases_say(tmp_path: Path) -> None:
    log = from_events([Event("a", "b", 5)], case_columns={"fee": {"a": 1.5}})
    write_csv(log, tmp_path / "log.csv")
    assert list(read_log(tmp_path / "log.csv").case_columns["fee"].values) == [1.5]
    assert np.array_equal(read_log(tmp_path / "log.csv").time, log.time)
