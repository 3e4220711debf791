"""Examples of every component, from a day in the fictional city. Serves designers, and the
accessibility test."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .forms import DatePartsField
from .icons import ICONS
from .parts import KINDS, Bar, Card, Column, Event, Limit, Link, Row, Status, Tab, Table, Task


class ExampleForm(forms.Form):
    """One question of each kind."""

    name = forms.CharField(
        label=gettext_lazy("Name of the restaurant"), help_text=gettext_lazy("As it stands on the sign.")
    )
    area = forms.IntegerField(label=gettext_lazy("Floor area in square metres"), min_value=1)
    opening = DatePartsField(
        label=gettext_lazy("When do you want to open?"), help_text=gettext_lazy("For example 2026 3 12.")
    )
    district = forms.ChoiceField(
        label=gettext_lazy("District"),
        choices=[
            ("", gettext_lazy("Choose one")),
            ("n", gettext_lazy("North")),
            ("s", gettext_lazy("South")),
        ],
    )
    premises = forms.ChoiceField(
        label=gettext_lazy("Do you own or rent the rooms?"),
        choices=[("own", gettext_lazy("I own them")), ("rent", gettext_lazy("I rent them"))],
        widget=forms.RadioSelect,
    )
    meals = forms.MultipleChoiceField(
        label=gettext_lazy("What will you serve?"),
        required=False,
        choices=[
            ("hot", gettext_lazy("Hot meals")),
            ("cold", gettext_lazy("Cold dishes")),
            ("raw", gettext_lazy("Raw fish")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    plan = forms.FileField(label=gettext_lazy("Plan of the kitchen"), required=False)
    remark = forms.CharField(
        label=gettext_lazy("Anything else we should know?"), required=False, widget=forms.Textarea
    )
    agree = forms.BooleanField(label=gettext_lazy("The answers are complete and true."))


def examples(request: HttpRequest) -> dict[str, Any]:
    """Context of the gallery: blank or, with `?errors`, a form sent with nothing in it."""
    return {
        "form": ExampleForm({}) if "errors" in request.GET else ExampleForm(),
        "breadcrumbs": [Link("#", _("First page")), Link("#", _("My cases"))],
        "kinds": [(kind, word) for kind, word in zip(KINDS, words(), strict=True)],
        "icons": sorted(ICONS),
        "tabs": [Tab("#", _("First page"), current=True), Tab("#", _("My cases"))],
        "page": Paginator(range(95), 10).get_page(request.GET.get("page", 4)),
        **lists(),
        **figures(),
    }


def words() -> list[str]:
    """One word for each kind of status."""
    return [
        _("Not started"),
        _("In progress"),
        _("Due soon"),
        _("Late"),
        _("Paused"),
        _("Done"),
        _("Refused"),
        _("New"),
        _("Closed"),
    ]


def lists() -> dict[str, Any]:
    """Cards, tasks, answers and events."""
    return {
        "cards": [
            Card(
                _("Open a restaurant"),
                "#",
                _("Licence, food safety, fire safety and shop sign in one application."),
                icon="shop",
            ),
            Card(
                _("A child is born"),
                "#",
                _("Name, household register, insurance and vaccination card."),
                icon="heart",
            ),
            Card(
                _("Buy or sell a home"),
                "#",
                _("Register, tax, water and electricity at one go."),
                icon="home",
            ),
        ],
        "tasks": [
            Task(_("About the business"), Status(_("Done"), "done"), "#"),
            Task(_("About the premises"), Status(_("In progress"), "going"), "#", _("Two questions left")),
            Task(
                _("Check and send"),
                Status(_("Not started"), "open"),
                hint=_("Opens when the others are done"),
            ),
        ],
        "answers": [
            Row(_("Name"), _("Spring Orchid Noodles"), action=Link("#", _("Change"))),
            Row(
                _("Owner"),
                _("Lin Xiuying"),
                _("Population register, 2 March 2026"),
                Link("#", _("This is wrong")),
            ),
            Row(
                _("Copy of the identity card"),
                "",
                struck=True,
                note=_("We ask the population register ourselves."),
            ),
            Row(_("Opening day"), date(2026, 4, 1)),
        ],
        "events": [
            Event(_("You sent the application"), datetime(2026, 3, 2, 1, 12, tzinfo=UTC), _("You")),
            Event(
                _("The application is complete"),
                datetime(2026, 3, 3, 6, 40, tzinfo=UTC),
                _("One-stop window, desk 4"),
            ),
            Event(_("Inspection of the kitchen"), date(2026, 3, 10), _("Food safety office"), future=True),
        ],
    }


def figures() -> dict[str, Any]:
    """Clocks, a table and a chart."""
    why = Link("#", _("Why this date?"))
    rows = [
        [Link("#", _("Open a restaurant")), 412, 20, 7.5, Status(_("In progress"), "going")],
        [Link("#", _("Shop sign")), 1207, 5, 2.0, Status(_("Done"), "done")],
    ]
    heads = [_("Applications"), _("Promised days"), _("Median days")]
    columns = [Column(_("Service")), *(Column(head, numeric=True) for head in heads), Column(_("State"))]
    return {
        "limits": [
            Limit(5, 20, date(2026, 3, 27), _("Food safety office:"), why=why),
            Limit(17, 20, date(2026, 3, 12), _("Fire service:"), why=why),
            Limit(23, 20, date(2026, 3, 5), _("Planning office:"), why=why),
            Limit(
                8, 20, None, _("Health office:"), paused=_("waiting for the measured plan from you"), why=why
            ),
            Limit(4, 20, None, _("Tax office:"), done=True),
        ],
        "table": Table(_("Services in March"), columns, rows),
        "bars": [
            Bar(_("Food safety"), 7.5, mark=20),
            Bar(_("Fire safety"), 16, mark=15),
            Bar(_("Planning"), 11, mark=20),
        ],
    }
