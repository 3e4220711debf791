"""An officer's own searches: kept under a name from the queue, dropped from their list."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from minben.platform.casework.actions import Refusal
from minben.platform.design.parts import Link
from minben.platform.identity.rights import access
from minben.platform.workbench import actions
from minben.platform.workbench.queries.searches import searches_of
from minben.platform.workbench.views.queue import FilterForm, own, tabs


class Name(forms.Form):
    """The name under which a search is kept."""

    name = forms.CharField(label=gettext_lazy("Keep this search under the name"), max_length=60)


def query_of(data: QueryDict) -> str:
    """The search as an address carries it: known filters that say something, in one order."""
    kept = QueryDict(mutable=True)
    for name in FilterForm.base_fields:
        if value := data.get(name, "").strip():
            kept[name] = value[:60]
    return kept.urlencode()


@access("task", "read")
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the search of the page from which this was sent."""
    query, form = query_of(QueryDict(request.POST.get("query", ""))), Name(request.POST)
    form.is_valid()
    try:
        actions.save_search(
            own(request), form.cleaned_data.get("name", ""), query, key=request.POST.get("key", "")
        )
        messages.success(request, _("The search is kept; only you see it."))
    except Refusal as refusal:
        messages.error(request, refused(refusal.key))
    return redirect(f"{reverse('workbench:home')}?{query}")


@access("task", "read")
def home(request: HttpRequest) -> HttpResponse:
    """The officer's own searches, each with a way to drop it."""
    if request.method == "POST":
        number = request.POST.get("search", "")
        if number.isdigit():
            actions.drop_search(own(request), int(number), key=request.POST.get("key", ""))
            messages.success(request, _("The search is dropped."))
        return redirect("workbench:searches")
    context = {
        "searches": [
            {"id": row.pk, "name": row.name, "href": f"{reverse('workbench:home')}?{row.query}"}
            for row in searches_of(own(request))
        ],
        "breadcrumbs": [Link(reverse("workbench:home"), _("Queue"))],
        "tabs": tabs(request, ""),
    }
    return render(request, "workbench/searches.html", context)


def refused(key: str) -> str:
    """Why a search was not kept."""
    return {
        "search.name_missing": _("Write a name for the search. Nothing was kept."),
        "search.empty": _("Choose a filter first: the whole queue needs no name."),
        "search.many": _("You keep 20 searches already. Drop one first."),
    }[key]
