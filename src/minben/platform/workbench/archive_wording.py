"""Words about closed files: how long they are kept and why, and what remains of a destroyed one."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minben.platform.casework import wording as common
from minben.platform.casework.models import Case, Proceeding
from minben.platform.casework.queries import CaseView
from minben.platform.design.parts import Column, Status, Table
from minben.platform.design.templatetags.design import day


def state(row: Case) -> Status:
    """Where the file stands."""
    if row.archived_at is not None:
        return Status(_("In the archive"), "done")
    return Status(_("Not archived yet"), "open")


def sentence(row: Case) -> str:
    """Until when the file is kept, and what it waits for."""
    kept = _("It is kept for ever.")
    if row.keep_until is not None:
        kept = _("It is kept until %(date)s.") % {"date": day(row.keep_until)}
    if row.archived_at is None:
        return f"{_('It is not archived yet.')} {kept}"
    return f"{_('Archived on %(date)s.') % {'date': day(row.archived_at)}} {kept}"


def retention(view: CaseView, locale: str) -> Table:
    """Result type, time of keeping, and the day after which the item's part may go; the longest counts for the case."""
    rows = [
        [
            view.service.say(f"items.{one.item.id}.name", locale),
            common.result_type(one.item.result_type),
            duration(one.item.retention),
            one.decision.number if one.decision is not None else "",
        ]
        for one in view.items
    ]
    heads = [_("Item"), _("Kind of result"), _("Kept for"), _("Decision document")]
    return Table(
        _("How long it is kept: the longest of its items counts"), [Column(head) for head in heads], rows
    )


def duration(text: str) -> str:
    """An ISO 8601 duration of years, months and days in words; nothing means for ever."""
    if not text:
        return _("for ever")
    years, months, days = (
        int(part or 0) for part in re.findall(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?", text)[0]
    )
    parts = [
        ngettext("%(value)s year", "%(value)s years", years) % {"value": years} if years else "",
        ngettext("%(value)s month", "%(value)s months", months) % {"value": months} if months else "",
        ngettext("%(value)s day", "%(value)s days", days) % {"value": days} if days else "",
    ]
    return " ".join(part for part in parts if part)


def spaced(digest: str) -> str:
    """A digest in groups of eight, so that it can be compared by eye and wraps."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def ended(row: Proceeding) -> str:
    """What came of a proceeding."""
    return common.outcomes()[row.outcome] if row.ended_at else _("Not ended yet")


def remains() -> Any:
    """What destroying means."""
    return _(
        "Everything about the case is deleted: answers, files, messages, decisions, certificates. What remains is the"
        " journal, whose personal parts stay sealed, and this proof: number, days, the package's digest, the digest of"
        " each deleted document, and who proposed and confirmed it."
    )
