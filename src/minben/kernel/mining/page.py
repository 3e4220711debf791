"""The bones of the report: tables whose cells are the chart, one style sheet. Serves `report.py`.

A bar in a table cell is chart and table at once: a screen reader hears the numbers, paper shows the bars.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

STYLE = """
:root{--ink:#1c2833;--soft:#51606d;--line:#d8dfe5;--paper:#fff;--wash:#f4f7f8;--accent:#0b6072;--bar:#86bcc6;
--warm:#d9774a;--late:#a8321c} *{box-sizing:border-box} html{font-size:16px;-webkit-text-size-adjust:100%}
body{margin:0;color:var(--ink);background:var(--wash);line-height:1.6;
font-family:system-ui,-apple-system,"Segoe UI","Noto Sans","PingFang TC","Microsoft JhengHei",
"Noto Sans CJK TC",sans-serif}
:lang(zh-Hans) body,body:lang(zh-Hans){font-family:system-ui,"Noto Sans","PingFang SC","Microsoft YaHei",
"Noto Sans CJK SC",sans-serif}
header{background:var(--accent);color:#fff;padding:2.5rem 1.25rem 5.5rem} .wide{max-width:72rem;margin:0
auto} header p{margin:.25rem 0 0;opacity:.9}
h1{font-size:clamp(1.7rem,4vw,2.5rem);line-height:1.2;margin:.3rem 0;font-weight:650;overflow-wrap:anywhere}
.kicker{letter-spacing:.06em;font-size:.95rem} main.wide{padding:0 1.25rem 3rem;margin-top:-3.75rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:1px;background:var(--line);
border:1px solid var(--line);border-radius:.6rem;overflow:hidden;margin:0;box-shadow:0 6px 20px rgb(16 40
50/.10)} .figures div{background:var(--paper);padding:1rem
1.25rem;display:flex;flex-direction:column-reverse} .figures
dd{margin:0;font-size:1.75rem;font-weight:650;line-height:1.15;font-variant-numeric:tabular-nums} .figures
dt{color:var(--soft);font-size:.9rem} section{background:var(--paper);border:1px solid
var(--line);border-radius:.6rem;padding:1.5rem;margin-top:1.25rem}
h2{font-size:1.35rem;line-height:1.3;margin:0 0 .75rem;font-weight:650} h3{font-size:1.05rem;margin:1.5rem 0
.5rem;font-weight:650} .findings{list-style:none;margin:0;padding:0;display:grid;gap:.1rem} .findings
li{font-size:1.12rem;padding:.7rem 0 .7rem 1rem;border-left:4px solid var(--bar);margin:.25rem 0} .findings
li.late{border-color:var(--late)} .findings li.warm{border-color:var(--warm)} .findings
a{color:inherit;text-decoration:none} .findings a:hover{text-decoration:underline}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid #f0a500;outline-offset:2px}
.note{color:var(--soft);margin:.25rem 0 1rem;max-width:62rem} .scroll{overflow-x:auto} figure{margin:0}
.figures.plain{box-shadow:none;margin-bottom:1.25rem}.plain dd{font-size:1.35rem} figure
svg{display:block;height:auto;min-width:100%;margin:0 auto}
table{border-collapse:collapse;width:100%;font-size:.95rem} th,td{padding:.5rem
.6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)} thead
th{font-size:.85rem;color:var(--soft);font-weight:600;border-bottom:2px solid
var(--line);vertical-align:bottom} tbody th{font-weight:500;overflow-wrap:anywhere}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.bar{width:30%;min-width:8rem} .paths td.bar{width:14%}.paths td:nth-child(2){width:50%;min-width:18rem}
.hours th:first-child{min-width:13rem}
.track{display:block;background:#e9eff2;border-radius:.2rem;width:100%;height:.85rem;margin-top:.35rem}
.fill{fill:var(--bar)}.fill.warm{fill:var(--warm)}.fill.late{fill:var(--late)} tr.chosen{background:#eaf4f5}
caption{text-align:left;color:var(--soft);padding:0 0 .5rem;font-size:.9rem}
ol.path{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.3rem .2rem;align-items:center}
ol.path li{background:#e6f0f2;border-radius:.3rem;padding:.1rem .5rem;font-size:.85rem;line-height:1.45}
ol.path li+li::before{content:none} ol.path li:not(:last-child)::after{content:" →";color:var(--soft)}
details{margin-top:1rem} summary{cursor:pointer;color:var(--accent);font-weight:600} nav
ul{list-style:none;padding:0;margin:1.25rem 0 0;display:flex;flex-wrap:wrap;gap:.4rem .5rem} nav
a{display:block;background:var(--paper);border:1px solid var(--line);border-radius:2rem;padding:.25rem
.9rem; color:var(--accent);text-decoration:none;font-size:.92rem} nav a:hover{border-color:var(--accent)}
footer{color:var(--soft);font-size:.9rem;padding:0 1.25rem 3rem}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:0 2rem} @media
(max-width:40rem){section{padding:1rem}td.bar{min-width:6rem}th,td{padding:.4rem .35rem}} @media
print{body{background:#fff;font-size:11pt}header{background:#fff;color:#000;padding:0 0
1rem}main.wide{margin:0;padding:0} nav{display:none}section,.figures{border:0;box-shadow:none;padding:.5rem
0;break-inside:auto}tr,figure,li{break-inside:avoid} .scroll{overflow:visible}figure
svg{max-width:100%;min-width:0}.track,.fill,ol.path li{print-color-adjust:exact;
-webkit-print-color-adjust:exact}}
"""


@dataclass(frozen=True)
class Bar:
    """A cell drawn as a bar: share of the full width 0..1, and its tone ("", "warm" or "late")."""

    share: float
    tone: str = ""


@dataclass(frozen=True)
class Path:
    """A cell that shows a sequence of activities."""

    steps: Sequence[str]


Cell = str | Bar | Path


@dataclass(frozen=True)
class Head:
    """A column's title. `numeric` columns align right; `hidden` titles are for bars, which repeat a
    number.
    """

    title: str
    numeric: bool = False
    hidden: bool = False


def table(
    heads: Sequence[Head],
    rows: Sequence[Sequence[Cell]],
    *,
    caption: str = "",
    chosen: int = -1,
    look: str = "",
) -> str:
    """A table; the first cell of each row is its header. `chosen` marks a row; `look` is a class."""
    top = "".join(_head(head) for head in heads)
    body = "".join(
        f"<tr{' class=chosen' if index == chosen else ''}>"
        + "".join(
            _cell(cell, head, first=not at) for at, (cell, head) in enumerate(zip(row, heads, strict=True))
        )
        + "</tr>\n"
        for index, row in enumerate(rows)
    )
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        f'<div class="scroll" tabindex="0" role="group"{_label(caption)}><table class="{look}">{title}'
        f"<thead><tr>{top}</tr></thead>\n<tbody>{body}</tbody></table></div>\n"
    )


def _label(caption: str) -> str:
    return f' aria-label="{escape(caption)}"' if caption else ' aria-label="table"'


def _head(head: Head) -> str:
    if head.hidden:
        return '<td class="bar" aria-hidden="true"></td>'
    return f'<th scope="col"{" class=n" if head.numeric else ""}>{escape(head.title)}</th>'


def _cell(cell: Cell, head: Head, *, first: bool) -> str:
    if isinstance(cell, Bar):
        width = f"{100 * min(max(cell.share, 0.0), 1.0):.2f}"
        tone = f" {cell.tone}" if cell.tone else ""
        fill = f'<rect class="fill{tone}" width="{width}" height="8"/>' if cell.share > 0 else ""
        track = f'<svg class="track" viewBox="0 0 100 8" preserveAspectRatio="none" focusable="false">{fill}</svg>'
        return f'<td class="bar" aria-hidden="true">{track}</td>'
    inner = _path(cell) if isinstance(cell, Path) else escape(cell)
    name, scope = ("th", ' scope="row"') if first else ("td", "")
    return f"<{name}{scope}{' class=n' if head.numeric else ''}>{inner}</{name}>"


def _path(path: Path) -> str:
    return '<ol class="path">' + "".join(f"<li>{escape(step)}</li>" for step in path.steps) + "</ol>"


def drawing(svg: str) -> str:
    """A drawing as wide as the page, but never smaller than two thirds of its size: then it scrolls.

    Said by attributes: the platform's pages show the same drawing under a policy without inline styles.
    """
    width = re.search(r'\bwidth="([0-9.]+)"', svg)
    head, rest = svg[: svg.find(">")], svg[svg.find(">") :]
    if width:
        head = re.sub(r'\sheight="[0-9.]+"', "", head)
        head = head.replace(width.group(), f'width="{0.66 * float(width.group(1)):.0f}"', 1)
    label = '<div class="scroll" tabindex="0" role="group" aria-label="BPMN">'
    return f"<figure>{label}{head}{rest}</div></figure>\n"


def section(key: str, title: str, *parts: str) -> str:
    """A section with a heading that others can point to."""
    name = escape(key)
    return (
        f'<section id="{name}" aria-labelledby="{name}-h"><h2 id="{name}-h">{escape(title)}</h2>\n'
        + "".join(parts)
        + "</section>\n"
    )


def note(text: str) -> str:
    """A quiet paragraph."""
    return f'<p class="note">{escape(text)}</p>\n'


def heading(text: str) -> str:
    """A heading inside a section."""
    return f"<h3>{escape(text)}</h3>\n"


def details(summary: str, inner: str) -> str:
    """Something to open."""
    return f"<details><summary>{escape(summary)}</summary>\n{inner}</details>\n"
