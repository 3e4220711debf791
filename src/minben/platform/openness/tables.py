"""The figures behind each page of openness as CSV: names and codes as the packs have them, the same in each language.

Serves the open data. An empty cell is a figure that is not published because too few cases stand behind it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from minben.kernel.worktime import Limit
from minben.platform.catalogue.queries import services
from minben.platform.openness import figures
from minben.platform.openness.queries import disclosure
from minben.platform.openness.reductions import reductions

Rows = tuple[Sequence[str], Iterable[Sequence[Any]]]


def times() -> Rows:
    """Promised and real times of every item, and of each service as a whole."""
    real, whole = figures.item_times(), figures.service_times()
    rows: list[Sequence[Any]] = []
    for one in services():
        for item in one.service.items:
            found = real.get((one.id, item.id), figures.Times(0))
            limits = [_limit(item.statutory_limit), _limit(item.promised_limit)]
            rows.append([one.id, item.id, item.authority, *limits, *_times(found)])
        rows.append([one.id, "", "", "", "", *_times(whole.get(one.id, figures.Times(0)))])
    head = ["service", "item", "authority", "statutory_limit", "promised_limit"]
    return [*head, "cases", "median_days", "p90_days", "share_on_time"], rows


def _times(found: figures.Times) -> list[Any]:
    return [found.number, _round(found.median), _round(found.p90), _round(found.on_time)]


def _limit(limit: Limit) -> str:
    return f"{limit.value} {limit.unit}"


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def satisfaction() -> Rows:
    """Ratings by service; 1 is the best grade."""
    rows = [
        [service, one.number, _round(one.satisfied), *one.grades.values(), one.defaults, one.closed]
        for service, one in figures.ratings().items()
    ]
    grades = [f"grade_{grade}" for grade in figures.GRADES]
    return ["service", "ratings", "share_satisfied", *grades, "defaults", "closed_cases"], rows


def complaints() -> Rows:
    """Complaints by service."""
    rows = [
        [service, one.made, one.answered, _round(one.in_time)]
        for service, one in figures.complaints().items()
    ]
    return ["service", "made", "answered", "share_in_time"], rows


def cards() -> Rows:
    """Supervision's cards by office."""
    found = sorted(figures.cards().items())
    return ["unit", "yellow", "red"], [[unit, one.get("yellow", 0), one.get("red", 0)] for unit, one in found]


def reduced() -> Rows:
    """The four reductions of each service."""
    rows = [
        [one.id, row.kind, row.before, row.after, _round(row.share)]
        for one in services()
        for row in reductions(one.service)
    ]
    return ["service", "what", "before", "after", "share_saved"], rows


def disclosed() -> Rows:
    """Each element of each item: 1 when it is published; and, of imported catalogues, the share of items that do."""
    own = [
        [
            one.id,
            row.item.id,
            row.item.authority,
            1,
            *(int(key not in row.missing) for key in disclosure.ELEMENTS),
        ]
        for one in services()
        for row in disclosure.disclosed(one.service)
    ]
    others = [
        [
            one.source,
            "",
            one.department,
            one.items,
            *(_round(one.published.get(key, 0) / one.items) for key in disclosure.ELEMENTS),
        ]
        for one in disclosure.elsewhere()
    ]
    return ["source", "item", "authority", "items", *disclosure.ELEMENTS], [*own, *others]


TABLES: dict[str, Callable[[], Rows]] = {
    "times": times,
    "satisfaction": satisfaction,
    "complaints": complaints,
    "cards": cards,
    "reductions": reduced,
    "disclosure": disclosed,
}


def written(name: str) -> bytes:
    """One table as CSV in UTF-8 (RFC 4180 but for the line ends)."""
    head, rows = TABLES[name]()
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return stream.getvalue().encode()
