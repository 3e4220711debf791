"""Words about cases that every door uses alike: limits, laws, the chain to a date, what happened."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minben.kernel import worktime
from minben.kernel.pack import Law, Place
from minben.kernel.worktime import Due, Limit


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


def chain(found: Due, place: Place, locale: str) -> list[str]:
    """The links from a start to a due date, in the pack's locale; pages say in their own place that a year is
    provisional."""
    told = worktime.explain(replace(found, provisional=False), locale, place.texts[locale])
    return [sentence.text for sentence in told]


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
