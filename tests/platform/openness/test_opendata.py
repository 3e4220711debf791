"""Open data: nobody can be told from four others, files are what the page says, and models are what is executed."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from datetime import date, timedelta

import pytest
import rdflib
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from minben.kernel.eventlog import Column, Event, from_events, read_log
from minben.platform.casework.eventlog import case_log
from minben.platform.catalogue.queries import service
from minben.platform.identity.queries import account
from minben.platform.openness import datasets
from minben.platform.openness.anonymous import ATTRIBUTES, anonymous

LANGUAGES = {"zh-hant": "開放數據", "zh-hans": "开放数据", "en": "Open data"}
EDITION = date(2026, 11, 1)
DAY = 86_400_000_000
EPOCH = date(1970, 1, 1)


def made(cases: list[tuple[date, list[tuple[str, int]], str, str]]):
    """A public log: (begin, [(activity, days later)], channel, status) for each case, at a quarter past nine."""
    rows, known = [], {"service": [], "version": [], "channel": [], "status": [], "closed": []}
    for number, (begin, acts, channel, status) in enumerate(cases):
        for activity, later in acts:
            moment = ((begin - EPOCH).days + later) * DAY + 33_300_000_000
            rows.append(
                Event(
                    str(number + 1), activity, moment, "officer", values={"org:group": "health", "due": "x"}
                )
            )
        last = (begin - EPOCH).days + acts[-1][1]
        for name, value in zip(known, ("s", "v", channel, status, last * DAY), strict=True):
            known[name].append(value)
    log = from_events(rows, origin="journal")
    columns = {name: Column("time" if name == "closed" else "text", values) for name, values in known.items()}
    return type(log)(**{**vars(log), "case_columns": columns})


def begun(log) -> list[tuple[str, str, int]]:
    return [
        (
            log.case_columns["service"].values[case],
            log.case_columns["start_precision"].values[case],
            int(log.time[log.offsets[case]]),
        )
        for case in range(len(log.cases))
    ]


CASES = st.lists(
    st.tuples(
        st.dates(date(2026, 9, 1), date(2026, 10, 20)),
        st.sampled_from(
            [[("apply", 0), ("grant", 3)], [("apply", 0), ("ask", 1), ("deny", 9)], [("apply", 0)]]
        ),
        st.sampled_from(["web", "window"]),
        st.sampled_from(["completed", "running"]),
    ),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(CASES)
def test_every_published_group_has_five(cases) -> None:
    found = anonymous(made(cases), EDITION)
    log = found.log
    assert len(log.cases) + found.left_out == len(cases)
    assert all(number >= 5 for number in Counter(begun(log)).values())
    names = ATTRIBUTES[0]
    told = [tuple(log.case_columns[name].values[case] for name in names) for case in range(len(log.cases))]
    groups = Counter(zip(begun(log), told, strict=True))
    assert all(number >= 5 for number in groups.values())
    seen = Counter(name for case in range(len(log.cases)) for name in set(log.trace(case)))
    assert all(number >= 5 for number in seen.values())


def test_durations_stay_true_and_hours_and_due_dates_are_gone() -> None:
    monday, tuesday = date(2026, 10, 12), date(2026, 10, 13)
    acts = [("apply", 0), ("grant", 3)]
    found = anonymous(
        made([(monday, acts, "web", "completed")] * 3 + [(tuesday, acts, "web", "completed")] * 2), EDITION
    )
    log = found.log
    assert {row[1] for row in begun(log)} == {"week"}
    assert {int(log.time[row]) % DAY for row in range(len(log))} == {0}
    spans = {int(log.time[log.offsets[case + 1] - 1] - log.time[log.offsets[case]]) for case in range(5)}
    assert spans == {3 * DAY}
    assert set(log.event_columns) == {"org:group"}
    assert set(log.case_columns["status"].values) == {"completed"}


def test_names_follow_neither_the_order_nor_another_edition() -> None:
    cases = [(date(2026, 9, 1), [("apply", 0)], "web", "completed")] * 40
    first, second = (anonymous(made(cases), edition).log.cases for edition in (EDITION, date(2026, 12, 1)))
    assert not set(first) & set(second)
    assert all(re.fullmatch(r"[0-9a-f]{16}", name) for name in first)


def test_what_happened_this_month_waits_for_the_next_edition() -> None:
    cases = [(date(2026, 10, 30), [("apply", 0), ("grant", 5)], "web", "completed")] * 6
    log = anonymous(made(cases), EDITION).log
    assert set(log.activities) == {"apply"}
    assert set(log.case_columns["status"].values) == {"running"}


def test_a_case_of_the_city_is_not_in_its_log_alone(submitted_case) -> None:
    log = case_log(public=True)
    alone = anonymous(log, datasets.today() + timedelta(days=1))
    assert (len(alone.log.cases), alone.left_out) == (0, 1)
    shared = anonymous(log, datasets.today() + timedelta(days=1), least=1)
    text = str([shared.log.cases, shared.log.event_columns, shared.log.case_columns, shared.log.resources])
    for told in (submitted_case.number, account("citizen-wang").person, account("citizen-wang").name):
        assert told not in text
    assert shared.log.cases != log.cases
    assert {"applicant", "rules"} >= set(shared.log.resources) - {"officer"}


@pytest.mark.parametrize(("language", "title"), LANGUAGES.items())
def test_everybody_reads_the_list(city: str, client: Client, language: str, title: str) -> None:
    client.cookies.load({"django_language": language})
    assert 'href="/openness/data/"' in client.get("/openness/").content.decode()
    answer = client.get("/openness/data/")
    assert answer.status_code == 200
    assert title in answer.content.decode()


@pytest.mark.demonstrates("R80")
def test_each_file_is_what_its_digest_says(city: str, client: Client) -> None:
    told = client.get("/openness/data/").content.decode()
    files = [one.name for found in datasets.datasets() for one in found.files]
    assert len(files) >= 15
    for name in files:
        answer = client.get(f"/openness/data/{name}")
        assert answer.status_code == 200
        assert hashlib.sha256(answer.content).hexdigest() in told, name
    assert client.get("/openness/data/nothing.csv").status_code == 404


@pytest.mark.demonstrates("R80")
def test_process_and_rules_are_those_that_are_executed(city: str, client: Client) -> None:
    found = service("open-a-restaurant").service
    assert client.get("/openness/data/open-a-restaurant.bpmn").content == found.files["process.bpmn"]
    assert client.get("/openness/data/open-a-restaurant.dmn").content == found.files["rules.dmn"]


@pytest.mark.demonstrates("R80")
def test_the_log_is_read_by_our_own_reader(city: str, client: Client, tmp_path, monkeypatch) -> None:
    log = anonymous(made([(date(2026, 9, 1), [("apply", 0), ("grant", 2)], "web", "completed")] * 6), EDITION)
    monkeypatch.setattr(datasets, "_opened", lambda *_: log)
    datasets._log.cache_clear()
    try:
        for name in ("cases.xes.gz", "cases.csv"):
            (tmp_path / name).write_bytes(client.get(f"/openness/data/{name}").content)
            back = read_log(tmp_path / name)
            assert (len(back.cases), len(back)) == (6, 12)
            assert set(back.case_columns["start_precision"].values) == {"day"}
    finally:
        datasets._log.cache_clear()
    packed = (tmp_path / "cases.xes.gz").read_bytes()
    assert packed == gzip.compress(gzip.decompress(packed), mtime=0), "no clock in the bytes"


def test_the_catalogue_names_every_file_with_licence_and_digest(city: str, client: Client) -> None:
    graph = rdflib.Graph().parse(data=client.get("/openness/data/catalogue.jsonld").content, format="json-ld")
    dcat, spdx = (
        rdflib.Namespace("http://www.w3.org/ns/dcat#"),
        rdflib.Namespace("http://spdx.org/rdf/terms#"),
    )
    urls = {str(url).rpartition("/")[2]: one for one, url in graph.subject_objects(dcat.downloadURL)}
    assert set(urls) == {one.name for found in datasets.datasets() for one in found.files}
    for name, one in urls.items():
        assert str(graph.value(one, rdflib.DCTERMS.license)) == datasets.LICENCE
        checksum = graph.value(graph.value(one, spdx.checksum), spdx.checksumValue)
        assert str(checksum) == datasets.file(name).digest
    titles = {
        language
        for _one, title in graph.subject_objects(rdflib.DCTERMS.title)
        if (language := title.language)
    }
    assert titles == {"en", "zh-hans", "zh-hant"}


def test_figures_are_empty_where_they_are_not_published(submitted_case, client: Client) -> None:
    text = client.get("/openness/data/times.csv").content.decode()
    assert text.splitlines()[0].endswith("cases,median_days,p90_days,share_on_time")
    assert "open-a-restaurant,food_permit,market-regulation,10 workday,5 workday,0,,," in text


def test_services_are_those_in_force(city: str, client: Client) -> None:
    found = json.loads(client.get("/openness/data/services.jsonld").content)
    assert sum(node["@type"] == "cpsv:PublicService" for node in found["@graph"]) == 14
