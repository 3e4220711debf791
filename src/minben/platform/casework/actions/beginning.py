"""A case that begins with a message of another case: for the same person, under the law in force that day.

Serves processes whose service another one sets going (a permit that is followed by an inspection). The new case gets
what its own items need of what the sender knows, and nothing else; what is missing its office asks for once, as always.
"""

from __future__ import annotations

from typing import Any

from minben.kernel.pack import Place, Service
from minben.kernel.process import Program, Received
from minben.platform.casework import facts, messages
from minben.platform.casework.actions.drafting import Begun, guiding, open_case
from minben.platform.casework.models import OPEN_STATUS, Case, Posting, Wait
from minben.platform.casework.moves import program
from minben.platform.catalogue import queries as catalogue
from minben.platform.journal import bulk
from minben.platform.journal.actions import Record

BEGUN = "begun"  # kind of the row that remembers which message began a case


def begin_by(record: Record, row: Posting) -> Case | None:
    """The case that this message begins, or began already (by what correlates); None when nothing begins with it."""
    target = _target(row.name)
    if target is None:
        return None
    rules = program(target.publication.pack, target.id).correlations.get(row.name, ())
    mark = messages.mark({name: theirs(row.data) for name, _, theirs in rules})
    before = _before(row.name, mark, target.id)
    if before is not None:
        record.about("case", before.number, again=True)
        return before
    answers, sources, overruled = _carried(row.case, target.place, target.service)
    data = {**guiding(target.service, answers), **row.data}
    begun = Begun(Received(row.name, data), row.case.account, row.case.lead)
    case = open_case(
        record, row.case.person, target.publication.pack, target.service, answers, sources, "message", overruled, begun
    )  # fmt: skip
    bulk.write([bulk.fresh(Wait, case=case, kind=BEGUN, name=row.name, mark=mark, open=False)])
    return case


def _target(name: str) -> catalogue.Published | None:
    """The service in force that begins with this message (the checker lets only one of a place)."""
    return next(
        (one for one in catalogue.services() if name in begins_with(program(one.publication.pack, one.id))),
        None,
    )


def begins_with(played: Program) -> set[str]:
    """Names of the messages with which the process can begin."""
    found = set()
    for entry in played.entries.values():
        ways = [edge.target for edge in entry.out] if entry.node.kind == "event_based" else [entry]
        found |= {one.name for way in ways for one in way.node.triggers if one.kind == "message" and one.name}
    return found


def _before(name: str, mark: str, service: str) -> Case | None:
    """The open case that a message with the same words began; without words of its own every message is another."""
    if not mark:
        return None
    rows = Wait.objects.filter(kind=BEGUN, name=name, mark=mark, open=False)
    rows = rows.filter(case__service=service, case__status__in=OPEN_STATUS).select_related("case")
    found = rows.order_by("-id").first()
    return None if found is None else found.case


def _carried(
    sender: Case, place: Place, service: Service
) -> tuple[dict[str, str], dict[str, Any], dict[str, str]]:
    """Of the sender's facts those that the new items need: answers, their sources, what registers overrule."""
    needed = {name for item in service.items for name in item.needs} | {facts.SIGNED_IN}
    needed &= set(place.elements) | {facts.SIGNED_IN}
    known = facts.sealed(sender)
    overruled = {name: value for name, value in known.pop(facts.REGISTERS, {}).items() if name in needed}
    answers = {name: value for name, value in known.items() if name in needed}
    return answers, {name: one for name, one in sender.sources.items() if name in answers}, overruled
