"""What the studio asks analysts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minben.platform.design.forms import DatePartsField
from minben.platform.studio import reading
from minben.platform.studio.rulebook import DAY, Fact


class LogForm(forms.Form):
    """A log from outside. For tables, the columns can be said when they are not recognised."""

    file = forms.FileField(
        label=_("Event log"), help_text=_("XES, CSV or TSV, also packed with gzip; at most 10 MB.")
    )
    case = forms.CharField(label=_("Column of the case"), required=False, max_length=120)
    activity = forms.CharField(label=_("Column of the step"), required=False, max_length=120)
    time = forms.CharField(label=_("Column of the time"), required=False, max_length=120)
    start = forms.CharField(label=_("Column of the start time"), required=False, max_length=120)
    resource = forms.CharField(label=_("Column of the person"), required=False, max_length=120)
    days = forms.ChoiceField(
        label=_("In a date like 03/04/2026"),
        required=False,
        choices=[
            ("", _("the file itself shows which is the day")),
            ("day", _("the day comes first")),
            ("month", _("the month comes first")),
        ],
    )

    def columns(self) -> dict[str, str]:
        """Role -> title, for what was said."""
        said: dict[str, Any] = self.cleaned_data
        return {role: said[role] for role in (*reading.ROLES, "days") if said.get(role)}


class WhatIfForm(forms.Form):
    """How to try out a process, with defaults that fit."""

    limit = forms.FloatField(
        label=_("Days after which a case is late"),
        help_text=_("If you leave it empty, the slowest tenth of today's cases counts as late."),
        required=False,
        min_value=0.01,
    )
    replications = forms.IntegerField(
        label=_("How often each variant is played"), min_value=5, max_value=100, initial=30
    )
    cases = forms.IntegerField(label=_("Cases each time"), min_value=50, max_value=2000, initial=600)
    seed = forms.IntegerField(
        label=_("Seed of chance"),
        help_text=_("The same seed gives the same result."),
        min_value=1,
        max_value=10**6,
        initial=1,
    )
    locked = forms.MultipleChoiceField(
        label=_("Steps that may not be touched, for instance because the law demands them"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, steps: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["locked"].choices = [(step, step) for step in sorted(steps)]  # type: ignore[attr-defined]

    def options(self) -> dict[str, object]:
        """What the worker needs."""
        said: dict[str, Any] = self.cleaned_data
        return {
            "limit": 24 * (said["limit"] or 0.0),
            "locked": said["locked"],
            **{name: said[name] for name in ("replications", "cases", "seed")},
        }


class FactsForm(forms.Form):
    """The facts on which rules are tried; what is left empty is not known."""

    def __init__(self, facts: Iterable[Fact], day: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts = list(facts)
        for number, fact in enumerate(self.facts):
            self.fields[f"f{number}"] = _fact_field(fact, day)

    def told(self) -> dict[str, Any]:
        """Path -> value, for what was said."""
        said = {one.path: self.cleaned_data.get(f"f{number}") for number, one in enumerate(self.facts)}
        yes = {one.path for one in self.facts if one.kind == "boolean"}
        return {
            path: value == "true" if path in yes else value
            for path, value in said.items()
            if value not in (None, "")
        }


def _fact_field(fact: Fact, day: date) -> forms.Field:
    common: dict[str, Any] = {"label": fact.label, "required": False}
    unknown = ("", _("not known"))
    match fact.kind:
        case "boolean":
            answers = [unknown, ("true", _("Yes")), ("false", _("No"))]
            return forms.ChoiceField(choices=answers, **common)
        case "number":
            return forms.DecimalField(max_digits=20, decimal_places=6, **common)
        case "choice":
            return forms.ChoiceField(choices=[unknown, *fact.choices], **common)
        case "date":
            if fact.path == DAY:
                common |= {"label": _("Day of the application"), "initial": day}
            return DatePartsField(**common)
        case _:
            return forms.CharField(max_length=200, **common)


class RowForm(forms.Form):
    """The cells of one row of a decision table, as they are written."""

    def __init__(
        self, labels: Sequence[tuple[str, str]], known: Sequence[str], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        hints = {
            "input": _('A test such as >= 18, [80..89], "yes", not(true); a dash when it does not matter.'),
            "output": _("A value or expression; a text stands in quotation marks."),
            "note": _("Law and article, several with semicolons between them."),
        }
        for at, ((label, kind), text) in enumerate(zip(labels, known, strict=True)):
            self.fields[f"c{at}"] = forms.CharField(
                label=label, initial=text, required=False, max_length=4000, help_text=hints[kind], strip=False
            )

    def cells(self) -> list[str]:
        """What was written, in the order of the columns."""
        return [self.cleaned_data[name] for name in self.fields]


class PeopleForm(forms.Form):
    """Facts of people, one JSON object a line, and what they are counted by: `ways` are facts and decisions."""

    file = forms.FileField(
        label=_("People as facts"),
        help_text=_("One JSON object of facts on each line (.jsonl), without names or identity numbers."),
        required=False,
    )
    by = forms.ChoiceField(
        label=_("Count them by"),
        help_text=_(
            "Shows whom the draft concerns most. Without a file, the applicants of the worked cases."
        ),
        required=False,
    )

    def __init__(self, *args: Any, ways: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["by"].choices = [("", _("nothing: all together")), *ways]  # type: ignore[attr-defined]


class SheetForm(forms.Form):
    """A decision table from a spreadsheet."""

    file = forms.FileField(
        label=_("The table as XLSX or CSV"),
        help_text=_(
            "As it was taken from here: the first line as it is, and the id of a row in its first cell."
        ),
    )
