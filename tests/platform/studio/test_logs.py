"""Logs and their processes: what analysts see of the city and of files they bring, and that nobody else does."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import etree

from minben.kernel.eventlog import read_xes
from minben.platform.casework.models import Case
from minben.platform.journal.models import Entry
from minben.platform.journal.tenancy import scope
from minben.platform.studio import queries, reading
from minben.platform.studio.models import Upload
from tests.platform.casework.test_eventlog import handled

pytestmark = pytest.mark.django_db

TABLE = "case_id,activity,timestamp,officer\n" + "".join(
    f"c{case},{step},2026-03-0{day}T09:0{case}:00+08:00,p{case % 2}\n"
    for case in range(5)
    for day, step in enumerate(("receive", "check", "check" if case == 3 else "decide"), start=2)
)
OWN = ("service", "open-a-restaurant")


@pytest.fixture
def analyst(as_role: Callable) -> Client:
    """The city's analyst."""
    return as_role("analyst")


@pytest.fixture
def brought(analyst: Client) -> Client:
    """An analyst who has just brought a log; it has number 1."""
    answer = bring(analyst, "town, north.csv", TABLE.encode())
    assert answer.status_code == 302
    return analyst


def bring(client: Client, name: str, content: bytes, **said: str) -> object:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("studio:home"), {"file": file, "key": f"{name}-1", **said})


def addresses() -> list[str]:
    """Every page and file of a log of the city and of one that was brought."""
    found = [reverse("studio:home")]
    for source in (OWN, ("upload", "1")):
        found += [reverse(f"studio:{page}", args=source) for page in ("process", "log", "picture", "model")]
        found += [reverse("studio:export", args=[*source, form]) for form in ("csv", "xes")]
        found.append(reverse("studio:sheet", args=[*source, "waiting"]))
        found += [reverse("studio:report", args=[*source, ending]) for ending in ("html", "pdf")]
    return found


def test_only_analysts_of_the_tenant_see_logs(
    submitted_case: Case, brought: Client, sign_in: Callable
) -> None:
    for address in addresses():
        assert brought.get(address).status_code == 200, address
        assert Client().get(address).status_code == 302, address
        for stranger in ("citizen-wang", "officer-fang", "leader-mei", "inspector-yan", "administrator-lu"):
            assert sign_in(stranger).get(address).status_code == 403, (stranger, address)
    remove = reverse("studio:remove", args=[1])
    assert sign_in("officer-fang").post(remove).status_code == 403
    assert Client().post(remove).status_code == 302
    assert Upload.objects.count() == 1


def test_another_tenant_has_other_logs(submitted_case: Case, brought: Client) -> None:
    with scope("liushang"):
        assert queries.uploads() == []
        assert queries.services("en", "all") == []
        assert queries.source("upload", "1", "en", "all") is None
        assert queries.source(*OWN, "en", "all") is None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hant", "受理：食品經營許可"),
        ("zh-hans", "受理：食品经营许可"),
        ("en", "Accepted: Food business permit"),
    ],
)
def test_the_city_s_process_speaks_the_reader_s_language(
    submitted_case: Case, analyst: Client, language: str, words: str
) -> None:
    handled(submitted_case)
    analyst.cookies["django_language"] = language
    page = analyst.get(reverse("studio:process", args=OWN), headers={"accept-language": language})
    text = page.content.decode()
    assert words in text
    assert "food_permit.accept" not in text
    assert 'style="' not in text, "inline styles break the content security policy"


def test_the_process_page_tells_what_the_report_tells(brought: Client) -> None:
    text = brought.get(
        reverse("studio:process", args=["upload", "1"]), headers={"accept-language": "en"}
    ).content.decode()
    assert "Half of the cases take less than" in text
    for key in ("model", "throughput", "waiting", "variants", "handovers", "rework", "complexity"):
        assert f'id="{key}"' in text, key
    assert "<svg" in text
    assert text.count("receive") > 3


