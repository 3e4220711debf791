"""What analysts do: bring a log, take it away."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.db.models import Max

from minben.platform.casework.actions.files import plain_name
from minben.platform.journal.actions import Record, act
from minben.platform.studio import reading
from minben.platform.studio.models import Upload


class Gone(LookupError):
    """What was to be acted on is not there (any more)."""


@act("studio.keep_log")
def keep_log(record: Record, name: str, content: bytes, columns: Mapping[str, str]) -> int:
    """Keep an uploaded log for the tenant's analysts; answers its number. InputError when it cannot be read."""
    log = reading.read(name, content, columns)
    number = (Upload.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    row = Upload(number=number, name=plain_name(name), suffix=reading.suffix_of(name), columns=dict(columns))
    row.content, row.sha256 = content, hashlib.sha256(content).hexdigest()
    row.cases, row.events = len(log.cases), len(log)
    row.brought_by, row.brought_at = record.actor.account, record.now
    row.save()
    record.about("log", str(number), sha256=row.sha256, cases=row.cases, events=row.events)
    return number


@act("studio.remove_log")
def remove_log(record: Record, number: int) -> int:
    """Take an uploaded log away for good; the journal keeps that it was here."""
    row = Upload.objects.filter(number=number).first()
    if row is None:
        raise Gone(number)
    record.about("log", str(number), removed=True, sha256=row.sha256)
    row.delete()
    return number
