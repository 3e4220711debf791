"""What the public wrote about a reform of one's own unit's service, and the unit's reply in its own name."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from minben.platform.casework.actions import Refusal
from minben.platform.catalogue.queries import place_locale
from minben.platform.design.parts import Link
from minben.platform.identity.rights import access
from minben.platform.openness.actions import consultations as actions
from minben.platform.openness.consultation_forms import ReplyForm
from minben.platform.openness.queries import consultations as queries
from minben.platform.openness.queries.reforms import change
from minben.platform.openness.views.consultations import refused, shown
from minben.platform.workbench.views.queue import own, tabs


@access("consultation", "reply")
def opinions(request: HttpRequest, service: str, reform: str) -> HttpResponse:
    """Opinions that everybody may read, and a reply to those that have none; moderating is not the unit's."""
    actor, row, one = own(request), queries.consultation(service, reform), change(service, reform)
    if row is None or one is None or row.closed_at is not None or queries.lead(row) not in actor.units:
        raise Http404
    locale = place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    found = queries.published(row)
    open_ones = [said for said in found if said.row.reply is None]
    form = ReplyForm(open_ones, request.POST or None) if open_ones else None
    if request.method == "POST" and form is not None and form.is_valid():
        given = form.cleaned_data
        numbers = [int(number) for number in given["numbers"]]
        try:
            actions.reply_to_opinions(
                actor, service, reform, numbers, given["verdict"], given["text"], given["topic"],
                key=request.POST.get("key", ""),
            )  # fmt: skip
            messages.success(request, _("The reply is published; whoever wrote is told."))
            return redirect("workbench:opinions", service, reform)
        except Refusal as refusal:
            form.add_error({"reply.topic": "topic"}.get(refusal.key, "text"), refused(refusal.key))
    context = {
        "title": one.say("title", locale),
        "opinions": [shown(said, locale) for said in found],
        "form": form,
        "key": uuid4().hex,
        "breadcrumbs": [Link(reverse("workbench:requests"), _("Requests for information"))],
        "tabs": tabs(request, ""),
    }
    return render(request, "workbench/opinions.html", context)
