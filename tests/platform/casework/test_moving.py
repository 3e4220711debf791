"""All cases of a service move by a plan: proposed by one administrator, confirmed by another, taken back."""

from __future__ import annotations

import pytest

from benchmarks.packs import DECIDE, SERVICE, begin, chain, process, publish
from minben.platform.casework import actions, migrating, upkeep
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import Case, Migration, MigrationPlan
from minben.platform.casework.tasks import carry_out_migrations
from minben.platform.journal import queries as journal
from minben.platform.journal.actor import Actor
from tests.platform.casework.test_journey import officer
from tests.platform.casework.test_migrating import NEW, OLD, decide, moved

pytestmark = pytest.mark.django_db
PEI, LIN = (Actor("lanting", f"administrator-{name}", "", "", ("administrator",)) for name in ("pei", "lin"))
WHY = "The limit is news of the law."


def processes() -> list[str]:
    return list(Case.objects.order_by("id").values_list("process", flat=True))


def test_what_one_proposes_another_confirms_and_the_worker_does(city: str) -> None:
    _cases, plan = moved(city)
    number = actions.propose_migration(PEI, plan, WHY)
    row = MigrationPlan.objects.get(pk=number)
    assert row.foreseen == {"moves": 3, "needs decision": 0, "stays": 0}
    assert carry_out_migrations(city) == 0, "nothing moves before a second person agreed"
    with pytest.raises(Refusal, match=r"propose\.own"):
        actions.settle_migration(PEI, number, agree=True)
    actions.settle_migration(LIN, number, agree=True)
    assert processes() == ["", "", ""], "the act itself moves nothing"
    assert carry_out_migrations(city) == 1
    assert carry_out_migrations(city) == 0
    assert processes() == [plan.target] * 3
    row.refresh_from_db()
    assert (row.came_of, row.done_at is not None) == ({"moved": 3, "left": 0}, True)
    assert set(Migration.objects.values_list("plan", flat=True)) == {number}
    told = [entry.act for entry in journal.entries("service", SERVICE).filter(act__contains="migration")]
    assert told == ["casework.propose_migration", "casework.settle_migration", "casework.finish_migration"]
    assert upkeep.astray() == []


def test_a_plan_is_taken_back_where_nothing_has_happened_since(city: str) -> None:
    cases, plan = moved(city)
    number = actions.propose_migration(PEI, plan, WHY)
    with pytest.raises(Refusal, match=r"migrate\.gone"):
        actions.take_back_migration(PEI, number, "too early")
    actions.settle_migration(LIN, number, agree=True)
    carry_out_migrations(city)
    decide(cases[1])
    with pytest.raises(Refusal, match=r"migrate\.reasons_missing"):
        actions.take_back_migration(LIN, number, " ")
    actions.take_back_migration(LIN, number, "The limit was a mistake.")
    assert carry_out_migrations(city) == 1
    assert processes() == ["", plan.target, ""]
    row = MigrationPlan.objects.get(pk=number)
    assert row.came_of == {"moved": 3, "left": 0, "taken_back": 2, "kept": 1}
    assert carry_out_migrations(city) == 0
    assert upkeep.astray() == []


def test_taking_a_plan_back_leaves_what_a_later_plan_moved(city: str) -> None:
    _cases, plan = moved(city, 1)
    first = actions.propose_migration(PEI, plan, WHY)
    actions.settle_migration(LIN, first, agree=True)
    carry_out_migrations(city)
    newest = publish(process(DECIDE + chain("s", "decide", "e") + "<!-- again -->"))
    onward = migrating.propose(SERVICE, plan.target, newest)
    second = actions.propose_migration(PEI, onward, WHY)
    actions.settle_migration(LIN, second, agree=True)
    carry_out_migrations(city)
    actions.take_back_migration(PEI, first, "back")
    carry_out_migrations(city)
    assert processes() == [newest]
    assert MigrationPlan.objects.get(pk=first).came_of["kept"] == 1


def test_a_refused_plan_moves_nothing_and_makes_room_for_another(city: str) -> None:
    _, plan = moved(city)
    number = actions.propose_migration(PEI, plan, WHY)
    with pytest.raises(Refusal, match=r"migrate\.waiting"):
        actions.propose_migration(LIN, plan, WHY)
    actions.settle_migration(LIN, number, agree=False)
    with pytest.raises(Refusal, match=r"migrate\.gone"):
        actions.settle_migration(LIN, number, agree=True)
    assert carry_out_migrations(city) == 0
    assert processes() == ["", "", ""]
    assert actions.propose_migration(LIN, plan, WHY) != number


def test_only_administrators_propose_and_a_plan_must_be_complete_and_move_something(city: str) -> None:
    cases, plan = moved(city)
    with pytest.raises(Refusal, match=r"act\.not_for_you"):
        actions.propose_migration(officer("civil-affairs"), plan, WHY)
    with pytest.raises(Refusal, match=r"migrate\.incomplete"):
        actions.propose_migration(PEI, migrating.Plan(SERVICE, plan.source, plan.target, {"decide": ""}), WHY)
    for case in cases:
        decide(case)
    with pytest.raises(Refusal, match=r"migrate\.nothing_moves"):
        actions.propose_migration(PEI, plan, WHY)
    assert not MigrationPlan.objects.exists()


def test_a_dry_run_groups_all_cases_by_what_would_become_of_them(city: str) -> None:
    cases, plan = moved(city, 7)
    Case.objects.filter(pk=cases[0].pk).update(status="held")
    groups = migrating.grouped(migrating.forecast(plan))
    assert [(one.outcome, one.size, len(one.examples)) for one in groups] == [
        ("moves", 6, 5),
        ("stays", 1, 1),
    ]
    assert sum(one.size for one in groups) == len(cases)
    assert groups[1].examples == (cases[0].number,)
    assert "held" in groups[1].reasons[0]
    assert migrating.standing(plan) == {"decide": 7}


def test_begun_under_the_old_version_and_counted_by_version(city: str) -> None:
    old = publish(OLD)
    begin(old)
    begin(old)
    target = publish(NEW)
    assert migrating.versions(SERVICE) == (target, {old: 2})
