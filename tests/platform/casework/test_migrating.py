"""Running cases under a new version: a plan, a dry run that accounts for all, moving, going on, and undoing."""

from __future__ import annotations

import pytest

from benchmarks.packs import DECIDE, ITEM, SERVICE, UNIT, begin, chain, process, publish
from minben.kernel.finding import InputError
from minben.platform.casework import actions, migrating, upkeep
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import Case, CaseStatus, Task, Timer
from minben.platform.casework.tasks import apply_plan
from minben.platform.journal import queries as journal
from minben.platform.journal.actor import system
from tests.platform.casework.test_journey import officer

pytestmark = pytest.mark.django_db
OLD = process(DECIDE + chain("s", "decide", "e"))
LIMIT = (
    '<boundaryEvent id="limit" attachedToRef="review" cancelActivity="false"><timerEventDefinition><timeDuration>P9D'
    '</timeDuration></timerEventDefinition></boundaryEvent><endEvent id="over"/>'
)
RENAMED = f'<userTask id="review" minben:item="{ITEM}" minben:result="{ITEM}"/>'
NEW = process(RENAMED + LIMIT + chain("s", "review", "e") + chain("limit", "over"))


def moved(city: str, count: int = 3) -> tuple[list[Case], migrating.Plan]:
    old = publish(OLD)
    cases = [begin(old) for _ in range(count)]
    new = publish(NEW)
    return cases, migrating.propose(SERVICE, old, new)


def decide(case: Case) -> None:
    clerk, task = officer(UNIT), Task.objects.get(case=case, open=True)
    actions.accept(clerk, task.pk)
    actions.decide(clerk, task.pk, "granted", "as the law says")


def test_a_renamed_step_is_proposed_by_what_it_decides(city: str) -> None:
    cases, plan = moved(city)
    assert plan.steps == {"decide": "review"}
    assert migrating.read_plan(plan.text()) == plan
    assert migrating.counts(migrating.forecast(plan)) == {"moves": 3, "needs decision": 0, "stays": 0}
    assert Case.objects.get(pk=cases[0].pk).process == "", "a dry run changes nothing"


def test_a_moved_case_goes_on_under_the_new_process_and_its_own_law(city: str) -> None:
    cases, plan = moved(city)
    law = cases[0].pack
    assert apply_plan(city, plan) == {"moved": 3, "left": 0}
    assert apply_plan(city, plan) == {"moved": 0, "left": 0}
    case = Case.objects.get(pk=cases[0].pk)
    assert (case.pack, case.digest, case.flow) == (law, cases[0].digest, plan.target)
    assert Task.objects.get(case=case, open=True).node == "review"
    assert Timer.objects.filter(case=case, kind="process", done_at=None).count() == 1, "the new limit runs"
    assert upkeep.astray() == []
    decide(case)
    assert Case.objects.get(pk=case.pk).status == CaseStatus.COMPLETED
    assert upkeep.astray() == []
    entry = journal.entries("case", case.number).get(act="casework.migrate")
    assert entry.facts["migration"] == {"source": plan.source, "target": plan.target, "steps": plan.steps}


def test_undoing_restores_everything_while_nothing_has_happened_since(city: str) -> None:
    cases, plan = moved(city, 2)
    before = [(row.state, row.process) for row in Case.objects.filter(pk__in=[c.pk for c in cases])]
    rows = list(Task.objects.order_by("pk").values())
    apply_plan(city, plan)
    first, second = cases
    for case in cases:
        actions.undo_migration(system(city), case.number)
    after = [(row.state, row.process) for row in Case.objects.filter(pk__in=[c.pk for c in cases])]
    assert after == before
    assert list(Task.objects.order_by("pk").values()) == rows
    assert not Timer.objects.filter(kind="process", done_at=None).exists()
    assert upkeep.astray() == []
    apply_plan(city, plan)
    decide(second)
    with pytest.raises(Refusal, match="later_acts"):
        actions.undo_migration(system(city), second.number)
    actions.undo_migration(system(city), first.number)
    decide(first)
    assert upkeep.astray() == []
    with pytest.raises(Refusal, match="none"):
        actions.undo_migration(system(city), first.number)


def test_a_dry_run_accounts_for_every_open_case_with_reasons(city: str) -> None:
    old = publish(OLD)
    cases = [begin(old) for _ in range(3)]
    decide(cases[0])
    other = RENAMED.replace("review", "look") + RENAMED.replace("review", "look_again")
    new = publish(process(other + chain("s", "look", "look_again", "e")))
    plan = migrating.propose(SERVICE, old, new)
    assert plan.steps == {"decide": ""}, "two steps could be meant: a person decides"
    found = migrating.forecast(plan)
    assert [one.outcome for one in found] == ["needs decision", "needs decision"], (
        "closed cases are not running"
    )
    assert all("decide" in reason for one in found for reason in one.reasons)
    by_hand = migrating.Plan(SERVICE, old, new, {"decide": "look"})
    assert migrating.counts(migrating.forecast(by_hand))["moves"] == 2
    with pytest.raises(Refusal, match="stays"):
        actions.migrate(system(city), cases[1].number, plan)


def test_a_case_stays_when_its_law_does_not_know_what_the_new_process_asks(city: str) -> None:
    old = publish(OLD)
    case = begin(old)
    rule = '<businessRuleTask id="rule" minben:decision="unheard_of" minben:result="x"/>'
    new = publish(process(DECIDE + rule + chain("s", "decide", "rule", "e")))
    (found,) = migrating.forecast(migrating.propose(SERVICE, old, new))
    assert (found.number, found.outcome) == (case.number, "stays")
    assert "unheard_of" in found.reasons[0]


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"service": "a"}', '{"service":1,"source":"","target":"","steps":{}}']
)
def test_a_plan_that_is_none_is_refused_in_words(text: str) -> None:
    with pytest.raises(InputError, match="plan"):
        migrating.read_plan(text)


def test_a_case_that_goes_on_between_dry_run_and_move_is_left_and_the_others_move(
    city: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases, plan = moved(city)
    found = migrating.forecast(plan)
    decide(cases[1])
    monkeypatch.setattr("minben.platform.casework.tasks.forecast", lambda _: found)
    assert apply_plan(city, plan) == {"moved": 2, "left": 1}
    assert Case.objects.get(pk=cases[1].pk).process == ""
    assert upkeep.astray() == []
