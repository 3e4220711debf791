"""Several tasks at once: one act each, one list of what came of them; and results handed over at the counter."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from minben.platform.casework import actions, queries
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import (
    Case,
    CaseItem,
    Clock,
    Consultation,
    Correction,
    ItemStatus,
    Message,
    ResultStatus,
    Task,
)
from minben.platform.identity.models import Post
from minben.platform.identity.queries import colleagues
from minben.platform.journal.actor import Actor
from minben.platform.journal.models import Entry
from tests.platform.conftest import apply_for

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
UNIT = "market-regulation"
TOGETHER = "/workbench/together/"


def officer(place: int = 0, role: str = "officer") -> Actor:
    posts = [row for row in Post.objects.filter(unit=UNIT).order_by("code") if role in row.roles]
    return Actor("lanting", posts[place].account, "", "", tuple(posts[place].roles), (UNIT,))


@pytest.fixture
def tasks(city: str) -> list[Task]:
    """The food permits of two applicants."""
    cases = [apply_for("open-a-restaurant", name) for name in ("citizen-wang", "citizen-other")]
    return [Task.objects.get(case=case, caseitem__item="food_permit", open=True) for case in cases]


@pytest.fixture
def as_head(sign_in, city: str) -> object:
    return sign_in(officer(role="leader").account)


def ids(tasks: list[Task]) -> list[int]:
    return [task.pk for task in tasks]


def hidden(page: str) -> dict[str, list[str]]:
    """What a page's form would send."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(value)
    return found


def confirmed(client, name: str, tasks: list[Task], **words: str):
    """Choose the tasks, read the form, send it."""
    page = client.post(TOGETHER, {"act": "more", "more": name, "task": ids(tasks)}, headers=ENGLISH)
    assert page.status_code == 200, page
    sent = {**hidden(page.content.decode()), "go": ""}
    assert sent["act"] == [name]
    return client.post(
        TOGETHER, {**sent, **{f"{name}-{key}": value for key, value in words.items()}}, headers=ENGLISH
    )


@pytest.mark.demonstrates("R165")
def test_the_same_missing_points_are_asked_of_several_each_with_its_own_entry(
    as_officer, tasks: list[Task]
) -> None:
    answer = confirmed(as_officer(UNIT), "request_correction", tasks, points="Floor plan\nSecond exit")
    assert answer.status_code == 200
    assert "2 were done." in answer.content.decode()
    assert [row.points for row in Correction.objects.order_by("id")] == [["Floor plan", "Second exit"]] * 2
    entries = Entry.objects.filter(act="casework.request_correction")
    assert {entry.ref for entry in entries} == {task.case.number for task in tasks}


def test_a_list_tells_which_succeeded_and_why_others_did_not(as_officer, tasks: list[Task]) -> None:
    first, second = tasks
    actions.accept(officer(), first.pk)
    foreign = Task.objects.filter(open=True).exclude(unit=UNIT).first()
    client = as_officer(UNIT)
    page = client.post(
        TOGETHER, {"act": "accept", "task": [*ids(tasks), foreign.pk, "x"], "key": "k"}, headers=ENGLISH
    ).content.decode()
    assert "1 was done. 2 were left as they are." in page
    assert "Somebody has already gone on with this item" in page
    assert f"Task {foreign.pk}" in page
    assert foreign.case.number not in page.split(f"Task {foreign.pk}")[1], "nothing of another unit is told"
    second.caseitem.refresh_from_db()
    foreign.caseitem.refresh_from_db()
    assert (second.caseitem.status, foreign.caseitem.status) == (ItemStatus.ACCEPTED, ItemStatus.RECEIVED)


def test_a_form_sent_twice_acts_once(as_officer, tasks: list[Task]) -> None:
    client = as_officer(UNIT)
    sent = {"act": "consult", "go": "", "key": "twice", "task": ids(tasks), "consult-unit": "health",
            "consult-question": "Is the well clean?"}  # fmt: skip
    for _ in range(2):
        assert "2 were done." in client.post(TOGETHER, sent, headers=ENGLISH).content.decode()
    assert Consultation.objects.count() == 2


