"""Words about requests for information, the same for who asks, who answers and everybody."""

from __future__ import annotations

from django.utils.translation import gettext as _

from minben.kernel.pack import Place
from minben.platform.casework import wording as common
from minben.platform.catalogue.queries import current_place
from minben.platform.design.parts import Status
from minben.platform.design.templatetags.design import day
from minben.platform.openness import information_law as law
from minben.platform.openness.queries import requests as queries
from minben.platform.openness.queries.requests import Asked


def outcomes() -> dict[str, str]:
    """The kinds of reply, in the law's order."""
    return {
        "disclosed": _("Disclosed"),
        "public_already": _("Public already"),
        "partly": _("Disclosed in part"),
        "refused": _("Not disclosed"),
        "not_existing": _("Does not exist"),
        "not_held": _("Another office holds it"),
        "repeated": _("Answered before"),
    }


def reasons() -> dict[str, str]:
    """Why something is not disclosed, in the law's order."""
    return {
        "state_secret": _("State secret"),
        "forbidden": _("A law or regulation forbids it"),
        "public_safety": _("It would endanger the safety of state, public, economy or society"),
        "third_party": _("It would harm a third party, who does not agree"),
        "internal": _("Internal matter: staff, logistics, inner procedure"),
        "process": _("Minutes, drafts, letters and reports from before a decision"),
        "enforcement": _("File of an enforcement case"),
    }


def state(one: Asked) -> Status:
    """Where a request stands, in a word."""
    if one.row.state == queries.ANSWERED:
        kinds = {"disclosed": "done", "public_already": "done", "partly": "done", "refused": "refused"}
        return Status(outcomes()[one.row.outcome], kinds.get(one.row.outcome, "closed"))
    if one.row.state == queries.GIVEN_UP:
        return Status(_("Counts as given up"), "closed")
    if one.row.state == queries.CORRECTION:
        return Status(_("To be made clear"), "paused")
    if queries.waiting(one.row):
        return Status(_("A third party is asked"), "paused")
    return Status(_("Being answered"), "going")


def sentence(one: Asked, office: str) -> str:
    """Where a request stands, in one sentence for who asked."""
    row = one.row
    if row.state == queries.ANSWERED:
        return _("%(office)s answered on %(date)s.") % {"office": office, "date": day(row.answered_at)}
    if row.state == queries.GIVEN_UP:
        return _("It was not made clear in time and counts as given up. You can ask again.")
    if row.state == queries.CORRECTION:
        told = _("%(office)s does not understand it yet. Make it clear by %(date)s.")
        return told % {"office": office, "date": day(row.correction_until)}
    if queries.waiting(row):
        told = _("%(office)s has asked a third party, whose rights are touched; that time does not count.")
        return told % {"office": office}
    told = _("%(office)s has it and answers by %(date)s at the latest.")
    return told % {"office": office, "date": day(one.due.at)}


def chain(one: Asked, place: Place, locale: str) -> list[str]:
    """Why the date is that date."""
    return common.chain(one.due, place, locale)


def remedies(one: Asked, place: Place, locale: str) -> list[tuple[str, str, str]]:
    """Where to go against the reply: what, until when, by which article."""
    names = {
        "reconsideration": _("Administrative reconsideration"),
        "litigation": _("Administrative litigation"),
    }
    bodies = {"reconsideration": "remedies.government", "litigation": "remedies.court"}
    found = (
        law.remedies(one.row.outcome, one.row.answered_at, place, queries.calendar(one.row))
        if one.row.answered_at
        else []
    )
    told = []
    for way in found:
        until = (
            _("by %(date)s") % {"date": day(way.due)}
            if way.due
            else _("within 15 days of the reconsideration")
        )
        body = place.texts[locale].get(bodies[way.kind], "")
        first = _("before the court can be asked") if way.first else ""
        told.append(
            (
                names[way.kind],
                _("; ").join(filter(None, (body, until, first))),
                common.law(place, way.basis, locale),
            )
        )
    return told


def limit(name: str) -> str:
    """One of the limits that the place in force states for requests, in words."""
    return common.limit(getattr(current_place().information, name))


def refused(key: str) -> str:
    """Why an act was not done, and what to do."""
    return {
        "request.empty": _("Write what you want to know."),
        "request.unit": _("Choose the office that should know."),
        "request.wrong_state": _("It has gone on meanwhile. Look again; what you wrote is kept below."),
        "request.corrected_once": _("What is unclear can be asked only once, all together."),
        "request.words": _("Write the words that the requester reads."),
        "request.too_late_to_ask": _("The time for asking has passed. Answer it as it stands."),
        "request.days": _("Give a number of working days within the limit."),
        "request.still_time": _("The time to make it clear has not passed yet."),
        "request.waiting": _("A third party is asked. Note first what it said, or that it kept silent."),
        "request.not_waiting": _("No third party is asked."),
        "request.who": _("Write whom you ask and about what."),
        "request.agrees": _("Choose what the third party said."),
        "request.overdue": _("The date has passed, so the limit can neither stop nor grow. Answer now."),
        "request.head_only": _("Only the head of the office can let a reply take longer."),
        "request.extended_once": _("A reply can take longer only once."),
        "request.reason": _("Choose or write the reason."),
        "request.outcome": _("Choose the kind of reply."),
        "request.holder": _("Write which office holds it, with its telephone."),
        "request.public_half": _("For everybody, write both the question and the reply, or neither."),
        "unit.not_yours": _("This is not addressed to your unit."),
    }.get(key, _("This could not be done now. What you wrote is kept; nothing was changed."))
