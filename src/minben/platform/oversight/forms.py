"""What leaders and inspectors are asked: an urging, reasons, a sample, a kept head of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from minben.kernel import ledger
from minben.kernel.worktime import Calendar, add_workdays
from minben.platform.design.forms import DatePartsField


def end_of(day: Any, zone: str) -> datetime:
    """The last minute of a local day."""
    return datetime.combine(day, time(23, 59), ZoneInfo(zone))


class UrgeForm(forms.Form):
    """Whom to urge, to do what, and by when to report."""

    target = forms.ChoiceField(label=_("Whom"), widget=forms.RadioSelect)
    instruction = forms.CharField(
        label=_("What is to be done"), widget=forms.Textarea({"rows": 3}), max_length=2000
    )
    due = DatePartsField(label=_("Report by"))

    def __init__(
        self, targets: Sequence[tuple[str, str]], calendar: Calendar, today: Any, *args: Any
    ) -> None:
        super().__init__(*args)
        self.fields["target"].choices = targets  # type: ignore[attr-defined]
        self.fields["due"].initial = add_workdays(calendar, today, 2)
        if len(targets) == 1:
            self.fields["target"].initial = targets[0][0]


class ReasonForm(forms.Form):
    """Words that somebody else will read."""

    words = forms.CharField(label=_("Your reasons"), widget=forms.Textarea({"rows": 3}), max_length=4000)

    def __init__(self, label: Any, *args: Any, required: bool = True, prefix: str | None = None) -> None:
        super().__init__(*args, prefix=prefix)
        self.fields["words"].label = label
        self.fields["words"].required = required


class ReviewForm(ReasonForm):
    """A report is sent back, with a new date."""

    due = DatePartsField(label=_("Report again by"))


class SampleForm(forms.Form):
    """A random sample: how many of the cases closed since when, and the seed."""

    since = DatePartsField(label=_("Cases closed since"))
    number = forms.IntegerField(
        label=_("How many cases"),
        min_value=1,
        max_value=100,
        initial=5,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    seed = forms.CharField(
        label=_("Seed"),
        max_length=80,
        required=False,
        help_text=_("Agree on it beforehand, for example a lottery number. Left empty, one is drawn."),
    )


class HeadForm(forms.Form):
    """A head of the ledger that somebody kept: three lines of text."""

    kept = forms.CharField(
        label=_("A head that you kept"),
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
        max_length=2000,
        required=False,
        help_text=_("Three lines: origin, size and root. Leave it empty to check without one."),
    )

    def clean_kept(self) -> str:
        """The note as it was signed: each line ends with a line break."""
        said = self.cleaned_data["kept"].replace("\r\n", "\n").strip()
        if not said:
            return ""
        try:
            ledger.parse_checkpoint(said + "\n")
        except ValueError as error:
            raise forms.ValidationError(
                _("This is no head of a ledger. Copy all three lines: origin, size and root.")
            ) from error
        return said + "\n"


class FindingForm(forms.Form):
    """What the inspector found in one case of a sample."""

    result = forms.ChoiceField(
        label=_("Result"), choices=[("in_order", _("In order")), ("remark", _("Something to remark"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    words = forms.CharField(
        label=_("What you found"), widget=forms.Textarea({"rows": 2}), max_length=2000, required=False
    )
