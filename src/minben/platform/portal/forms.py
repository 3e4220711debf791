"""What the portal asks: questions in the pack's words, judged by the kernel's intake; words, files, stars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from minben.kernel.intake import Element, Problem, check_answer
from minben.kernel.pack import Place, Question
from minben.platform.casework import wording as common
from minben.platform.casework.agreements import DAYS, KINDS
from minben.platform.casework.intaking import SIGNED_IN
from minben.platform.casework.queries import CaseView, ItemView
from minben.platform.design.forms import DatePartsField


class Questions(forms.Form):
    """A page of questions. Field names are element ids; values stay the texts that people type."""

    def __init__(
        self, place: Place, questions: Iterable[Question], locale: str, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            element = place.elements[question.element]
            self.fields[question.element] = field(element, place.texts[locale], required=question.required)

    def blame(self, problems: dict[str, Problem]) -> None:
        """Show what the intake found wrong, each at its field."""
        for name, problem in problems.items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, words(problem))


def field(element: Element, texts: Any, *, required: bool) -> forms.Field:
    """The field for one element; whether its answer is right is judged by the intake."""
    label = texts[f"elements.{element.id}.label"]
    common = {"label": label, "required": required, "help_text": texts.get(f"elements.{element.id}.help", "")}
    match element.type:
        case "choice":
            names = [(choice, texts[f"elements.{element.id}.choices.{choice}"]) for choice in element.choices]
            return forms.ChoiceField(choices=names, widget=forms.RadioSelect, **common)
        case "boolean":
            return forms.ChoiceField(
                choices=[("true", _("Yes")), ("false", _("No"))], widget=forms.RadioSelect, **common
            )
        case "long_text":
            return forms.CharField(widget=forms.Textarea, max_length=4000, **common)
        case "file":
            return forms.FileField(**common)
        case _:
            return forms.CharField(max_length=400, **common)


def words(problem: Problem) -> str:
    """What is wrong with an answer, and what to do."""
    texts = {
        "answer.missing": _("Please answer this question."),
        "answer.text.pattern": _(
            "This does not have the form that is printed on the document. Compare it letter by letter."
        ),
        "answer.number.format": _("Please write a number, for example 120."),
        "answer.number.low": _("The number must be at least %(minimum)s."),
        "answer.number.high": _("The number must be at most %(maximum)s."),
        "answer.date.format": _("Please write the date as year-month-day, for example 2026-03-05."),
        "answer.date.impossible": _("There is no such day. Please check the date."),
        "answer.phone.format": _("Please write a mobile number of eleven digits."),
        "answer.id_number.length": _("An identity number has 18 characters."),
        "answer.id_number.checksum": _("One character of the identity number is mistyped. Please check it."),
    }
    told = texts.get(problem.key, _("Please check this answer."))
    return told % dict(problem.params)


class Conditions(forms.Form):
    """May I apply? Each condition as a plain statement: yes, no, or not sure."""

    def __init__(self, conditions: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [("yes", _("Yes")), ("no", _("No")), ("unsure", _("I am not sure"))]
        for number, condition in enumerate(conditions, start=1):
            self.fields[f"c{number}"] = forms.ChoiceField(
                label=condition, choices=answers, widget=forms.RadioSelect
            )


class Feedback(forms.Form):
    """About a page: how it was, if one likes, and what one wants to say."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        moods = [("1", _("good")), ("2", _("so-so")), ("3", _("bad"))]
        self.fields["mood"] = forms.ChoiceField(
            label=_("How was this page?"), choices=moods, widget=forms.RadioSelect, required=False
        )
        hint = _("Please write no names or numbers of people.")
        self.fields["text"] = long_text(_("What should we know?"), help_text=hint)
        self.fields["page"] = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


# --- on a case ---

WORDS = 4000  # characters


