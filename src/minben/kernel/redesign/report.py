"""The report: proposals first, in the words of those who wait; then evidence, pictures, and how far to trust it.

Serves the official who decides and the citizen who asks why. One HTML file that needs nothing else; every bar stands
in a table beside its number.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape

from minben.kernel.mining.page import STYLE, Bar, Head, drawing, note, section, table
from minben.kernel.mining.texts import Language, duration, number, percent
from minben.kernel.process import Process, draw
from minben.kernel.simulation import Note

from .compare import Comparison, Figure, Result
from .desk import initials
from .files import Fidelity
from .measure import MEASURES
from .model import Candidate
from .texts import say

_UNITS = {one.key: one.unit for one in MEASURES}
_SHARES = frozenset(
    {
        "other_order",
        "corrected_after",
        "spared",
        "returned",
        "returned_after",
        "same_person",
        "changes_hands",
        "share_of_cases",
        "automated",
        "utilisation",
    }
)
_HOURS = frozenset({"hours_before", "longest_wait"})
_OWN_STYLE = """
.cards{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));list-style:none;margin:0;
padding:0}.cards li{border:1px solid var(--line);border-left:5px solid var(--bar);border-radius:.4rem;padding:1rem
1.1rem;display:flex;flex-direction:column;gap:.35rem}.cards li.gain{border-left-color:var(--accent)}
.cards li.loss{border-left-color:var(--late)}.cards h3{margin:0;font-size:1.08rem;line-height:1.4}
.cards a{color:inherit;text-decoration:none}.cards a:hover{text-decoration:underline}
.big{font-size:1.7rem;font-weight:650;line-height:1.2;font-variant-numeric:tabular-nums}
.soft{color:var(--soft);font-size:.92rem}.tag{display:inline-block;background:#e6f0f2;border-radius:1rem;
padding:.05rem .65rem;font-size:.85rem;margin-right:.4rem}.tag.best{background:var(--accent);color:#fff}
.warning{border-left:5px solid var(--late);padding:.6rem 1rem;background:#fbf1ef;margin:0 0 1rem}
.good{border-left:5px solid var(--accent);padding:.6rem 1rem;background:#eef6f7;margin:0 0 1rem}
article{border-top:2px solid var(--line);margin-top:2rem;padding-top:1.25rem}article:first-of-type{border:0;margin:0;
padding:0}article>h3{font-size:1.25rem;margin:0 0 .4rem}h4{margin:1.2rem 0 .3rem;font-size:1rem}ul.plain{margin:0;
padding-left:1.2rem}table.wide th:first-child{min-width:17rem}table.wide td.bar{width:8%;min-width:5rem}
.lead{font-size:1.15rem;margin:0 0 1.1rem}
"""


def render(
    comparison: Comparison,
    language: Language = "en",
    *,
    cases: int,
    fidelity: Fidelity | None = None,
) -> str:
    """The page as a string. `cases`: size of the log; `fidelity`: distances of simulation and of replay to the log."""
    parts = sections(comparison, language, fidelity)
    basis = say(
        "basis",
        language,
        cases=number(cases),
        replications=comparison.replications,
        simulated=number(comparison.cases),
    )
    title = say("title", language)
    name, footer = escape(comparison.process.name), escape(say("method", language, seed=comparison.seed))
    contents = escape(say("contents", language))
    links = "".join(f'<li><a href="#{key}">{escape(text)}</a></li>' for key, text, _ in parts)
    body = [section(*part) for part in parts]
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{name} · {escape(title)}</title><style>{STYLE}{_OWN_STYLE}</style></head>\n"
        f'<body><header><div class="wide"><p class="kicker">{escape(say("kicker", language))}</p>'
        f"<h1>{escape(title)}</h1><p>{name}</p><p>{escape(basis)}</p></div></header>\n"
        f'<main class="wide">{body[0]}<nav aria-label="{contents}"><ul>{links}</ul></nav>\n'
        + "".join(body[1:])
        + f'</main><footer class="wide">{footer}</footer></body></html>\n'
    )


def sections(
    comparison: Comparison, language: Language = "en", fidelity: Fidelity | None = None
) -> list[tuple[str, str, str]]:
    """What the comparison has to say: (key, title, HTML without a heading and without inline styles)."""
    page = _Page(comparison, language, fidelity)
    parts = [
        ("proposals", page.cards()),
        ("all", page.overview()),
        ("details", "".join(page.one(result) for result in page.ranked()) or note(page.say("none"))),
        ("today", drawing(page.picture(comparison.process))),
        ("trust", page.trust()),
        ("limits", page.limits()),
    ]
    return [(key, page.say(key), html) for key, html in parts]


class _Page:
    """What all sections share."""

    def __init__(self, comparison: Comparison, language: Language, fidelity: Fidelity | None) -> None:
        self.all, self.fidelity = comparison, fidelity
        self.language: Language = language

    def say(self, key: str, **values: object) -> str:
        return say(key, self.language, **values)

    # --- figures as text ---

    def title(self, result: Result) -> str:
        return self.say(f"t_{result.candidate.title}", **result.candidate.params)

    def figure_name(self, key: str) -> str:
        return self.say(key, limit=duration(self.all.limit, self.language))

    def value(self, key: str, value: float) -> str:
        if value != value:  # nan: the log does not show it
            return "–"
        if _UNITS[key] == "hours":
            return duration(abs(value), self.language)
        return percent(abs(value)) if _UNITS[key] == "share" else number(abs(value), 2)

    def signed(self, key: str, value: float) -> str:
        text = self.value(key, value)
        if text == self.value(key, 0.0):
            return text
        if _UNITS[key] == "share":
            text = self.say("points", n=number(100 * abs(value), 1))
        return ("−" if value < 0 else "+") + text

    def limits_of(self, key: str, figure: Figure) -> str:
        return f"{self.signed(key, figure.change.low)} … {self.signed(key, figure.change.high)}"

    # --- sections ---

    def cards(self) -> str:
        if not self.all.results:
            return note(self.say("none"))
        warning = "" if self.all.believable else f'<p class="warning">{escape(self.say("unbelievable"))}</p>'
        return (
            warning
            + self.lead()
            + '<ul class="cards">'
            + "".join(self.card(one) for one in self.ranked())
            + "</ul>"
        )

    def lead(self) -> str:
        """Where we stand, in one sentence, before any proposal."""
        today = self.all.results[0].figures
        words = {key: self.value(key, today[key].before.mean) for key in ("mean", "p90", "handovers")}
        return f'<p class="lead">{escape(self.say("lead", **words))}</p>'

    def ranked(self) -> list[Result]:
        """Best first: by mean time; when the as-is is not believable, in the order they were found."""
        if not self.all.believable:
            return list(self.all.results)
        return sorted(self.all.results, key=lambda one: one.figures["mean"].change.mean)

    def card(self, result: Result) -> str:
        mean = result.figures["mean"]
        low, high = sorted((abs(mean.change.low), abs(mean.change.high)))
        look = "" if not mean.clear else ' class="gain"' if mean.change.mean < 0 else ' class="loss"'
        if mean.clear:
            said = self.say("a_case_saves" if mean.change.mean < 0 else "a_case_costs")
            span = f"{duration(low, self.language)} – {duration(high, self.language)}"
            size = escape(self.value("mean", mean.change.mean))
            told = (
                f'<span class="soft">{escape(said)}</span><span class="big">{size}</span>'
                f'<span class="soft">{escape(self.say("interval"))}: {escape(span)}</span>'
            )
        else:
            told = f'<span class="big">{escape(self.say("no_time"))}</span>'
        return (
            f'<li{look}><h3><a href="#{escape(result.candidate.id)}">{escape(self.title(result))}</a></h3>'
            f"{told}{self.besides(result)}<span>{self.tags(result)}</span></li>"
        )

    def besides(self, result: Result) -> str:
        """What else certainly changes by a twentieth or more: the price, or a second gain."""
        told = [
            f"{self.figure_name(key)} {self.signed(key, figure.change.mean)}"
            for key in ("work", "handovers", "contacts", "late")
            if (figure := result.figures[key]).clear
            and abs(figure.change.mean) >= 0.05 * abs(figure.before.mean)
        ]
        return f'<span class="soft">{escape(" · ".join(told))}</span>' if told else ""

    def tags(self, result: Result) -> str:
        tags = f'<span class="tag">{escape(self.say("o_" + result.candidate.move))}</span>'
        if result.paved:
            return tags + f'<span class="tag">{escape(self.say("paved"))}</span>'
        return tags + (f'<span class="tag best">{escape(self.say("best"))}</span>' if result.pareto else "")

    def overview(self) -> str:
        keys = ("mean", "p90", "late", "work", "handovers", "contacts")
        most = max((abs(one.figures["mean"].change.mean) for one in self.all.results), default=0.0) or 1.0
        heads = [Head(self.say("proposal")), *(Head(self.figure_name(key), numeric=True) for key in keys)]
        heads.insert(2, Head("", hidden=True))
        rows = []
        for one in self.ranked():
            change = one.figures["mean"].change.mean
            cells = [self.told(key, one.figures[key]) for key in keys]
            bar = Bar(abs(change) / most, "late" if change > 0 and one.figures["mean"].clear else "")
            rows.append([self.title(one), cells[0], bar, *cells[1:]])
        caption = f"{self.say('change')} ({self.say('after')} − {self.say('before')})"
        return table(heads, rows, caption=f"{caption}; ≈ {self.say('unclear')}", look="wide")

    def told(self, key: str, figure: Figure) -> str:
        if figure.change.mean == 0.0 and figure.change.low == figure.change.high:
            return "0"
        return ("" if figure.clear else "≈ ") + self.signed(key, figure.change.mean)

    def one(self, result: Result) -> str:
        candidate = result.candidate
        parts = [
            f'<article id="{escape(candidate.id)}"><h3>{escape(self.title(result))}</h3><p>{self.tags(result)}</p>'
        ]
        if not result.pareto and not result.paved:
            parts.append(note(self.say("dominated")))
        parts += [self.figures(result), self.pictures(result), self.evidence(result)]
        for head, letter, words in (("assumes", "a", candidate.assumptions), ("risks", "r", candidate.risks)):
            items = "".join(f"<li>{escape(self.say(f'{letter}_{word}'))}</li>" for word in words)
            parts.append(f'<h4>{escape(self.say(head))}</h4><ul class="plain">{items}</ul>')
        parts.append(note(self.say("file", name=f"{candidate.id}.bpmn")))
        return "".join(parts) + "</article>\n"

    def figures(self, result: Result) -> str:
        heads = [Head(self.say("figure"))]
        heads += [Head(self.say(key), numeric=True) for key in ("before", "after", "change", "interval")]
        rows = [
            [
                self.figure_name(key),
                self.value(key, figure.before.mean),
                self.value(key, figure.after.mean),
                self.told(key, figure),
                self.limits_of(key, figure),
            ]
            for key, figure in result.figures.items()
        ]
        return table(heads, rows, caption=f"{self.say('before')} → {self.say('after')}")

    def pictures(self, result: Result) -> str:
        told = result.difference
        lines = [(key, names) for key, names in (("added", told.added), ("removed", told.removed)) if names]
        html = "".join(
            f"<p><strong>{escape(self.say(key))}</strong>: {escape('; '.join(names))}</p>"
            for key, names in lines
        )
        if not told.rewired:
            return html + note(self.say("same_picture"))
        candidate = result.candidate
        before = self.picture(self.all.process, candidate.touched)
        fresh = _fresh(self.all.process, candidate.process)
        after = self.picture(candidate.process, fresh, _odds(self.all.process, candidate))
        return (
            html
            + f"<h4>{escape(self.say('picture_before'))}</h4>{drawing(before)}"
            + f"<h4>{escape(self.say('picture_after'))}</h4>{drawing(after)}"
        )

    def picture(
        self, process: Process, touched: tuple[str, ...] = (), odds: dict[str, str] | None = None
    ) -> str:
        warm = dict.fromkeys(touched, 0.55)
        return draw(_short(process), heat=warm, edge_labels=odds or {}, language=self.language)

    def evidence(self, result: Result) -> str:
        rows = [
            [self.say(f"e_{key}"), self.proof(key, value)] for key, value in result.candidate.evidence.items()
        ]
        heads = [Head(self.say("evidence")), Head("", numeric=True)]
        return table(heads, rows) if rows else ""

    def proof(self, key: str, value: float) -> str:
        if key in _HOURS:
            return duration(value, self.language)
        return percent(value) if key in _SHARES else number(value, 0 if value == int(value) else 1)

    def trust(self) -> str:
        if not self.all.reconciliation:
            return ""
        key, look = ("believable", "good") if self.all.believable else ("unbelievable", "warning")
        parts = [f'<p class="{look}">{escape(self.say(key))}</p>']
        heads = [Head(self.say("figure"))]
        heads += [Head(self.say(key), numeric=True) for key in ("in_log", "simulated", "interval", "gap")]
        rows = [
            [
                self.figure_name(one.key),
                self.value(one.key, one.log),
                self.value(one.key, one.simulated.mean),
                f"{self.value(one.key, one.simulated.low)} … {self.value(one.key, one.simulated.high)}",
                _signed(one.gap),
            ]
            for one in self.all.reconciliation
        ]
        parts.append(table(heads, rows, caption=f"{self.say('in_log')} / {self.say('simulated')}"))
        off = [self.figure_name(one.key) for one in self.all.reconciliation if abs(one.gap) > 0.1]
        if off:
            parts.append(
                note(self.say("others_off", what="、".join(off) if self.language != "en" else ", ".join(off)))
            )
        return "".join(parts) + self.likeness()

    def likeness(self) -> str:
        if self.fidelity is None:
            return ""
        ours, trivial = self.fidelity
        return note(
            self.say(
                "distance",
                trigrams=number(ours.trigrams, 2),
                cycle=duration(ours.cycle_time, self.language),
                trigrams0=number(trivial.trigrams, 2),
                cycle0=duration(trivial.cycle_time, self.language),
            )
        )

    def limits(self) -> str:
        lines = [self.say("law"), self.say("limit_is", limit=duration(self.all.limit, self.language))]
        lines += [self.noted(one) for one in self.all.notes] + [self.say("contact_words")]
        return '<ul class="plain">' + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"

    def noted(self, one: Note) -> str:
        return self.say(f"n_{one.key}", number=number(one.number), percent=percent(one.number))


def _fresh(before: Process, after: Process) -> tuple[str, ...]:
    """Nodes of the to-be that are new or bear another name."""
    names = {node.id: node.name for node in before.nodes}
    return tuple(
        node.id
        for node in after.nodes
        if names.get(node.id) != node.name and node.kind in ("user", "service")
    )


def _odds(before: Process, candidate: Candidate) -> dict[str, str]:
    """The shares of cases at gateways that the as-is does not have, for the picture."""
    known = {node.id for node in before.nodes}
    fresh = [branch for gate, branch in candidate.scenario.branches.items() if gate not in known]
    return {flow: percent(share) for branch in fresh for flow, share in branch.flows.items()}


def _short(process: Process) -> Process:
    """For the picture: joint steps by the codes of their parts, so that none is lost to an ellipsis."""
    nodes = tuple(
        replace(node, name=" + ".join(initials(node.name.split(" + ")))) if " + " in node.name else node
        for node in process.nodes
    )
    return replace(process, nodes=nodes)


def _signed(share: float) -> str:
    """With its sign; a dash where nothing can be divided by."""
    if share != share:  # nan: zero in the log and simulated
        return "—"
    return f"{'+' if share > 0 else '−'}{percent(abs(share))}"
