"""Words about cases that every door uses alike: limits, laws, the chain to a date, what happened."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minben.kernel.pack import Law, Place
from minben.kernel.worktime import Limit, Step
from minben.platform.design.templatetags.design import day

WEEKEND = "weekend"  # what the kernel calls days of rest without a holiday's name


def special() -> dict[str, str]:
    """The eight activities whose time the law does not count (行政許可法 art. 45), in the law's order."""
    return {
        "hearing": _("Hearing"),
        "tender": _("Tender"),
        "auction": _("Auction"),
        "inspection": _("Inspection"),
        "testing": _("Testing"),
        "quarantine": _("Quarantine"),
        "appraisal": _("Appraisal"),
        "expert_review": _("Expert review"),
    }


def limit(found: Limit) -> str:
    """A limit as people say it."""
    if found.value == 0:
        return _("at once")
    value = found.value
    texts = {
        "workday": ngettext("%(value)s working day", "%(value)s working days", value),
        "day": ngettext("%(value)s day", "%(value)s days", value),
        "month": ngettext("%(value)s month", "%(value)s months", value),
        "hour": ngettext("%(value)s hour", "%(value)s hours", value),
        "year": ngettext("%(value)s year", "%(value)s years", value),
    }
    return texts[found.unit] % {"value": value}


def law(place: Place, basis: str, locale: str) -> str:
    """`food-safety-law 35; lanting-sign-rules 2` in words; what is no law of the place stays as it is."""
    return "; ".join(_one_law(place, part.strip(), locale) for part in basis.split(";") if part.strip())


def article(place: Place, found: Law, locale: str) -> str:
    """A law and its article in words."""
    return law(place, f"{found.id} {found.article}".strip(), locale)


def _one_law(place: Place, basis: str, locale: str) -> str:
    name, _space, number = basis.partition(" ")
    known = place.texts[locale].get(f"laws.{name}")
    if known is None:
        return basis
    return _("%(law)s, article %(article)s") % {"law": known, "article": number} if number else known


def step(found: Step) -> str:
    """One link of the chain from a start to a due date."""
    note = {**special(), WEEKEND: _("weekend")}.get(found.note, found.note)
    words = {"date": day(found.day), "number": found.number, "note": note}
    number = found.number
    texts = {
        "start": _("Received on %(date)s."),
        "cutoff": _("That was after office hours or on a day of rest, so it counts as received on %(date)s."),
        "count": ngettext(
            "%(number)s day of the limit is counted, up to %(date)s.",
            "%(number)s days of the limit are counted, up to %(date)s.",
            number,
        ),
        "skip": ngettext(
            "%(number)s day of rest is not counted (%(note)s).",
            "%(number)s days of rest are not counted (%(note)s).",
            number,
        ),
        "stop": ngettext(
            "The clock stood still for %(number)s day (%(note)s).",
            "The clock stood still for %(number)s days (%(note)s).",
            number,
        )
        if number
        else _("The clock stands still (%(note)s); there is no date until it goes on."),
        "extend": ngettext(
            "The head of the office extended the limit by %(number)s working day.",
            "The head of the office extended the limit by %(number)s working days.",
            number,
        ),
        "roll": _("The last day is a day of rest, so it moves to %(date)s."),
        "due": _("So the answer is due by %(date)s."),
    }
    return texts.get(found.kind, "%(date)s") % words


def happened(activity: str) -> str:
    """What happened, by the activity's name in the journal."""
    return {
        "submit": _("Application sent"),
        "open": _("Handed to the office"),
        "accept": _("Accepted"),
        "deem_accepted": _("Counts as accepted, because the office was silent"),
        "request_correction": _("More was asked for"),
        "answer_correction": _("The applicant answered"),
        "stop": _("Clock stopped for a special procedure"),
        "resume": _("Clock goes on"),
        "extend": _("Limit extended"),
        "granted": _("Granted"),
        "denied": _("Denied"),
        "issue": _("Result issued"),
        "end": _("Case closed"),
        "withdraw": _("Withdrawn by the applicant"),
        "upload": _("File added by the applicant"),
        "timer": _("A time limit of the process was reached"),
    }.get(activity.rpartition(".")[2], _("Checked by rule"))
