"""What officers write when they act on a task. Names of fields are those of casework's acts."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from minben.platform.casework.actions.afterwards import KINDS as KINDS_OF_PROCEEDING
from minben.platform.casework.actions.handling import SPECIAL
from minben.platform.casework.agreements import DAYS, KINDS
from minben.platform.casework.wording import agreement, outcomes, proceeding, special
from minben.platform.catalogue.queries import current_place
from minben.platform.design.forms import DatePartsField
from minben.platform.identity.queries import colleagues, unit_names
from minben.platform.journal.actor import Actor
from minben.platform.workbench import wording


class Act(forms.Form):
    """One act: what it is called and what it needs. `blames` maps a reason of casework to the field it concerns."""

    blames: ClassVar[dict[str, str]] = {}

    def meant_for(self, actor: Actor) -> Self:
        """The form as this officer may fill it in."""
        del actor
        return self

    def values(self) -> dict[str, Any]:
        """What the act is called with."""
        return dict(self.cleaned_data)

    def blame(self, key: str) -> None:
        """Show why casework refused: at its field, or above the form."""
        self.add_error(self.blames.get(key), wording.refused(key))


class Assign(Act):
    """Give the task to a colleague."""

    blames: ClassVar = {
        "assign.no_colleague": "to",
        "assign.has_it": "to",
        "assign.barred": "to",
    }
    to = forms.ChoiceField(label=_("Colleague"))

    def meant_for(self, actor: Actor) -> Self:
        """Colleagues of the officer's units."""
        self.fields["to"].choices = list(colleagues(actor.units).items())  # type: ignore[attr-defined]
        return self


class Correction(Act):
    """All missing points at once, one a line."""

    blames: ClassVar = {"correction.points_missing": "points"}
    points = forms.CharField(
        label=_("What is missing, one point a line"),
        help_text=_(
            "Write everything now: the law lets you ask once. The applicant reads these lines as they are."
        ),
        widget=forms.Textarea,
        max_length=4000,
    )

    def values(self) -> dict[str, Any]:
        return {"points": self.cleaned_data["points"].splitlines()}


