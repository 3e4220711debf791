"""How long offices really take, how satisfied people are, what they complain about: the public figures.

Serves the pages for everybody and the open data's index. Everything is computed from casework and supervision, and
small numbers are suppressed before they leave this module.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from minben.platform.casework.models import Case, CaseItem, Clock, Complaint, ItemStatus, Rating
from minben.platform.casework.queries import real_days
from minben.platform.openness.suppression import LEAST, LEAST_FOR_TAIL, distribution, shown
from minben.platform.supervision.queries import card_counts

DECIDED = (ItemStatus.GRANTED, ItemStatus.DENIED)
DAY = 86400.0
GRADES = (1, 2, 3, 4, 5)  # GB/T 39046: 1 is the best
SATISFIED = 3  # grades up to here count as satisfied (basically satisfied included)


@dataclass(frozen=True)
class Times:
    """How long one item or service took, in days as applicants live them. None: too few cases to publish.

    `on_time` is the share of decided items whose promise was kept by its own clock (working days, stops not counted).
    """

    number: int | None
    median: float | None = None
    p90: float | None = None
    on_time: float | None = None


@dataclass(frozen=True)
class Ratings:
    """Satisfaction with one service. `defaults` were set by the platform because nobody rated; they never count."""

    number: int | None
    grades: dict[int, int | None]
    satisfied: float | None
    defaults: int | None
    closed: int | None


@dataclass(frozen=True)
class Complaints:
    """Complaints about one service: made, answered, answered within the limit (share of those answered)."""

    made: int | None
    answered: int | None
    in_time: float | None


def item_times() -> dict[tuple[str, str], Times]:
    """(service, item) -> times from receipt to decision, over everything decided so far."""
    spans: dict[tuple[str, str], list[float]] = defaultdict(list)
    rows = CaseItem.objects.filter(status__in=DECIDED).exclude(decided_at=None)
    for service, item, received, decided in rows.values_list(
        "case__service", "item", "received_at", "decided_at"
    ):
        spans[service, item].append(_days(received, decided))
    kept = _kept()
    return {key: _times(found, kept.get(key, [])) for key, found in spans.items()}


def service_times() -> dict[str, Times]:
    """Service -> times from sending the form to the end of the whole case."""
    spans: dict[str, list[float]] = defaultdict(list)
    rows = Case.objects.filter(status="completed").exclude(closed_at=None)
    for service, sent, closed in rows.values_list("service", "submitted_at", "closed_at"):
        spans[service].append(_days(sent, closed))
    return {service: _times(found, []) for service, found in spans.items()}


def _days(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / DAY


def _kept() -> dict[tuple[str, str], list[bool]]:
    """(service, item) -> for every promise that ended with a decision, whether it was kept."""
    found: dict[tuple[str, str], list[bool]] = defaultdict(list)
    rows = Clock.objects.filter(scope="promise", caseitem__status__in=DECIDED).exclude(due_at=None)
    for service, item, due, decided in rows.values_list(
        "case__service", "caseitem__item", "due_at", "caseitem__decided_at"
    ):
        found[service, item].append(decided <= due)
    return found


def _times(spans: list[float], kept: list[bool]) -> Times:
    if len(spans) < LEAST:
        return Times(shown(len(spans)))
    real = real_days(spans)
    tail = real["p90"] if len(spans) >= LEAST_FOR_TAIL else None
    return Times(len(spans), real["median"], tail, share(kept))


def share(judged: Iterable[bool]) -> float | None:
    """The share that is true, 0 to 1; None when too few were judged to publish."""
    values = list(judged)
    return sum(values) / len(values) if len(values) >= LEAST else None


def ratings() -> dict[str, Ratings]:
    """Service -> satisfaction. Default ratings are counted apart and mixed into nothing."""
    grades: dict[str, Counter[int]] = defaultdict(Counter)
    defaults: Counter[str] = Counter()
    for service, grade, is_default in Rating.objects.values_list(
        "case__service", "satisfaction", "is_default"
    ):
        if is_default:
            defaults[service] += 1
        else:
            grades[service][grade] += 1
    closed = Counter(Case.objects.exclude(closed_at=None).values_list("service", flat=True))
    return {
        service: _ratings(grades[service], defaults[service], number)
        for service, number in sorted(closed.items())
    }


def _ratings(grades: Counter[int], defaults: int, closed: int) -> Ratings:
    number = grades.total()
    enough = number >= LEAST
    satisfied = sum(grades[grade] for grade in GRADES if grade <= SATISFIED)
    return Ratings(
        shown(number),
        distribution({grade: grades[grade] for grade in GRADES}) if enough else dict.fromkeys(GRADES),
        satisfied / number if enough and number - satisfied not in range(1, LEAST) else None,
        shown(defaults),
        shown(closed),
    )


def complaints() -> dict[str, Complaints]:
    """Service -> complaints and how they were answered."""
    made: dict[str, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for service, due, replied in Complaint.objects.values_list("case__service", "due_at", "replied_at"):
        made[service].append((due, replied))
    result = {}
    for service, rows in sorted(made.items()):
        answered = [(due, replied) for due, replied in rows if replied is not None]
        result[service] = Complaints(
            shown(len(rows)), shown(len(answered)), share(replied <= due for due, replied in answered)
        )
    return result


def cards() -> dict[str, dict[str, int]]:
    """Unit -> colour -> cards that stand. Cards are about offices, not persons, so small numbers are shown."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in card_counts():
        found[row["unit"]][row["colour"]] = row["number"]
    return dict(found)
