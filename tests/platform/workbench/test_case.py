"""The case page: what it shows, every act, refusals in plain words, two officers, and who may look."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from minben.platform.casework import actions
from minben.platform.casework.models import (
    Case,
    CaseItem,
    Clock,
    Correction,
    Decision,
    ItemStatus,
    Message,
    Task,
)
from minben.platform.journal import vault
from minben.platform.journal.models import Entry
from tests.platform.casework.test_journey import applicant
from tests.platform.workbench.test_queue import ENGLISH, officer

pytestmark = pytest.mark.django_db


def task_of(case: Case, item: str) -> Task:
    return Task.objects.get(case=case, caseitem__item=item, open=True)


def hidden(page: str, act: str) -> dict[str, str]:
    """Key and mark of the act's form as the page has them."""
    form = re.search(rf'action="/workbench/tasks/\d+/{act}/".*?</form>', page, re.DOTALL)
    assert form is not None, f"The page offers no {act}."
    return dict(re.findall(r'name="(key|seen)" value="(\w+)"', form[0]))


def do(client: Client, task: Task, act: str, **fields: str):
    """Open the case page, fill in the form and send it."""
    page = client.get(f"/workbench/tasks/{task.pk}/").content.decode()
    typed = {f"{act}-{name}": value for name, value in fields.items() if name != "send"}
    sent = {"send": "1"} if "send" in fields else {}
    return client.post(
        f"/workbench/tasks/{task.pk}/{act}/",
        {**hidden(page, act), **typed, **sent},
        follow=True,
        headers=ENGLISH,
    )


def status(task: Task) -> str:
    return CaseItem.objects.get(pk=task.caseitem_id).status


def test_the_page_shows_facts_with_source_and_grade_files_conditions_and_clock(
    submitted_case: Case, as_officer
) -> None:
    task = task_of(submitted_case, "food_permit")
    page = (
        as_officer("market-regulation").get(f"/workbench/tasks/{task.pk}/", headers=ENGLISH).content.decode()
    )
    for words in (
        "王小谷", "Population register", "A: from an authority", "C: given by the applicant", "附件.pdf",
        "There is a food safety manager", "Food Safety Law of the PRC, article 35", "Why this date?",
        "If nothing is done", "counts as accepted from the day of receipt", "Handed to the office",
    ):  # fmt: skip
        assert words in page, words


def test_only_facts_that_the_item_needs_are_shown(submitted_case: Case, as_officer) -> None:
    task = task_of(submitted_case, "fire_inspection")
    page = as_officer("fire-rescue").get(f"/workbench/tasks/{task.pk}/", headers=ENGLISH).content.decode()
    assert "Kinds of food" not in page, "joint intake is not joint power"


def test_the_rules_advise_with_their_article(submitted_case: Case, as_officer) -> None:
    task = task_of(submitted_case, "fire_inspection")
    page = as_officer("fire-rescue").get(f"/workbench/tasks/{task.pk}/", headers=ENGLISH).content.decode()
    assert "Why this item is needed" in page
    assert "Fire Protection Law of the PRC, article 15; Lanting List of Public Gathering Places" in page


def test_opening_a_case_is_journalled_once_a_quarter_of_an_hour(
    submitted_case: Case, as_officer, sign_in
) -> None:
    task = task_of(submitted_case, "fire_inspection")
    client = as_officer("fire-rescue")
    for _ in range(3):
        client.get(f"/workbench/tasks/{task.pk}/")
    entry = Entry.objects.get(act="journal.read", ref=submitted_case.number)
    assert (entry.actor, entry.unit) == ("officer-fang", "fire-rescue")
    assert "person.name" in entry.facts["fields"]
    told = sign_in("citizen-wang").get(f"/cases/{submitted_case.number}/readings/", headers=ENGLISH)
    assert "Fire" in told.content.decode(), "the applicant sees which office looked"


