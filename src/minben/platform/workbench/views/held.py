"""What stands still in the cases that an officer's unit leads: held cases, calls for help, what no worker could do.

Whoever works there sees why and tries again; ending something, or going on without it, is the head's.
"""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from minben.platform.casework import actions
from minben.platform.casework.actions import Refusal
from minben.platform.casework.upkeep import standstills
from minben.platform.casework.wording import standstill, unsettled
from minben.platform.catalogue.queries import pinned, place_locale
from minben.platform.identity.rights import access
from minben.platform.workbench import wording
from minben.platform.workbench.views.queue import own, tabs


@access("task", "handle")
def home(request: HttpRequest) -> HttpResponse:
    """The list, oldest first."""
    actor, locale = own(request), place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    listed = []
    for one in standstills(actor.units):
        service = pinned(one.case.pack, one.case.service)[1].say("name", locale)
        action = reverse("workbench:settle_held", args=[one.queue, one.row.pk])
        listed.append(standstill(one, service, action, head=actor.has("leader")))
    context = {"listed": listed, "key": uuid4().hex, "tabs": tabs(request, "held")}
    return render(request, "workbench/held.html", context)


@access("task", "handle")
def settle(request: HttpRequest, queue: str, number: int) -> HttpResponse:
    """Try it again, go on without it, or end it; casework refuses what is not this person's."""
    act = actions.act_on(queue, request.POST.get("what", ""))
    if act is None:
        raise Http404
    try:
        act(own(request), number, request.POST.get("reason", "")[:2000], request.POST.get("key", "")[:60])
        messages.success(request, _("Done. Your reason stands in the record."))
    except Refusal as refusal:
        messages.warning(request, unsettled(refusal.key) or wording.refused(refusal.key))
    return redirect("workbench:held")
