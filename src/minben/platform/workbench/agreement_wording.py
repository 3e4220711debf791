"""What applicant and office proposed to each other, in the officer's words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from minben.platform.casework import wording as common
from minben.platform.casework.agreements import Talk
from minben.platform.design.parts import Row, Status
from minben.platform.design.templatetags.design import moment
from minben.platform.workbench.queries.desk import Desk
from minben.platform.workbench.queries.queue import holder_names


def told(found: Desk, talk: Talk, locale: str) -> dict[str, Any]:
    """One proposal: what, by whom, how it stands."""
    row = talk.row
    word, kind = common.agreement_state(talk.state)
    rows = [
        Row(
            _("Proposed by"),
            _who(found, row.office, row.unit, row.proposed_by, locale),
            moment(row.proposed_at),
        ),
        *([Row(_("Which day"), talk.day)] if talk.day else []),
        Row(_("Proposal"), talk.text),
        *([Row(_("Answer by"), row.answer_by)] if talk.waits_for else []),
        *([Row(_("Answer"), talk.answer)] if talk.answer else []),
    ]
    if row.settled_at and row.settled_by:
        by_office = row.office == (row.outcome == "taken_back")
        who = _who(found, by_office, row.unit, row.settled_by, locale)
        rows.append(
            Row(
                _("Taken back by") if row.outcome == "taken_back" else _("Answered by"),
                who,
                moment(row.settled_at),
            )
        )
    return {"title": common.agreement(row.kind), "status": Status(word, kind), "rows": rows}


def _who(found: Desk, office: bool, unit: str, account: str, locale: str) -> str:
    if not office:
        return _("The applicant")
    name = holder_names({account}).get(account, account)
    return f"{found.place.texts[locale].get(f'units.{unit}', unit)} {name}"
