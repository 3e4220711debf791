"""Why a date is that date, in words: the one chain that citizen, officer and inspector read, each in their language.

Serves every page, letter and verb that shows a due date. The sentences are the law's arithmetic in order; whoever
follows them with a wall calendar arrives at the same day (`replay` does so).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from minben.kernel.worktime.days import WEEKEND
from minben.kernel.worktime.longer import add_months
from minben.kernel.worktime.model import Due, Step, Unit
from minben.kernel.worktime.sentences import SENTENCES, UNITS, WEEKDAYS, WORDS

Texts = Mapping[str, str]  # keys laws.<id> and holidays.<name> -> words of one language


@dataclass(frozen=True)
class Sentence:
    """One link of the chain in words."""

    step: Step
    text: str


def explain(found: Due, locale: str, texts: Texts | None = None) -> tuple[Sentence, ...]:
    """The chain of a due date in `locale` (zh-Hant, zh-Hans, en), one sentence a step.

    `texts` gives the names of laws (`laws.<id>`) and holidays (`holidays.<name>`); what it lacks is shown as it
    stands in the data. A last sentence warns when a year's holidays are not confirmed, and says so when the clock
    stands still.
    """
    teller = _Teller(locale, texts or {}, found.steps[0].basis)
    last = found.steps[-1]
    told = [Sentence(step, teller.tell(step)) for step in found.steps[:-1]]
    told.append(Sentence(last, teller.tell(last, lasting=found.at is None)))
    if found.at is None:
        told.append(Sentence(last, SENTENCES[locale]["stopped"]))
    if found.provisional:
        told.append(Sentence(last, SENTENCES[locale]["provisional"]))
    return tuple(told)


def replay(steps: tuple[Step, ...]) -> date | datetime:
    """Follow the steps and nothing else: the day (for hours: the moment) they lead to.

    Raises ValueError when a step arrives elsewhere than it says.
    """
    if steps[0].at is not None:
        return _replay_hours(steps)
    day = steps[0].day
    for step in steps[1:]:
        day = _moved(day, step)
        if step.kind in ("roll", "due") and day != step.day:
            raise ValueError(f"The chain arrives on {day}, the step {step.kind} says {step.day}.")
    return day


def _moved(day: date, step: Step) -> date:
    match step.kind:
        case "cutoff":
            return step.day
        case "count":
            # The first counted day is the day of receipt or the day after; at once is within the first one.
            basis = (step.first or day) - timedelta(days=1)
            return _advance(basis, step.unit, step.number or 1)
        case "stop" | "extend":
            return _advance(day, step.unit, step.number)
        case "skip" | "roll":
            return day + timedelta(days=step.number)
        case _:
            return day


def _advance(day: date, unit: Unit, number: int) -> date:
    """`number` units on. Working days pass as days here: the skip steps that follow add the days of rest."""
    if unit in ("month", "year"):
        return add_months(day, number * (12 if unit == "year" else 1))
    return day + timedelta(days=number)


def _replay_hours(steps: tuple[Step, ...]) -> datetime:
    """Moments are stated in full: each must not come before the one it follows."""
    moments = [step.at for step in steps if step.at is not None]
    if len(moments) != len(steps) or any(later < sooner for sooner, later in pairwise(moments)):
        raise ValueError("A chain of hours states a moment at each step, in order.")
    return moments[-1]


class _Teller:
    """The words of one language."""

    def __init__(self, locale: str, texts: Texts, rule: str) -> None:
        self.locale, self.texts, self.rule = locale, texts, rule
        self.sentences, self.words = SENTENCES[locale], WORDS[locale]

    def tell(self, step: Step, *, lasting: bool = False) -> str:
        key = "stop_open" if lasting else self._key(step)
        parts = {
            "day": self.moment(step),
            "first": self.day(step.first) if step.first else "",
            "amount": self.amount(step),
            "name": self.name(step.note),
            "basis": self.basis(step.basis),
            "rule": self.basis(self.rule),
            "hour": step.note,
        }
        return self.sentences[key].format(**parts)

    def _key(self, step: Step) -> str:
        match step.kind:
            case "count" if step.number == 0:
                return "at_once"
            case "count" if step.unit == "hour":
                return "count_hours"
            case "count":
                return "count_first" if step.note == "counts_first_day" else "count"
            case "skip" if step.first == step.day:
                return "skip_one"
            case "stop" if step.number == 0:
                return "stop_free"
            case "extend" if step.number == 0:
                return "extend_void"
            case "roll" if not step.note:
                return "roll_stop"
            case kind:
                return kind

    def day(self, day: date) -> str:
        """A date in full, with its weekday."""
        weekday = WEEKDAYS[self.locale][day.weekday()]
        month = self.words[f"month.{day.month}"] if self.locale == "en" else str(day.month)
        return self.words["date"].format(weekday=weekday, day=day.day, month=month, year=day.year)

    def moment(self, step: Step) -> str:
        if step.at is None:
            return self.day(step.day)
        return self.words["moment"].format(day=self.day(step.day), hour=f"{step.at:%H:%M}")

    def amount(self, step: Step) -> str:
        one, many = UNITS[self.locale][step.unit]
        return (one if step.number == 1 else many).format(step.number)

    def name(self, note: str) -> str:
        """A holiday's or a stop's name; names joined by 、 are looked up one by one."""
        if note == WEEKEND or f"stop.{note}" in self.words:
            return self.words[WEEKEND if note == WEEKEND else f"stop.{note}"]
        return self.words["and"].join(self.texts.get(f"holidays.{part}", part) for part in note.split("、"))

    def basis(self, basis: str) -> str:
        return cite(basis, self.locale, self.texts, bracketed=True)


def cite(basis: str, locale: str, texts: Texts, *, bracketed: bool = False) -> str:
    """`law-id article` as people cite it: "Food Safety Law art. 35", 《食品安全法》第35條; empty for none."""
    if not basis:
        return ""
    law, _, article = basis.partition(" ")
    name, words = texts.get(f"laws.{law}", law), WORDS[locale]
    cited = words["article" if article else "law"].format(law=name, article=article)
    return words["bracket"].format(cited) if bracketed else cited
