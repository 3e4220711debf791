"""What an applicant does with a case: answer, upload, write, withdraw, rate, complain; offers and opting in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from minben.kernel.process import Cancelled
from minben.platform.casework import clocks
from minben.platform.casework.actions.drafting import own_draft, send
from minben.platform.casework.actions.files import media_type, plain_name
from minben.platform.casework.actions.refusal import Refusal
from minben.platform.casework.models import (
    Case,
    CaseStatus,
    Complaint,
    Correction,
    Document,
    Message,
    Notice,
    Offer,
    OptIn,
    Rating,
    Timer,
)
from minben.platform.casework.play import Play
from minben.platform.catalogue.queries import pinned
from minben.platform.journal import vault
from minben.platform.journal.actions import Record, act


@act("casework.answer_correction")
def answer_correction(record: Record, case: str, item: str, text: str, answers: Mapping[str, str]) -> str:
    """Answer what was asked, by words, corrected answers and uploads; the office then has its notice limit anew."""
    row = _own(record, case)
    asked = (
        Correction.objects.select_related("caseitem")
        .filter(case=row, caseitem__item=item, answered_at=None)
        .first()
    )
    if asked is None:
        raise Refusal("correction.none")
    files = Document.objects.filter(case=row, kind="upload", item=item, added_at__gte=asked.asked_at)
    if not text.strip() and not answers and not files.exists():
        raise Refusal("correction.answer_missing")
    asked.answer_sealed = vault.seal(row.person, {"text": text.strip(), "answers": dict(answers)})
    asked.answered_at = record.now
    asked.save()
    row.sealed = vault.seal(row.person, {**vault.unseal(row.person, row.sealed), **answers})
    row.sources = {name: source for name, source in row.sources.items() if name not in answers}
    row.save()
    play = Play.of(record, row)
    play.move("answer_correction", asked.caseitem)
    record.about("case", case, item=item, changed=sorted(answers))
    record.seal(row.person, text=text.strip(), answers=dict(answers))
    record.happen(f"{item}.answer_correction", item=item, unit="applicant")
    return case


@act("casework.upload")
def upload(record: Record, case: str, item: str, name: str, content: bytes) -> int:
    """Add a file to the case; its type is read from its content (PDF, PNG or JPEG)."""
    row = _own(record, case)
    kind = media_type(content)
    digest = hashlib.sha256(content).hexdigest()
    document = Document.objects.create(
        case=row,
        kind="upload",
        item=item,
        name=plain_name(name),
        media_type=kind,
        sha256=digest,
        content=content,
        added_by=record.actor.account,
        added_at=record.now,
    )
    record.about("case", case, item=item, document=document.pk, sha256=digest)
    record.happen("upload", item=item, unit="applicant")
    return document.pk


@act("casework.send_message")
def send_message(record: Record, case: str, text: str) -> int:
    """Write to the offices that have the case."""
    row = _own(record, case)
    if not text.strip():
        raise Refusal("message.empty")
    message = Message.objects.create(
        case=row,
        author=record.actor.account,
        sealed=vault.seal(row.person, {"text": text.strip()}),
        sent_at=record.now,
    )
    record.about("case", case, message=message.pk)
    return message.pk


@act("casework.withdraw")
def withdraw(record: Record, case: str) -> str:
    """Withdraw the application; possible until every item is decided."""
    row = _own(record, case)
    if not row.open:
        raise Refusal("case.closed")
    record.about("case", case, withdrawn=True)
    record.happen("withdraw", unit="applicant")
    play = Play.of(record, row)
    for caseitem in row.items.filter(decided_at=None).order_by("id"):
        play.move("withdraw", caseitem)
    Timer.objects.filter(case=row, done_at=None).update(done_at=record.now)
    row.status = CaseStatus.WITHDRAWN
    play.tell(Cancelled("withdrawn"))
    return case


@act("casework.rate")
def rate(record: Record, case: str, stars: int, comment: str = "") -> int:
    """One rating per case, 1 to 5 stars; stored as the standard's code, in which 1 is best. It replaces a default."""
    row = _own(record, case)
    if stars not in range(1, 6):
        raise Refusal("rating.stars")
    if Rating.objects.filter(case=row, is_default=False).exists():
        raise Refusal("rating.once")
    satisfaction = 6 - stars
    given = {
        "satisfaction": satisfaction,
        "sealed": vault.seal(row.person, {"text": comment.strip()}) if comment.strip() else b"",
        "given_at": record.now,
        "is_default": False,
    }
    Rating.objects.update_or_create(case=row, defaults=given)
    record.about("case", case, satisfaction=satisfaction)
    return satisfaction


