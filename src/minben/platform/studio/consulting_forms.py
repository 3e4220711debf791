"""What the studio asks about a consultation: until when, what becomes of opinions, with which result."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from minben.platform.design.forms import DatePartsField
from minben.platform.openness.consultation_forms import reason, verdicts


class OpenForm(forms.Form):
    """The last day on which people can answer."""

    def __init__(self, until: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"] = DatePartsField(
            label=_("Last day to answer"),
            help_text=_("Thirty days are usual; give more time over a holiday."),
            initial=until,
        )


class CloseForm(forms.Form):
    """The result of the consultation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"] = forms.ChoiceField(
            label=_("What becomes of the draft"), choices=verdicts(), widget=forms.RadioSelect
        )
        self.fields["reason"] = reason(_("Why, for everybody to read"))
