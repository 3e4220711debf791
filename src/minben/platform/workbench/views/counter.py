"""The counter (窗口): find the person, start for them, print the receipt, hand over. The form is the portal's."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from minben.platform.casework import actions, receipts
from minben.platform.casework.actions import Refusal
from minben.platform.casework.actions.counter import DOCUMENTS
from minben.platform.casework.intaking import SIGNED_IN
from minben.platform.casework.models import Case
from minben.platform.casework.queries import handing_over
from minben.platform.catalogue import queries as catalogue
from minben.platform.catalogue.queries import current_place, place_locale
from minben.platform.design.parts import Column, Link, Row, Table
from minben.platform.exchange import actions as exchange
from minben.platform.identity.rights import access
from minben.platform.journal.actor import Actor
from minben.platform.workbench import wording
from minben.platform.workbench.queries import counter
from minben.platform.workbench.views.queue import own, tabs

NAME = "person.name"
PURPOSE = "counter"


class Visitor(forms.Form):
    """Who stands at the window, what they showed, and that they want to be helped."""

    person = forms.CharField(
        label=gettext_lazy("Identity number"),
        max_length=18,
        help_text=gettext_lazy(
            "Copy it from the document. Only the name is read, from the population register."
        ),
    )
    shown = forms.ChoiceField(label=gettext_lazy("Document shown"), widget=forms.RadioSelect)
    agreed = forms.BooleanField(
        label=gettext_lazy(
            "The person is here and asks me to fill in and send for them. I tell them what is looked up and sent."
        )
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = wording.shown()
        self.fields["shown"].choices = [(name, names[name]) for name in DOCUMENTS]  # type: ignore[attr-defined]

    def clean_person(self) -> str:
        """An identity number with its check character."""
        typed = self.cleaned_data["person"].strip().upper()
        if not counter.is_number(typed):
            raise forms.ValidationError(
                _("This is no identity number. Compare it with the document figure by figure.")
            )
        return typed


@access("counter", "serve")
def home(request: HttpRequest) -> HttpResponse:
    """Ask who is there; or, when somebody is, what they need."""
    locale = place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    serving = request.actor.on_behalf_of  # type: ignore[attr-defined]
    form = None if serving else Visitor(request.POST or None)
    if form is not None and request.method == "POST" and form.is_valid() and _receive(request, form):
        return redirect("workbench:counter")
    context = {
        "serving": request.session.get("acting_for", "") if serving else "",
        "form": form,
        "services": _services(locale) if serving else [],
        "key": uuid4().hex,
        "sent": _sent(request, locale),
        "to_hand_over": handing_over(own(request)).count(),
        "tabs": tabs(request, "counter"),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "workbench/counter.html", context, status=status)


def _receive(request: HttpRequest, form: Visitor) -> bool:
    """Note the visit, then read the name; the officer now fills in for this person."""
    person = form.cleaned_data["person"]
    try:
        actions.receive_at_counter(
            own(request), person, form.cleaned_data["shown"], form.cleaned_data["agreed"]
        )
    except Refusal as refusal:
        form.add_error(None, wording.refused(refusal.key))
        return False
    name = _name(own(request), person)
    if not name:
        form.add_error(
            "person", _("The population register has nobody with this number. Compare it once more.")
        )
        return False
    request.session["on_behalf_of"], request.session["acting_for"] = person, name
    return True


def _name(actor: Actor, person: str) -> str:
    """The person's name from the register that has it; the reading is journalled."""
    place = current_place()
    register = next(
        (
            source.register
            for source in place.sources
            if NAME in source.gives and set(source.key) == {SIGNED_IN}
        ),
        "",
    )
    found = exchange.fetch(
        actor, place, [(NAME, register)], {SIGNED_IN: person}, consent=None, person=person, purpose=PURPOSE
    )
    return found.get(NAME, {}).get("value", "")


def _services(locale: str) -> list[dict[str, str]]:
    return [
        {
            "name": found.say("name", locale),
            "summary": found.say("summary", locale),
            "start": reverse("portal:start", args=[found.id]),
        }
        for found in catalogue.services()
        if found.service.status == "in_use"
    ]


def _sent(request: HttpRequest, locale: str) -> Table | None:
    rows = [_line(case, locale) for case in counter.sent_today(own(request))]
    heads = [_("Case number"), _("Service"), _("Sent at"), _("Receipt")]
    return (
        Table(_("Sent today at this window"), [Column(head) for head in heads], rows, stacks=True)
        if rows
        else None
    )


def _line(case: Case, locale: str) -> list[Any]:
    service = catalogue.pinned(case.pack, case.service)[1]
    link = Link(reverse("workbench:receipt", args=[case.number]), _("Print the receipt"), case.number)
    return [case.number, service.say("name", locale), wording.moment(case.submitted_at), link]


@access("counter", "serve")
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """The visit is over: nothing of this person is open any more."""
    for name in ("on_behalf_of", "acting_for"):
        request.session.pop(name, None)
    messages.success(request, _("The visit is over. The next person can come."))
    return redirect("workbench:counter")


def _proof(number: str, code: str) -> str:
    """Where anybody can check that the application is in the record."""
    return f"{settings.MINBEN_ADDRESS}{reverse('portal:receipt_check', args=[number, code])}"


@access("counter", "serve")
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt (收件憑證) of what was sent here today, to print and sign."""
    found = counter.receipt(own(request), number)
    if found is None:
        raise Http404
    locale = place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    names = found.place.texts[locale]
    entry = receipts.of(found.case)
    proof = _proof(number, entry.code) if entry is not None else ""
    items = [
        [
            found.service.say(f"items.{one.item.id}.name", locale),
            names.get(f"units.{one.row.authority}", one.row.authority),
            one.due or (_("Decided at once") if one.row.decided_at else _("No date is running")),
        ]
        for one in found.items
    ]
    heads = [_("Item"), _("Handed over to"), _("Notice or answer by")]
    context = {
        "number": number,
        "facts": [
            Row(_("Applicant"), found.facts.get(NAME, "")),
            Row(_("Service"), found.service.say("name", locale)),
            Row(_("Received at the window"), wording.moment(found.case.submitted_at)),
            Row(_("Filled in and sent by"), request.actor.name),  # type: ignore[attr-defined]
            Row(_("Window"), names.get(f"units.{request.actor.unit}", "")),  # type: ignore[attr-defined]
        ],
        "items": Table(_("Items"), [Column(head) for head in heads], items, stacks=True),
        "proof": proof,
        "files": [row.name for row in found.documents if row.kind == "upload"],
        "breadcrumbs": [Link(reverse("workbench:counter"), _("Counter"))],
    }
    return render(request, "workbench/receipt.html", context)