def test_each_chart_can_be_taken_away(brought: Client) -> None:
    waiting = brought.get(reverse("studio:sheet", args=["upload", "1", "waiting"])).content.decode(
        "utf-8-sig"
    )
    rows = list(csv.DictReader(io.StringIO(waiting)))
    assert {row["activity"] for row in rows} == {"check", "decide"}
    assert float(rows[0]["median"]) == 24.0
    picture = brought.get(reverse("studio:picture", args=["upload", "1"])).content
    assert etree.fromstring(picture).tag.endswith("svg")
    model = brought.get(reverse("studio:model", args=["upload", "1"])).content
    assert b"userTask" in model
    assert brought.get(reverse("studio:sheet", args=["upload", "1", "nothing"])).status_code == 404


@pytest.mark.demonstrates("R133")
def test_a_log_goes_out_in_another_format_than_it_came(brought: Client, tmp_path) -> None:
    path = tmp_path / "log.xes.gz"
    path.write_bytes(brought.get(reverse("studio:export", args=["upload", "1", "xes"])).content)
    again = read_xes(path)
    assert again.cases == ("c0", "c1", "c2", "c3", "c4")
    assert again.trace(3) == ("receive", "check", "check")
    assert brought.get(reverse("studio:export", args=["upload", "1", "pdf"])).status_code == 404


