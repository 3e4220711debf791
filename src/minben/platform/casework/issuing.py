"""Certificates: composed by typst from data, sealed as PAdES, verifiable by anyone through the code in the QR."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import segno
from django.conf import settings

from minben.kernel.pack import Item, Place, Service
from minben.platform.casework import facts
from minben.platform.casework.models import Case, CaseItem, Certificate, Document
from minben.platform.casework.rows import Rows
from minben.platform.design import printing
from minben.platform.identity.queries import in_practice
from minben.platform.journal.keys import signer

TEMPLATE = Path(__file__).parent / "typst" / "certificate.typ"
LOCALE = "zh-Hant"  # results are issued in the place's own language


def issue(
    rows: Rows, caseitem: CaseItem, place: Place, service: Service, moment: datetime, found: Mapping[str, Any]
) -> Certificate:
    """Compose, seal and keep the item's result; issuing twice gives the same certificate."""
    case, mine = rows.case, [row for row in rows.new(Certificate) if row.caseitem is caseitem]
    stored = Certificate.objects.filter(caseitem=caseitem).first() if caseitem.result else None
    if mine or stored is not None:
        return mine[0] if mine else stored
    item = service.item(caseitem.item)
    code = secrets.token_urlsafe(12)
    number = f"{case.number}-{item.id.upper()[:3]}"
    content = signer().seal_pdf(compose(case, item, place, service, moment, number, code, found), number)
    document = Document(
        case=case,
        kind="certificate",
        item=item.id,
        name=f"{number}.pdf",
        media_type="application/pdf",
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        trust="A",
        added_by="system",
        added_at=moment,
    )
    certificate = Certificate(case=case, caseitem=caseitem, document=document, number=number, code=code)
    certificate.issued_at = moment
    rows.put(document)
    rows.put(certificate)
    return certificate


def compose(
    case: Case,
    item: Item,
    place: Place,
    service: Service,
    moment: datetime,
    number: str,
    code: str,
    found: Mapping[str, Any],
) -> bytes:
    """The unsigned PDF (PDF/A-2b). `found` is what rules found out, which a result may state beside the answers."""
    address = f"{settings.MINBEN_ADDRESS}/verify/{code}/"
    texts = place.texts[LOCALE]
    known = {**facts.flat(found), **facts.certified(case, place)}
    data = {
        "lang": "zh",
        "region": "TW",
        "font": "TC",
        "place": texts["practice.name"] if in_practice() else texts["name"],
        "title": service.say(f"items.{item.id}.result", LOCALE),
        "number": number,
        "authority": texts[f"units.{item.authority}"],
        "rows": [
            [texts[f"elements.{name}.label"], _shown(place, name, known[name])]
            for name in item.certificate
            if name in known
        ],
        "issued": moment.astimezone(ZoneInfo(place.calendar.zone)).strftime("%Y 年 %-m 月 %-d 日"),
        "verify": texts["certificate.verify"],
        "address": address,
        "code": code,
        "qr": segno.make(address, error="m").svg_inline(scale=4, border=0),
    }
    _check_glyphs(data)
    return printing.pdf(TEMPLATE, data, moment)


def _shown(place: Place, element: str, value: str) -> str:
    """The answer as people read it: a choice by its words."""
    return place.texts[LOCALE].get(f"elements.{element}.choices.{value}", value)


class MissingGlyph(ValueError):
    """A name has a character the font lacks: issuing would print an empty box, so it stops instead."""


def _check_glyphs(data: dict[str, object]) -> None:
    missing = sorted({char for char in json.dumps(data, ensure_ascii=False) if ord(char) > 0x2FFFF})
    if missing:
        raise MissingGlyph("".join(missing))
