"""Practice (練習): the same pages on a sandbox, with invented applicants. Real cases are out of reach there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from minben.platform.identity import queries as identity
from minben.platform.identity.rights import access
from minben.platform.journal.tenancy import scope
from minben.platform.training import practice
from minben.platform.workbench.views.queue import own, tabs


@access("practice", "use")
def home(request: HttpRequest) -> HttpResponse:
    """What practice is; the way in, more cases, the way out."""
    practising = identity.in_practice()
    room = identity.practice_of(request.tenant.pk)  # type: ignore[attr-defined]
    context = {
        "practising": practising,
        "possible": practising or room is not None,
        "waiting": practice.open_tasks(own(request)) if practising else 0,
        "tabs": tabs(request, "practice"),
    }
    return render(request, "workbench/practice.html", context)


@access("practice", "use")
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Go into the sandbox of this tenant (or stay there) and find cases to practise on."""
    room = request.tenant if identity.in_practice() else identity.practice_of(request.tenant.pk)  # type: ignore[attr-defined]
    if room is None:
        messages.warning(request, _("Your place has no practice room yet; ask the administrator."))
        return redirect("workbench:practice")
    with scope(room.pk):
        actor = identity.actor_for(request.user)  # type: ignore[arg-type]
        wanted = practice.ENOUGH if "more" in request.POST else practice.ENOUGH - practice.open_tasks(actor)
        made = practice.prepare(actor, wanted) if wanted > 0 else []
    for name in ("on_behalf_of", "acting_for"):
        request.session.pop(name, None)
    request.session["tenant"] = room.pk
    if made:
        told = ngettext(
            "%(number)s practice case was made.", "%(number)s practice cases were made.", len(made)
        )
        messages.success(request, told % {"number": len(made)})
    return redirect("workbench:home")


@access("practice", "use")
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Back to the real cases."""
    request.session.pop("tenant", None)
    messages.success(request, _("You left practice: these are real cases again."))
    return redirect("workbench:home")
