"""What the studio asks analysts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minben.platform.studio import reading


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
