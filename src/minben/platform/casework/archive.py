"""The archive package of a closed case: one zip that explains itself without this software; and its deletion.

Serves the archive and the auditor. `README.txt` says what is inside; `case.json` holds everything stated about the
case, `journal.jsonl` its entries as the ledger's leaves commit to them, with an inclusion proof each and the
checkpoint they verify against; `documents/` the files. `manifest.txt` lists the SHA-256 of each.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

from minben.platform.casework import agreements, facts, lists
from minben.platform.casework.models import Case, CaseItem, Clock, Decision, Document
from minben.platform.casework.queries import words_of
from minben.platform.journal import queries as journal
from minben.platform.journal import vault
from minben.platform.journal.queries import now

README = """Archive package of one administrative case.

manifest.txt    SHA-256 and name of every other file
case.json       the case, its items with their clocks and decisions, agreements, messages, opinions, critical acts
                and proceedings; `suite` names the hash of the ledger (sha256 or sm3); UTF-8 JSON
journal.jsonl   one line per act: `leaf` is base64 of the bytes that the ledger's leaf hashes (RFC 9162: a zero
                byte before them), `number` its place, `path` its inclusion proof in hexadecimal, outermost last
checkpoint.txt  the ledger's checkpoint (origin, size, root) against which the proofs verify
documents/      the case's files as they were received or issued

`minben archive verify FILE` does all of this; so can any program that reads zip, JSON and RFC 9162 proofs.
"""
EPOCH = (2000, 1, 1, 0, 0, 0)  # so that the same case gives the same bytes


def package(case: Case) -> tuple[bytes, str]:
    """The zip and its SHA-256."""
    files = {"README.txt": README.encode(), "case.json": _json(_stated(case)), **_journal(case)}
    for row in Document.objects.filter(case=case).exclude(kind="archive").order_by("id"):
        files[f"documents/{row.pk}-{row.name}"] = bytes(row.content)
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in sorted(files.items())]
    files["manifest.txt"] = ("\n".join(lines) + "\n").encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(name, EPOCH), content)
    content = buffer.getvalue()
    return content, hashlib.sha256(content).hexdigest()


def erase(case: Case) -> dict[str, Any]:
    """Delete every row of the case; answers how many of each table, and the digests of the documents."""
    gone: dict[str, Any] = {
        "documents": sorted(Document.objects.filter(case=case).values_list("sha256", flat=True)),
    }
    for model in _owned():
        rows = model.objects.filter(**{_path(model): case})
        if count := rows.count():
            gone[model._meta.db_table] = count
            rows.delete()
    case.delete()
    return gone


def _owned() -> list[Any]:
    """Tables whose rows belong to a case, those that point at others of them first."""
    models = [model for model in apps.get_models() if _path(model)]
    return sorted(models, key=lambda model: (-_depth(model, models), model.__name__))


def _depth(model: Any, models: list[Any]) -> int:
    """How far a table is from the case: certificates point at documents and items, items at the case."""
    parents = {field.related_model for field in model._meta.fields} & set(models) - {model}
    return 1 + max((_depth(parent, models) for parent in parents), default=0)


def _path(model: Any) -> str:
    """The keys by which a table's rows belong to a case (`clock__case`); empty when they do not."""
    keys = {field.name: field.related_model for field in model._meta.fields if field.related_model}
    for name, to in keys.items():
        if to is Case:
            return name
    ways = (f"{name}__{further}" for name, to in keys.items() if to is not model and (further := _path(to)))
    return next(ways, "")


def _stated(case: Case) -> dict[str, Any]:
    try:
        answers = facts.of_case(case)
    except vault.Erased:
        answers = {}
    items = CaseItem.objects.filter(case=case).order_by("id")
    return {
        "number": case.number, "service": case.service, "pack": case.pack, "suite": journal.suite().name,
        "channel": case.channel, "status": case.status,
        "submitted_at": case.submitted_at, "closed_at": case.closed_at, "keep_until": case.keep_until,
        "answers": answers, "sources": case.sources,
        "items": [
            {
                "listed": {name: lists.listed(name, row) for name in sorted(lists.LISTS)},
                "item": row.item, "authority": row.authority, "status": row.status, "result": row.result,
                "received_at": row.received_at, "accepted_at": row.accepted_at, "decided_at": row.decided_at,
                "clocks": list(Clock.objects.filter(caseitem=row).order_by("id").values(
                    "scope", "holder", "limit", "started_at", "stops", "extensions", "due_at", "ended_at", "calendar")),
                "decisions": list(Decision.objects.filter(caseitem=row).order_by("id").values(
                    "number", "outcome", "reasons", "codes", "trace", "by_rule", "decided_by", "unit", "decided_at")),
            }
            for row in items
        ],
        "agreements": [
            {"item": talk.row.caseitem.item, "kind": talk.row.kind, "text": talk.text, "day": talk.day,
             "proposed_at": talk.row.proposed_at, "by": talk.row.unit if talk.row.office else "applicant",
             "state": talk.state, "answer": talk.answer, "settled_at": talk.row.settled_at}
            for talk in reversed(agreements.talks(case, now()))
        ],
        "consultations": [
            {"item": row.caseitem.item, "unit": row.unit, "asked": row.asked, "at": row.asked_at,
             "text": words_of(case, row.sealed), "answer": words_of(case, row.answer_sealed),
             "answered_at": row.answered_at, "countersign": row.countersign, "agrees": row.agrees}
            for row in case.consultations.select_related("caseitem").order_by("id")
        ],
        "critical_acts": list(case.proposals.order_by("id").values(
            "caseitem__item", "verb", "reasons", "basis", "unit", "proposed_by", "proposed_at", "settled_by",
            "settled_at", "agreed")),
        "proceedings": list(case.proceedings.order_by("id").values(
            "caseitem__item", "kind", "body", "number", "filed_at", "outcome", "ended_at")),
        "messages": [
            {"at": row.sent_at, "unit": row.unit, "author": row.author, "text": words_of(case, row.sealed)}
            for row in case.messages.order_by("id")
        ],
    }  # fmt: skip


def _journal(case: Case) -> dict[str, bytes]:
    lines, note = [], ""
    for entry in journal.entries("case", case.number):
        proof = journal.proof(entry)
        note = proof.note
        line = {
            "number": entry.number, "act": entry.act, "leaf": base64.b64encode(journal.canonical(entry)).decode(),
            "path": [step.hex() for step in proof.path],
        }  # fmt: skip
        lines.append(json.dumps(line, ensure_ascii=False))
    return {"journal.jsonl": ("\n".join(lines) + "\n").encode(), "checkpoint.txt": note.encode()}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder, sort_keys=True).encode()
