"""The administrator's page: what could not go on by itself, to be tried again or closed; is the journal signed?"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minben.platform.casework import actions
from minben.platform.casework import upkeep as casework
from minben.platform.casework.wording import standstill as words
from minben.platform.design.parts import Column, Link, Row, Table
from minben.platform.identity.rights import access
from minben.platform.journal import queries as journal
from minben.platform.oversight import components as made_elsewhere
from minben.platform.oversight.views.common import actor_of, attempt, key_of, names_of, show


@access("place", "administer")
def upkeep(request: HttpRequest) -> HttpResponse:
    """Held cases, timers and messages that failed, each with what can be done; and the last signed head."""
    names = names_of(request)
    listed = [
        words(one, names.service(one.case.service), reverse("oversight:settle", args=[one.queue, one.row.pk]))
        for one in casework.standstills()
    ]
    head = journal.latest_head()
    ledger = [
        Row(_("Entries of the journal"), journal.size()),
        Row(_("Last signed head"), head.signed_at if head else ""),
    ]
    return show(request, "upkeep", "upkeep", listed=listed, ledger=ledger)


@access("place", "administer")
@require_POST
def settle(request: HttpRequest, queue: str, number: int) -> HttpResponse:
    """Try it again, go on without it, or end it; each with a reason that stays in the record."""
    what, reason = request.POST.get("what", ""), request.POST.get("reason", "")[:2000]
    act = actions.act_on(queue, what)
    if act is None:
        raise Http404
    done = {
        "retry": _("It is tried again."),
        "skip": _("It goes on without it."),
        "close": _("It is closed."),
    }[what]
    attempt(request, done, lambda: act(actor_of(request), number, reason, key_of(request)))
    return redirect("oversight:upkeep")


@access("place", "administer")
def components(request: HttpRequest) -> HttpResponse:
    """What others made and this node runs on: name, version, licence, origin; also as a file for scanners."""
    found = made_elsewhere.components()
    if request.GET.get("as") == "json":
        answer = JsonResponse(made_elsewhere.bill(found), json_dumps_params={"indent": 1})
        answer["Content-Disposition"] = 'attachment; filename="components.cdx.json"'
        return answer
    heads = [Column(_("Component")), Column(_("Version")), Column(_("Licence")), Column(_("Origin"))]
    rows = [
        [one.name, one.version, one.licence or _("not stated"), one.origin or _("not stated")]
        for one in found
    ]
    table = Table(_("Components of others"), heads, rows, stacks=True)
    crumbs = [Link(reverse("oversight:upkeep"), _("Upkeep"))]
    return show(request, "components", "upkeep", table=table, breadcrumbs=crumbs)
