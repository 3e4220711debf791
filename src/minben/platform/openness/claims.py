"""The words of reforms and what they promise: figures, verdicts, who gains, why. Serves every page that shows one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from minben.kernel.pack import Promise, Reform, Service
from minben.kernel.redesign import Score
from minben.platform.design.parts import Column, Status, Table
from minben.platform.openness.queries.promises import Truth
from minben.platform.openness.queries.reforms import Change


def measure(found: Service, measured: str, item: str, locale: str) -> str:
    """What a figure counts."""
    name = found.say(f"items.{item}.name", locale) if item else ""
    return {
        "mean_days": _("Days from sending the form to the end, on average"),
        "p90_days": _("Days within which nine in ten cases end"),
        "item_days": _("Days until this is decided, on average: %(item)s"),
        "item_share": _("Share of applications that need this: %(item)s"),
        "steps_by_hand": _("Steps done by a person, per application"),
    }[measured] % {"item": name}


def figure(value: float, unit: str) -> str:
    """A figure with its unit."""
    told = f"{value:.1f}".removesuffix(".0")
    words = {"day": _("%(days)s days"), "percent": "%(days)s %%", "step": _("%(days)s steps")}
    return words[unit] % {"days": told}


def verdict(word: str) -> Status:
    """What the simulation says of a claim."""
    return {
        "supported": Status(_("Supported by the simulation"), "done"),
        "weaker": Status(_("Less than promised"), "soon"),
        "other_start": Status(_("Starts from another figure"), "soon"),
        "not_shown": Status(_("Not shown by the simulation"), "late"),
        "opposite": Status(_("The simulation shows the opposite"), "late"),
    }[word]


def truth(found: Truth) -> Status:
    """Whether a promise was kept."""
    return {
        "kept": Status(_("Kept"), "done"),
        "broken": Status(_("Not kept"), "late"),
        "chance": Status(_("Missed by so little that it may be chance"), "soon"),
        "few": Status(_("Too few cases to say"), "open"),
    }[found.verdict]


def standing(status: str) -> Status:
    """Where a reform stands."""
    return {
        "draft": Status(_("Draft"), "open"),
        "consultation": Status(_("Open to the public"), "going"),
        "adopted": Status(_("Adopted, not yet in force"), "soon"),
        "deployed": Status(_("In force"), "done"),
        "rejected": Status(_("Not pursued"), "closed"),
    }[status]


def outcome(word: str) -> Status:
    """What becomes of an opinion, or of a draft."""
    return {
        "adopted": Status(_("Adopted"), "done"),
        "partly": Status(_("Adopted in part"), "going"),
        "not_adopted": Status(_("Not adopted"), "closed"),
    }[word]


def answer_words() -> dict[str, str]:
    """The answers to a question of a consultation."""
    return {"yes": _("Yes"), "partly": _("Partly"), "no": _("No"), "unsure": _("I do not know")}


def origin(word: str) -> str:
    """Where people said what they need."""
    return {
        "complaints": _("People said so in complaints."),
        "suggestions": _("People said so in suggestions."),
        "survey": _("People said so in a survey."),
        "hotline": _("People said so on the hotline."),
        "associations": _("Associations said so."),
        "statistics": _("The figures of the service showed it."),
    }[word]


def effect(word: str) -> str:
    """What a reform changes for an office."""
    return {"powers": _("Its powers"), "posts": _("Its posts"), "work": _("Its work")}[word]


def operations(reform: Reform) -> list[str]:
    """What is done to the process, in words."""
    words = {
        "eliminate": _("Something is left out."),
        "merge": _("Steps become one."),
        "parallelise": _("Steps are done at the same time."),
        "reorder": _("The order changes."),
        "delegate": _("Somebody nearer decides."),
        "automate": _("A rule decides what needs no judgement."),
        "substitute_by_data": _("Registers answer instead of people."),
        "integrate": _("Several things become one for the applicant."),
    }
    return [words[one] for one in reform.operations]


def gains(codes: Sequence[str]) -> str:
    """Who gains (GB/T 39046 A.4)."""
    names = {
        "1": _("people"),
        "2": _("companies"),
        "3": _("public institutions"),
        "4": _("social organisations"),
        "5": _("administrative bodies"),
        "6": _("other organisations"),
    }
    return _(", ").join(names[code] for code in codes)


# --- tables ---


def evidence_table(
    change: Change, evidence: Sequence[Mapping[str, Any]], real: Sequence[Truth], locale: str
) -> Table:
    """Each promised figure beside what is measured today and what the simulation shows, with its uncertainty."""
    measured = {(one.promise.measure, one.promise.item): one for one in real}
    rows = []
    for one in evidence:
        unit, (before, after) = one["unit"], one["promised"]
        found = measured.get((one["measure"], one["item"]))
        limits = {"low": f"{one['change'][1]:+.2f}", "high": f"{one['change'][2]:+.2f}"}
        rows.append(
            [
                measure(change.service, one["measure"], one["item"], locale),
                _("from %(before)s to %(after)s")
                % {"before": figure(before, unit), "after": figure(after, unit)},
                *([_measured(found)] if found else []),
                figure(one["before"][0], unit),
                figure(one["after"][0], unit),
                _("%(low)s to %(high)s") % limits,
                verdict(one["verdict"]),
            ]
        )
    words = [_("As promised"), *([_("Measured today")] if real else []), _("Simulated without")]
    words += [_("Simulated with"), _("Change, 95 % sure"), _("Verdict")]
    return Table(
        _("What is promised"), [Column(_("Figure")), *(Column(word) for word in words)], rows, stacks=True
    )


def truth_table(change: Change, found: Sequence[Truth], locale: str) -> Table:
    """Each promise of a deployed reform beside what really happened."""
    rows = [
        [
            measure(change.service, one.promise.measure, one.promise.item, locale),
            figure(one.promise.before, one.promise.unit),
            figure(one.promise.after, one.promise.unit),
            _measured(one),
            one.number,
            truth(one),
        ]
        for one in found
    ]
    columns = [Column(_("Figure")), Column(_("Before")), Column(_("As promised")), Column(_("Measured"))]
    return Table(
        _("The promise and its truth"),
        [*columns, Column(_("Cases"), numeric=True), Column(_("Kept?"))],
        rows,
        stacks=True,
    )


def _measured(one: Truth) -> str:
    if one.value is None:
        return _("too few cases")
    told = figure(one.value, one.promise.unit)
    if one.low is None or one.high is None:
        return told
    limits = {"value": told, "low": f"{one.low:.1f}", "high": f"{one.high:.1f}"}
    return _("%(value)s (95 %% sure: %(low)s to %(high)s)") % limits


def claim(change: Change, promise: Promise, locale: str) -> str:
    """One promise as a sentence."""
    told = measure(change.service, promise.measure, promise.item, locale)
    limits = {"before": figure(promise.before, promise.unit), "after": figure(promise.after, promise.unit)}
    return _("%(figure)s: from %(before)s to %(after)s.") % {"figure": told, **limits}


def score_table(scores: Sequence[Score]) -> Table:
    """The reform by the three principles, each number before and after."""
    principles = {
        "streamlined": _("Streamlined"),
        "unified": _("Unified"),
        "effective": _("Effective"),
    }
    keys = {
        "questions": _("Questions that the form may ask"),
        "materials": _("Materials that people must bring"),
        "steps_by_hand": _("Steps done by a person, per application"),
        "offices": _("Offices whose people must act"),
        "by_rule": _("Items that a published rule can decide, the same for everybody"),
        "mean_days": _("Days from sending the form to the end, on average"),
        "p90_days": _("Days within which nine in ten cases end"),
    }
    changed = {
        "better": Status(_("Better"), "done"),
        "same": Status(_("As before"), "open"),
        "worse": Status(_("Worse"), "late"),
    }
    rows = [[principles[one.principle], keys[one.key], *_numbers(one), changed[one.change]] for one in scores]
    columns = [Column(_("Principle")), Column(_("Figure"))]
    columns += [
        Column(_("Without"), numeric=True),
        Column(_("With"), numeric=True),
        Column(_("How it moves")),
    ]
    return Table(_("Streamlined, unified, effective"), columns, rows, stacks=True)


def _numbers(one: Score) -> list[str]:
    return [f"{value:.1f}".removesuffix(".0") for value in (one.figure.before.mean, one.figure.after.mean)]