def test_files_open_in_the_browser_and_each_look_is_journalled(submitted_case: Case, as_officer) -> None:
    task = task_of(submitted_case, "food_permit")
    client = as_officer("market-regulation")
    page = client.get(f"/workbench/tasks/{task.pk}/").content.decode()
    address = re.search(r'href="(/workbench/tasks/\d+/files/\d+/)"', page)[1]
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert Entry.objects.filter(act="journal.read", ref=submitted_case.number).count() == 2
    assert client.get(f"/workbench/tasks/{task.pk}/files/999999/").status_code == 404
    other = task_of(submitted_case, "fire_inspection")
    assert client.get(f"/workbench/tasks/{other.pk}/files/1/").status_code == 404


def test_accepting_from_the_page_starts_the_limits(submitted_case: Case, as_officer) -> None:
    task = task_of(submitted_case, "food_permit")
    page = do(as_officer("market-regulation"), task, "accept").content.decode()
    assert status(task) == ItemStatus.ACCEPTED
    assert "The item is accepted; its limits run." in page
    assert "Limit of the law" in page
    assert "Silence is no approval here" in page


def test_everything_missing_is_asked_in_one_go(submitted_case: Case, as_officer) -> None:
    task = task_of(submitted_case, "food_permit")
    client = as_officer("market-regulation")
    refused = do(client, task, "request_correction", points=" \n ")
    assert refused.status_code == 422
    done = do(client, task, "request_correction", points="A floor plan\n\nThe manager's certificate\n")
    assert Correction.objects.get().points == ["A floor plan", "The manager's certificate"]
    page = done.content.decode()
    assert "Not answered yet." in page
    assert "/request_correction/" not in page, "the law allows it once"


def test_the_clock_stops_for_one_of_eight_procedures_with_its_reason_and_goes_on(
    submitted_case: Case, as_officer
) -> None:
    task = task_of(submitted_case, "fire_inspection")
    client = as_officer("fire-rescue")
    do(client, task, "accept")
    page = client.get(f"/workbench/tasks/{task.pk}/", headers=ENGLISH).content.decode()
    assert page.count('name="stop_clock-kind"') == 8
    without = do(client, task, "stop_clock", kind="expert_review", reason="")
    assert without.status_code == 422
    assert re.search(r'value="expert_review"[^>]*checked', without.content.decode()), "the choice is kept"
    stopped = do(
        client, task, "stop_clock", kind="expert_review", reason="Experts judge the vents."
    ).content.decode()
    assert status(task) == ItemStatus.STOPPED
    assert "Experts judge the vents." in stopped
    assert "The clock stands still" in stopped
    assert "/decide/" not in stopped, "nothing is decided while the clock stands still"
    do(client, task, "resume_clock")
    assert status(task) == ItemStatus.ACCEPTED


def test_only_the_head_extends(submitted_case: Case, as_officer, sign_in) -> None:
    task = task_of(submitted_case, "fire_inspection")
    client = as_officer("fire-rescue")
    do(client, task, "accept")
    assert "/extend/" not in client.get(f"/workbench/tasks/{task.pk}/").content.decode()
    refused = client.post(
        f"/workbench/tasks/{task.pk}/extend/", {"extend-workdays": "5", "extend-reason": "Rain."}
    )
    assert refused.status_code == 409
    head = sign_in("leader-kang")
    assert do(head, task, "extend", workdays="11", reason="Rain.").status_code == 422
    page = do(head, task, "extend", workdays="5", reason="The hall could not be entered.").content.decode()
    assert "The hall could not be entered." in page
    assert Clock.objects.filter(caseitem=task.caseitem, scope="promise").get().extensions


