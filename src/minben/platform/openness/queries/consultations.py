"""Consultations: what is asked, what was said and answered, what is nobody's to see but its author's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from minben.platform.identity.queries import local_unit, unit_names
from minben.platform.journal import vault
from minben.platform.journal.queries import now
from minben.platform.openness.models import Opinion, PublicConsultation
from minben.platform.openness.queries.reforms import change
from minben.platform.openness.suppression import distribution

ANSWERS = ("yes", "partly", "no", "unsure")
VERDICTS = ("adopted", "partly", "not_adopted")


def consultations() -> list[PublicConsultation]:
    """All of the tenant: those still running first, then the newest."""
    rows = list(PublicConsultation.objects.order_by("-opened_at", "-id"))
    moment = now()
    return sorted(rows, key=lambda row: not running(row, moment))


def consultation(service: str, reform: str) -> PublicConsultation | None:
    """The consultation on one reform, or None."""
    return PublicConsultation.objects.filter(service=service, reform=reform).first()


def lead(row: PublicConsultation) -> str:
    """The unit that consults: it leads the service whose reform is asked about; empty when the draft is gone."""
    one = change(row.service, row.reform, row.pack)
    return local_unit(one.service.lead) if one is not None else ""


def held_by(units: Iterable[str]) -> list[PublicConsultation]:
    """Consultations without a result yet of services that these units lead."""
    rows = PublicConsultation.objects.filter(closed_at=None).order_by("ends_at", "id")
    return [row for row in rows if lead(row) in set(units)]


def running(row: PublicConsultation, moment: datetime | None = None) -> bool:
    """Whether people can still answer."""
    return row.closed_at is None and (moment or now()) <= row.ends_at


@dataclass(frozen=True)
class Said:
    """An opinion as its reader may see it. `name` is empty for who stays without one."""

    row: Opinion
    text: str
    name: str

    @property
    def topic(self) -> str:
        """What its reply is about."""
        return self.row.reply.topic if self.row.reply else ""


def published(row: PublicConsultation) -> list[Said]:
    """Opinions with words that everybody may read, in the order in which they came."""
    rows = _rows(row).filter(state="published").exclude(public_text="")
    return [Said(one, one.public_text, one.public_name) for one in rows]


def to_moderate(row: PublicConsultation) -> list[Said]:
    """All opinions with words, unsealed for the moderator (whose reading is journalled)."""
    rows = list(_rows(row))
    opened = vault.unseal_many([(one.person, bytes(one.sealed)) for one in rows])
    return [
        Said(one, said["text"], said["name"] if one.named else "")
        for one, said in zip(rows, opened, strict=True)
        if said.get("text")
    ]


def _rows(row: PublicConsultation):  # type: ignore[no-untyped-def]
    return Opinion.objects.filter(consultation=row).select_related("reply").order_by("number")


def own(row: PublicConsultation, person: str) -> Said | None:
    """What this person said, with its state and reply; None when they said nothing."""
    found = _rows(row).filter(person=person).first() if person else None
    if found is None:
        return None
    (said,) = vault.unseal_many([(found.person, bytes(found.sealed))])
    return Said(found, said.get("text", ""), said.get("name", ""))


def answered_to(person: str) -> list[Opinion]:
    """This person's opinions that were answered or withheld, newest first."""
    rows = Opinion.objects.filter(person=person).select_related("reply", "consultation")
    return [one for one in rows.order_by("-changed_at") if one.reply or one.state == "withheld"]


@dataclass(frozen=True)
class Tally:
    """How many took part, how they answered each question (small numbers suppressed), and what became of their words.

    Replies are the office's acts, so their numbers are shown as they are.
    """

    people: int
    answers: dict[str, dict[str, int | None]]  # question -> answer -> number
    words: int  # opinions with words, withheld ones left out
    replied: int
    verdicts: dict[str, int]

    @property
    def adopted(self) -> float | None:
        """Share of the answered opinions that were adopted, in whole or in part."""
        taken = self.verdicts.get("adopted", 0) + self.verdicts.get("partly", 0)
        return taken / self.replied if self.replied else None


def tally(row: PublicConsultation, questions: tuple[str, ...]) -> Tally:
    """The numbers of one consultation."""
    rows = list(_rows(row))
    counts = {question: Counter(one.answers.get(question) for one in rows) for question in questions}
    worded = [one for one in rows if one.state == "waiting" or one.public_text]
    replied = [one for one in rows if one.reply]
    return Tally(
        len(rows),
        {
            question: distribution({answer: found[answer] for answer in ANSWERS})
            for question, found in counts.items()
        },
        len(worded),
        len(replied),
        dict(Counter(one.reply.verdict for one in replied if one.reply)),
    )


def office(row: Opinion, locale: str) -> str:
    """The office that answered."""
    return unit_names(locale).get(row.reply.unit, "") if row.reply else ""