def long_text(label: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    """A field for a few sentences."""
    return forms.CharField(
        label=label, widget=forms.Textarea, max_length=WORDS, required=required, help_text=help_text
    )


class Words(forms.Form):
    """One text."""

    def __init__(self, label: str, *args: Any, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = long_text(label, help_text=help_text)


class Correct(forms.Form):
    """The answer to a correction: words, a file, and the applicant's own answers to that item, to be mended."""

    def __init__(self, view: CaseView, item: ItemView, locale: str, *args: Any) -> None:
        super().__init__(*args)
        self.view, self.own = view, own_answers(view, item)
        self.fields["text"] = long_text(_("Your answer"), required=False)
        hint = _("PDF, PNG or JPEG, at most 10 MB. Each file is kept as soon as you send it.")
        self.fields["file"] = forms.FileField(label=_("A file"), required=False, help_text=hint)
        for element, value in self.own.items():
            asked = field(view.place.elements[element], view.place.texts[locale], required=False)
            asked.initial = value
            self.fields[element] = asked

    @property
    def mended(self) -> list[Any]:
        """The fields of the answers that may be mended."""
        return [self[name] for name in self.own]

    @property
    def opened(self) -> bool:
        """Whether an answer was touched or is wrong, so that it must be seen."""
        return any(
            name in self.errors or self.data.get(name, value) != value for name, value in self.own.items()
        )

    def changed(self) -> dict[str, str]:
        """Element -> the new answer, of those that differ."""
        given = {name: str(self.cleaned_data.get(name) or "").strip() for name in self.own}
        return {name: value for name, value in given.items() if value and value != self.own[name]}

    def clean(self) -> dict[str, Any]:
        """New answers are judged as on the form."""
        for name, value in self.changed().items():
            problem = check_answer(self.view.place.elements[name], value)
            if isinstance(problem, Problem):
                self.add_error(name, words(problem))
        return self.cleaned_data


def own_answers(view: CaseView, item: ItemView) -> dict[str, str]:
    """What the applicant said for this item by themselves: neither from a register nor a file."""
    return {
        name: view.facts[name]
        for name in item.item.needs
        if name in view.facts
        and name != SIGNED_IN
        and name not in view.case.sources
        and view.place.elements[name].type != "file"
    }


class Upload(forms.Form):
    """One file for one item."""

    def __init__(self, items: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"] = forms.ChoiceField(
            label=_("What is it for?"), choices=list(items.items()), widget=forms.RadioSelect
        )
        self.fields["file"] = forms.FileField(
            label=_("A file"), help_text=_("PDF, PNG or JPEG, at most 10 MB.")
        )


def stars() -> dict[int, str]:
    """Stars and the five words of the national rating (GB/T 39046 counts 1 as best)."""
    return {
        5: _("5 stars: very satisfied"),
        4: _("4 stars: satisfied"),
        3: _("3 stars: fair"),
        2: _("2 stars: dissatisfied"),
        1: _("1 star: very dissatisfied"),
    }


class Rating(forms.Form):
    """Stars, and words if one likes. Nothing is chosen beforehand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stars"] = forms.ChoiceField(
            label=_("How satisfied are you?"), choices=list(stars().items()), widget=forms.RadioSelect
        )
        self.fields["text"] = long_text(_("What was good, what should change?"), required=False)


class Complain(forms.Form):
    """About the whole case or one item."""

    def __init__(self, items: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"] = forms.ChoiceField(
            label=_("What is it about?"),
            choices=[("", _("The whole case")), *items.items()],
            widget=forms.RadioSelect,
            required=False,
        )
        self.fields["text"] = long_text(_("What happened?"))


class Propose(forms.Form):
    """Something to agree on with the office that has the item."""

    def __init__(self, items: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"] = forms.ChoiceField(
            label=_("For which item?"), choices=list(items.items()), widget=forms.RadioSelect
        )
        if len(items) == 1:
            self.fields["item"].initial = next(iter(items))
        self.fields["kind"] = forms.ChoiceField(
            label=_("What is to be agreed on?"),
            choices=[(kind, common.agreement(kind)) for kind in KINDS],
            widget=forms.RadioSelect,
        )
        self.fields["day"] = DatePartsField(label=_("Day, if you propose one"), required=False)
        self.fields["text"] = long_text(
            _("What you propose"), help_text=_("For example: a smaller sign, or a visit in the morning.")
        )
        self.fields["days"] = forms.IntegerField(
            label=_("Working days to answer (1 to 20)"), min_value=1, max_value=DAYS, initial=5
        )

    def clean(self) -> dict[str, Any]:
        """A proposal for a visit names the day."""
        lacking = self.cleaned_data.get("kind") == "visit" and not self.cleaned_data.get("day")
        if lacking and "day" not in self.errors:
            self.add_error("day", common.agreement_refused("agreement.day_missing"))
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """As casework's act takes it."""
        given = dict(self.cleaned_data)
        given["day"] = given["day"].isoformat() if given["day"] else ""
        return given


class AnswerProposal(forms.Form):
    """Yes, or no with a reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agree"] = forms.ChoiceField(
            label=_("Your answer"),
            choices=[("yes", _("I agree")), ("no", _("I do not agree"))],
            widget=forms.RadioSelect,
        )
        self.fields["reason"] = long_text(
            _("Why not, or what you add"), required=False, help_text=_("Needed if you do not agree.")
        )

    def clean(self) -> dict[str, Any]:
        """A no says why."""
        if self.cleaned_data.get("agree") == "no" and not self.cleaned_data.get("reason", "").strip():
            self.add_error("reason", common.agreement_refused("agreement.reason_missing"))
        return self.cleaned_data