@pytest.mark.demonstrates("R28")
def test_a_denial_is_previewed_with_reasons_and_remedies_before_it_is_sent(
    submitted_case: Case, as_officer
) -> None:
    task = task_of(submitted_case, "fire_inspection")
    client = as_officer("fire-rescue")
    do(client, task, "accept")
    bare = do(client, task, "decide", outcome="denied", reasons=" ", send="1")
    assert bare.status_code == 422
    assert "A denial needs its reasons" in bare.content.decode()
    seen = do(client, task, "decide", outcome="denied", reasons="There is no <b>second</b> exit.")
    page = seen.content.decode()
    assert not Decision.objects.exists(), "a preview sends nothing"
    for words in (
        "Decision to refuse an administrative licence", "There is no &lt;b&gt;second&lt;/b&gt; exit.",
        "Administrative reconsideration", "60 days", "6 months", "Fire Protection Law of the PRC, article 15",
    ):  # fmt: skip
        assert words in page, words
    form = dict(re.findall(r'name="(key|seen)" value="(\w+)"', page))
    sending = {**form, "decide-outcome": "denied", "decide-reasons": "There is no <b>second</b> exit."}
    address = f"/workbench/tasks/{task.pk}/decide/"
    change = client.post(address, {**sending, "change": "1"})
    assert "second&lt;/b&gt; exit." in change.content.decode(), "what was written is kept"
    sent = client.post(address, {**sending, "send": "1"}, follow=True)
    assert sent.request["PATH_INFO"] == "/workbench/"
    assert Decision.objects.get().reasons == "There is no <b>second</b> exit."
    again = client.post(address, {**sending, "send": "1"}, follow=True)
    assert again.status_code == 200, "the same click twice is one decision"
    assert Decision.objects.count() == 1


def test_granting_shows_what_the_result_will_state(submitted_case: Case, as_officer) -> None:
    task = task_of(submitted_case, "food_permit")
    client = as_officer("market-regulation")
    do(client, task, "accept")
    page = do(client, task, "decide", outcome="granted").content.decode()
    assert "The result will state" in page
    assert "王小谷" in page
    do(client, task, "decide", outcome="granted", send="1")
    assert status(task) == ItemStatus.GRANTED
    closed = client.get(f"/workbench/tasks/{task.pk}/", headers=ENGLISH).content.decode()
    assert "This task is finished." in closed
    assert "/decide/" not in closed


def test_messages_go_both_ways(submitted_case: Case, as_officer) -> None:
    task = task_of(submitted_case, "food_permit")
    actions.send_message(applicant(submitted_case), submitted_case.number, "Is Tuesday possible?")
    client = as_officer("market-regulation")
    assert do(client, task, "reply_message", text="").status_code == 422
    page = do(client, task, "reply_message", text="Yes, Tuesday at nine.").content.decode()
    assert "Is Tuesday possible?" in page
    assert "Yes, Tuesday at nine." in page
    assert Message.objects.count() == 2


def test_two_officers_on_one_file(submitted_case: Case, sign_in) -> None:
    task = task_of(submitted_case, "fire_inspection")
    first, second = sign_in("officer-fang"), sign_in("officer-gao")
    early = second.get(f"/workbench/tasks/{task.pk}/").content.decode()
    page = do(first, task, "claim").content.decode()
    assert "You have this task until" in page
    held = second.get(f"/workbench/tasks/{task.pk}/", headers=ENGLISH).content.decode()
    assert "方烈 has this task until" in held
    assert "afterwards anybody of the unit may take it over" in held
    assert "/accept/" not in held
    late = second.post(f"/workbench/tasks/{task.pk}/accept/", hidden(early, "accept"), headers=ENGLISH)
    assert late.status_code == 409
    assert "A colleague has this task now." in late.content.decode()
    Task.objects.filter(pk=task.pk).update(held_until=submitted_case.submitted_at)
    over = second.get(f"/workbench/tasks/{task.pk}/", headers=ENGLISH).content.decode()
    assert "You may take it over" in over
    do(second, task, "claim")
    assert Task.objects.get(pk=task.pk).assignee == "officer-gao"
    do(second, task, "release")
    assert Task.objects.get(pk=task.pk).assignee == ""


