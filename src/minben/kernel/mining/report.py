"""One self-contained HTML page that an official can read, print and hand on. Serves leaders, analysts and
citizens.

No script, no font, no picture from elsewhere: the file is the report. Every chart is a table with bars in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from minben.kernel.mining.analysis import Analysis
from minben.kernel.mining.page import STYLE, Bar, Head, Path, details, drawing, heading, note, section, table
from minben.kernel.mining.panels import panels
from minben.kernel.mining.texts import Language, duration, number, percent, say
from minben.kernel.mining.texts import hands as named

_ROWS = 15  # a table on the page; report.json has the rest


def render(analysis: Analysis, svg: str, language: Language = "en") -> str:
    """The page. `svg` is the drawn process (trusted, from `minben.kernel.process.draw`), or "" for none."""
    page = _Page(analysis, language)
    parts = sections(analysis, svg, language)
    links = "".join(f'<li><a href="#{key}">{escape(title)}</a></li>' for key, title, _ in parts)
    body = "".join(section(*part) for part in parts)
    log = analysis["log"]
    span = page.say("from_to", first=log["first"][:10], last=log["last"][:10]) if log["first"] else ""
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(page.say("title"))} · {escape(log["name"])}</title>
<style>{STYLE}</style>
</head>
<body>
<header><div class="wide"><p class="kicker">{escape(page.say("title"))}</p>
<h1>{escape(log["name"])}</h1><p>{escape(span)}</p></div></header>
<main class="wide">
{page.figures()}
<nav aria-label="{escape(page.say("contents"))}"><ul>{links}</ul></nav>
{body}</main>
<footer class="wide">{escape(page.say("x_made"))}</footer>
</body>
</html>
"""


def sections(analysis: Analysis, svg: str = "", language: Language = "en") -> list[tuple[str, str, str]]:
    """What the log has to say: (key, title, HTML without a heading), empty parts left out.

    The HTML has no inline style, so that the studio shows the same parts under its strict content policy.
    """
    page = _Page(analysis, language)
    parts = [
        ("findings", page.findings()),
        ("model", page.model(svg)),
        ("throughput", page.throughput()),
        ("deadlines", page.deadlines()),
        ("waiting", page.waiting()),
        ("variants", page.variants()),
        ("handovers", page.handovers()),
        ("rework", page.rework()),
        ("segments", page.segments()),
        *panels(analysis, language),
        ("complexity", page.complexity()),
        ("suspicions", page.suspicions()),
    ]
    return [(key, page.say(key), html) for key, html in parts if html]


def headlines(analysis: Analysis, language: Language = "en") -> list[tuple[str, str, str]]:
    """The sentences a leader would repeat: (section, tone, sentence)."""
    page = _Page(analysis, language)
    spent = analysis["throughput"]
    found = [
        (
            "throughput",
            "",
            page.say("s_time", median=page.time(spent["median"]), p90=page.time(spent["p90"])),
        )
    ]
    found += [("deadlines", "late", page.late(row)) for row in analysis["deadlines"][:1] if row["late"]]
    found += page.waiting_headline() + page.variant_headline()
    hands = analysis["handovers"]
    if hands:
        by = named(hands[0]["by"], language)
        found.append(
            ("handovers", "", page.say("s_handovers", by=by, per_case=number(hands[0]["per_case"], 2)))
        )
    again = analysis["rework"]
    if again["repeats"]:
        sentence = page.say("s_rework", share=percent(again["share"]), repeats=number(again["repeats"]))
        found.append(("rework", "", sentence))
    found.append(("model", "", page.say("s_model", exact=percent(analysis["model"]["exact"]))))
    return found


