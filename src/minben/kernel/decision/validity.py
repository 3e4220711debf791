"""Dated law: from which day to which a model is in force, and which of several versions a day asks for.

Serves packs, casework and whoever decides at the terminal. A file says its days itself, as attributes of `definitions`
in Minben's namespace: `minben:validFrom` and `minben:validUntil`, both days included, each of which may be left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol, TypeVar

from minben.kernel.finding import Finding, refuse

NAMESPACE = "urn:minben:dmn:1"
FROM, UNTIL = f"{{{NAMESPACE}}}validFrom", f"{{{NAMESPACE}}}validUntil"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Validity:
    """The days of a model, both included; None leaves that end open."""

    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the model is in force on that day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def __str__(self) -> str:
        if self.first is None and self.last is None:
            return "always"
        return " ".join(
            part for part in (self.first and f"from {self.first}", self.last and f"until {self.last}") if part
        )


ALWAYS = Validity()


class Dated(Protocol):
    """A model in a file, in force on some days."""

    @property
    def file(self) -> str:
        """The file, for messages."""
        ...

    @property
    def valid(self) -> Validity:
        """The days."""
        ...


Version = TypeVar("Version", bound=Dated)


def in_force(models: Sequence[Version], day: date) -> Version:
    """The version in force on that day; InputError, naming the nearest, when none is."""
    for model in models:
        if model.valid.covers(day):
            return model
    near = min(models, key=lambda model: distance(model.valid, day))
    message = f"No version is in force on {day}."
    raise refuse(
        near.file, message, f"The nearest is in force {near.valid}: give such a day, or add a version."
    )


def distance(valid: Validity, day: date) -> int:
    """Days between the day and the validity; 0 within it."""
    before = (valid.first - day).days if valid.first and day < valid.first else 0
    after = (day - valid.last).days if valid.last and day > valid.last else 0
    return before + after


def check_versions(models: Sequence[Dated]) -> Iterator[Finding]:
    """What is wrong with versions of one model: days with two of them, and days between them with none."""
    ordered = sorted(models, key=lambda model: model.valid.first or date.min)
    for earlier, later in pairwise(ordered):
        begins, ends = later.valid.first or date.min, earlier.valid.last or date.max
        if ends >= begins:
            message = f"It is in force from {begins} on, and {earlier.file} {earlier.valid} too."
            advice = f"End the earlier one the day before: minben:validUntil in {earlier.file}."
            yield Finding(later.file, 0, "definitions", message, advice)
        elif ends + DAY < begins:
            message = f"No version is in force from {ends + DAY} until {begins - DAY}."
            yield Finding(
                later.file, 0, "definitions", message, "Let it begin the day after the earlier one ends."
            )
