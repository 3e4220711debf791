"""Charts of a log as SVG: every event a mark in time, and where time goes as bars. Serves the pages of logs.

Marks differ in shape as well as in colour. Only attributes, never styles: the content policy is strict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

import numpy as np

from minben.kernel.eventlog import NO_TIME, EventLog, part
from minben.kernel.process.svg import tag, text

INK, LINE, QUIET = "#1d2b36", "#5b6b78", "#d5dde3"
FACE = "'Noto Sans CJK TC', 'PingFang TC', 'Microsoft JhengHei', 'Noto Sans', sans-serif"
SHAPES = (  # colour, path of one mark from its centre
    ("#1c4a44", "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z"),
    ("#a92c1a", "m-3-3h6v6h-6z"),
    ("#7a4a00", "m0-4l4 7h-8z"),
    ("#574268", "m0-4l4 4l-4 4l-4-4z"),
    ("#175a53", "m-4-1h3v-3h2v3h3v2h-3v3h-2v-3h-3z"),
    ("#12332f", "m0 4l4-7h-8z"),
)
REST = ("#525e5a", "m-1.5-1.5h3v3h-3z")
CASES = 400  # rows drawn; of more cases every n-th
WIDE, HIGH, EDGE, FOOT = 1000.0, 560.0, 16.0, 34.0


@dataclass(frozen=True)
class Mark:
    """How one kind of step is drawn; `svg` shows it alone."""

    name: str
    count: int
    svg: str


@dataclass(frozen=True)
class Dots:
    """The dotted chart: its drawing, its marks, and how many of the cases are drawn."""

    svg: str
    marks: tuple[Mark, ...]
    drawn: int
    cases: int


@dataclass(frozen=True)
class Thin:
    """What the dotted chart needs of a log: the cases drawn, how often each step happens in all, how many cases are."""

    log: EventLog
    counts: tuple[tuple[str, int], ...]  # the commonest first
    cases: int


def thin(log: EventLog) -> Thin:
    """Few enough cases to draw, evenly spread by their first event; of more cases every n-th."""
    timed = np.flatnonzero(log.time != NO_TIME)
    cases, at = np.unique(log.case_index[timed], return_index=True)
    ordered = cases[np.argsort(log.time[timed][at], kind="stable")]
    step = max(1, -(-len(ordered) // CASES))
    counts = Counter(dict(zip(log.activities, _counts(log), strict=True)))
    small = replace(part(log, ordered[::step]), event_columns={}, case_columns={})
    return Thin(small, tuple(counts.most_common()), len(log.cases))


def _counts(log: EventLog) -> list[int]:
    found: list[int] = np.bincount(log.activity, minlength=len(log.activities)).tolist()
    return found


def dotted(found: Thin, title: str, rest: str) -> Dots:
    """Each case a row by its first event, each event a mark at its time; the commonest steps have marks of their own,
    the others are called `rest`.
    """
    log = found.log
    timed = np.flatnonzero(log.time != NO_TIME)
    if not timed.size:
        return Dots("", (), 0, found.cases)
    leading = found.counts[: len(SHAPES)]
    first, last = int(log.time[timed].min()), int(log.time[timed].max())
    x = EDGE + (log.time[timed] - first) / max(last - first, 1) * (WIDE - 2 * EDGE)
    y = EDGE + (log.case_index[timed] + 0.5) / len(log.cases) * (HIGH - EDGE - FOOT)
    code_of = {name: code for code, name in enumerate(log.activities)}
    codes = log.activity[timed]
    groups = [(SHAPES[at], codes == code_of.get(name, -1)) for at, (name, _count) in enumerate(leading)]
    groups.append((REST, ~np.isin(codes, [code_of.get(name, -1) for name, _count in leading])))
    body = "".join(_marks(shape, x[where], y[where]) for shape, where in reversed(groups))
    marks = [Mark(name, count, _alone(SHAPES[at])) for at, (name, count) in enumerate(leading)]
    others = sum(count for _name, count in found.counts[len(SHAPES) :])
    marks += [Mark(rest, others, _alone(REST))] if others else []
    return Dots(_document(title, _axis(first, last) + body), tuple(marks), len(log.cases), found.cases)


def _marks(shape: tuple[str, str], x: np.ndarray, y: np.ndarray) -> str:
    colour, path = shape
    places = zip(x.round(1).tolist(), y.round(1).tolist(), strict=True)
    d = "".join(f"M{left:g} {top:g}{path}" for left, top in places)
    return tag("path", d=d, fill=colour) if d else ""


def _alone(shape: tuple[str, str]) -> str:
    colour, path = shape
    inner = tag("path", d=f"M7 7{path}", fill=colour)
    return tag("svg", inner, viewBox="0 0 14 14", width=14, height=14, aria_hidden="true", focusable="false")


def _axis(first: int, last: int) -> str:
    parts = [tag("line", x1=EDGE, x2=WIDE - EDGE, y1=HIGH - FOOT, y2=HIGH - FOOT, stroke=LINE)]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = EDGE + share * (WIDE - 2 * EDGE)
        day = str(np.datetime64(int(first + share * (last - first)), "us").astype("datetime64[D]"))
        anchor = "start" if share == 0 else "end" if share == 1 else "middle"
        parts.append(tag("line", x1=x, x2=x, y1=EDGE, y2=HIGH - FOOT + 5, stroke=QUIET))
        parts.append(text(day, (x, HIGH - FOOT + 22), 15, INK, text_anchor=anchor))
    return "".join(parts)


def _document(title: str, body: str, height: float = HIGH) -> str:
    root: dict[str, str | float] = {"viewBox": f"0 0 {WIDE:g} {height:g}", "width": WIDE, "height": height}
    root |= {"role": "img", "aria-labelledby": "chart-title", "font-family": FACE}
    paper = tag("rect", width=WIDE, height=height, fill="#ffffff")
    named = tag("title", escape(title), id="chart-title")
    return tag("svg", named + paper + body, xmlns="http://www.w3.org/2000/svg", **root)


def bars(rows: Sequence[tuple[str, float, str]], title: str) -> str:
    """Bars of (name, value of 0 or more, value in words), each under its name."""
    top = max((value for _name, value, _words in rows), default=0.0) or 1.0
    parts = [text(title, (EDGE, EDGE + 18), 18, INK, font_weight="600")]
    for at, (name, value, words) in enumerate(rows):
        y = EDGE + 56 + at * 46
        length = value / top * (WIDE - 2 * EDGE)
        parts.append(text(name, (EDGE, y), 15, INK))
        parts.append(text(words, (WIDE - EDGE, y), 15, INK, text_anchor="end"))
        parts.append(tag("rect", x=EDGE, y=y + 6, width=WIDE - 2 * EDGE, height=12, fill=QUIET))
        parts.append(tag("rect", x=EDGE, y=y + 6, width=length, height=12, fill=SHAPES[0][0]))
    return _document(title, "".join(parts), EDGE + 66 + len(rows) * 46)
