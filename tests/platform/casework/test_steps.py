"""Steps of the handling have clocks of their own: begun and ended by what officers do, shown beside the whole limit."""

from __future__ import annotations

import pytest

from minben.platform.casework import actions
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import Case, Clock, Notice
from minben.platform.journal import queries as journal
from minben.platform.workbench.queries.desk import desk
from minben.platform.workbench.queries.queue import Filters, queue
from tests.platform.casework.test_journey import officer, task_of
from tests.platform.casework.test_life import head

pytestmark = pytest.mark.django_db
UNIT = "market-regulation"


def running(case: Case) -> list[str]:
    rows = Clock.objects.filter(case=case, caseitem__item="food_permit", ended_at=None)
    return sorted(row.scope for row in rows if row.scope.startswith("step."))


def test_the_steps_of_an_item_follow_one_another(submitted_case: Case) -> None:
    clerk, task = officer(UNIT), task_of(submitted_case, "food_permit")
    assert running(submitted_case) == ["step.accept"]
    actions.request_correction(clerk, task.pk, ["plan"])
    assert running(submitted_case) == []
    other = task_of(submitted_case, "business_licence")
    actions.accept(clerk, other.pk)
    assert {row.scope for row in Clock.objects.filter(caseitem=other.caseitem, ended_at=None)} == {
        "promise", "statutory", "step.review"
    }  # fmt: skip
    with pytest.raises(Refusal, match=r"hand_up\.reasons_missing"):
        actions.hand_up(clerk, other.pk, " ")
    actions.hand_up(clerk, other.pk, "The name is free.")
    with pytest.raises(Refusal, match=r"hand_up\.already"):
        actions.hand_up(clerk, other.pk, "Still free.")
    step = Clock.objects.get(caseitem=other.caseitem, scope="step.approve", ended_at=None)
    assert step.limit["basis"] == "market-entity-registration-regulation 19"
    assert desk(head(UNIT), other.pk).review == "The name is free."
    actions.decide(head(UNIT), other.pk, "granted")
    assert not Clock.objects.filter(
        caseitem=other.caseitem, scope__startswith="step.", ended_at=None
    ).exists()


def test_a_stopped_item_stops_its_step_and_an_extension_leaves_it(submitted_case: Case) -> None:
    clerk, task = officer(UNIT), task_of(submitted_case, "food_permit")
    actions.accept(clerk, task.pk)
    before = Clock.objects.get(caseitem=task.caseitem, scope="step.review").due_at
    actions.extend(head(UNIT), task.pk, 5, "The plan is large.")
    assert Clock.objects.get(caseitem=task.caseitem, scope="step.review").due_at == before
    actions.stop_clock(clerk, task.pk, "testing", "Samples.")
    assert Clock.objects.get(caseitem=task.caseitem, scope="step.review").due_at is None


def test_the_queue_shows_the_step_beside_the_promise(submitted_case: Case) -> None:
    clerk, task = officer(UNIT), task_of(submitted_case, "food_permit")
    actions.accept(clerk, task.pk)
    line = next(line for line in queue(clerk, Filters()).lines if line.task.pk == task.pk)
    assert (line.clock.scope, line.step.scope) == ("promise", "step.review")
    assert line.step.due_at < line.clock.due_at


def test_the_page_of_the_task_hands_up_and_shows_the_step(submitted_case: Case, as_officer) -> None:
    clerk, task = officer(UNIT), task_of(submitted_case, "food_permit")
    actions.accept(clerk, task.pk)
    client, address = as_officer(UNIT), f"/workbench/tasks/{task.pk}/"
    assert "环节：审核" in client.get(address, headers={"accept-language": "zh-Hans"}).content.decode()
    answer = client.post(f"{address}hand_up/", {"key": "k", "hand_up-opinion": "布局合理"})
    assert answer.status_code in (302, 303)
    page = client.get(address, headers={"accept-language": "zh-Hans"}).content.decode()
    assert "环节：审批" in page
    assert "布局合理" in page
    assert "hand_up/" not in page


def test_the_limit_of_all_items_is_extended_once_by_the_head_of_the_lead_unit(submitted_case: Case) -> None:
    task, sign = task_of(submitted_case, "food_permit"), task_of(submitted_case, "sign")
    actions.accept(officer(UNIT), task.pk)
    actions.accept(officer("urban-management"), sign.pk)
    before = Clock.objects.get(case=submitted_case, scope="joint").due_at
    with pytest.raises(Refusal, match="head_only"):
        actions.extend_joint(officer(UNIT), task.pk, 5, "Two offices disagree.")
    with pytest.raises(Refusal, match="lead_only"):
        actions.extend_joint(head("urban-management"), sign.pk, 5, "Two offices disagree.")
    with pytest.raises(Refusal, match="bounds"):
        actions.extend_joint(head(UNIT), task.pk, 16, "Two offices disagree.")
    actions.extend_joint(head(UNIT), task.pk, 15, "Two offices disagree.")
    assert Clock.objects.get(case=submitted_case, scope="joint").due_at > before
    assert Notice.objects.filter(case=submitted_case, kind="extended_joint").count() == 1
    with pytest.raises(Refusal, match="only_once"):
        actions.extend_joint(head(UNIT), task.pk, 1, "They still do.")
    moved = (
        journal.entries("case", submitted_case.number)
        .get(act="casework.extend_joint")
        .facts["transitions"][0]
    )
    assert (moved["verb"], moved["basis"]) == ("extend_joint", "administrative-licensing-law 42")
    assert "extend_joint" in desk(head(UNIT), task.pk).acts
    assert "extend_joint" not in desk(head("urban-management"), sign.pk).acts
