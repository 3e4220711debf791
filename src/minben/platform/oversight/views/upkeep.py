"""The administrator's page: what could not go on by itself, to be tried again or closed; is the journal signed?"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minben.platform.casework import actions
from minben.platform.casework import upkeep as casework
from minben.platform.design.parts import Row
from minben.platform.design.templatetags.design import day
from minben.platform.identity.rights import access
from minben.platform.journal import queries as journal
from minben.platform.oversight import wording
from minben.platform.oversight.views.common import actor_of, attempt, key_of, names_of, show

TROUBLE = "trouble"


@access("place", "administer")
def upkeep(request: HttpRequest) -> HttpResponse:
    """Held cases, timers and messages that failed, each with what can be done; and the last signed head."""
    names = names_of(request)
    listed = [
        *(_trouble(row, names.service(row.case.service)) for row in casework.troubles()),
        *(_letter(one, names.service(one.row.case.service)) for one in casework.dead_letters()),
    ]
    head = journal.latest_head()
    ledger = [
        Row(_("Entries of the journal"), journal.size()),
        Row(_("Last signed head"), head.signed_at if head else ""),
    ]
    return show(request, "upkeep", "upkeep", listed=listed, ledger=ledger)


def _trouble(row: Any, service: str) -> dict[str, Any]:
    said = wording.trouble(row)
    return {
        "queue": TROUBLE, "id": row.pk, "number": row.case.number, "service": service, "said": said,
        "detail": row.words, "since": _("Since %(date)s.") % {"date": day(row.since)}, "retry": row.event is not None,
    }  # fmt: skip


def _letter(one: casework.Letter, service: str) -> dict[str, Any]:
    row = one.row
    said = wording.letter(one.queue, row)
    since = _("Due on %(date)s, tried %(n)s times.") % {"date": day(row.due_at), "n": row.attempts}
    return {
        "queue": one.queue, "id": row.pk, "number": row.case.number, "service": service, "said": said,
        "detail": wording.cause(row.trouble), "since": since, "retry": True,
    }  # fmt: skip


@access("place", "administer")
@require_POST
def settle(request: HttpRequest, queue: str, number: int) -> HttpResponse:
    """Try it again, or close it; either with a reason that stays in the record."""
    actor, key, reason = actor_of(request), key_of(request), request.POST.get("reason", "")[:2000]
    again = request.POST.get("what") == "retry"
    if queue == TROUBLE:
        act = actions.retry if again else actions.close_trouble
        work = lambda: act(actor, number, reason, key=key)  # noqa: E731
    elif queue in ("timer", "posting"):
        letter = actions.retry_letter if again else actions.close_letter
        work = lambda: letter(actor, queue, number, reason, key=key)  # noqa: E731
    else:
        raise Http404
    attempt(request, _("It is tried again.") if again else _("It is closed."), work)
    return redirect("oversight:upkeep")