def test_what_changed_since_the_tasks_were_chosen_is_left_as_it_is(as_officer, tasks: list[Task]) -> None:
    client = as_officer(UNIT)
    page = client.post(
        TOGETHER, {"act": "request_correction", "task": ids(tasks)}, headers=ENGLISH
    ).content.decode()
    actions.claim(officer(1), tasks[0].pk)
    actions.release(officer(1), tasks[0].pk)
    actions.send_message(
        Actor("lanting", tasks[0].case.account, tasks[0].case.person, "", ("citizen",)),
        tasks[0].case.number,
        "Wait!",
    )
    sent = {**hidden(page), "go": "", "request_correction-points": "Plan"}
    told = client.post(TOGETHER, sent, headers=ENGLISH).content.decode()
    assert "1 was done. 1 was left as it is." in told
    assert list(Correction.objects.values_list("case_id", flat=True)) == [tasks[1].case_id]


def test_words_that_are_missing_come_back_before_anything_is_done(as_officer, tasks: list[Task]) -> None:
    sent = {"act": "request_correction", "go": "", "task": ids(tasks), "request_correction-points": " "}
    answer = as_officer(UNIT).post(TOGETHER, sent, headers=ENGLISH)
    assert answer.status_code == 422
    assert 'name="seen-' in answer.content.decode()
    assert Correction.objects.count() == 0


def test_the_head_extends_and_hands_on_several_and_an_officer_does_not(
    as_officer, as_head, tasks: list[Task]
) -> None:
    for task in tasks:
        actions.accept(officer(), task.pk)
    before = {row.caseitem_id: row.due_at for row in Clock.objects.filter(scope="promise")}
    for name in ("extend", "transfer"):
        assert as_officer(UNIT).post(TOGETHER, {"act": name, "task": ids(tasks)}).status_code == 404
        assert f'value="{name}"' not in as_officer(UNIT).get("/workbench/").content.decode()
    confirmed(as_head, "extend", tasks, workdays="5", reason="The plans are large.")
    after = {row.caseitem_id: row.due_at for row in Clock.objects.filter(scope="promise")}
    assert all(after[item] > before[item] for item in before)
    told = confirmed(as_head, "transfer", tasks, unit="health", reason="Theirs.").content.decode()
    assert "0 were done. 2 were left as they are." in told
    assert "nobody does both" in told, "who extended has handled it, so another head hands it on"


def test_the_head_hands_several_on(as_head, tasks: list[Task]) -> None:
    told = confirmed(as_head, "transfer", tasks, unit="health", reason="Theirs.").content.decode()
    assert "2 were done." in told
    assert set(Task.objects.filter(pk__in=ids(tasks)).values_list("unit", flat=True)) == {"health"}


@pytest.mark.parametrize("name", ["decide", "refuse", "propose", "deliver", "nonsense", ""])
def test_a_decision_is_never_made_for_several(as_head, tasks: list[Task], name: str) -> None:
    assert as_head.post(TOGETHER, {"act": name, "task": ids(tasks)}).status_code == 404


def test_the_applicants_of_several_are_written_to(as_officer, tasks: list[Task]) -> None:
    tasks.append(Task.objects.get(case=tasks[0].case, caseitem__item="business_licence", open=True))
    confirmed(as_officer(UNIT), "reply_message", tasks, text="The hall is closed on Friday.")
    assert sorted(row.case_id for row in Message.objects.all()) == sorted({task.case_id for task in tasks}), (
        "once"
    )


def test_all_tasks_of_a_page_are_ticked_by_a_link(as_officer, tasks: list[Task]) -> None:
    client = as_officer(UNIT)
    plain, ticked = (
        client.get(f"/workbench/{query}").content.decode() for query in ("", "?tick=all&holder=free")
    )
    assert ("checked" in plain, ticked.count("checked") >= 2) == (False, True)
    assert 'href="?holder=free"' in ticked


# --- to a colleague ---