class Stop(Act):
    """A special procedure begins."""

    blames: ClassVar = {"stop.unknown_kind": "kind", "stop.reason_missing": "reason"}
    kind = forms.ChoiceField(label=_("Special procedure"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why it is needed, and how long it will take"),
        help_text=_("The applicant is told this in writing."),
        widget=forms.Textarea,
        max_length=2000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = special()
        self.fields["kind"].choices = [(kind, names[kind]) for kind in SPECIAL]  # type: ignore[attr-defined]


class Extend(Act):
    """The head of the office extends the limit once."""

    blames: ClassVar = {"extend.bounds": "workdays"}
    workdays = forms.IntegerField(label=_("Working days more (1 to 10)"), min_value=1, max_value=10)
    reason = forms.CharField(
        label=_("Reason"), help_text=_("The applicant is told this."), widget=forms.Textarea, max_length=2000
    )


class ExtendJoint(Extend):
    """The head of the lead unit extends the limit of all items together, once."""

    workdays = forms.IntegerField(label=_("Working days more (1 to 15)"), min_value=1, max_value=15)


class HandUp(Act):
    """The review is done."""

    blames: ClassVar = {"hand_up.reasons_missing": "opinion"}
    opinion = forms.CharField(
        label=_("What the review found, and what you propose"),
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
    )


class Decide(Act):
    """Granted or denied; a denial says why."""

    blames: ClassVar = {"decide.reasons_missing": "reasons", "decide.unknown_outcome": "outcome"}
    outcome = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[("granted", _("Grant")), ("denied", _("Deny"))],
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_(
            "Needed for a denial: which condition is not met, on which fact, by which article."
            " The applicant reads it as it is."
        ),
        widget=forms.Textarea,
        required=False,
        max_length=4000,
    )

    def clean(self) -> dict[str, Any]:
        """A denial without reasons is stopped here, before it is previewed; casework stops it again."""
        if self.cleaned_data.get("outcome") == "denied" and not self.cleaned_data.get("reasons", "").strip():
            self.blame("decide.reasons_missing")
        return self.cleaned_data


class Reply(Act):
    """A message to the applicant."""

    blames: ClassVar = {"message.empty": "text"}
    text = forms.CharField(
        label=_("Message to the applicant"),
        help_text=_("They read it on the page of their case and can answer there."),
        widget=forms.Textarea,
        max_length=4000,
    )


class ProposeAgreement(Act):
    """Something to agree on with the applicant."""

    blames: ClassVar = {"agreement.day_missing": "day", "agreement.text_missing": "text"}
    kind = forms.ChoiceField(label=_("What is to be agreed on?"), widget=forms.RadioSelect)
    day = DatePartsField(label=_("Day, if you propose one"), required=False)
    text = forms.CharField(
        label=_("What you propose"),
        help_text=_("The applicant reads it as it is and confirms or declines."),
        widget=forms.Textarea({"rows": 3}),
        max_length=4000,
    )
    days = forms.IntegerField(
        label=_("Working days to answer (1 to 20)"), min_value=1, max_value=DAYS, initial=5
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, agreement(kind)) for kind in KINDS]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A proposal for a visit names the day."""
        lacking = self.cleaned_data.get("kind") == "visit" and not self.cleaned_data.get("day")
        if lacking and "day" not in self.errors:
            self.blame("agreement.day_missing")
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        day = self.cleaned_data["day"]
        return {**self.cleaned_data, "day": day.isoformat() if day else ""}


class AnswerAgreement(Act):
    """Yes or no to what the applicant proposed; a no says why."""

    blames: ClassVar = {"agreement.reason_missing": "reason"}
    agree = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("The office agrees")), ("no", _("The office does not agree"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why not, or what you add"),
        help_text=_("Needed for a no; the applicant reads it as it is."),
        widget=forms.Textarea({"rows": 3}),
        required=False,
        max_length=4000,
    )

    def clean(self) -> dict[str, Any]:
        """A no says why."""
        if self.cleaned_data.get("agree") == "no" and not self.cleaned_data.get("reason", "").strip():
            self.blame("agreement.reason_missing")
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        return {"agree": self.cleaned_data["agree"] == "yes", "reason": self.cleaned_data["reason"]}


class Refuse(Act):
    """Not accepted: in writing, with reasons."""

    blames: ClassVar = {"refuse.reasons_missing": "reasons"}
    reasons = forms.CharField(
        label=_("Why the item cannot be accepted"),
        help_text=_(
            "Only when it is not for this office or not for this procedure at all; the applicant reads it."
        ),
        widget=forms.Textarea,
        max_length=4000,
    )


class Tolerate(Act):
    """Accept now; something secondary follows, as the applicant commits (容缺)."""

    blames: ClassVar = {
        "accept_tolerant.points_missing": "points",
        "accept_tolerant.commitment_missing": "commitment",
    }
    points = forms.CharField(
        label=_("What may follow, one point a line"), widget=forms.Textarea({"rows": 3}), max_length=2000
    )
    commitment = forms.CharField(
        label=_("The applicant's written commitment"), widget=forms.Textarea({"rows": 3}), max_length=2000
    )

    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "points": self.cleaned_data["points"].splitlines()}


class Suspend(Act):
    """The applicant asked to pause."""

    blames: ClassVar = {"suspend.reasons_missing": "reason"}
    reason = forms.CharField(
        label=_("What the applicant asked for, and until when"),
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
    )


class ToUnit(Act):
    """Something for another unit of the tenant."""

    unit = forms.ChoiceField(label=_("Office"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = unit_names(wording.locale())
        self.fields["unit"].choices = list(names.items())  # type: ignore[attr-defined]


class Transfer(ToUnit):
    """Hand the handling to another unit."""

    blames: ClassVar = {
        "transfer.no_unit": "unit",
        "transfer.same_unit": "unit",
        "transfer.reasons_missing": "reason",
    }
    reason = forms.CharField(
        label=_("Why it is handed on"), widget=forms.Textarea({"rows": 3}), max_length=2000
    )


class Consult(ToUnit):
    """Ask another office for its opinion."""

    blames: ClassVar = {
        "transfer.no_unit": "unit",
        "consult.question_missing": "question",
        "countersign.own_unit": "countersign",
    }
    question = forms.CharField(label=_("Question"), widget=forms.Textarea({"rows": 3}), max_length=2000)
    countersign = forms.BooleanField(
        label=_("Its countersignature is needed: nothing is granted before it agrees"), required=False
    )


class Propose(Act):
    """A critical act: one proposes, the head of the office confirms (four eyes)."""

    verb = forms.ChoiceField(label=_("What is proposed"), widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Reasons for the proposal"), widget=forms.Textarea({"rows": 4}), max_length=4000
    )
    basis = forms.CharField(label=_("Law and article"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = list(wording.critical().items())  # type: ignore[attr-defined]


class Deliver(Act):
    """The result was handed over."""

    blames: ClassVar = {"deliver.basis_missing": "how"}
    how = forms.CharField(
        label=_("Who took it, or the number of the post"),
        help_text=_("Kept sealed with the applicant's key."),
        max_length=200,
    )


class Proceeding(Act):
    """A reconsideration or lawsuit about the decision was opened elsewhere."""

    blames: ClassVar = {"proceeding.body_missing": "body", "proceeding.future": "filed_at"}
    kind = forms.ChoiceField(label=_("What was opened"), widget=forms.RadioSelect)
    body = forms.CharField(label=_("Body that decides it"), max_length=120)
    number = forms.CharField(label=_("Its file number"), max_length=80)
    filed_at = DatePartsField(label=_("Day on which it was filed"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, proceeding(kind)) for kind in KINDS_OF_PROCEEDING]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        day = self.cleaned_data["filed_at"]
        zone = ZoneInfo(current_place().calendar.zone)
        return {**self.cleaned_data, "filed_at": datetime.combine(day, time(0), zone)}


class EndProceeding(Act):
    """What came of it."""

    outcome = forms.ChoiceField(label=_("What came of it"), widget=forms.RadioSelect)
    document = forms.CharField(label=_("Number of the document that says so"), max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = list(outcomes().items())  # type: ignore[attr-defined]


class Opinion(Act):
    """The opinion of the office that was asked."""

    blames: ClassVar = {"consult.answer_missing": "answer"}
    answer = forms.CharField(label=_("Your office's opinion"), widget=forms.Textarea, max_length=4000)


class Countersign(Opinion):
    """Whether the office countersigns, and why."""

    blames: ClassVar = {"consult.answer_missing": "answer", "countersign.agree_missing": "agrees"}
    field_order: ClassVar = ("agrees", "answer")
    agrees = forms.ChoiceField(
        label=_("Countersignature"),
        choices=[("yes", _("The office agrees")), ("no", _("The office does not agree"))],
        widget=forms.RadioSelect,
    )

    def values(self) -> dict[str, Any]:
        return {"agrees": self.cleaned_data["agrees"] == "yes", "answer": self.cleaned_data["answer"]}


class AnswerDispute(Act):
    """Whether the register was wrong, and what the person is told."""

    blames: ClassVar = {"dispute.words_missing": "words", "dispute.outcome_missing": "outcome"}
    outcome = forms.ChoiceField(
        label=_("What the check showed"),
        widget=forms.RadioSelect,
        choices=(
            ("corrected", _("The register was wrong and is corrected")),
            ("stands", _("The register is right")),
        ),
    )
    words = forms.CharField(label=_("What the person is told"), widget=forms.Textarea, max_length=4000)


class Plain(Act):
    """An act that needs nothing but the click."""
