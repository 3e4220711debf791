"""Closed cases: proceedings noted from the page, the package made and fetched, destruction by two, rights."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from minben.platform.casework import actions, unpacking
from minben.platform.casework.models import Case, Destruction, Document, Proceeding
from minben.platform.identity.models import Post
from minben.platform.journal.models import Entry
from minben.platform.journal.queries import now
from minben.platform.workbench import archive_wording
from tests.platform.casework.test_journey import applicant
from tests.platform.workbench.test_case import do, task_of
from tests.platform.workbench.test_queue import ENGLISH

pytestmark = pytest.mark.django_db
UNIT = "market-regulation"  # leads the restaurant's case


@pytest.fixture
def closed(submitted_case: Case, as_officer) -> Case:
    """One item denied, the rest withdrawn."""
    task, client = task_of(submitted_case, "food_permit"), as_officer(UNIT)
    do(client, task, "accept")
    do(client, task, "decide", outcome="denied", reasons="The kitchen is too small.", send="1")
    actions.withdraw(applicant(submitted_case), submitted_case.number)
    submitted_case.refresh_from_db()
    return submitted_case


@pytest.fixture
def head(sign_in) -> Client:
    """The head of the office that led the case."""
    return sign_in(next(post.account for post in Post.objects.filter(unit=UNIT) if "leader" in post.roles))


def past(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(keep_until=now().date() - timedelta(days=2))


def test_a_lawsuit_is_noted_keeps_the_case_from_the_archive_and_ends(
    closed: Case, as_officer, sign_in
) -> None:
    client = as_officer(UNIT)
    task = closed.tasks.get(caseitem__item="food_permit")
    page = client.get(f"/workbench/closed/{closed.number}/", headers=ENGLISH).content.decode()
    assert f"/workbench/tasks/{task.pk}/" in page
    typed = {"kind": "litigation", "body": "Intermediate Court", "number": "(2026) 12"}
    day = {"filed_at_year": "2099", "filed_at_month": "1", "filed_at_day": "2"}
    early = do(client, task, "record_proceeding", **typed, **day)
    assert "This day is still to come." in early.content.decode()
    told = do(client, task, "record_proceeding", **typed, **{**day, "filed_at_year": "2026"})
    assert "Intermediate Court (2026) 12" in told.content.decode()
    row = Proceeding.objects.get()
    assert row.filed_at.astimezone(now().tzinfo) < now()
    told = client.post(f"/workbench/closed/{closed.number}/", {"what": "archive"}, headers=ENGLISH)
    assert told.status_code == 409
    assert "is not ended" in told.content.decode()
    own = sign_in("citizen-wang").get(f"/cases/{closed.number}/", headers=ENGLISH).content.decode()
    assert "Intermediate Court (2026) 12" in own
    assert "Lawsuit opened" in own
    do(client, task, "end_proceeding", outcome="annulled", document="(2026) 12-1")
    row.refresh_from_db()
    assert (row.outcome, row.ended_at is not None) == ("annulled", True)
    entry = Entry.objects.get(act="casework.end_proceeding")
    assert (entry.facts["document"], entry.unit, entry.facts["outcome"]) == ("(2026) 12-1", UNIT, "annulled")
    assert (
        "The decision is annulled"
        in client.get(f"/workbench/closed/{closed.number}/", headers=ENGLISH).content.decode()
    )


def test_the_file_says_how_long_it_is_kept_and_the_head_fetches_its_package(
    closed: Case, as_officer, head: Client
) -> None:
    client, address = as_officer(UNIT), f"/workbench/closed/{closed.number}/"
    page = client.get(address, headers=ENGLISH).content.decode()
    for words in (
        "10 years",
        "It is not archived yet.",
        "Kind of result",
        "A certificate",
        "Make the package",
    ):
        assert words in page, words
    client.post(address, {"what": "archive", "key": "a"})
    digest = Document.objects.get(case=closed, kind="archive").sha256
    assert archive_wording.spaced(digest) in client.get(address).content.decode()
    assert client.get(f"{address}package.zip").status_code == 404, "it holds everything: the head fetches it"
    answer = head.get(f"{address}package.zip")
    assert unpacking.opened(answer.content).faults == ()
    assert Entry.objects.filter(act="journal.read", ref=closed.number, facts__purpose="archive").exists()
    assert closed.number in client.get("/workbench/closed/?q=OAR").content.decode()
    assert closed.number not in client.get("/workbench/closed/?q=nothing").content.decode()


@pytest.mark.demonstrates("R162")
def test_destruction_is_proposed_by_one_and_confirmed_by_the_head(
    closed: Case, as_officer, head: Client
) -> None:
    client, address = as_officer(UNIT), f"/workbench/closed/{closed.number}/"
    client.post(address, {"what": "archive", "key": "a"})
    early = client.post(address, {"what": "destroy", "key": "b"}, headers=ENGLISH)
    assert "Its time of keeping is not over." in early.content.decode()
    past(closed)
    assert "Propose its destruction" in client.get(address, headers=ENGLISH).content.decode()
    client.post(address, {"what": "destroy", "key": "c"})
    row = Destruction.objects.get()
    settle = f"/workbench/closed/destructions/{row.pk}/"
    assert settle in head.get("/workbench/closed/").content.decode()
    assert settle not in client.get("/workbench/closed/").content.decode()
    assert client.get(settle).status_code == 404
    head.post(settle, {"agree": "yes", "key": "d"})
    assert not Case.objects.filter(number=closed.number).exists()
    assert client.get(address).status_code == 404
    remains = client.get("/workbench/closed/", headers=ENGLISH).content.decode()
    assert archive_wording.spaced(row.archive) in remains
    assert "王小谷" not in remains, "nothing of the person"
    assert head.get(settle).status_code == 404


def test_closed_cases_are_the_leading_offices_own(closed: Case, as_officer, as_citizen, sign_in) -> None:
    address = f"/workbench/closed/{closed.number}/"
    assert closed.number in as_officer(UNIT).get("/workbench/closed/").content.decode()
    for stranger in (as_officer("fire-rescue"), sign_in("officer-ying"), sign_in("leader-kang")):
        assert closed.number not in stranger.get("/workbench/closed/").content.decode()
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, {"what": "archive"}).status_code == 404
        assert stranger.get(f"{address}package.zip").status_code == 404
    for path in ("/workbench/closed/", address, f"{address}package.zip", "/workbench/closed/destructions/1/"):
        assert as_citizen.get(path).status_code == 403
        assert Client().get(path).status_code == 302


def test_an_open_case_is_no_closed_one(submitted_case: Case, as_officer) -> None:
    assert as_officer(UNIT).get(f"/workbench/closed/{submitted_case.number}/").status_code == 404
