"""What an office writes when it is asked for information. Names of fields are those of openness's acts."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from minben.platform.catalogue.queries import current_place
from minben.platform.openness import information_law as law
from minben.platform.openness import request_words
from minben.platform.workbench.duty_forms import Duty, words


class Request(Duty):
    """One act on a request; without fields it is a plain button."""

    def blame(self, key: str) -> None:
        """Show why openness refused: at its field, or above the form."""
        field = self.blames.get(key)
        self.add_error(field if field in self.fields else None, request_words.refused(key))


class Correction(Request):
    """What is unclear, and how much time there is to answer."""

    blames: ClassVar = {"request.words": "words", "request.days": "days"}
    words = words(_("What is unclear, all of it at once"))
    days = forms.IntegerField(label=_("Working days to answer"), min_value=1, max_value=60, initial=10)


class ThirdParty(Request):
    """Whom the office asks."""

    blames: ClassVar = {"request.who": "who"}
    who = words(_("Whom you ask in writing, and about what"))


class Heard(Request):
    """What the third party said."""

    blames: ClassVar = {"request.agrees": "agrees"}
    agrees = forms.ChoiceField(
        label=_("What the third party said"),
        widget=forms.RadioSelect,
        choices=[
            ("yes", _("It agrees to the disclosure")),
            ("no", _("It does not agree")),
            ("silent", _("Nothing in the time it had")),
        ],
    )


class Longer(Request):
    """How much longer, and why."""

    blames: ClassVar = {"request.days": "days", "request.reason": "reason"}
    days = forms.IntegerField(label=_("Working days more"), min_value=1)
    reason = forms.CharField(label=_("Reason, which the requester reads"), max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].initial = current_place().information.longer.value


class Answer(Request):
    """The reply, and what of it everybody may read."""

    blames: ClassVar = {
        "request.outcome": "outcome",
        "request.words": "text",
        "request.reason": "reason",
        "request.holder": "holder",
        "request.public_half": "public_reply",
    }
    outcome = forms.ChoiceField(label=_("Kind of reply"), widget=forms.RadioSelect)
    text = words(_("The reply"))
    reason = forms.ChoiceField(
        label=_("Reason, if something is not disclosed"),
        required=False,
        help_text=_("The article is added by itself, and so are the remedies with their days."),
    )
    holder = forms.CharField(
        label=_("Who holds it, if another office does: name and telephone"), required=False, max_length=200
    )
    public_question = forms.CharField(
        label=_("For everybody: what was asked"),
        required=False,
        max_length=400,
        help_text=_(
            "In your own words, without anything about the requester. Empty: the reply is not published."
        ),
    )
    public_reply = words(_("For everybody: the reply"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = request_words.reasons()
        told = [(key, f"{name} ({law.REASONS[key]})") for key, name in reasons.items()]
        self.fields["outcome"].choices = list(request_words.outcomes().items())  # type: ignore[attr-defined]
        self.fields["reason"].choices = [("", _("None")), *told]  # type: ignore[attr-defined]
