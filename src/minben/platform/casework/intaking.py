"""The form of one draft: what is known, what registers answered, what is still to be asked, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from minben.kernel import feel, intake
from minben.kernel.pack import Page, Place, Question, Service
from minben.platform.casework import facts
from minben.platform.casework.facts import SIGNED_IN
from minben.platform.casework.models import Draft
from minben.platform.catalogue.queries import pinned
from minben.platform.exchange.models import Consent
from minben.platform.journal import vault

INSTEAD = "instead"  # the page that asks what a register was not allowed to answer


def empty() -> dict[str, Any]:
    """A draft's content before anything is said."""
    return {"answers": {}, "fetched": {}, "disputed": []}


def content(row: Draft) -> dict[str, Any]:
    """A draft's unsealed content."""
    return vault.unseal(row.person, row.sealed) or empty()


@dataclass(frozen=True)
class Form:
    """One draft against its service: every page asks of it."""

    place: Place
    service: Service
    person: str
    answers: Mapping[str, str]
    fetched: Mapping[str, Mapping[str, str]]
    disputed: tuple[str, ...]
    granted: tuple[str, ...]
    row: Draft

    @classmethod
    def of(cls, row: Draft) -> Form:
        """Read a draft."""
        place, service = pinned(row.pack, row.service)
        kept = content(row)
        consent = Consent.objects.filter(pk=row.consent, revoked_at=None).first() if row.consent else None
        granted = tuple(consent.registers) if consent is not None else ()
        duties = {source.register for source in place.sources if source.duty}
        return cls(
            place,
            service,
            row.person,
            kept["answers"],
            kept["fetched"],
            tuple(kept["disputed"]),
            (*granted, *sorted(duties)) if row.consent else (),
            row,
        )

    @classmethod
    def fresh(cls, place: Place, service: Service, person: str, moment: datetime) -> Form:
        """A form nobody has begun: what an offer would read and ask. Nothing is stored."""
        return cls(place, service, person, {}, {}, (), (), Draft(person=person, started_at=moment))

    def left(self) -> list[Question]:
        """What remains to be asked when every register may answer."""
        fetched = {element for element, _register in self.prospect().fetched}
        asked = [question for page in self.service.form for question in page.questions]
        return [question for question in asked if question.element not in fetched and self.applies(question)]

    def known(self) -> dict[str, str]:
        """Everything said so far: sign-in, registers, then the applicant's own words (which win when disputed)."""
        said = {name: entry["value"] for name, entry in self.fetched.items() if name not in self.disputed}
        return {SIGNED_IN: self.person, **self.answers, **said}

    def needed(self) -> tuple[str, ...]:
        """Elements that some item in play needs, and the form's own questions, each once."""
        asked = [question.element for page in self.service.form for question in page.questions]
        guiding = [question.element for question in self.service.guiding]
        needs = [name for item in self.service.items for name in item.needs]
        return tuple(dict.fromkeys([*guiding, *asked, *needs]))

    def plan(self) -> intake.Plan:
        """The least that must be asked, given what registers may be asked."""
        known = [SIGNED_IN, *(name for name in self.answers if name not in self.fetched)]
        return intake.least_form(self.needed(), known, self.place.sources, self.granted)

    def prospect(self) -> intake.Plan:
        """What would be fetched if every register might be asked: the consent page shows it."""
        registers = [source.register for source in self.place.sources]
        return intake.least_form(self.needed(), [SIGNED_IN], self.place.sources, registers)

    def registers(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """Register -> elements it would be asked: those that need a yes, and those that must be looked up by law."""
        duties = {source.register for source in self.place.sources if source.duty}
        asked, told = dict[str, list[str]](), dict[str, list[str]]()
        for element, register in self.prospect().fetched:
            (told if register in duties else asked).setdefault(register, []).append(element)
        return asked, told

    def sensitive(self, elements: Iterable[str]) -> bool:
        """Whether one of the elements is sensitive personal information: it needs a consent of its own."""
        return any(self.place.elements[element].sensitive for element in elements)

    def applies(self, question: Question) -> bool:
        """Whether the question is asked, given the answers so far."""
        if not question.when:
            return True
        context = facts.for_rules(self.place, self.known(), self.row.started_at)
        return feel.evaluate(feel.parse(question.when), context) is True

    def questions(self, page: Page) -> list[Question]:
        """The page's questions that only the applicant can answer."""
        said = {name for name in self.fetched if name not in self.disputed}
        return [
            q for q in page.questions if q.element not in said and q.element != SIGNED_IN and self.applies(q)
        ]

    def pages(self) -> list[Page]:
        """Pages that have something to ask."""
        return [page for page in self.all_pages() if self.questions(page)]

    def all_pages(self) -> list[Page]:
        """The form's pages, and one for what a register could have answered but may not: the price of a "no"."""
        return [*self.service.form, self._instead()]

    def _instead(self) -> Page:
        asked = {question.element for page in self.service.form for question in page.questions}
        asked |= {question.element for question in self.service.guiding}
        plan = intake.least_form(self.needed(), [SIGNED_IN], self.place.sources, self.granted)
        refused = [name for name in plan.asked if name not in asked and self._would_be_fetched(name)]
        return Page(INSTEAD, tuple(Question(name) for name in refused))

    def _would_be_fetched(self, name: str) -> bool:
        """Whether a register knows this and the questions that lead to its record apply here."""
        questions = {question.element: question for page in self.service.form for question in page.questions}
        return any(
            name in source.gives
            and all(self.applies(questions[key]) for key in source.key if key in questions)
            for source in self.place.sources
        )

    def problems(self) -> dict[str, intake.Problem]:
        """Element -> what is wrong with its answer, over the whole form."""
        found: dict[str, intake.Problem] = {}
        for page in self.all_pages():
            found.update(self.check(page, self.answers))
        return found

    def check(self, page: Page, answers: Mapping[str, str]) -> dict[str, intake.Problem]:
        """Element -> what is wrong with these answers to one page."""
        found: dict[str, intake.Problem] = {}
        for question in self.questions(page):
            raw = answers.get(question.element, "")
            if raw == "":
                if question.required:
                    found[question.element] = intake.Problem("answer.missing", {})
                continue
            value = intake.check_answer(self.place.elements[question.element], raw)
            if isinstance(value, intake.Problem):
                found[question.element] = value
        return found

    def final(self) -> dict[str, str]:
        """The answers the case begins with: only what applies now."""
        hidden = {
            question.element
            for page in self.service.form
            for question in page.questions
            if not self.applies(question)
        }
        return {name: value for name, value in self.known().items() if name not in hidden}

    def sources(self) -> dict[str, Any]:
        """Element -> which register said it and when, for those that a register said."""
        return {
            name: {"register": entry["register"], "read_at": entry["read_at"]}
            for name, entry in self.fetched.items()
            if name not in self.disputed
        }

    def overruled(self) -> dict[str, str]:
        """What registers said and the applicant disputes: until the keeper has checked, rules go by it."""
        return {name: self.fetched[name]["value"] for name in self.disputed if name in self.fetched}