def test_suspicions_are_shown_with_examples(analyst: Client) -> None:
    twice = TABLE + "c0,check,2026-03-03T09:00:00+08:00,p0\nc9,receive,2031-01-01T00:00:00Z,\n"
    bring(analyst, "odd.csv", twice.encode())
    page = analyst.get(reverse("studio:log", args=["upload", "1"]), headers={"accept-language": "en"})
    text = page.content.decode()
    assert "Events recorded twice" in text
    assert "Dates in the future" in text
    assert "c9: receive" in text


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("log.docx", b"PK", "The kind of file is not known"),
        ("log.csv", b"who,what\n1,2\n", "No column is recognised as case, activity, time"),
        ("log.csv", b"case_id,activity,timestamp\nc1,a\n", "line 2"),
        ("log.csv", b"case_id,activity,timestamp\nc1,a,yesterday\n", "is not read as a time"),
        ("log.csv", b"case_id,activity,timestamp\n", "holds no event"),
        ("log.xes", b"<log><trace></log>", "not well-formed"),
        ("log.xes.gz", gzip.compress(b"<log></log>")[:-9], "damaged or cut short"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words_and_not_kept(
    analyst: Client, name: str, content: bytes, told: str
) -> None:
    analyst.cookies["django_language"] = "en"
    before = Entry.objects.count()
    answer = bring(analyst, name, content)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert "/tmp" not in answer.content.decode(), "the machine's own paths are nobody's business"
    assert Upload.objects.count() == 0
    assert Entry.objects.count() == before


BROKEN = [
    ("log.csv", b"x,y,z\n1,2,3\n"),
    ("log.csv", b"case_id,activity,timestamp\nc1,a\n"),
    ("log.csv", b"case_id,activity,timestamp\n,a,2026-01-01\n"),
    ("log.csv", b"case_id,activity,timestamp\nc1,a,yesterday\n"),
    ("log.csv", b"case_id,activity,timestamp\n"),
    ("log.csv", "case_id,activity,timestamp\nc1,收件,2026-01-01\n".encode("utf-16")[:-1]),
    ("log.csv", b"a,a,a\n1,2,3\n"),
    ("log.xlsx", b"PK"),
    ("log.xes", b"<p></p>"),
    ("log.xes", b"<!DOCTYPE log []><log></log>"),
    ("log.xes", b"<log><trace><event/></trace></log>"),
    ("log.xes.gz", gzip.compress(b"<log></log>")[:-9]),
]


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans"])
@pytest.mark.parametrize(("name", "content"), BROKEN)
def test_why_a_log_is_refused_is_said_in_the_readers_language(
    analyst: Client, language: str, name: str, content: bytes
) -> None:
    """A sentence that a kernel gains and nobody translates would stand there in English."""
    analyst.cookies["django_language"] = language
    answer = bring(analyst, name, content)
    (told,) = answer.context["form"].errors["file"]
    assert not re.search("[a-z]+ [a-z]+", told), told
    assert told.endswith("。")


def test_columns_that_are_not_recognised_can_be_said(analyst: Client) -> None:
    table = "Akte;Schritt;am\nA1;lesen;03/04/2026 10:00\nA1;schreiben;04/04/2026 10:00\n"
    assert bring(analyst, "akten.csv", table.encode()).status_code == 400
    said = {"case": "Akte", "activity": "Schritt", "time": "am", "days": "day"}
    assert bring(analyst, "akten.csv", table.encode(), **said).status_code == 302
    chosen = queries.source("upload", "1", "en", "all")
    assert chosen is not None
    assert queries.mined(chosen, "en").analysis["log"]["first"].startswith("2026-04-03")


def test_a_small_file_cannot_fill_the_machine(analyst: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "UNPACKED", 2**20)
    bomb = gzip.compress(b" " * 2**22)
    assert len(bomb) < 2**13
    assert bring(analyst, "log.xes.gz", bomb).status_code == 400
    monkeypatch.setattr("django.conf.settings.MINBEN_UPLOAD_LIMIT", 100)
    assert bring(analyst, "log.csv", TABLE.encode()).status_code == 400
    assert Upload.objects.count() == 0


def test_bringing_and_removing_are_journalled_and_done_once(brought: Client) -> None:
    bring(brought, "town, north.csv", TABLE.encode())  # the same form sent twice: one log
    assert Upload.objects.count() == 1
    brought.post(reverse("studio:remove", args=[1]), {"key": "away"})
    assert Upload.objects.count() == 0
    acts = list(Entry.objects.filter(kind="log").order_by("number").values_list("act", "facts"))
    assert [name for name, _ in acts] == ["studio.keep_log", "studio.remove_log"]
    assert acts[0][1]["events"] == 15
    assert brought.post(reverse("studio:remove", args=[1]), {"key": "again"}).status_code == 404


def test_a_spreadsheet_takes_no_step_for_a_formula(analyst: Client) -> None:
    bring(analyst, "x.csv", TABLE.replace("check", "=1+1").encode())
    text = analyst.get(reverse("studio:sheet", args=["upload", "1", "waiting"])).content.decode("utf-8-sig")
    assert "'=1+1" in text


def test_names_from_a_file_are_never_markup(analyst: Client) -> None:
    bring(analyst, "x.csv", TABLE.replace("check", "<b onclick=x>check</b>").encode())
    text = analyst.get(reverse("studio:process", args=["upload", "1"])).content.decode()
    assert "<b onclick" not in text
    assert "&lt;b onclick" in text


def test_the_process_found_does_not_depend_on_the_reader_s_language(submitted_case: Case) -> None:
    handled(submitted_case)
    found = []
    for language in ("zh-hant", "en"):
        chosen = queries.source(*OWN, language, "all")
        assert chosen is not None
        mined = queries.mined(chosen, language)
        found.append(([(node.id, node.kind, node.lane) for node in mined.process.nodes], mined.process.flows))
    assert found[0] == found[1]


def test_a_report_is_taken_away_as_a_page_and_on_paper(analyst: Client) -> None:
    hostile = TABLE.replace("receive", '"#panic(1) *x* $ </text><script>alert(1)</script> 收件"')
    bring(analyst, "hostile.csv", hostile.encode())
    page = analyst.get(reverse("studio:report", args=["upload", "1", "html"]))
    assert page["Content-Disposition"] == 'attachment; filename="1.html"'
    assert "<script>alert" not in page.content.decode()
    paper = analyst.get(reverse("studio:report", args=["upload", "1", "pdf"]))
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    assert analyst.get(reverse("studio:report", args=["upload", "1", "pdf"])).content == paper.content
    address = reverse("studio:report", args=["upload", "1", "pdf"])
    assert analyst.get(address.replace(".pdf", ".exe")).status_code == 404