def test_a_stale_form_says_so_and_keeps_what_was_typed(submitted_case: Case, as_officer) -> None:
    task = task_of(submitted_case, "fire_inspection")
    client = as_officer("fire-rescue")
    do(client, task, "accept")
    page = client.get(f"/workbench/tasks/{task.pk}/").content.decode()
    actions.upload(
        applicant(submitted_case), submitted_case.number, "fire_inspection", "exit.pdf", b"%PDF-1.4"
    )
    fields = {
        "decide-outcome": "denied",
        "decide-reasons": "No second exit.",
        "send": "1",
        **hidden(page, "decide"),
    }
    answer = client.post(f"/workbench/tasks/{task.pk}/decide/", fields, headers=ENGLISH)
    assert answer.status_code == 409
    told = answer.content.decode()
    assert "Something changed since you opened this page" in told
    assert "No second exit.</textarea>" in told
    assert "exit.pdf" in told
    assert not Decision.objects.exists()


@pytest.mark.parametrize("path", ["", "files/1/"])
def test_nobody_else_sees_the_task(
    submitted_case: Case, as_officer, as_role, as_citizen, sign_in, path: str
) -> None:
    task = task_of(submitted_case, "fire_inspection")
    address = f"/workbench/tasks/{task.pk}/{path}"
    assert as_officer("health").get(address).status_code == 404
    assert sign_in("officer-ying").get(address).status_code == 404
    assert sign_in("leader-qiu").get(address).status_code == 404
    assert as_citizen.get(address).status_code == 403
    assert as_role("inspector").get(address).status_code == 403
    assert Client().get(address).status_code == 302
    assert not Entry.objects.filter(act="journal.read").exists()


@pytest.mark.parametrize("act", ["claim", "accept", "decide", "request_correction", "reply_message"])
def test_nobody_else_acts_on_the_task(
    submitted_case: Case, as_officer, as_citizen, sign_in, act: str
) -> None:
    task = task_of(submitted_case, "fire_inspection")
    address = f"/workbench/tasks/{task.pk}/{act}/"
    fields = {
        "decide-outcome": "granted",
        "request_correction-points": "x",
        "reply_message-text": "x",
        "send": "1",
    }
    before = Entry.objects.count()
    assert as_officer("health").post(address, fields).status_code == 404
    assert sign_in("officer-ying").post(address, fields).status_code == 404
    assert as_citizen.post(address, fields).status_code == 403
    assert Client().post(address, fields).status_code == 302
    assert as_officer("fire-rescue").get(address).status_code == 405
    assert as_officer("fire-rescue").post(f"/workbench/tasks/{task.pk}/destroy/").status_code == 404
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hant", "不予行政許可決定書"), ("zh-hans", "不予行政许可决定书"), ("en", "Decision to refuse")],
)
def test_the_page_speaks_three_languages(submitted_case: Case, as_officer, language: str, words: str) -> None:
    task = task_of(submitted_case, "fire_inspection")
    client = as_officer("fire-rescue")
    do(client, task, "accept")
    page = client.post(
        f"/workbench/tasks/{task.pk}/decide/",
        {"decide-outcome": "denied", "decide-reasons": "第二出口不符合要求。"},
        headers={"accept-language": language},
    )
    assert words in page.content.decode()


def test_officers_of_a_unit_are_told_apart(submitted_case: Case) -> None:
    assert officer("fire-rescue", 0).account != officer("fire-rescue", 1).account


@pytest.mark.parametrize(
    ("exits", "area", "words"),
    [
        ("2", "150", "The conditions it knows are met."),
        ("1", "150", "The rule cannot tell; a person must examine it."),
        ("1", "260", "A condition is not met."),
    ],
)
def test_the_rule_of_the_item_advises_with_its_article_and_what_is_lacking(
    submitted_case: Case, as_officer, exits: str, area: str, words: str
) -> None:
    task = task_of(submitted_case, "fire_inspection")
    known = {
        **vault.unseal(submitted_case.person, submitted_case.sealed),
        "shop.exits": exits,
        "shop.area": area,
    }
    Case.objects.filter(pk=submitted_case.pk).update(sealed=vault.seal(submitted_case.person, known))
    page = as_officer("fire-rescue").get(f"/workbench/tasks/{task.pk}/", headers=ENGLISH).content.decode()
    assert words in page
    assert "Fire Protection Law of the PRC, article 15" in page
    assert ("&gt;= 2 (now: 1)" in page) is (exits == "1")
