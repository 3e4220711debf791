"""Applicant and office agree: both confirm, on both pages; what is taken back, late or declined binds nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from minben.platform.casework import actions, agreements
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import Agreement, Case, Notice
from minben.platform.journal import queries as journal
from tests.platform.casework.test_journey import applicant, officer
from tests.platform.workbench.test_case import do, hidden, task_of

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}
ITEM = "food_permit"
UNIT = "market-regulation"


def propose(case: Case, *, office: bool = True, kind: str = "visit", day: str = "2026-12-03") -> int:
    who = officer(UNIT) if office else applicant(case)
    return actions.propose_agreement(
        who, case.number, ITEM, kind, "In the morning, please.", day, 5, office=office
    )


def states(case: Case) -> list[str]:
    return [one.state for one in agreements.talks(case, journal.now())]


@pytest.mark.demonstrates("R16")
def test_an_office_proposes_and_the_applicant_confirms_on_their_page(
    submitted_case: Case, as_officer, sign_in
) -> None:
    task, clerk, person = task_of(submitted_case, ITEM), as_officer(UNIT), sign_in("citizen-wang")
    typed = {"kind": "visit", "text": "May we come another day?", "days": "5"}
    missing = do(clerk, task, "propose_agreement", **typed)
    assert "Write the day that you propose." in missing.content.decode()
    assert not Agreement.objects.exists()
    day = {"day_year": "2026", "day_month": "12", "day_day": "3"}
    do(clerk, task, "propose_agreement", **typed, **day)
    row = Agreement.objects.get()
    assert row.unit == UNIT
    assert b"another day" not in bytes(row.sealed), "words are sealed with the applicant's key"
    case_page = person.get(f"/cases/{submitted_case.number}/", headers=ENGLISH).content.decode()
    assert "the office proposes something and waits for your answer" in case_page
    home = f"/cases/{submitted_case.number}/agreements/"
    assert f"{home}{row.pk}/" in person.get(home, headers=ENGLISH).content.decode()
    page = person.get(f"{home}{row.pk}/", headers=ENGLISH).content.decode()
    assert "May we come another day?" in page
    assert "Thursday 3 December 2026" in page
    no_word = person.post(f"{home}{row.pk}/", {"agree": "no", "reason": " ", "key": "a"}, headers=ENGLISH)
    assert "Write why you decline" in no_word.content.decode()
    person.post(f"{home}{row.pk}/", {"agree": "yes", "reason": "Before ten.", "key": "b"})
    row.refresh_from_db()
    assert row.outcome == "agreed"
    both = (
        person.get(f"/cases/{submitted_case.number}/", headers=ENGLISH).content.decode(),
        clerk.get(f"/workbench/tasks/{task.pk}/", headers=ENGLISH).content.decode(),
    )
    for page in both:
        assert "May we come another day?" in page
        assert "Agreed by both sides" in page
    entry = journal.entries("case", submitted_case.number).get(act="casework.answer_agreement")
    assert entry.facts["outcome"] == "agreed"
    assert "another day" not in str(entry.facts)


@pytest.mark.demonstrates("R16")
def test_an_applicant_proposes_and_the_office_answers_from_its_day(
    submitted_case: Case, as_officer, sign_in
) -> None:
    person, clerk, task = sign_in("citizen-wang"), as_officer(UNIT), task_of(submitted_case, ITEM)
    home = f"/cases/{submitted_case.number}/agreements/"
    sent = {
        "what": "propose",
        "item": ITEM,
        "kind": "scope",
        "text": "A smaller kitchen.",
        "days": "5",
        "key": "k",
    }
    person.post(home, sent)
    person.post(home, sent)
    assert Agreement.objects.count() == 1, "sent twice, proposed once"
    assert f"/workbench/tasks/{task.pk}/" in clerk.get("/workbench/day/").content.decode()
    page = clerk.get(f"/workbench/tasks/{task.pk}/", headers=ENGLISH).content.decode()
    assert "A smaller kitchen." in page
    told = do(clerk, task, "answer_agreement", agree="no", reason=" ")
    assert "Write why you decline" in told.content.decode()
    do(clerk, task, "answer_agreement", agree="no", reason="The law wants twenty square metres.")
    assert states(submitted_case) == ["declined"]
    assert "The law wants twenty square metres." in person.get(home).content.decode()
    assert Notice.objects.filter(case=submitted_case, kind="declined").exists()
    assert (
        "What you and the offices agreed on"
        not in person.get(f"/cases/{submitted_case.number}/", headers=ENGLISH).content.decode()
    ), "only what both confirmed counts"


def test_nobody_confirms_their_own_proposal_or_somebody_elses(submitted_case: Case) -> None:
    row = propose(submitted_case)
    with pytest.raises(Refusal, match=r"agreement\.own"):
        actions.answer_agreement(officer(UNIT), row, agree=True, office=True)
    with pytest.raises(Refusal, match="not_yours"):
        actions.answer_agreement(officer("fire-rescue"), row, agree=True, office=True)
    with pytest.raises(Refusal, match="not_yours"):
        actions.answer_agreement(officer(UNIT), row, agree=True, office=False)
    with pytest.raises(Refusal, match="not_yours"):
        actions.take_back_agreement(applicant(submitted_case), row, office=False)
    with pytest.raises(Refusal, match=r"agreement\.waiting"):
        propose(submitted_case, office=False)
    assert states(submitted_case) == ["waiting"]


def test_it_can_be_taken_back_until_it_is_answered(submitted_case: Case, sign_in) -> None:
    row = propose(submitted_case, office=False, kind="split", day="")
    person = sign_in("citizen-wang")
    address = f"/cases/{submitted_case.number}/agreements/{row}/"
    assert "Take the proposal back" in person.get(address, headers=ENGLISH).content.decode()
    person.post(address, {"key": "t"})
    assert states(submitted_case) == ["taken_back"]
    assert person.get(address).status_code == 404
    with pytest.raises(Refusal, match="gone"):
        actions.answer_agreement(officer(UNIT), row, agree=True, office=True)


def test_what_is_not_answered_in_time_binds_nobody(submitted_case: Case) -> None:
    row = propose(submitted_case)
    Agreement.objects.filter(pk=row).update(answer_by=journal.now() - timedelta(minutes=1))
    assert states(submitted_case) == ["expired"]
    with pytest.raises(Refusal, match="gone"):
        actions.answer_agreement(applicant(submitted_case), row, agree=True, office=False)
    propose(submitted_case, office=False)
    assert states(submitted_case) == ["waiting", "expired"]
    assert Agreement.objects.get(pk=row).outcome == "expired"


def test_a_decided_item_has_nothing_left_to_agree_on(submitted_case: Case) -> None:
    row, task = propose(submitted_case, office=False), task_of(submitted_case, ITEM)
    actions.accept(officer(UNIT), task.pk)
    actions.decide(officer(UNIT), task.pk, "granted")
    assert states(submitted_case) == ["expired"]
    with pytest.raises(Refusal, match="gone"):
        actions.answer_agreement(officer(UNIT), row, agree=True, office=True)
    with pytest.raises(Refusal, match="decided"):
        propose(submitted_case)


def test_a_decision_form_made_before_a_proposal_came_is_stale(submitted_case: Case, as_officer) -> None:
    client, task = as_officer(UNIT), task_of(submitted_case, ITEM)
    do(client, task, "accept")
    page = client.get(f"/workbench/tasks/{task.pk}/").content.decode()
    propose(submitted_case, office=False)
    sent = {**hidden(page, "decide"), "decide-outcome": "granted", "send": "1"}
    assert client.post(f"/workbench/tasks/{task.pk}/decide/", sent).status_code == 409


def test_nobody_else_sees_the_pages(submitted_case: Case, sign_in) -> None:
    row = propose(submitted_case)
    home = f"/cases/{submitted_case.number}/agreements/"
    for address in (home, f"{home}{row}/"):
        assert sign_in("citizen-other").get(address).status_code == 404
        assert sign_in("officer-fang").get(address).status_code == 403
        assert Client().get(address).status_code == 302
    other = f"/cases/{submitted_case.number}/agreements/{row + 1}/"
    assert sign_in("citizen-wang").get(other).status_code == 404


def test_every_activity_of_casework_has_its_own_words() -> None:
    import re
    from pathlib import Path

    from django.utils.translation import override

    from minben.platform.casework import wording

    here = Path(actions.__file__).parent
    source = "".join(path.read_text("utf-8") for path in sorted(here.glob("*.py")))
    said = set(re.findall(r'happen\(\s*f?"(?:\{[\w.]+\}\.)?(\w+)"', source))
    assert {"consult", "transfer", "deliver", "archive"} <= said
    with override("en"):
        assert not [one for one in said if wording.happened(one) == "Checked by rule"]
