"""Patterns worth a look, each with its evidence: signals for an inspector, never verdicts about a person.

A signal says what was counted, against what, and in which cases; there may be a good reason for each. Thresholds
are the place's (supervision.yaml). Applicants appear as the end of their number only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from minben.platform.casework.actions.handling import OUTCOMES
from minben.platform.casework.models import Case, Clock, Decision, Draft, Task
from minben.platform.exchange.models import Reading
from minben.platform.identity.models import Post
from minben.platform.journal.models import Entry
from minben.platform.supervision.queries import limits


@dataclass(frozen=True)
class Signal:
    """`kind`: same_pair, last_minutes, overruled, no_case or outsider. `number` of `total` events of `account`."""

    kind: str
    account: str
    number: int
    total: int
    cases: tuple[str, ...] = ()
    detail: str = ""


def signals(since: datetime, until: datetime) -> list[Signal]:
    """Every signal in this time, by kind, the strongest first."""
    found = [
        *_same_pairs(since, until),
        *_last_minutes(since, until),
        *_overruled(since, until),
        *_readings(since, until),
    ]
    return sorted(found, key=lambda one: (one.kind, -one.number, one.account))


def _decisions(since: datetime, until: datetime) -> list[Decision]:
    rows = Decision.objects.filter(decided_at__gte=since, decided_at__lt=until, by_rule=False)
    return list(rows.select_related("case", "caseitem").order_by("decided_at"))


def _same_pairs(since: datetime, until: datetime) -> Iterator[Signal]:
    """One officer decided for one applicant in several cases."""
    pairs: dict[tuple[str, str], set[str]] = {}
    whole: dict[str, set[str]] = {}
    for row in _decisions(since, until):
        pairs.setdefault((row.decided_by, row.case.person), set()).add(row.case.number)
        whole.setdefault(row.decided_by, set()).add(row.case.number)
    enough = limits().same_pair
    for (account, person), cases in pairs.items():
        if len(cases) >= enough:
            yield Signal(
                "same_pair", account, len(cases), len(whole[account]), tuple(sorted(cases)), f"…{person[-4:]}"
            )


def _last_minutes(since: datetime, until: datetime) -> Iterator[Signal]:
    """An officer's decisions within the last minutes of the promise: two or more."""
    window = timedelta(minutes=limits().last_minutes)
    rows = _decisions(since, until)
    due = {
        clock.caseitem_id: clock.due_at
        for clock in Clock.objects.filter(
            scope="promise", caseitem__in=[row.caseitem_id for row in rows], due_at__isnull=False
        )
    }
    close: dict[str, list[str]] = {}
    total: dict[str, int] = {}
    for row in rows:
        limit = due.get(row.caseitem_id)
        if limit is None:
            continue
        total[row.decided_by] = total.get(row.decided_by, 0) + 1
        if timedelta(0) <= limit - row.decided_at <= window:
            close.setdefault(row.decided_by, []).append(row.case.number)
    for account, cases in close.items():
        if len(cases) > 1:
            detail = str(limits().last_minutes)
            yield Signal("last_minutes", account, len(cases), total[account], tuple(cases), detail)


def _overruled(since: datetime, until: datetime) -> Iterator[Signal]:
    """A rule of the service advised one outcome for an item and an officer decided the other."""
    rows = Entry.objects.filter(act="casework.decide", happened_at__gte=since, happened_at__lt=until)
    against: dict[str, list[str]] = {}
    total: dict[str, int] = {}
    for actor, case, facts in rows.order_by("number").values_list("actor", "ref", "facts"):
        if facts.get("advice") in OUTCOMES:
            total[actor] = total.get(actor, 0) + 1
            if facts["advice"] != facts["outcome"]:
                against.setdefault(actor, []).append(case)
    for actor, cases in against.items():
        yield Signal("overruled", actor, len(cases), total[actor], tuple(dict.fromkeys(cases)))


def _readings(since: datetime, until: datetime) -> Iterator[Signal]:
    """Registers or cases read by somebody without a case there: none named, or one of other people."""
    reads = [
        (row.reader, row.case, row.register)
        for row in Reading.objects.filter(read_at__gte=since, read_at__lt=until)
    ]
    rows = Entry.objects.filter(
        act="journal.read", kind="case", happened_at__gte=since, happened_at__lt=until
    )
    inspectors = {post.account for post in Post.objects.all() if "inspector" in post.roles}
    reads += [(row.actor, row.ref, "") for row in rows if row.actor not in inspectors]
    total: dict[str, int] = {}
    odd: dict[tuple[str, str], list[tuple[str, str]]] = {}
    parties = _parties({case for _reader, case, _register in reads})
    for reader, case, register in reads:
        total[reader] = total.get(reader, 0) + 1
        if case not in parties:
            odd.setdefault(("no_case", reader), []).append((case, register))
        elif reader not in parties[case]:
            odd.setdefault(("outsider", reader), []).append((case, register))
    for (kind, reader), found in odd.items():
        cases = tuple(dict.fromkeys(case for case, _register in found if case))
        registers = ", ".join(sorted({register for _case, register in found if register}))
        yield Signal(kind, reader, len(found), total[reader], cases, registers)


def _parties(numbers: set[str]) -> dict[str, set[str]]:
    """Case or draft number -> accounts with business there: the applicant's, and those of units with a task."""
    found = {
        row.number: {row.account}
        for row in Draft.objects.filter(number__in=numbers).only("number", "account")
    }
    by_unit: dict[str, set[str]] = {}
    for post in Post.objects.all():
        by_unit.setdefault(post.unit, set()).add(post.account)
    for row in Case.objects.filter(number__in=numbers):
        found[row.number] = {row.account}
    for number, unit in Task.objects.filter(case__number__in=numbers).values_list("case__number", "unit"):
        found[number] |= by_unit.get(unit, set())
    return found
