"""The pages of the footer: accessibility, privacy, and telling us about a page."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.contrib import messages as said
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from minben.platform.casework.actions import Refusal
from minben.platform.design.parts import Column, Link, Table
from minben.platform.identity.rights import access
from minben.platform.journal.actor import Actor
from minben.platform.journal.tenancy import current_tenant
from minben.platform.portal import actions, queries, wording
from minben.platform.portal.forms import Feedback, Words
from minben.platform.portal.visit import Visit, key


@access("service", "read")
def accessibility(request: Visit) -> HttpResponse:
    """What is done so that everybody can use the site, what is not yet done, and where to say so."""
    return render(request, "portal/accessibility.html", {"breadcrumbs": _home()})


@access("service", "read")
def privacy(request: Visit) -> HttpResponse:
    """What is kept, why, how it is kept apart, who looks, and what one can demand."""
    rows = [
        [settings.SESSION_COOKIE_NAME, _("That you are signed in"), _("8 hours, or until you sign out")],
        [settings.CSRF_COOKIE_NAME, _("That a form was sent from this site"), _("a year")],
        [settings.LANGUAGE_COOKIE_NAME, _("The language you chose"), _("a year")],
        ["minben_size, minben_contrast", _("Large text and high contrast"), _("a year")],
    ]
    columns = [Column(_("Cookie")), Column(_("What it remembers")), Column(_("How long"))]
    context = {"cookies": Table(_("Cookies"), columns, rows, stacks=True), "breadcrumbs": _home()}
    return render(request, "portal/privacy.html", context)


def _home() -> list[Link]:
    return [Link(reverse("portal:home"), _("All services"))]


@access("feedback", "give")
def feedback(request: Visit) -> HttpResponse:
    """Words about the page one comes from. No name is asked."""
    form = Feedback(request.POST or None, initial=_begun(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        mood = int(given["mood"]) if given["mood"] else None
        try:
            code = actions.give_feedback(
                _anybody(request), given["page"], given["text"], mood, key=key(request)
            )
            return redirect("portal:feedback_given", code=code)
        except Refusal as refusal:
            form.add_error(None, wording.refused(refusal.key))
    context = {"form": form, "key": key(request) or uuid4().hex, "breadcrumbs": _home()}
    return render(request, "portal/feedback.html", context)


def _begun(request: Visit) -> dict[str, str]:
    """The page one comes from; and who looked for something in vain need not write it again."""
    missing = request.GET.get("missing", "").strip()[:200]
    words = (
        {"text": _("I looked for “%(words)s” and did not find it.") % {"words": missing}} if missing else {}
    )
    return {"page": _came_from(request), **words}


def _came_from(request: Visit) -> str:
    """The path of the page on which the link was followed; its query may hold words of a search and stays out."""
    parts = urlsplit(request.headers.get("referer", ""))
    return parts.path[:200] if parts.netloc == request.get_host() else ""


def _anybody(request: Visit) -> Actor:
    """Who tells us: nobody by name. Only whether it is somebody who works here is kept."""
    units = request.actor.units if request.actor is not None else ()
    return Actor(current_tenant(), "anonymous", units=units)


@access("feedback", "give")
def feedback_given(request: Visit, code: str) -> HttpResponse:
    """What one told us, and the answer."""
    found = queries.feedback(code)
    if found is None:
        raise Http404
    return render(request, "portal/feedback_given.html", {"found": found, "breadcrumbs": _home()})


@access("feedback", "answer")
def feedback_received(request: Visit) -> HttpResponse:
    """For administrators: what people told us, unanswered first, each to be answered."""
    if request.method == "POST":
        try:
            code = request.POST.get("code", "")
            actions.answer_feedback(
                request.actor, code, request.POST.get("text", "")[:4000], key=key(request)
            )
            said.success(request, _("The answer is kept; whoever asked can read it."))
        except Refusal as refusal:
            said.warning(request, wording.refused(refusal.key))
        return redirect("portal:feedback_received")
    rows = [
        {"row": row, "mood": wording.mood(row.mood), "key": uuid4().hex,
         "form": Words(_("Your answer"), auto_id=f"a-{row.pk}-%s")}
        for row in queries.received()
    ]  # fmt: skip
    return render(request, "portal/feedback_received.html", {"rows": rows, "breadcrumbs": _home()})