@act("casework.complain")
def complain(record: Record, case: str, text: str, about: str = "") -> str:
    """Complain about the handling; the inspector replies within the limit. Answers the complaint's number."""
    row = _own(record, case)
    if not text.strip():
        raise Refusal("complaint.empty")
    limit = pinned(row.pack, row.service)[0].supervision.complaint_reply
    complaint = Complaint.objects.create(
        case=row,
        number=f"{row.number}-C{Complaint.objects.filter(case=row).count() + 1}",
        about=about,
        sealed=vault.seal(row.person, {"text": text.strip()}),
        made_at=record.now,
        due_at=clocks.last_moment(row, record.now, limit),
    )
    caseitem = row.items.filter(item=about).first() if about else None
    Play.of(record, row).run_clocks("complain", caseitem, part=str(complaint.pk))
    record.about("complaint", complaint.number, case=case, about=about)
    record.seal(row.person, text=text.strip())
    return complaint.number


@act("casework.read_notices")
def read_notices(record: Record, numbers: Sequence[int]) -> int:
    """The person has seen these notices."""
    rows = Notice.objects.filter(pk__in=list(numbers), person=record.actor.principal, read_at=None)
    record.about("notices", record.actor.account, read=rows.count())
    return rows.update(read_at=record.now)


@act("casework.opt_in")
def opt_in(record: Record, service: str) -> int:
    """Wish to be offered a service when registers show entitlement."""
    row = OptIn.objects.filter(person=record.actor.principal, service=service, ended_at=None).first()
    row = row or OptIn.objects.create(person=record.actor.principal, service=service, since=record.now)
    record.about("optin", str(row.pk), service=service)
    return row.pk


@act("casework.opt_out")
def opt_out(record: Record, service: str) -> int:
    """End that wish at once."""
    rows = OptIn.objects.filter(person=record.actor.principal, service=service, ended_at=None)
    record.about("optin", service, ended=rows.count())
    return rows.update(ended_at=record.now)


@act("casework.accept_offer")
def accept_offer(record: Record, draft: str) -> str:
    """Say yes to an offer: the form that the registers filled in becomes a case. Answers the case number."""
    row = own_draft(record, draft)
    offer = _open_offer(record, row.service)
    case = send(record, row, "proactive")
    offer.answered_at, offer.case = record.now, case.number
    offer.save()
    return case.number


@act("casework.decline_offer")
def decline_offer(record: Record, service: str) -> bool:
    """Say no to an offer; it is not made again, and applying stays possible."""
    offer = _open_offer(record, service)
    offer.answered_at = record.now
    offer.save()
    record.about("offer", service, declined=True)
    return True


def _open_offer(record: Record, service: str) -> Offer:
    offer = Offer.objects.filter(person=record.actor.principal, service=service, answered_at=None).first()
    if offer is None:
        raise Refusal("offer.gone")
    return offer


def _own(record: Record, number: str) -> Case:
    """A case of the acting person (or of the one acted for)."""
    person = record.actor.principal
    row = Case.objects.filter(number=number, person=person).first()
    if row is None:
        raise Refusal("case.not_yours")
    return row
