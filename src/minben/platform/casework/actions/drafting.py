"""The applicant's side before sending: begin, consent, fill in, leave, return, send."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from minben.kernel.pack import Place, Service
from minben.kernel.process import Event, Started
from minben.platform.casework import facts, intaking
from minben.platform.casework.actions.files import media_type, plain_name
from minben.platform.casework.actions.refusal import Refusal
from minben.platform.casework.models import Case, Document, Draft, DraftFile
from minben.platform.casework.play import Play
from minben.platform.catalogue.queries import pinned
from minben.platform.catalogue.queries import service as published
from minben.platform.exchange import actions as exchange
from minben.platform.journal import bulk, vault
from minben.platform.journal.actions import Record, act
from minben.platform.journal.tenancy import current_tenant


@act("casework.start_draft")
def start_draft(record: Record, service: str) -> str:
    """Begin a form (one draft per person and service: an unsent one is continued); answers its number."""
    person = record.actor.principal
    found = published(service)
    if found is None or found.service.status != "in_use":
        raise Refusal("service.not_open", service=service)
    kept = Draft.objects.filter(person=person, service=service, case="").order_by("-id").first()
    if kept is not None:
        record.about("draft", kept.number, resumed=True)
        return kept.number
    number = f"{record.now:%y%m%d}-{Draft.objects.count() + 1:05d}"
    draft = Draft(
        number=number,
        account=record.actor.account,
        person=person,
        service=service,
        pack=found.publication.pack,
    )
    draft.started_at = draft.saved_at = record.now
    draft.sealed = vault.seal(person, intaking.empty())
    draft.save()
    record.about("draft", number, service=service)
    return number


@act("casework.grant")
def grant(record: Record, draft: str, registers: Mapping[str, Sequence[str]], refused: Sequence[str]) -> str:
    """Record the applicant's consent for this draft; fetching follows as its own journalled reading."""
    row = own_draft(record, draft)
    row.consent = exchange.consent_row(record, row.service, registers, refused).pk
    row.saved_at = record.now
    row.save()
    record.about("draft", draft, consent=row.consent, registers=sorted(registers), refused=list(refused))
    return draft


@act("casework.save")
def save(
    record: Record,
    draft: str,
    answers: Mapping[str, str],
    *,
    page: str = "",
    fetched: Mapping[str, Mapping[str, str]] | None = None,
    disputed: Sequence[str] = (),
) -> str:
    """Keep answers (and what registers said); a disputed element's own answer replaces the register's."""
    row = own_draft(record, draft)
    content = intaking.content(row)
    content["answers"].update(answers)
    content["fetched"].update({name: dict(value) for name, value in (fetched or {}).items()})
    content["disputed"] = sorted({*content["disputed"], *disputed})
    row.sealed = vault.seal(row.person, content)
    row.page, row.saved_at = page or row.page, record.now
    row.save()
    record.about("draft", draft, answered=sorted(answers), disputed=sorted(disputed), page=page)
    return draft


@act("casework.dispute")
def dispute(record: Record, draft: str, element: str, value: str) -> str:
    """Say that a register is wrong and what is right: the own word stands on the form, the keeper must check."""
    row = own_draft(record, draft)
    content = intaking.content(row)
    if element not in content["fetched"]:
        raise Refusal("dispute.not_fetched", element=element)
    content["answers"][element] = value
    content["disputed"] = sorted({*content["disputed"], element})
    row.sealed, row.saved_at = vault.seal(row.person, content), record.now
    row.save()
    fetched = content["fetched"][element]
    register = fetched["register"]
    exchange.dispute_row(record, register, element, draft, told=fetched["value"], said=value)
    record.about("draft", draft, register=register, disputed=[element])
    return draft


@act("casework.attach")
def attach(record: Record, draft: str, element: str, name: str, content: bytes) -> str:
    """Give a file as the answer to an element; giving another replaces it."""
    row = own_draft(record, draft)
    kind = media_type(content)
    digest = hashlib.sha256(content).hexdigest()
    DraftFile.objects.filter(draft=row, element=element).delete()
    DraftFile.objects.create(
        draft=row, element=element, name=plain_name(name), media_type=kind, sha256=digest, content=content
    )
    kept = intaking.content(row)
    kept["answers"][element] = plain_name(name)
    row.sealed, row.saved_at = vault.seal(row.person, kept), record.now
    row.save()
    record.about("draft", draft, attached=element, sha256=digest)
    return draft


