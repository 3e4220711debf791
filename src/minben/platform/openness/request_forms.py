"""What a requester writes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minben.platform.openness.actions.requests import WORDS


class AskForm(forms.Form):
    """What somebody wants to know, and of whom (art. 29)."""

    unit = forms.ChoiceField(label=_("Which office should know?"))
    subject = forms.CharField(label=_("What is it about, in a few words?"), max_length=200)
    text = forms.CharField(
        label=_("What do you want to know?"),
        widget=forms.Textarea({"rows": 6}),
        max_length=WORDS,
        help_text=_("Name the document, its number or its date if you know them. No reason is needed."),
    )
    contact = forms.CharField(
        label=_("Telephone or e-mail, in case of questions"), max_length=200, required=False
    )

    def __init__(self, units: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("Choose an office")), *units.items()]  # type: ignore[attr-defined]


class CorrectForm(forms.Form):
    """What was meant."""

    text = forms.CharField(
        label=_("What did you mean?"), widget=forms.Textarea({"rows": 5}), max_length=WORDS
    )
