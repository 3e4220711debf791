"""The queue: order, words, filters, rights, several at once; a fixed number of queries whatever its length."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minben.platform.casework import actions
from minben.platform.casework.models import Case, CaseItem, Clock, ItemStatus, Task
from minben.platform.identity.models import Post
from minben.platform.journal.actor import Actor
from minben.platform.journal.queries import now
from minben.platform.workbench.queries import order
from minben.platform.workbench.queries.queue import Filters, queue
from tests.platform.conftest import apply_for

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


def officer(unit: str, place: int = 0) -> Actor:
    posts = [row for row in Post.objects.filter(unit=unit).order_by("code") if "officer" in row.roles]
    return Actor("lanting", posts[place].account, "", "", ("officer",), (unit,))


def many(case: Case, count: int) -> None:
    """So many more open tasks for the fire service, each due a day after the one before."""
    model = Task.objects.get(case=case, caseitem__item="fire_inspection")
    for number in range(count):
        copy = Case.objects.get(pk=case.pk)
        copy.pk, copy.number = None, f"{case.number}-{number}"
        copy.save()
        item = CaseItem.objects.create(
            case=copy, item="fire_inspection", authority="fire-rescue", received_at=case.submitted_at
        )
        clock = Clock.objects.filter(caseitem=model.caseitem).first()
        clock.pk, clock.case, clock.caseitem = None, copy, item
        clock.due_at += timedelta(days=number + 1)
        clock.save()
        Task.objects.create(
            case=copy, caseitem=item, key="k", node=model.node, unit=model.unit, opened_at=model.opened_at
        )


@pytest.mark.parametrize("length", [1, 40])
def test_the_queue_takes_a_fixed_number_of_queries(submitted_case: Case, as_officer, length: int) -> None:
    many(submitted_case, length)
    client = as_officer("fire-rescue")
    client.get("/workbench/")
    with CaptureQueriesContext(
        connection,
    ) as told:
        assert client.get("/workbench/").status_code == 200
    reads = [query["sql"] for query in told if query["sql"].startswith("SELECT")]
    assert len(reads) <= 16, "\n".join(reads)


def test_what_is_due_first_stands_first_and_what_waits_for_others_last(submitted_case: Case) -> None:
    many(submitted_case, 3)
    crew = officer("fire-rescue")
    tasks = {task.case.number: task for task in Task.objects.filter(unit="fire-rescue")}
    asked = tasks[f"{submitted_case.number}-0"]
    actions.request_correction(crew, asked.pk, ["The second exit on the plan."])
    Clock.objects.filter(caseitem=tasks[f"{submitted_case.number}-2"].caseitem).update(
        due_at=now() - timedelta(days=3)
    )
    order = [line.case.number.removeprefix(submitted_case.number) for line in queue(crew, Filters()).lines]
    assert order == ["-2", "", "-1", "-0"]
    states = [line.state for line in queue(crew, Filters()).lines]
    assert queue(crew, Filters()).counts == {"total": 4, "overdue": 1, "mine": 0, "free": 4}
    assert states == ["overdue", "on_time", "on_time", "waiting"]


@pytest.mark.parametrize(
    "filters",
    [
        Filters(), Filters(service="open-a-restaurant"), Filters(state="to_accept"), Filters(state="waiting"),
        Filters(overdue=True), Filters(holder="free"), Filters(holder="others"), Filters(holder="mine"),
        Filters(number="-1"), Filters(state="to_accept", overdue=True, holder="free"),
    ],
    ids=str,
)  # fmt: skip
def test_a_long_queue_is_walked_in_the_order_in_which_a_short_one_is_sorted(
    submitted_case: Case, monkeypatch: pytest.MonkeyPatch, filters: Filters
) -> None:
    many(submitted_case, 60)
    crew, colleague = officer("fire-rescue"), officer("fire-rescue", 1)
    tasks = list(Task.objects.filter(unit="fire-rescue").order_by("id"))
    for task in tasks[5:9]:
        actions.request_correction(crew, task.pk, ["The second exit."])
    for task in tasks[9:12]:
        actions.claim(colleague, task.pk)
    late = [task.caseitem_id for task in tasks[20:50]]
    Clock.objects.filter(caseitem__in=late).update(due_at=now() - timedelta(days=2))
    pages = {}
    for walk in (False, True):
        monkeypatch.setattr(order.Ordered, "walks", lambda self, walk=walk: walk and self.also is not None)
        found = [queue(crew, filters, page) for page in (1, 2, 3)]
        pages[walk] = [([line.task.pk for line in one.lines], one.page.paginator.count) for one in found]
    assert pages[True] == pages[False]


def test_a_line_says_number_applicant_item_state_date_days_left_and_holder(
    submitted_case: Case, as_officer
) -> None:
    client = as_officer("fire-rescue")
    page = client.get("/workbench/", headers=ENGLISH).content.decode()
    for words in (
        submitted_case.number,
        "王小谷",
        "Fire safety",
        "In time",
        "working days left",
        "Nobody has it yet",
    ):
        assert words in page, words
    assert str(now().year) in page
    task = Task.objects.get(case=submitted_case, unit="fire-rescue")
    actions.claim(officer("fire-rescue", 1), task.pk)
    assert "高澄" in client.get("/workbench/").content.decode(), "the colleague who has it is named"


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", True), ("service=open-a-restaurant", True), ("service=birth-of-a-child", False),
        ("state=to_accept", True), ("state=to_decide", False), ("state=stopped", False), ("holder=free", True),
        ("holder=mine", False), ("overdue=on", False), ("number=OAR", True), ("number=nothing", False),
        ("service=%27;drop", True), ("state=nonsense&page=999", True),
    ],
)  # fmt: skip
def test_filters(submitted_case: Case, as_officer, asked: str, shown: bool) -> None:
    page = as_officer("fire-rescue").get(f"/workbench/?{asked}").content.decode()
    assert (f">{submitted_case.number}<" in page) is shown


def test_the_queue_is_the_units_own(submitted_case: Case, as_officer, as_role, as_citizen, sign_in) -> None:
    number = f">{submitted_case.number}<"
    assert number in as_officer("fire-rescue").get("/workbench/").content.decode()
    assert number in sign_in("leader-kang").get("/workbench/").content.decode(), "the head of the same unit"
    assert number not in as_officer("public-security").get("/workbench/").content.decode()
    assert number not in sign_in("officer-ying").get("/workbench/").content.decode(), (
        "another county's officer"
    )
    assert as_citizen.get("/workbench/").status_code == 403
    for role in ("inspector", "analyst", "administrator"):
        assert as_role(role).get("/workbench/").status_code == 403
    assert Client().get("/workbench/").status_code == 302


@pytest.mark.demonstrates("R165")
def test_several_tasks_are_accepted_at_once_each_with_its_own_entry(city: str, as_officer) -> None:
    first, second = (
        apply_for("open-a-restaurant", "citizen-wang"),
        apply_for("open-a-restaurant", "citizen-lin"),
    )
    tasks = list(Task.objects.filter(unit="market-regulation", open=True, case__in=[first, second]))
    assert len(tasks) >= 2
    other = Task.objects.filter(open=True).exclude(unit="market-regulation").first()
    client = as_officer("market-regulation")
    ids = [task.pk for task in tasks]
    answer = client.post(
        "/workbench/together/",
        {"act": "accept", "task": [*ids, other.pk, "x"], "back": "/workbench/?holder=free"},
        headers=ENGLISH,
    )  # fmt: skip
    assert 'href="/workbench/?holder=free"' in answer.content.decode()
    assert f"{len(ids)} were done. 1 was left as it is." in answer.content.decode()
    assert set(CaseItem.objects.filter(tasks__in=ids).values_list("status", flat=True)) == {
        ItemStatus.ACCEPTED
    }
    other.caseitem.refresh_from_db()
    assert other.caseitem.status == ItemStatus.RECEIVED, "another unit's task is untouched"
    assert client.post("/workbench/together/", {"act": "decide", "task": ids}).status_code == 404


def test_several_tasks_answer_only_to_their_own_site(submitted_case: Case, as_officer) -> None:
    answer = as_officer("fire-rescue").post(
        "/workbench/together/", {"act": "claim", "back": "//evil.example/"}
    )
    assert answer.headers["Location"] == "/workbench/"


def test_a_part_of_a_number_that_many_carry_is_walked_and_said_to_be_more(
    submitted_case: Case, as_officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(submitted_case, 60)
    crew = officer("fire-rescue")
    part = submitted_case.number.lower()
    few = [line.task.pk for line in queue(crew, Filters(number=part)).lines]
    monkeypatch.setattr(order, "NUMBERED", 40)
    found = queue(crew, Filters(number=part))
    assert [line.task.pk for line in found.lines] == few, "the same order, looked up or walked"
    assert (found.fitting, found.more, found.page.paginator.count) == (40, True, 40)
    page = as_officer("fire-rescue").get(f"/workbench/?number={part}", headers=ENGLISH).content.decode()
    assert "More than 40 of 61 open tasks fit the search." in page
    one = queue(crew, Filters(number=f"{part}-33"))
    assert (one.fitting, one.more, [line.case.number for line in one.lines]) == (
        1, False, [f"{submitted_case.number}-33"],
    )  # fmt: skip
    with CaptureQueriesContext(connection) as told:
        queue(crew, Filters(number=part, state="to_accept", service="open-a-restaurant"), 2)
    assert len(told) <= 12


@pytest.mark.parametrize("part", ["%", "_", "\\", "'", "%%' or 1=1 --"])
def test_signs_of_the_database_are_only_signs(
    submitted_case: Case, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    many(submitted_case, 3)
    for most in (2_000, 0):
        monkeypatch.setattr(order, "NUMBERED", most)
        assert queue(officer("fire-rescue"), Filters(number=part)).lines == ()


def test_nobody_leafs_through_more_than_the_first_many(
    submitted_case: Case, as_officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(submitted_case, 60)
    monkeypatch.setattr(order, "FEW", 50)
    found = queue(officer("fire-rescue"), Filters(), 99)
    assert (found.page.number, found.page.paginator.count, found.fitting, found.more) == (2, 50, 61, True)
    page = as_officer("fire-rescue").get("/workbench/?page=2", headers=ENGLISH).content.decode()
    assert "The first 50 can be leafed through" in page
