"""What a unit writes when it answers supervision. Names of fields are those of supervision's acts."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from minben.platform.catalogue.queries import current_place
from minben.platform.design.forms import DatePartsField
from minben.platform.workbench import duty_wording


class Duty(forms.Form):
    """One answer to supervision."""

    blames: ClassVar[dict[str, str]] = {}

    def blame(self, key: str) -> None:
        """Show why supervision refused: at its field, or above the form."""
        self.add_error(self.blames.get(key), duty_wording.refused(key))

    def values(self) -> dict[str, Any]:
        """The act's arguments."""
        return dict(self.cleaned_data)


def words(label: Any, *, required: bool = True) -> forms.CharField:
    """A few lines."""
    return forms.CharField(
        label=label, widget=forms.Textarea({"rows": 4}), required=required, max_length=4000
    )


class AnswerCard(Duty):
    """How it came about, and what is done about it."""

    blames: ClassVar = {"card.answer_missing": "answer"}
    answer = words(_("How it came about"))
    measure = words(_("What you do so that it does not happen again"), required=False)


class AppealCard(Duty):
    """Why the card is unjust."""

    blames: ClassVar = {"card.reasons_missing": "reasons"}
    reasons = words(_("Why the card is unjust"))


class Report(Duty):
    """What was done."""

    blames: ClassVar = {"urging.report_missing": "report"}
    report = words(_("What was done"))


class Delay(Duty):
    """Until when, and why."""

    blames: ClassVar = {"urging.reason_missing": "reason", "urging.delay_is_later": "until"}
    until = DatePartsField(label=_("New date"))
    reason = words(_("Reason"))

    def values(self) -> dict[str, Any]:
        """The date as the last minute of that day in the place."""
        zone = ZoneInfo(current_place().calendar.zone)
        until = datetime.combine(self.cleaned_data["until"], time(23, 59), zone)
        return {"until": until, "reason": self.cleaned_data["reason"]}


class Contact(Duty):
    """The first words to the rater."""

    blames: ClassVar = {"follow_up.reply_missing": "text"}
    text = words(_("Message to the rater"))


class Finish(Duty):
    """How it was mended, and what the rater is told."""

    blames: ClassVar = {"follow_up.reply_missing": "reply"}
    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    reply = words(_("What the rater is told"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = duty_wording.outcomes()  # type: ignore[attr-defined]
