"""The portal's sentences: where a case stands, and why a date is that date."""

from __future__ import annotations

from django.utils.translation import gettext as _

from minben.kernel.worktime import Step
from minben.platform.casework.queries import CaseView, ItemView
from minben.platform.catalogue.queries import place_locale
from minben.platform.design.templatetags.design import day


def sentence(view: CaseView, language: str) -> tuple[str, str]:
    """Where the whole case stands, and the kind of its status."""
    leading = view.leading
    if leading is None:
        return _("Every item is decided."), "done"
    return item_sentence(view, leading, language)


def item_sentence(view: CaseView, item: ItemView, language: str) -> tuple[str, str]:
    """Who has an item, since when, until when; and the kind of its status."""
    names = view.place.texts[place_locale(language)]
    unit = names.get(f"units.{item.row.authority}", item.row.authority)
    since, due = day(item.since), day(item.due) if item.due else ""
    words = {"unit": unit, "since": since, "due": due}
    match item.state:
        case "done" | "withdrawn":
            return _("Decided on %(date)s.") % {"date": day(item.row.decided_at)}, "done"
        case "waiting_you":
            return _("%(unit)s waits for your answer since %(since)s.") % words, "new"
        case "stopped":
            return _(
                "%(unit)s has it; the clock stands still for a procedure the law does not count."
            ) % words, "paused"
        case "overdue":
            return _(
                "%(unit)s has had it since %(since)s and should have answered by %(due)s."
            ) % words, "late"
        case state:
            told = _("%(unit)s has had it since %(since)s and must answer by %(due)s.") % words
            return told, "soon" if state == "near" else "going"


def step_sentence(step: Step) -> str:
    """One link of the chain from start to due date."""
    words = {"date": day(step.day), "number": step.number, "note": step.note}
    texts = {
        "start": _("Received on %(date)s."),
        "cutoff": _("That was after office hours, so it counts as received on %(date)s."),
        "count": _("%(number)s working days are counted, up to %(date)s."),
        "skip": _("%(number)s days of rest are not counted (%(note)s)."),
        "stop": _("The clock stood still for %(number)s days."),
        "extend": _("The head of the office extended the limit by %(number)s working days."),
        "roll": _("The last day is a day of rest, so it moves to %(date)s."),
        "due": _("So the answer is due by %(date)s."),
    }
    return texts.get(step.kind, "%(date)s") % words
