"""All cases of a service move by a plan: proposed by one administrator, confirmed by another, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from benchmarks.packs import DECIDE, SERVICE, begin, chain, process, publish
from minben.platform.casework import actions, migrating, trying, upkeep
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import Case, DryRun, Migration, MigrationPlan
from minben.platform.casework.tasks import TRIES, carry_out_migrations, try_plans
from minben.platform.casework.trying import WORN_OUT
from minben.platform.journal import queries as journal
from minben.platform.journal.actor import Actor, system
from tests.platform.casework.test_journey import officer
from tests.platform.casework.test_migrating import NEW, OLD, decide, moved

pytestmark = pytest.mark.django_db
PEI, LIN = (Actor("lanting", f"administrator-{name}", "", "", ("administrator",)) for name in ("pei", "lin"))
WHY = "The limit is news of the law."


def propose(who: Actor, plan: migrating.Plan, city: str = "lanting") -> int:
    """Tried first, then proposed."""
    actions.try_migration(who, plan)
    assert try_plans(city, "w") == 1
    return actions.propose_migration(who, plan, WHY)


def processes() -> list[str]:
    return list(Case.objects.order_by("id").values_list("process", flat=True))


def test_what_one_proposes_another_confirms_and_the_worker_does(city: str) -> None:
    _cases, plan = moved(city)
    number = propose(PEI, plan)
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
    assert told == [
        "casework.try_migration",
        "casework.propose_migration",
        "casework.settle_migration",
        "casework.finish_migration",
    ]
    assert upkeep.astray() == []


def test_a_plan_is_taken_back_where_nothing_has_happened_since(city: str) -> None:
    cases, plan = moved(city)
    number = propose(PEI, plan)
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
    first = propose(PEI, plan)
    actions.settle_migration(LIN, first, agree=True)
    carry_out_migrations(city)
    newest = publish(process(DECIDE + chain("s", "decide", "e") + "<!-- again -->"))
    onward = migrating.propose(SERVICE, plan.target, newest)
    second = propose(PEI, onward)
    actions.settle_migration(LIN, second, agree=True)
    carry_out_migrations(city)
    actions.take_back_migration(PEI, first, "back")
    carry_out_migrations(city)
    assert processes() == [newest]
    assert MigrationPlan.objects.get(pk=first).came_of["kept"] == 1


def test_a_refused_plan_moves_nothing_and_makes_room_for_another(city: str) -> None:
    _, plan = moved(city)
    number = propose(PEI, plan)
    with pytest.raises(Refusal, match=r"migrate\.waiting"):
        propose(LIN, plan)
    actions.settle_migration(LIN, number, agree=False)
    with pytest.raises(Refusal, match=r"migrate\.gone"):
        actions.settle_migration(LIN, number, agree=True)
    assert carry_out_migrations(city) == 0
    assert processes() == ["", "", ""]
    assert propose(LIN, plan) != number


def test_only_administrators_propose_and_a_plan_must_be_complete_and_move_something(city: str) -> None:
    cases, plan = moved(city)
    with pytest.raises(Refusal, match=r"act\.not_for_you"):
        actions.propose_migration(officer("civil-affairs"), plan, WHY)
    with pytest.raises(Refusal, match=r"migrate\.incomplete"):
        actions.propose_migration(PEI, migrating.Plan(SERVICE, plan.source, plan.target, {"decide": ""}), WHY)
    for case in cases:
        decide(case)
    with pytest.raises(Refusal, match=r"migrate\.nothing_moves"):
        propose(PEI, plan)
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
    assert migrating.standing(migrating.concerned(plan)) == {"decide": 7}


def test_begun_under_the_old_version_and_counted_by_version(city: str) -> None:
    old = publish(OLD)
    begin(old)
    begin(old)
    target = publish(NEW)
    assert migrating.versions(SERVICE) == (target, {old: 2})


def test_a_plan_is_tried_page_by_page_and_says_how_far_it_is(
    city: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "PAGE", 2)
    cases, plan = moved(city, 7)
    Case.objects.filter(pk=cases[0].pk).update(status="held")
    shares: list[float] = []
    found = trying.examine(city, plan, shares.append)
    assert (found["total"], found["counts"]) == (7, {"moves": 6, "needs decision": 0, "stays": 1})
    assert [(one["outcome"], one["size"], len(one["examples"])) for one in found["groups"]] == [
        ("moves", 6, 5), ("stays", 1, 1),
    ]  # fmt: skip
    assert found["standing"] == {"decide": 7}
    assert shares == sorted(shares)
    assert len(shares) == 8
    assert shares[-1] == 1.0


def test_nothing_is_proposed_that_was_not_tried_as_it_is(city: str) -> None:
    _, plan = moved(city)
    with pytest.raises(Refusal, match=r"migrate\.not_tried"):
        actions.propose_migration(PEI, plan, WHY)
    actions.try_migration(PEI, plan)
    with pytest.raises(Refusal, match=r"migrate\.being_tried"):
        actions.try_migration(LIN, plan)
    with pytest.raises(Refusal, match=r"act\.not_for_you"):
        actions.try_migration(officer("civil-affairs"), plan)
    with pytest.raises(Refusal, match=r"migrate\.not_tried"):
        actions.propose_migration(PEI, plan, WHY)
    assert try_plans(city, "w") == 1
    assert processes() == ["", "", ""], "trying changes nothing"
    other = migrating.Plan(SERVICE, plan.source, plan.target, {"decide": "decide"})
    with pytest.raises(Refusal, match=r"migrate\.not_tried"):
        actions.propose_migration(PEI, other, WHY)
    assert actions.propose_migration(PEI, plan, WHY)


def test_a_dry_run_whose_worker_died_is_begun_anew_and_a_lost_one_is_left(city: str) -> None:
    _, plan = moved(city)
    actions.try_migration(PEI, plan)
    DryRun.objects.update(leased_by="dead", leased_until=journal.now() + timedelta(minutes=1))
    assert try_plans(city, "w") == 0, "another holds it"
    DryRun.objects.update(leased_until=journal.now() - timedelta(seconds=1))
    assert try_plans(city, "w") == 1
    row = DryRun.objects.get()
    assert (row.attempts, row.leased_by, row.progress) == (1, "w", 1.0)
    assert actions.finish_trial(system(city), row.pk, {}, "late") is False, "the first word stands"


def test_a_dry_run_that_fails_says_why(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _, plan = moved(city)
    actions.try_migration(PEI, plan)

    def broken(*_: object) -> None:
        raise RuntimeError("no memory")

    monkeypatch.setattr("minben.platform.casework.tasks.examine", broken)
    assert try_plans(city, "w") == 1
    assert DryRun.objects.get().trouble == "no memory"
    with pytest.raises(Refusal, match=r"migrate\.not_tried"):
        actions.propose_migration(PEI, plan, WHY)


def test_a_dry_run_that_kills_its_workers_is_left_with_a_word(city: str) -> None:
    _, plan = moved(city)
    actions.try_migration(PEI, plan)
    DryRun.objects.update(attempts=TRIES)
    assert try_plans(city, "w") == 1
    assert (DryRun.objects.get().trouble, DryRun.objects.get().outcome) == (WORN_OUT, {})
