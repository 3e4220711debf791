"""The inspector's own looks: checking the ledger, drawing a random sample, noting what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minben.platform.casework import duties
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import Case
from minben.platform.journal import queries as journal
from minben.platform.journal.actions import Record, act
from minben.platform.journal.actor import Actor
from minben.platform.journal.witness import consistent
from minben.platform.supervision.actions.limits import said
from minben.platform.supervision.models import Inspection
from minben.platform.supervision.sampling import Sample

RESULTS = ("in_order", "remark")


def check_ledger(actor: Actor, *, kept: str = "", key: str = "") -> str:
    """Recompute the whole journal, compare it with a head somebody kept, and record what was found.

    The reading is done before the act: nobody has to wait with writing while the whole log is read.
    """
    verdict = journal.verify()
    extends = consistent(kept) if kept else None
    found = {
        "size": verdict.size,
        "root": verdict.root.hex(),
        "altered": list(verdict.altered[:100]),
        "missing": list(verdict.missing[:100]),
        "bad_heads": list(verdict.bad_heads[:100]),
        "extends": extends,
    }
    return _note_check(actor, {"kept": kept}, found, verdict.sound and extends is not False, key=key)


@act("supervision.check_ledger")
def _note_check(record: Record, asked: Mapping[str, Any], found: Mapping[str, Any], sound: bool) -> str:
    row = _inspection(record, "ledger", asked, found, sound)
    record.about("inspection", row.number, sound=sound, **found)
    return row.number


@act("supervision.draw_sample")
def draw_sample(record: Record, sample: Sample) -> str:
    """Keep a random sample as it was drawn: its seed lets anyone draw it again."""
    if not sample.cases:
        raise Refusal("sample.empty")
    row = _inspection(record, "sample", sample.asked, sample.found, None)
    record.about("inspection", row.number, **sample.asked, **sample.found)
    return row.number


@act("supervision.note_finding")
def note_finding(record: Record, number: str, case: str, result: str, words: str) -> str:
    """What the inspector drawn for this case found; the sample is finished when every case has a finding."""
    row = Inspection.objects.filter(number=number, kind="sample").first()
    if row is None or case not in row.found["cases"]:
        raise Refusal("sample.gone")
    if row.found["inspectors"][case] != record.actor.account:
        raise Refusal("sample.not_yours")
    if result not in RESULTS:
        raise Refusal("sample.unknown_result", result=result)
    if (
        found := Case.objects.filter(number=case).first()
    ) is not None:  # a destroyed one has no handlers left
        duties.supervise(record.actor, found)
    words = said(words, "sample.words_missing") if result == "remark" else words.strip()
    note = {"result": result, "words": words, "by": record.actor.account, "at": record.now.isoformat()}
    findings = {**row.found.get("findings", {}), case: note}
    row.found = {**row.found, "findings": findings}
    if set(findings) == set(row.found["cases"]):
        row.sound = all(one["result"] == "in_order" for one in findings.values())
    row.save()
    record.about("inspection", number, case=case, result=result, words=words)
    return number


def _inspection(
    record: Record, kind: str, asked: Mapping[str, Any], found: Mapping[str, Any], sound: bool | None
) -> Inspection:
    serial = Inspection.objects.filter(kind=kind).count() + 1
    return Inspection.objects.create(
        number=f"{kind[0].upper()}{record.now:%Y%m%d}-{serial:04d}",
        kind=kind,
        asked=dict(asked),
        found=dict(found),
        sound=sound,
        made_by=record.actor.account,
        made_at=record.now,
    )