def test_a_task_is_given_to_a_colleague_who_then_holds_it(as_officer, tasks: list[Task]) -> None:
    to = officer(1).account
    assert to in colleagues((UNIT,))
    assert officer(role="leader").account in colleagues((UNIT,))
    confirmed(as_officer(UNIT), "assign", tasks, to=to)
    for task in tasks:
        task.refresh_from_db()
        assert task.assignee == to
        with pytest.raises(Refusal, match=r"task\.taken"):
            actions.accept(officer(0), task.pk)
        actions.accept(officer(1), task.pk)
    entry = Entry.objects.filter(act="casework.assign").first()
    assert entry.facts["given_to"] == to
    actions.assign(officer(role="leader"), tasks[0].pk, officer(0).account)
    assert Entry.objects.filter(act="casework.assign").last().facts["taken_from"] == to


def test_a_task_goes_only_to_who_may_handle_it(tasks: list[Task]) -> None:
    task, to = tasks[0], officer(1).account
    with pytest.raises(Refusal, match=r"assign\.no_colleague"):
        actions.assign(officer(), task.pk, "officer-he")
    Case.objects.filter(pk=task.case_id).update(watchers=[to])
    with pytest.raises(Refusal, match=r"assign\.barred"):
        actions.assign(officer(), task.pk, to)
    Post.objects.filter(account=to).update(valid_to="2020-01-01T00:00:00Z")
    with pytest.raises(Refusal, match=r"assign\.no_colleague"):
        actions.assign(officer(), task.pk, to)
    actions.assign(officer(), task.pk, officer().account)
    with pytest.raises(Refusal, match=r"assign\.has_it"):
        actions.assign(officer(), task.pk, officer().account)


def test_the_page_of_the_task_gives_it_to_a_colleague(as_officer, tasks: list[Task]) -> None:
    address = reverse("workbench:act", args=[tasks[0].pk, "assign"])
    answer = as_officer(UNIT).post(address, {"assign-to": officer(1).account, "key": "k"})
    assert answer.status_code == 302
    assert as_officer(UNIT).post(address, {"assign-to": "officer-he"}).status_code == 422


# --- results on paper ---


@pytest.fixture
def papers(tasks: list[Task]) -> list[CaseItem]:
    """Two denials of applications handed in at the counter."""
    Case.objects.update(channel="counter")
    for task in tasks:
        actions.accept(officer(), task.pk)
        actions.decide(officer(), task.pk, "denied", "No floor plan.")
    return list(CaseItem.objects.filter(status=ItemStatus.DENIED).order_by("id"))


def test_papers_are_handed_over_each_with_who_took_it(as_officer, papers: list[CaseItem]) -> None:
    client = as_officer(UNIT)
    assert [row.pk for row in queries.handing_over(officer())] == [row.pk for row in papers]
    assert (
        "2 results wait to be handed over"
        in client.get("/workbench/counter/", headers=ENGLISH).content.decode()
    )
    page = client.get("/workbench/results/", headers=ENGLISH).content.decode()
    assert all(row.case.number in page for row in papers)
    first, second = papers
    sent = {"key": "k", f"how-{first.pk}": "the owner", f"how-{second.pk}": " ", "how-x": "y"}
    told = client.post("/workbench/results/", sent, headers=ENGLISH).content.decode()
    assert "1 was done." in told
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.result, second.result) == (ResultStatus.DELIVERED, ResultStatus.NONE)
    assert [row.pk for row in queries.handing_over(officer())] == [second.pk]
    entry = Entry.objects.get(act="casework.deliver")
    assert "owner" not in str(entry.facts), "who took it is sealed"


def test_papers_of_another_office_are_neither_shown_nor_handed_over(
    as_officer, papers: list[CaseItem]
) -> None:
    client = as_officer("health")
    assert papers[0].case.number not in client.get("/workbench/results/").content.decode()
    client.post("/workbench/results/", {f"how-{papers[0].pk}": "the thief"})
    papers[0].refresh_from_db()
    assert papers[0].result == ResultStatus.NONE


def test_only_officers_hand_over(as_citizen, as_role, city: str) -> None:
    assert as_citizen.get("/workbench/results/").status_code == 403
    assert as_role("inspector").get("/workbench/results/").status_code == 403
