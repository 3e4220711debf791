"""Two versions of a process drawn beside each other, what differs shaded and named. Serves who approves a version, who
moves running cases to it, and readers of a reform.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from .draw import draw
from .model import Process
from .svg import tag
from .words import word

_SHADE = 0.35
_GAP = 24.0


def pictures(
    before: Process,
    after: Process,
    *,
    language: str = "zh-Hant",
    standing: Mapping[str, int] | None = None,
    steps: Mapping[str, str] | None = None,
    titles: tuple[str, str] = ("", ""),
) -> tuple[str, str]:
    """Both processes as SVG documents; steps that go, come or change are shaded and say so.

    `standing`: old step to how many cases stand there; `steps`: old step to the new one that takes its cases ("" while
    that is to be decided).
    """
    old, new = ({node.id: node for node in one.nodes} for one in (before, after))
    changed = {key for key in old.keys() & new.keys() if old[key] != new[key]}
    gone = {key: word("goes", language) for key in old.keys() - new.keys()}
    gone |= dict.fromkeys(changed, word("changes", language))
    came = {key: word("comes", language) for key in new.keys() - old.keys()}
    came |= dict.fromkeys(changed, word("changed", language))
    cases, steps = dict(standing or {}), steps or {}
    told = {key: "cases_undecided" if steps.get(key) == "" else "cases_here" for key in cases}
    gone_notes = {**gone, **{key: word(told[key], language, number) for key, number in cases.items()}}
    arriving = Counter[str]()
    for key, number in cases.items():
        arriving[steps.get(key, "")] += number
    told_new = {key: word("cases_arrive", language, number) for key, number in arriving.items() if key}
    came_notes = {
        key: " · ".join(filter(None, [came.get(key, ""), told_new.get(key, "")]))
        for key in {**came, **told_new}
    }
    first = draw(
        replace(before, id="before"), heat=dict.fromkeys(gone, _SHADE), labels=gone_notes, title=titles[0],
        marked=set(cases), language=language,
    )  # fmt: skip
    second = draw(
        replace(after, id="after"), heat=dict.fromkeys(came, _SHADE), labels=came_notes, title=titles[1],
        language=language,
    )  # fmt: skip
    return first, second


def stacked(drawn: tuple[str, str]) -> str:
    """Both drawings as one SVG document, the old version above the new one."""
    sizes = [re.search(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"', one) for one in drawn]
    (wide, high), (wide_too, high_too) = ((float(one[1]), float(one[2])) for one in sizes if one is not None)
    width, height = max(wide, wide_too), high + _GAP + high_too
    placed = drawn[0] + drawn[1].replace("<svg ", f'<svg y="{high + _GAP:g}" ', 1)
    return tag("svg", placed, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width:g} {height:g}", width=width,
               height=height) + "\n"  # fmt: skip
