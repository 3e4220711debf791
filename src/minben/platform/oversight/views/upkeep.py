"""The administrator's page: what the worker could not do, and whether the journal is signed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from minben.platform.casework import queries as casework
from minben.platform.design.parts import Column, Row, Table
from minben.platform.identity.rights import access
from minben.platform.journal import queries as journal
from minben.platform.oversight.views.common import show


@access("place", "administer")
def upkeep(request: HttpRequest) -> HttpResponse:
    """Timers that failed and wait for a person, and the last signed head."""
    rows = [
        [row.case.number, row.kind, row.due_at, row.attempts, row.trouble]
        for row in casework.troubled_timers()
    ]
    heads = (_("Case"), _("Timer"), _("Due"), _("Attempts"), _("What went wrong"))
    head = journal.latest_head()
    ledger = [
        Row(_("Entries of the journal"), journal.size()),
        Row(_("Last signed head"), head.signed_at if head else ""),
    ]
    table = Table(_("Timers that failed"), [Column(one) for one in heads], rows)
    return show(request, "upkeep", "", table=table, ledger=ledger)
