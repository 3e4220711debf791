"""What a consultation asks of the public, and what those who reply to it are asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from minben.platform.openness import claims
from minben.platform.openness.actions.consultations import VERDICTS, WORDS
from minben.platform.openness.claims import answer_words
from minben.platform.openness.queries.consultations import Said
from minben.platform.openness.queries.reforms import Change

BEGINNING = 60  # characters of an opinion beside its box


def verdicts() -> list[tuple[str, str]]:
    """What may become of an opinion or a draft."""
    return [(word, claims.outcome(word).word) for word in VERDICTS]


def reason(label: str) -> forms.CharField:
    """A field for the reason that people read."""
    return forms.CharField(label=label, widget=forms.Textarea, max_length=WORDS)


class OpinionForm(forms.Form):
    """The draft's questions, words of one's own, and whether one's name may stand beside them."""

    def __init__(self, change: Change, locale: str, before: Said | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = change.reform.questions
        given = before.row.answers if before else {}
        for question in self.questions:
            self.fields[f"q_{question}"] = forms.ChoiceField(
                label=change.say(f"questions.{question}", locale),
                choices=list(answer_words().items()),
                widget=forms.RadioSelect,
                required=False,
                initial=given.get(question),
            )
        self.fields["text"] = forms.CharField(
            label=_("What else should be minded?"),
            widget=forms.Textarea,
            max_length=WORDS,
            required=False,
            initial=before.text if before else "",
            help_text=_("Everybody can read it once somebody has looked that it harms nobody."),
        )
        self.fields["shown"] = forms.ChoiceField(
            label=_("How should your words be shown?"),
            choices=[("anonymous", _("Without my name")), ("named", _("With my name"))],
            widget=forms.RadioSelect,
            initial="named" if before and before.row.named else "anonymous",
        )

    def clean(self) -> dict[str, Any]:
        """Something must be said."""
        if not self.errors and not self.answers() and not self.cleaned_data.get("text", "").strip():
            self.add_error("text", _("Answer a question or write a few words; nothing was sent."))
        return self.cleaned_data

    def answers(self) -> dict[str, str]:
        """Question -> answer, of those answered."""
        found = {question: self.cleaned_data.get(f"q_{question}", "") for question in self.questions}
        return {question: answer for question, answer in found.items() if answer}


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
