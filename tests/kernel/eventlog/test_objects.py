"""Object logs (OCEL 2.0): the three formats mean the same, nothing is lost, strangers' files do no harm."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minben.kernel.eventlog import Column, Event, EventLog, diagnose, from_events, read_log, write_log
from minben.kernel.eventlog.ocel import (
    START,
    Change,
    Happening,
    Link,
    Moment,
    ObjectLog,
    Thing,
    as_cases,
    as_objects,
    read_ocel,
    write_ocel,
)
from minben.kernel.finding import InputError

LOGS = Path(os.environ.get("MINBEN_LOGS", "../shared/logs"))
ENDINGS = (".json", ".json.gz", ".xmlocel", ".xmlocel.gz", ".sqlite")
DAY = 86_400_000_000

names = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs", "S")), min_size=1, max_size=8)
moments = st.builds(Moment, st.integers(-(10**15), 4 * 10**15), st.sampled_from([0, 60, 480, -210]))
scalars = {
    "string": names | st.just(""),
    "integer": st.integers(-(2**63), 2**63 - 1),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
    "time": moments,
}
typed = st.dictionaries(
    st.sampled_from(["amount", "name'; DROP TABLE event; --", 'a "b"', "事由"]),
    st.sampled_from(sorted(scalars)),
)
type_names = st.sampled_from(["permit", "Permit", "per mit", "x'; DROP TABLE object; --", "許可"])


@st.composite
def object_logs(draw: st.DrawFn) -> ObjectLog:
    """Any log the standard can express."""
    object_types = draw(st.dictionaries(type_names, typed, min_size=1, max_size=3))
    event_types = draw(st.dictionaries(type_names, typed, min_size=1, max_size=3))
    ids = draw(st.lists(names, unique=True, max_size=5))
    links = st.lists(st.builds(Link, st.sampled_from(ids or ["gone"]), names | st.just("")), max_size=3).map(
        tuple
    )
    things = []
    for name in ids:
        kind = draw(st.sampled_from(sorted(object_types)))
        changes = []
        for key, of in object_types[kind].items():
            for at in draw(st.lists(st.just(START) | moments, unique_by=lambda at: at.time, max_size=3)):
                changes.append(Change(key, draw(scalars[of]), at))
        changes.sort(key=lambda change: (change.at.time, change.name))
        things.append(Thing(name, kind, tuple(changes), draw(links)))
    happenings = []
    for number in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(sorted(event_types)))
        values = {key: draw(scalars[of]) for key, of in event_types[kind].items() if draw(st.booleans())}
        happenings.append(Happening(f"e{number}", kind, draw(moments), values, draw(links)))
    return ObjectLog(event_types, object_types, tuple(happenings), tuple(things))


@pytest.mark.parametrize("ending", ENDINGS)
@given(log=object_logs())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_writing_and_reading_loses_nothing(log: ObjectLog, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"log{ending}"
    write_ocel(log, path)
    again = read_ocel(path)
    assert again == log
    assert not [one for one in again.remarks if one.kind != "dangling_links"]


def cases() -> EventLog:
    """Two cases with everything a log of cases can say."""
    events = [
        Event("A 1", "receive", DAY, "Fang", DAY - 5, 480, {"fee": 12.5, "paid": True, "note": "a, b"}),
        Event("A 1", "decide", 2 * DAY, "", offset=60, values={"note": "ok"}),
        Event("A 2", "receive", DAY, "Wang", DAY - 7, -300),
    ]
    return from_events(events, case_columns={"channel": {"A 1": "desk"}, "pages": {"A 1": 3, "A 2": 4}})


def told(log: EventLog) -> object:
    """What a log says, event by event, without its order of columns."""

    def columns(which: dict[str, Column], row: int) -> dict[str, object]:
        return {
            name: (one.values[row], one.zones and one.zones[row])
            for name, one in which.items()
            if one.values[row] is not None
        }

    rows = [
        (
            log.cases[case],
            log.activities[log.activity[row]],
            int(log.time[row]),
            int(log.start[row]) if log.start is not None else None,
            log.resources[log.resource[row]] if log.resource[row] >= 0 else None,
            log.offsets_at(row)[1],
            columns(dict(log.event_columns), row),
        )
        for row, case in enumerate(log.case_index.tolist())
    ]
    return rows, [(name, columns(dict(log.case_columns), at)) for at, name in enumerate(log.cases)]


@pytest.mark.parametrize("ending", [*ENDINGS, ".xes", ".csv", ".xml"])
def test_a_log_of_cases_comes_back_from_every_format(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"log{ending}"
    write_log(cases(), path)
    assert told(read_log(path)) == told(cases())


def test_equal_case_names_get_a_number() -> None:
    log = cases()
    twice = EventLog(**{**vars(log), "cases": ("A", "A")})
    assert as_cases(as_objects(twice)).cases == ("A", "A#2")


def shared() -> ObjectLog:
    """One decision about two declarations of one permit, and an event about nothing."""
    return ObjectLog(
        {"decide": {}, "rest": {}},
        {"permit": {"fee": "float"}, "declaration": {}},
        (
            Happening("e1", "decide", Moment(DAY), {}, (Link("p"), Link("d1"), Link("d2"))),
            Happening("e2", "rest", Moment(DAY)),
        ),
        (
            Thing("p", "permit", (Change("fee", 1.0), Change("fee", 2.0, Moment(5)))),
            Thing("d1", "declaration"),
            Thing("d2", "declaration"),
        ),
    )


def test_flattening_counts_what_it_does_to_the_numbers() -> None:
    permits, declarations = as_cases(shared(), "permit"), as_cases(shared(), "declaration")
    assert (len(permits), len(declarations)) == (1, 2)
    assert permits.case_columns["fee"].values[0] == 2.0, "the latest value"
    assert list(permits.event_columns["ocel:declaration"].values) == ["d1, d2"]
    found = {one.kind: one.count for one in diagnose(declarations)}
    assert found["events_without_case"] == 1
    assert found["events_of_several_cases"] == 1
    with pytest.raises(InputError, match=r"permit \(1\), declaration \(2\)"):
        as_cases(shared())


GOOD = {
    "eventTypes": [{"name": "a", "attributes": [{"name": "n", "type": "integer"}]}],
    "objectTypes": [],
    "events": [
        {"id": "1", "type": "a", "time": "2024-05-01T09:00:00Z", "attributes": [{"name": "n", "value": "12"}]}
    ],
    "objects": [],
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"events": [{"id": "1", "type": "a", "time": "yesterday"}]}, '"yesterday" is not read as a time'),
        ({"events": [{"id": "1", "type": "a"}]}, "'time'"),
        ({"events": [{"id": 1, "type": "a", "time": "2024-05-01T09:00:00Z"}]}, "shape of OCEL"),
        ({"events": GOOD["events"] * 2}, 'used more than once, such as "1"'),
        ({"objects": 7}, "shape of OCEL"),
        ({"eventTypes": None}, "shape of OCEL"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(change: dict[str, object], said: str, tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    path.write_text(json.dumps({**GOOD, **change}))
    with pytest.raises(InputError, match=said) as caught:
        read_ocel(path)
    assert "log.json" in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "[", "[" * 100_000, '{"a": NaN}', '{"a": ' + "9" * 9999 + "}", "\xff", "[1]"]
)
def test_what_is_no_json_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError):
        read_ocel(path)


def test_values_that_break_the_promise_become_text_with_a_remark(tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    path.write_text(json.dumps(GOOD))
    assert read_ocel(path).events[0].values == {"n": 12}
    path.write_text(json.dumps(GOOD).replace('"12"', '"twelve"'))
    log = read_ocel(path)
    assert log.events[0].values == {"n": "twelve"}
    assert [(one.kind, one.examples) for one in log.remarks] == [("mixed_types", ("a.n",))]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<log>",
        "<trace/>",
        "<log><events><event id='1' type='a'/></events></log>",
        '<!DOCTYPE log [<!ENTITY a "aaaa">]><log><event-types/></log>',
    ],
)
def test_wrong_xml_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "log.xmlocel"
    path.write_text(text)
    with pytest.raises(InputError):
        read_ocel(path)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "log.json.gz"
    with gzip.open(path, "wb") as file:
        for _ in range(300):
            file.write(b" " * (1 << 20))
    with pytest.raises(InputError, match="unpacks to more than 400 times"):
        read_ocel(path)


def database(tmp_path: Path, *statements: str) -> Path:
    path = tmp_path / "log.sqlite"
    write_ocel(shared(), path)
    with sqlite3.connect(path) as base:
        for statement in statements:
            base.execute(statement)
    base.close()
    return path


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["DROP TABLE event"], "no table event"),
        (["ALTER TABLE event RENAME TO e2", "CREATE VIEW event AS SELECT * FROM e2"], "no table event"),
        (["DROP TABLE object_Permit"], "object_Permit"),
        (["UPDATE event_Decide SET ocel_time = NULL"], '"e1" has no time'),
        (["DELETE FROM event_Decide"], '"e1" has no time'),
        (["ALTER TABLE event_Decide DROP COLUMN ocel_time"], "ocel_time"),
    ],
)
def test_a_strange_database_is_refused(statements: list[str], said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        read_ocel(database(tmp_path, *statements))


def test_names_are_never_sql(tmp_path: Path) -> None:
    statement = (
        "UPDATE event_map_type SET ocel_type_map = 'x\" ; DROP TABLE event; --' WHERE ocel_type = 'decide'"
    )
    path = database(
        tmp_path, statement, 'ALTER TABLE event_Decide RENAME TO "event_x"" ; DROP TABLE event; --"'
    )
    assert len(read_ocel(path).events) == 2


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    path.write_bytes(b"SQLite format 3\0" + b"junk" * 100)
    with pytest.raises(InputError, match="cannot be read"):
        read_ocel(path)
    with pytest.raises(InputError, match="there is none"):
        read_ocel(tmp_path / "absent.sqlite")


@pytest.mark.parametrize("ending", [".xmlocel", ".sqlite"])
def test_what_a_format_cannot_hold_leaves_no_file(ending: str, tmp_path: Path) -> None:
    text = "a\x00b" if ending == ".xmlocel" else "a\ud800b"
    log = ObjectLog({"a": {"n": "string"}}, {}, (Happening("1", "a", Moment(0), {"n": text}),), ())
    path = tmp_path / f"log{ending}"
    with pytest.raises(InputError, match="cannot hold"):
        write_ocel(log, path)
    assert not path.exists()


def test_events_without_time_are_no_object_log(tmp_path: Path) -> None:
    log = from_events([Event("a", "b", -(2**63))])
    with pytest.raises(InputError, match="1 events have no time"):
        write_log(log, tmp_path / "log.json")


@pytest.mark.skipif(
    not (LOGS / "ocel20_example.sqlite").exists(), reason="MINBEN_LOGS has no ocel20_example.sqlite"
)
def test_the_standards_own_example_is_read(tmp_path: Path) -> None:
    log = read_ocel(LOGS / "ocel20_example.sqlite")
    assert len(log.object_types) == 4
    assert len(log.event_types) == 8
    assert not log.remarks
    write_ocel(log, tmp_path / "again.json")
    assert read_ocel(tmp_path / "again.json") == log
    orders = read_log(LOGS / "ocel20_example.sqlite", objects="Purchase Order")
    assert "Create Purchase Order" in orders.activities
