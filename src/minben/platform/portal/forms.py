"""The form's questions as Django fields, in the pack's words; answers are judged by the kernel's intake."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from minben.kernel.intake import Element, Problem
from minben.kernel.pack import Place, Question


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
            if name in self.fields:
                self.add_error(name, words(problem))


def field(element: Element, texts: Any, *, required: bool) -> forms.Field:
    """The field for one element; emptiness is judged by the intake, which knows what applies."""
    label = texts[f"elements.{element.id}.label"]
    common = {"label": label, "required": False, "help_text": texts.get(f"elements.{element.id}.help", "")}
    if not required:
        common["label"] = _("%(label)s (optional)") % {"label": label}
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
