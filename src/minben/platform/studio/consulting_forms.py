"""What the studio asks about a consultation: until when, what becomes of opinions, with which result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from minben.platform.design.forms import DatePartsField
from minben.platform.openness import claims
from minben.platform.openness.actions.consultations import VERDICTS, WORDS
from minben.platform.openness.queries.consultations import Said

BEGINNING = 60  # characters of an opinion beside its box


def verdicts() -> list[tuple[str, str]]:
    """What may become of an opinion or a draft."""
    return [(word, claims.outcome(word).word) for word in VERDICTS]


def reason(label: str) -> forms.CharField:
    """A field for the reason that people read."""
    return forms.CharField(label=label, widget=forms.Textarea, max_length=WORDS)


class OpenForm(forms.Form):
    """The last day on which people can answer."""

    def __init__(self, until: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"] = DatePartsField(
            label=_("Last day to answer"),
            help_text=_("Thirty days are usual; give more time over a holiday."),
            initial=until,
        )


class ReplyForm(forms.Form):
    """One reply to one opinion or to several on one topic."""

    def __init__(self, waiting: Sequence[Said], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.row.number), _begun(one)) for one in waiting]
        self.fields["numbers"] = forms.MultipleChoiceField(
            label=_("Which opinions are answered"), choices=choices, widget=forms.CheckboxSelectMultiple
        )
        self.fields["topic"] = forms.CharField(
            label=_("Their topic"),
            max_length=200,
            required=False,
            help_text=_("Needed when you answer several at once."),
        )
        self.fields["verdict"] = forms.ChoiceField(
            label=_("What becomes of it"), choices=verdicts(), widget=forms.RadioSelect
        )
        self.fields["text"] = reason(_("The reply, with its reason"))


def _begun(one: Said) -> str:
    text = one.text if len(one.text) <= BEGINNING else f"{one.text[:BEGINNING]}…"
    return _("Opinion %(number)s: %(text)s") % {"number": one.row.number, "text": text}


class CloseForm(forms.Form):
    """The result of the consultation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"] = forms.ChoiceField(
            label=_("What becomes of the draft"), choices=verdicts(), widget=forms.RadioSelect
        )
        self.fields["reason"] = reason(_("Why, for everybody to read"))
