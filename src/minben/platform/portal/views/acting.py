"""What an applicant does with a case: answer what was asked, write, add files, withdraw, rate, complain."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from django import forms as django_forms
from django.contrib import messages as said
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minben.platform.casework import actions
from minben.platform.casework import queries as casework
from minben.platform.casework.actions import Refusal
from minben.platform.casework.dates import dates
from minben.platform.casework.queries import CaseView
from minben.platform.identity.queries import unit_names
from minben.platform.identity.rights import access
from minben.platform.portal import forms, wording
from minben.platform.portal.views.case import to_case
from minben.platform.portal.visit import Visit, key, locale, own_case, own_view


def _page(request: Visit, template: str, view: CaseView, **more: Any) -> HttpResponse:
    context = {
        "number": view.case.number,
        "name": view.service.say("name", locale(request)),
        "key": key(request) or uuid4().hex,
        "breadcrumbs": to_case(view.case.number),
        **more,
    }
    return render(request, f"portal/{template}.html", context)


def _done(request: Visit, form: django_forms.Form, act: Callable[[], Any], told: str) -> bool:
    """Act once; a refusal becomes an error of the form, so that what was typed stays."""
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, wording.refused(refusal.key))
        return False
    said.success(request, told)
    return True


# --- answering what was asked ---


@access("case", "answer")
def correct(request: Visit, number: str, item: str) -> HttpResponse:
    """All points the office listed; the answer in words, corrected answers and files. What is typed stays."""
    view = own_view(request, number)
    asked = next((one for one in view.items if one.item.id == item and one.state == "waiting_you"), None)
    if asked is None or asked.correction is None:
        raise Http404
    form = forms.Correct(view, asked, locale(request), request.POST or None, request.FILES or None)
    if request.method == "POST":
        form.is_valid()
        _keep_files(request, view, item, form)
        if not form.errors:
            text, changed = form.cleaned_data["text"], form.changed()
            act = partial(
                actions.answer_correction, request.actor, number, item, text, changed, key=key(request)
            )
            if _done(
                request,
                form,
                act,
                _("Your answer is with the office. Its time to reply runs again from now."),
            ):
                return redirect("portal:case", number=number)
    unit = view.place.texts[locale(request)].get(f"units.{asked.row.authority}", asked.row.authority)
    given = [
        row.name
        for row in casework.view(view.case).documents
        if row.kind == "upload" and row.item == item and row.added_at >= asked.correction.asked_at
    ]
    return _page(
        request, "correct", view, form=form, points=asked.correction.points, unit=unit, given=given,
        asked_at=asked.correction.asked_at, item=view.service.say(f"items.{item}.name", locale(request)),
    )  # fmt: skip


@access("case", "answer")
def supplement(request: Visit, number: str, item: str) -> HttpResponse:
    """What tolerance let follow, until when, and the word that it is complete."""
    view = own_view(request, number)
    found = casework.supplement_of(view.case, item)
    if found is None:
        raise Http404
    row, clock = found
    form = forms.Words(_("What you supply"), request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = partial(
            actions.supplement, request.actor, number, item, form.cleaned_data["text"], key=key(request)
        )
        if _done(request, form, act, _("The office has what was missing.")):
            return redirect("portal:case", number=number)
    return _page(
        request, "supplement", view, form=form, points=row.points, commitment=row.commitment,
        due=clock.due_at if clock is not None else None,
        why=reverse("portal:why", args=[number, clock.pk]) if clock is not None else "",
        files=reverse("portal:files", args=[number]),
        item=view.service.say(f"items.{item}.name", locale(request)),
    )  # fmt: skip


def _keep_files(request: Visit, view: CaseView, item: str, form: django_forms.Form) -> None:
    """Keep each acceptable file at once, so that an error elsewhere on the page does not lose it."""
    for name, file in request.FILES.items():
        if name not in form.fields:
            continue
        try:
            once = f"{key(request)}-{file.name}"[:120]
            actions.upload(request.actor, view.case.number, item, file.name, file.read(), key=once)
        except Refusal as refusal:
            form.add_error(name, wording.refused(refusal.key))


# --- messages and files ---


@access("case", "answer")
def messages(request: Visit, number: str) -> HttpResponse:
    """The thread with the offices, both sides, oldest first; and a new message."""
    view = own_view(request, number)
    form = forms.Words(_("Your message"), request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = partial(
            actions.send_message, request.actor, number, form.cleaned_data["text"], key=key(request)
        )
        if _done(request, form, act, _("Your message is sent. The offices that have the case see it.")):
            return redirect("portal:messages", number=number)
    names = unit_names(locale(request))
    thread = [
        {
            "at": row["at"],
            "who": names.get(row["unit"], row["unit"]) or _("You"),
            "own": not row["unit"],
            "text": row["text"],
        }
        for row in view.messages
    ]
    return _page(request, "messages", view, form=form, thread=thread)


@access("case", "answer")
def files(request: Visit, number: str) -> HttpResponse:
    """The files of the case; another can be added to one of its open items."""
    view = own_view(request, number)
    names = {
        item.item.id: view.service.say(f"items.{item.item.id}.name", locale(request))
        for item in view.open_items
    }
    form = forms.Upload(names, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content, about = file.read(), form.cleaned_data["item"]
        act = partial(actions.upload, request.actor, number, about, file.name, content, key=key(request))
        if _done(request, form, act, _("The file is in your case.")):
            return redirect("portal:files", number=number)
    return _page(request, "files", view, form=form if names else None, documents=_documents(request, view))


def _documents(request: Visit, view: CaseView) -> list[dict[str, Any]]:
    texts = view.place.texts[locale(request)]
    items = {
        item.id: view.service.say(f"items.{item.id}.name", locale(request)) for item in view.service.items
    }
    return [
        {"row": row, "about": items.get(row.item) or texts.get(f"elements.{row.item}.label", "")}
        for row in view.documents
        if row.kind == "upload"
    ]


# --- withdrawing, rating, complaining ---


@access("case", "answer")
def withdraw(request: Visit, number: str) -> HttpResponse:
    """What withdrawing means, and the button that does it."""
    view = own_view(request, number)
    form = django_forms.Form(request.POST or None)
    if request.method == "POST":
        form.is_valid()
        act = partial(actions.withdraw, request.actor, number, key=key(request))
        if _done(request, form, act, _("The application is withdrawn.")):
            return redirect("portal:case", number=number)
    names = lambda items: [view.service.say(f"items.{one.item.id}.name", locale(request)) for one in items]  # noqa: E731
    decided = [item for item in view.items if item.state == "done"]
    return _page(request, "withdraw", view, form=form, open=names(view.open_items), decided=names(decided),
                 possible=view.case.open)  # fmt: skip


@access("case", "answer")
def rate(request: Visit, number: str) -> HttpResponse:
    """One rating of one to five stars, with words if one likes."""
    view = own_view(request, number)
    form = forms.Rating(request.POST or None)
    if request.method == "POST" and form.is_valid():
        stars, text = int(form.cleaned_data["stars"]), form.cleaned_data["text"]
        act = partial(actions.rate, request.actor, number, stars, text, key=key(request))
        if _done(request, form, act, _("Thank you. Your rating is recorded.")):
            return redirect("portal:rate", number=number)
    given = 6 - view.rating.satisfaction if view.rating is not None else 0
    return _page(request, "rate", view, form=form, given=forms.stars().get(given, ""), rating=view.rating,
                 open=view.case.open)  # fmt: skip


@access("case", "answer")
def complain(request: Visit, number: str) -> HttpResponse:
    """Complaints about the whole case or one item: number, day of the reply, the reply."""
    view = own_view(request, number)
    names = {
        item.item.id: view.service.say(f"items.{item.item.id}.name", locale(request)) for item in view.items
    }
    form = forms.Complain(names, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        act = partial(
            actions.complain, request.actor, number, given["text"], given["about"], key=key(request)
        )
        if _done(
            request,
            form,
            act,
            _("Your complaint is with the inspectors, who belong to no office that handles your case."),
        ):
            return redirect("portal:complain", number=number)
    made = [
        {
            "row": row,
            "about": names.get(row.about, ""),
            "text": casework.words_of(view.case, row.sealed),
            "dates": dates(view.case, locale(request), scopes=[f"complaint.{row.pk}"], name=wording.clock),
        }
        for row in view.complaints
    ]
    return _page(request, "complain", view, form=form, made=made)


@access("case", "answer")
@require_POST
def read(request: Visit, number: str) -> HttpResponse:
    """The applicant has seen what they were told about this case."""
    case = own_case(request, number)
    rows = [row.pk for row in casework.notices_of(request.actor, unread=True) if row.case_id == case.pk]
    if rows:
        actions.read_notices(request.actor, rows, key=key(request))
    return redirect("portal:case", number=number)
