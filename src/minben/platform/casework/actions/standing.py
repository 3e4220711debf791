"""What happens by itself: deemed acceptance, process timers, proactive offers. The worker's side."""

from __future__ import annotations

from minben.kernel.process.model import Fired
from minben.platform.casework.models import Case, ItemStatus, Offer, OptIn, Rating, Timer
from minben.platform.casework.play import Play
from minben.platform.journal.actions import Record, act


@act("casework.deem_accepted")
def deem_accepted(record: Record, timer: int) -> bool:
    """No notice came within the limit: the item counts as accepted from receipt (行政許可法 art. 32)."""
    row = Timer.objects.select_related("case", "caseitem").get(pk=timer)
    record.about("case", row.case.number, item=row.caseitem.item)
    due = row.caseitem.status == ItemStatus.RECEIVED and row.done_at is None
    row.done_at = record.now
    row.save()
    if due:
        play = Play.of(record, row.case)
        play.accept(row.caseitem, play.service.item(row.caseitem.item), row.caseitem.received_at, deemed=True)
    return due


@act("casework.fire")
def fire(record: Record, timer: int) -> bool:
    """A timer of the process is due."""
    row = Timer.objects.select_related("case").get(pk=timer)
    record.about("case", row.case.number, timer=row.key)
    if row.done_at is not None:
        return False
    row.done_at = record.now
    row.save()
    record.happen("timer", node=row.key.partition("#")[0])
    Play.of(record, row.case).tell(Fired(row.key))
    return True


@act("casework.offer")
def offer(record: Record, service: str, persons: list[str]) -> int:
    """Offer a service to persons who opted in and are entitled; each is offered once."""
    wished = set(
        OptIn.objects.filter(service=service, person__in=persons, ended_at=None).values_list(
            "person", flat=True
        )
    )
    offered = set(Offer.objects.filter(service=service, person__in=persons).values_list("person", flat=True))
    fresh = sorted(wished - offered)
    for person in fresh:
        Offer.objects.create(person=person, service=service, offered_at=record.now)
    record.about("service", service, offered=len(fresh))
    return len(fresh)


DEFAULT_SATISFACTION = (
    3  # 基本滿意, as Guangdong notes it; marked as a default and never counted as satisfaction
)


@act("casework.default_rating")
def default_rating(record: Record, case: str) -> bool:
    """Nobody rated within the place's limit: a default is noted. The person may still rate, which replaces it."""
    row = Case.objects.get(number=case)
    record.about("case", case, default_rating=DEFAULT_SATISFACTION)
    _, made = Rating.objects.get_or_create(
        case=row,
        defaults={"satisfaction": DEFAULT_SATISFACTION, "is_default": True, "given_at": record.now},
    )
    return made