class _Page:
    """Builds the sections of one report in one language; an empty string leaves a section out."""

    def __init__(self, analysis: Analysis, language: Language) -> None:
        self._all = analysis
        self._language: Language = language

    def say(self, key: str, **values: object) -> str:
        return say(key, self._language, **values)

    def time(self, hours: float | None) -> str:
        return duration(hours, self._language)

    def _heads(self, *keys: str) -> list[Head]:
        """Titles by key; "|" is a bar; text columns come first, so all after the first are numbers
        unless `~`.
        """
        heads: list[Head] = []
        for at, key in enumerate(keys):
            if key == "|":
                heads.append(Head("", hidden=True))
            else:
                heads.append(Head(self.say(key.removeprefix("~")), numeric=at > 0 and key[0] != "~"))
        return heads

    # --- top ---

    def figures(self) -> str:
        log = self._all["log"]
        keys = (("cases", "cases"), ("events", "events"), ("activities", "activities"), ("paths", "variants"))
        pairs = [(self.say(label), number(log[key])) for label, key in keys]
        if log["resources"]:
            pairs.append((self.say("people"), number(log["resources"])))
        inner = "".join(f"<div><dt>{escape(label)}</dt><dd>{value}</dd></div>" for label, value in pairs)
        return f'<dl class="figures">{inner}</dl>'

    def findings(self) -> str:
        rows = headlines(self._all, self._language)
        items = "".join(
            f'<li class="{tone}"><a href="#{key}">{escape(text)}</a></li>' for key, tone, text in rows
        )
        return f'<ul class="findings">{items}</ul>\n'

    def late(self, row: dict[str, Any]) -> str:
        judged = number(row["late"] + row["in_time"])
        share, days = percent(row["share_late"]), number(row["median_days_late"], 1)
        return self.say(
            "s_late",
            share=share,
            attribute=row["attribute"],
            late=number(row["late"]),
            judged=judged,
            days=days,
        )

    def waiting_headline(self) -> list[tuple[str, str, str]]:
        rows = self._all["waiting"]["activities"]
        if not rows or not rows[0]["total"]:
            return []
        text = self.say("s_waiting", activity=rows[0]["activity"], share=percent(rows[0]["share"]))
        return [("waiting", "warm", text)]

    def variant_headline(self) -> list[tuple[str, str, str]]:
        few, total = self._all["variants_for_80"], self._all["log"]["variants"]
        share = percent(self._all["variants"][0]["share"])
        return [("variants", "", self.say("s_variants", total=number(total), few=number(few), share=share))]

    # --- sections ---

    def model(self, svg: str) -> str:
        model = self._all["model"]
        quality = self.say(
            "x_quality", fitness=percent(model["fitness"]), precision=percent(model["precision"])
        )
        sentence = self.say("s_model", exact=percent(model["exact"]))
        heads = self._heads(
            "c_miner", "c_settings", "c_coverage", "c_exact", "c_fitness", "c_precision", "c_size"
        )
        rows = [
            (
                self.say(f"m_{row['miner']}"),
                ", ".join(f"{name} {value:g}" for name, value in row["settings"].items()),
                percent(row["coverage"]),
                *(percent(row[key]) for key in ("exact", "fitness", "precision")),
                number(row["size"]),
            )
            for row in model["candidates"]
        ]
        compared = self.say("x_candidates", count=len(rows), compared=model["compared"])
        told = note(self.say("x_model" if svg else "x_no_drawing"))
        return (
            told
            + (drawing(svg) if svg else "")
            + note(sentence + " " + quality)
            + note(self._why(model))
            + details(compared, table(heads, rows, chosen=0))
        )

    def _why(self, model: Mapping[str, Any]) -> str:
        """Why this model and no other: its balance, and by what it is ahead of the next one."""
        best, *others = model["candidates"]
        rest = {"f": percent(best["f"]), "size": number(best["size"])}
        if not others:
            return self.say("x_only", **rest)
        nxt = others[0]
        by = {
            "miner": self.say(f"m_{nxt['miner']}"),
            "other": percent(nxt["f"]),
            "nodes": number(nxt["size"]),
        }
        return self.say("x_why", compared=number(model["compared"]), **rest, **by)

    def throughput(self) -> str:
        rows = self._all["throughput"]["histogram"]
        if not rows:
            return ""
        most = max(row["count"] for row in rows)
        total = sum(row["count"] for row in rows)
        cells = [
            (
                f"{self.time(row['from'])} – {self.time(row['to'])}",
                Bar(row["count"] / most),
                number(row["count"]),
                percent(row["count"] / total),
            )
            for row in rows
        ]
        spent = self._all["throughput"]
        figures = [(self.say(key), self.time(spent[name])) for key, name in _TIMES]
        heads = self._heads("c_duration", "|", "c_count", "c_share")
        return _pairs(figures) + table(heads, cells) + note(self.say("x_throughput"))

    def deadlines(self) -> str:
        rows = self._all["deadlines"]
        if not rows:
            return ""
        cells = [
            (
                row["attribute"],
                Bar(row["share_late"], "late"),
                percent(row["share_late"]),
                *(number(row[key]) for key in ("late", "in_time", "open")),
            )
            for row in rows
        ]
        heads = self._heads("c_limit", "|", "c_share", "c_late", "c_in_time", "c_open")
        opened = rows[0]["open"]
        return (
            note(self.late(rows[0]))
            + table(heads, cells)
            + (note(self.say("s_open", open=number(opened))) if opened else "")
        )

    def waiting(self) -> str:
        waiting = self._all["waiting"]
        rows = waiting["activities"][:_ROWS]
        if not rows:
            return ""
        most = rows[0]["total"] or 1.0
        cells = [
            (
                row["activity"],
                Bar(row["total"] / most, "warm"),
                self.time(row["total"]),
                percent(row["share"]),
                *(self.time(row[key]) for key in ("median", "p90")),
                number(row["count"]),
            )
            for row in rows
        ]
        heads = self._heads("c_activity", "|", "c_total", "c_share", "c_median", "c_p90", "c_count")
        return note(self.say("x_waiting_work" if waiting["includes_work"] else "x_waiting")) + table(
            heads, cells, look="hours"
        )

    def variants(self) -> str:
        rows = self._all["variants"]
        most = rows[0]["share"]
        cells = [
            (
                number(at),
                Path(row["trace"]),
                Bar(row["share"] / most),
                number(row["count"]),
                percent(row["share"]),
                percent(row["cumulated"]),
                self.time(row["median"]),
            )
            for at, row in enumerate(rows, start=1)
        ]
        titles = ("~c_path", "|", "c_count", "c_share", "c_cumulated", "c_median")
        heads = [Head("#"), *self._heads("c_path", *titles[1:])]
        rest = self._all["log"]["variants"] - len(rows)
        return table(heads, cells, look="paths") + (
            note(self.say("x_rest", count=number(rest))) if rest else ""
        )

    def handovers(self) -> str:
        return "".join(self._hands(row) for row in self._all["handovers"])

    def _hands(self, row: dict[str, Any]) -> str:
        by = named(row["by"], self._language)
        sentence = self.say("s_handovers", by=by, per_case=number(row["per_case"], 2))
        unknown = self.say("x_unknown", count=number(row["unknown"])) if row["unknown"] else ""
        top = note(f"{sentence} {unknown}")
        pairs = row["pairs"]
        most = pairs[0]["count"] if pairs else 1
        cells = [
            (pair["source"], pair["target"], Bar(pair["count"] / most), number(pair["count"]))
            for pair in pairs
        ]
        heads = self._heads("c_from", "~c_to", "|", "c_count")
        return heading(by) + top + (table(heads, cells, caption=by) if cells else "")

    def rework(self) -> str:
        rows = self._all["rework"]["activities"][:_ROWS]
        if not rows:
            return note(self.say("x_none"))
        most = rows[0]["repeats"]
        cells = [
            (
                row["activity"],
                Bar(row["repeats"] / most, "warm"),
                number(row["repeats"]),
                number(row["cases"]),
            )
            for row in rows
        ]
        return table(self._heads("c_activity", "|", "c_repeats", "c_cases"), cells)

    def segments(self) -> str:
        return "".join(self._segment(entry) for entry in self._all["segments"])

    def _segment(self, entry: dict[str, Any]) -> str:
        cells = [
            (
                row["value"],
                Bar(row["share"]),
                number(row["cases"]),
                percent(row["share"]),
                self.time(row["median"]),
                self.time(row["p90"]),
            )
            for row in entry["values"]
        ]
        heads = self._heads("c_value", "|", "c_cases", "c_share", "c_median", "c_p90")
        return heading(entry["attribute"]) + table(heads, cells, caption=entry["attribute"])

    def complexity(self) -> str:
        measures = self._all["complexity"]
        keys = ("level_of_detail", "structure", "deviation_from_random", "trace_entropy")
        keys = (*keys, "variant_entropy_normalised", "sequence_entropy_normalised")
        return _pairs([(self.say("m_" + key), number(measures[key], 2)) for key in keys])

    def suspicions(self) -> str:
        rows, chosen = self._all["suspicions"], self._chosen()
        if not rows:
            return chosen or note(self.say("x_clean"))
        cells = [
            (self.say("k_" + row["kind"]), number(row["count"]), " · ".join(row["examples"])) for row in rows
        ]
        return chosen + table(self._heads("c_what", "c_count", "~c_examples"), cells)

    def _chosen(self) -> str:
        """What a person decided to do before anything was counted."""
        rows = [
            (self.say("k_" + row["kind"]), number(row["count"]), self.say("way_" + row["choice"]))
            for row in self._all["chosen"]
        ]
        heads = self._heads("c_what", "c_count", "~c_way")
        return table(heads, rows, caption=self.say("h_chosen")) if rows else ""


_TIMES = (("c_median", "median"), ("c_mean", "mean"), ("c_p90", "p90"))


def _pairs(pairs: Sequence[tuple[str, str]]) -> str:
    inner = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in pairs)
    return f'<dl class="figures plain">{inner}</dl>\n'
