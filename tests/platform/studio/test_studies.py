"""What the worker keeps of a log: made once, only read by pages, the same as if a page had made it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from minben.kernel.eventlog import EventLog, read_log
from minben.platform.casework.models import Case
from minben.platform.journal.models import Entry
from minben.platform.journal.queries import now
from minben.platform.journal.tenancy import scope
from minben.platform.studio import actions, keeping, queries, reading, studied, studies, tasks
from minben.platform.studio.models import LogChoices, LogStudy
from tests.platform.casework.test_eventlog import handled
from tests.platform.conftest import CITY
from tests.platform.studio.test_decisions import STRANGERS
from tests.platform.studio.test_logs import OWN, bring
from tests.platform.studio.test_paths import TABLE

pytestmark = pytest.mark.django_db
PAGE = ("upload", "1")
PAGES = ("process", "variants", "dots", "deviations", "compare", "log", "whatif")
FILES = ("variants.csv", "deviations.csv", "dots.svg", "waiting.svg")


@pytest.fixture
def analyst(as_role: Callable) -> Client:
    """The analyst, who reads English and has brought a log of fourteen cases."""
    client = as_role("analyst")
    client.cookies["django_language"] = "en"
    bring(client, "permits.csv", TABLE.encode())
    return client


def addresses() -> list[str]:
    found = [reverse(f"studio:{page}", args=PAGE) for page in PAGES]
    return found + [reverse("studio:taken", args=[*PAGE, key]) for key in FILES]


def contents(client: Client) -> dict[str, bytes]:
    """Every page and file, but for tokens and moments."""
    found = {}
    for address in addresses():
        answer = client.get(address)
        assert answer.status_code == 200, address
        lines = answer.content.split(b"\n")
        found[address] = b"\n".join(line for line in lines if b"csrf" not in line and b"held on" not in line)
    return found


def never(*_args: object, **_kwargs: object) -> object:
    raise AssertionError("a page read or studied the log")


def test_pages_say_the_same_from_what_the_worker_kept_and_study_nothing(
    analyst: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(analyst)
    assert tasks.study_once("w1") == 1
    monkeypatch.setattr(reading, "read", never)
    monkeypatch.setattr(studies, "studied", never)
    assert contents(analyst) == before


def test_a_large_log_waits_for_the_worker_and_the_page_says_how_far_it_is(
    analyst: Client, sign_in: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studied, "AT_ONCE", 10)
    for address in addresses():
        answer = analyst.get(address)
        assert answer.status_code == 202, address
        assert answer["Refresh"] == "3"
        assert "waits for a worker" in answer.content.decode()
        assert Client().get(address).status_code == 302
        assert {sign_in(stranger).get(address).status_code for stranger in STRANGERS} == {403}
    LogStudy.objects.create(kind="upload", log_id="1", progress=0.42, leased_until=now() + timedelta(hours=1))
    text = analyst.get(addresses()[0]).content.decode()
    assert "42 percent are done" in text
    assert '<progress class="share" max="100" value="42"' in text
    assert tasks.study_once("w2") == 0, "somebody else is at it"
    LogStudy.objects.update(leased_until=now() - timedelta(seconds=1))  # and died
    assert tasks.study_once("w2") == 1
    assert analyst.get(addresses()[0]).status_code == 200
    assert tasks.study_once("w2") == 0, "what is current is not made again"


def test_a_study_is_no_act_of_the_journal_and_goes_with_its_log(analyst: Client) -> None:
    before = Entry.objects.count()
    tasks.study_once("w1")
    assert Entry.objects.count() == before
    with scope("liushang"):
        assert LogStudy.objects.count() == 0
    analyst.post(reverse("studio:remove", args=[1]), {"key": "away"})
    assert LogStudy.objects.count() == 0


def test_work_that_fails_is_tried_three_times_and_then_left(
    analyst: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studies, "studied", never)
    assert [tasks.study_once("w1") for _ in range(5)] == [0] * 5
    assert LogStudy.objects.get().attempts == 3
    monkeypatch.undo()
    LogStudy.objects.update(attempts=2)
    assert tasks.study_once("w1") == 1
    assert LogStudy.objects.get().attempts == 0


def test_the_city_s_own_log_is_studied_again_when_it_has_changed_and_some_minutes_are_over(
    submitted_case: Case, analyst: Client
) -> None:
    assert tasks.study_once("w1") == 3  # the upload, the service, all services
    first = queries.study(source()).analysis["log"]["events"]
    handled(submitted_case)
    assert tasks.study_once("w1") == 0, "not for every act"
    assert queries.study(source()).analysis["log"]["events"] == first
    LogStudy.objects.update(made_at=now() - studied.RENEW)
    assert tasks.study_once("w1") == 2
    assert queries.study(source()).analysis["log"]["events"] > first
    LogStudy.objects.update(made_at=now() - studied.STALE, version="older")
    assert queries.study(source()).analysis["log"]["events"] > first, (
        "a page waits for no worker that is gone"
    )


def source() -> queries.Source:
    with scope(CITY):
        found = queries.source(*OWN, "en", "all")
    assert found is not None
    return found


def test_what_is_kept_is_what_was_found(submitted_case: Case, analyst: Client) -> None:
    handled(submitted_case)
    for chosen in (source(), *studied.uploads()):
        log, study = studied.material(chosen).made()
        again = studies.read(studies.written(study))
        assert again.analysis == json.loads(json.dumps(study.analysis))
        assert (again.paths, again.months, again.deviations) == (study.paths, study.months, study.deviations)
        assert [(node.name, node.kind, node.lane) for node in again.process.nodes] == [
            (node.name, node.kind, node.lane) for node in study.process.nodes
        ]
        assert again.process.flows == study.process.flows
        assert again.process.lanes == study.process.lanes
        same(keeping.log_in(keeping.kept(log)), log)


def same(one: EventLog, two: EventLog) -> None:
    for name in keeping.EVENTS:
        first, second = getattr(one, name), getattr(two, name)
        assert (first is None) == (second is None), name
        assert first is None or ((first == second).all() and first.dtype == second.dtype), name
    for name in ("cases", "activities", "resources", "origin", "remarks"):
        assert getattr(one, name) == getattr(two, name), name
    for columns, others in ((one.event_columns, two.event_columns), (one.case_columns, two.case_columns)):
        assert list(columns) == list(others)
        for key, column in columns.items():
            assert (column.type, list(column.values)) == (others[key].type, list(others[key].values)), key
            zones, apart = column.zones, others[key].zones
            assert (zones is None) == (apart is None)
            assert zones is None or list(zones) == list(apart or ())


def test_a_log_comes_back_from_its_bytes_whole(tmp_path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(
        "case,activity,time,start,resource,cost,flag,case:limit,note\n"
        " a ,x,2026-01-01T09:00:00+08:00,2026-01-01T08:00:00+08:00,p,1.5,true,2026-02-01T00:00:00Z,NA\n"
        "b,收件,2026-01-02T09:00:00+08:00,,,,,,\n"
    )
    log = read_log(path)
    assert log.start is not None
    same(keeping.log_in(keeping.kept(log)), log)
    empty = replace(log, event_columns={}, case_columns={}, start=None, zone=None)
    same(keeping.log_in(keeping.kept(empty)), empty)


def test_removing_twice_is_refused(analyst: Client, city: str) -> None:
    from minben.platform.journal.actor import system

    actions.remove_log(system(city), 1)
    with pytest.raises(actions.Gone):
        actions.remove_log(system(city), 1)


DOUBLE = "case,activity,time,resource\n" + "".join(
    f"c{case},{step},2026-01-0{day}T09:00:00Z,p\n"
    for case in range(5)
    for step, day in (("in", 1), ("in", 1), ("out", 2))
)


@pytest.fixture
def doubled(as_role: Callable) -> Client:
    """The analyst, who has brought a log in which every first event stands twice."""
    client = as_role("analyst")
    client.cookies["django_language"] = "en"
    bring(client, "double.csv", DOUBLE.encode())
    return client


def test_what_is_suspicious_is_left_out_when_an_analyst_says_so(doubled: Client, sign_in: Callable) -> None:
    data, choose = reverse("studio:log", args=PAGE), reverse("studio:choose", args=PAGE)
    assert 'name="about-duplicate_events"' in doubled.get(data).content.decode()
    before = Entry.objects.count()
    for stranger in STRANGERS:
        assert sign_in(stranger).post(choose, {"about-duplicate_events": "drop"}).status_code == 403
    assert Client().post(choose, {"about-duplicate_events": "drop"}).status_code == 302
    assert LogChoices.objects.count() == 0
    answer = doubled.post(choose, {"about-duplicate_events": "drop", "key": "k"}, follow=True)
    text = answer.content.decode()
    assert "The figures are worked out anew" in text
    assert "What was decided about it" in text
    assert '<option value="drop" selected>' in text
    with scope(CITY):
        (chosen,) = studied.uploads()
        assert queries.study(chosen).analysis["log"]["events"] == 10
    assert Entry.objects.filter(act="studio.choose").count() == 1
    assert Entry.objects.count() > before
    report = doubled.get(reverse("studio:report", args=[*PAGE, "html"])).content.decode()
    assert "What was decided about it" in report
    doubled.post(choose, {"about-duplicate_events": "keep", "key": "k2"})
    with scope(CITY):
        assert queries.study(studied.uploads()[0]).analysis["log"]["events"] == 15


def test_choices_that_fit_nothing_or_leave_nothing_are_refused(doubled: Client) -> None:
    choose = reverse("studio:choose", args=PAGE)
    for wrong in (
        {"about-duplicate_events": "correct"},
        {"about-nonsense": "drop"},
        {"about-open_cases": "x"},
    ):
        assert doubled.post(choose, wrong).status_code == 404
    assert doubled.get(choose).status_code == 405
    client = doubled
    client.post(choose, {"about-future_dates": "drop"})
    bring(client, "future.csv", b"case,activity,time\na,x,2999-01-01T00:00:00Z\n")
    answer = client.post(
        reverse("studio:choose", args=["upload", "2"]),
        {"about-empty_cases": "drop", "about-future_dates": "drop"},
        follow=True,
    )
    assert "Nothing is left of the log" in answer.content.decode()
    assert LogChoices.objects.filter(log="2").count() == 0
