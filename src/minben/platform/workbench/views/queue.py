"""The queue: what to do next, and why."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minben.platform.casework.upkeep import standstills
from minben.platform.catalogue import queries as catalogue
from minben.platform.catalogue.queries import place_locale
from minben.platform.design.parts import Link, Tab
from minben.platform.identity.rights import access, reach
from minben.platform.journal.actor import Actor
from minben.platform.workbench import wording
from minben.platform.workbench.queries import order
from minben.platform.workbench.queries.queue import Filters, Line, Queue, queue
from minben.platform.workbench.queries.searches import searches_of

AT_ONCE = ("claim", "accept", "release", "resume_clock")  # acts on several tasks that need no words
WRITTEN = ("assign", "request_correction", "hand_up", "stop_clock", "consult", "reply_message")
OF_HEADS = ("extend", "transfer")


def several(actor: Actor) -> tuple[str, ...]:
    """Acts that this officer may do on several tasks at once with the same words; a decision never is."""
    return (*WRITTEN, *OF_HEADS) if actor.has("leader") else WRITTEN


class FilterForm(forms.Form):
    """What of the queue to show. A GET form: the address of the answer is the saved search."""

    number = forms.CharField(label=gettext_lazy("Case number or part of it"), required=False, max_length=60)
    service = forms.ChoiceField(label=gettext_lazy("Service"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("To do"),
        required=False,
        choices=[
            ("", gettext_lazy("Everything")),
            ("to_accept", gettext_lazy("To accept")),
            ("to_decide", gettext_lazy("To decide")),
            ("stopped", gettext_lazy("Clock stopped")),
            ("waiting", gettext_lazy("Waiting for the applicant")),
        ],
    )
    holder = forms.ChoiceField(
        label=gettext_lazy("Held by"),
        required=False,
        choices=[
            ("", gettext_lazy("Anybody")),
            ("mine", gettext_lazy("I have it")),
            ("free", gettext_lazy("Nobody has it")),
            ("others", gettext_lazy("A colleague has it")),
        ],
    )
    overdue = forms.BooleanField(label=gettext_lazy("Only what is overdue"), required=False)

    def __init__(self, names: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [("", _("Every service")), *names.items()]  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """The wish; what does not fit is no filter."""
        self.is_valid()
        return Filters(
            **{name: self.cleaned_data.get(name, self[name].initial or "") for name in self.fields}
        )


def own(request: HttpRequest) -> Actor:
    """The officer as themselves: whom they help at the window has no part in the unit's tasks."""
    return replace(request.actor, on_behalf_of="")  # type: ignore[attr-defined]


@access("task", "read")
def home(request: HttpRequest) -> HttpResponse:
    """Open tasks of the officer's units, what is due first on top."""
    locale = place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    names = {found.id: found.say("name", locale) for found in catalogue.services()}
    form = FilterForm(names, request.GET)
    found = queue(own(request), form.filters(), request.GET.get("page", 1))
    words, kind = _sentence(found, bool(form.changed_data))
    ticked = request.GET.get("tick")
    context = {
        "form": form,
        "filtered": bool(form.changed_data),
        "found": found,
        "sentence": words,
        "kind": kind,
        "groups": _groups(found.lines, locale),
        "searches": _searches(found.counts),
        "kept": [
            Link(f"{reverse('workbench:home')}?{row.query}", row.name) for row in searches_of(own(request))
        ],
        "query": request.GET.urlencode(),
        "leafed": found.page.paginator.count if found.fitting > found.page.paginator.count else 0,
        "ticked": bool(ticked),
        "tick_all": _tick_all(request, bool(ticked)),
        "more": [(name, _title(name)) for name in (*AT_ONCE[2:], *several(own(request)))],
        "key": uuid4().hex,
        "held": len(standstills(own(request).units)),
        "tabs": tabs(request, "home"),
    }
    return render(request, "workbench/home.html", context)


def _title(name: str) -> str:
    said = wording.act(name)
    return said.get("name_of", said["title"])


def _tick_all(request: HttpRequest, ticked: bool) -> Link:
    """All boxes of the page at once, without a script: a link to the page with them ticked, or not."""
    query = request.GET.copy()
    query.pop("tick", None)
    if not ticked:
        query["tick"] = "all"
    return Link(f"?{query.urlencode()}", _("Untick all") if ticked else _("Tick all on this page"))


def _sentence(found: Queue, filtered: bool) -> tuple[str, str]:
    if filtered:
        told = _("%(shown)s of %(total)s open tasks fit the search.")
        if found.more and found.fitting <= order.NUMBERED:
            told = _("More than %(shown)s of %(total)s open tasks fit the search. Type more of the number.")
        return told % {"shown": found.fitting, "total": found.counts["total"]}, "going"
    return wording.first(found.lines[0] if found.lines else None, found.counts)


def _groups(lines: tuple[Line, ...], locale: str) -> list[dict[str, Any]]:
    """The page's lines under a heading for each state, in the queue's order."""
    return [
        {"title": wording.group(state), "state": state, "lines": [row(line, locale) for line in same]}
        for state, same in groupby(lines, key=lambda line: line.state)
    ]


def row(line: Line, locale: str) -> dict[str, Any]:
    """One line in words."""
    holder = _("You have it") if line.mine else line.holder or _("Nobody has it yet")
    if line.task.assignee and not line.mine and not line.held:
        holder = _("%(name)s had it; anybody may take it over") % {"name": line.holder}
    return {
        "id": line.task.pk,
        "href": reverse("workbench:task", args=[line.task.pk]),
        "number": line.case.number,
        "item": line.service.say(f"items.{line.item.id}.name", locale),
        "service": line.service.say("name", locale),
        "applicant": line.applicant,
        "status": wording.status(line),
        "to_do": wording.to_do(line.status),
        "why": wording.why(line),
        "due": line.due,
        "step": wording.step(line, locale),
        "left": wording.late(line) if line.left is not None else "",
        "holder": holder,
        "can_accept": line.status == "received" and not line.held,
    }


def _searches(counts: dict[str, int]) -> list[Link]:
    """Searches that officers need every day, as links."""
    wanted = [
        (_("Overdue (%(number)s)") % {"number": counts["overdue"]}, {"overdue": "on"}),
        (_("Mine (%(number)s)") % {"number": counts["mine"]}, {"holder": "mine"}),
        (_("Nobody's (%(number)s)") % {"number": counts["free"]}, {"holder": "free"}),
        (_("Everything (%(number)s)") % {"number": counts["total"]}, {}),
    ]
    return [
        Link(reverse("workbench:home") + ("?" + urlencode(query) if query else ""), text)
        for text, query in wanted
    ]


def tabs(request: HttpRequest, here: str) -> list[Tab]:
    """The rooms of the workbench that this person may enter."""
    rooms = [
        ("home", _("Queue"), ("task", "read")),
        ("counter", _("Counter"), ("counter", "serve")),
        ("requests", _("Requests for information"), ("information", "answer")),
        ("closed", _("Closed cases and archive"), ("task", "read")),
        ("day", _("My day"), ("task", "read")),
        ("practice", _("Practice"), ("practice", "use")),
    ]
    return [
        Tab(reverse(f"workbench:{name}"), text, name == here)
        for name, text, cell in rooms
        if reach(request.actor, *cell) != "none"  # type: ignore[attr-defined]
    ]