@act("casework.discard")
def discard(record: Record, draft: str) -> bool:
    """Give a draft up: its answers are deleted."""
    row = own_draft(record, draft)
    record.about("draft", draft, discarded=True)
    row.files.all().delete()
    row.delete()
    return True


@act("casework.submit")
def submit(record: Record, draft: str, *, channel: str = "") -> str:
    """Send the form: the case begins, its tasks open in every department at once; answers the case number.

    Unless said otherwise it came through the counter when an officer assists the applicant, else through the portal.
    """
    return send(record, own_draft(record, draft), channel or _channel(record)).number


def _channel(record: Record) -> str:
    return "counter" if record.actor.has("assistant") else "portal"


def send(record: Record, row: Draft, channel: str) -> Case:
    """Make a complete form a case, inside the caller's act."""
    form = intaking.Form.of(row)
    if form.problems():
        raise Refusal("form.incomplete", elements=sorted(form.problems()))
    case = open_case(
        record, row.person, row.pack, form.service, form.final(), form.sources(), channel, form.overruled()
    )
    exchange.carry_disputes(row.number, case.number)
    _hand_over(record, row, case)
    row.case, row.saved_at, row.sealed = case.number, record.now, b""
    row.save()
    return case


def _hand_over(record: Record, row: Draft, case: Case) -> None:
    """The draft's files become the case's documents."""
    files = bulk.read(DraftFile, draft_id=row.pk)
    documents = [
        Document(
            case=case,
            kind="upload",
            item=file.element,
            name=file.name,
            media_type=file.media_type,
            sha256=file.sha256,
            content=file.content,
            trust="B" if case.channel == "counter" else "C",  # an officer saw the original
            added_by=record.actor.account,
            added_at=record.now,
        )
        for file in files
    ]
    bulk.write(documents)
    if documents:
        row.files.all().delete()


@dataclass(frozen=True)
class Begun:
    """What begins a case instead of an application: the event, whose account it is for, the unit it came from."""

    by: Event
    account: str
    unit: str


def open_case(
    record: Record,
    person: str,
    pack: str,
    service: Service,
    answers: Mapping[str, str],
    sources: Mapping[str, Any],
    channel: str,
    overruled: Mapping[str, str] | None = None,
    begun: Begun | None = None,
) -> Case:
    """Make the case and start its process, inside the caller's act.

    `overruled`: what registers said and the applicant disputes; rules without a person go by it (see facts.certified).
    `begun`: by something else than an application.
    """
    registers = {facts.REGISTERS: dict(overruled)} if overruled else {}
    case = bulk.fresh(
        Case,
        number=f"{record.now:%Y%m%d}-{_initials(service)}-{_serial(service):05d}",
        service=service.id,
        pack=pack,
        digest=service.digest,
        person=person,
        account=begun.account if begun else record.actor.account,
        channel=channel,
        lead=service.lead,
        sources=dict(sources),
        submitted_at=record.now,
        sealed=vault.seal(person, {**answers, **registers}),
    )
    record.about("case", case.number, service=service.id, digest=service.digest, channel=channel)
    record.seal(person, answers=dict(answers))
    record.happen("begin" if begun else "submit", unit=begun.unit if begun else "applicant")
    play = Play.of(record, case)
    play.tell(begun.by if begun else Started(guiding(service, answers)))
    play.notify("received")
    play.rows.write()
    return case


def guiding(service: Service, answers: Mapping[str, str]) -> dict[str, Any]:
    """What the process itself may know: nothing personal, only the answers to the guiding questions."""
    chosen = {
        question.element: answers[question.element]
        for question in service.guiding
        if question.element in answers
    }
    return {"guiding": chosen}


def _serial(service: Service) -> int:
    """One more than the latest case of the service has: never one again that a destroyed case had, however many."""
    said = "select number from casework_case where tenant_id = %s and service = %s order by id desc limit 1"
    with connection.cursor() as cursor:
        cursor.execute(said, [current_tenant(), service.id])
        latest = cursor.fetchone()
    return int(latest[0].rpartition("-")[2]) + 1 if latest else 1


def _initials(service: Service) -> str:
    return "".join(word[0] for word in service.id.split("-")).upper()


def own_draft(record: Record, draft: str) -> Draft:
    """An unsent form of the acting person (or of the one acted for)."""
    person = record.actor.principal
    row = Draft.objects.filter(number=draft, person=person, case="").first()
    if row is None:
        raise Refusal("draft.gone", draft=draft)
    return row


def pack_of(row: Draft) -> tuple[Place, Service]:
    """The version the draft was begun under."""
    return pinned(row.pack, row.service)
