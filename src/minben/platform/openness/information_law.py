"""The Regulations on Open Government Information (政府信息公開條例) as far as requests need them. Serves requests.

Articles are those of the revision in force since 15 May 2019: 14-16 (what is not disclosed), 29 (request), 30
(correction), 32 (third party), 33 (limit), 36 (kinds of reply), 37 (in part). How long each limit is, the place says
(`information.yaml`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from minben.kernel import worktime
from minben.kernel.pack import Place
from minben.kernel.worktime import Calendar, Due, Extension, Limit, OutsideCalendar, Stop

LAW = "open-government-information-regulation"
THIRD_PARTY = "third_party"  # a stop's kind: what the third party says is waited for

OUTCOMES: Mapping[str, str] = {  # kind of reply -> article
    "disclosed": "36",
    "public_already": "36",
    "partly": "37",
    "refused": "36",
    "not_existing": "36",
    "not_held": "36",
    "repeated": "36",
}
WITH_REASON = ("partly", "refused")
REASONS: Mapping[str, str] = {  # why something is not disclosed -> article
    "state_secret": "14",
    "forbidden": "14",
    "public_safety": "14",
    "third_party": "15",
    "internal": "16",
    "process": "16",
    "enforcement": "16",
}


def reply_due(
    since: datetime, stops: Sequence[Stop], extensions: Sequence[Extension], place: Place, calendar: Calendar
) -> Due:
    """When a reply is due, with every step."""
    limit = place.information.reply
    return worktime.due(since, limit, calendar, place.counting(limit), stops, extensions)


def day(since: datetime, limit: Limit, place: Place, calendar: Calendar) -> datetime:
    """The end of another limit of this law."""
    found = worktime.due(since, limit, calendar, place.counting(limit)).at
    assert found is not None  # noqa: S101 - a clock without stops always has a date
    return found


def basis(outcome: str, reason: str = "") -> str:
    """The articles that a reply rests on, as the pack writes them."""
    articles = [OUTCOMES[outcome], *([REASONS[reason]] if reason else [])]
    return "; ".join(f"{LAW} {article}" for article in dict.fromkeys(articles))


@dataclass(frozen=True)
class Remedy:
    """Where to go against a reply. `first`: only after it may the court be asked (行政復議法 art. 23)."""

    kind: str
    basis: str
    due: datetime | None
    first: bool = False


def remedies(outcome: str, at: datetime, place: Place, calendar: Calendar) -> list[Remedy]:
    """Against every reply that does not give all that was asked."""
    if outcome in ("disclosed", "public_already"):
        return []
    withheld = outcome in WITH_REASON
    review = _until(at, place.information.reconsideration, place, calendar)
    court = None if withheld else _until(at, place.information.litigation, place, calendar)
    article = "23" if withheld else "20"
    return [
        Remedy("reconsideration", f"administrative-reconsideration-law {article}", review, first=withheld),
        Remedy("litigation", f"administrative-litigation-law {'45' if withheld else '46'}", court),
    ]


def _until(at: datetime, limit: Limit, place: Place, calendar: Calendar) -> datetime | None:
    try:
        return worktime.due(at, limit, calendar, place.counting(limit)).at
    except OutsideCalendar:
        return None
