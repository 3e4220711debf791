"""The portal's sentences: where a case stands, why a date is that date, what happened, what could not be done."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from minben.platform.casework import wording as common
from minben.platform.casework.intaking import Form
from minben.platform.casework.queries import CaseView, ItemView
from minben.platform.casework.remedies import Way
from minben.platform.catalogue.queries import place_locale
from minben.platform.design.parts import Status
from minben.platform.design.templatetags.design import day


def sentence(view: CaseView, language: str) -> tuple[str, str]:
    """Where the whole case stands, and the kind of its status."""
    leading = view.leading
    if view.case.status == "withdrawn":
        return _("You withdrew this application on %(date)s.") % {"date": day(view.case.closed_at)}, "closed"
    if view.case.status == "closed":
        said = _("The administration closed this case on %(date)s; the reason is in its record.")
        return said % {"date": day(view.case.closed_at)}, "closed"
    if view.case.status == "held":
        return _(
            "The platform could not go on by itself; a person is looking at it. Nothing is lost."
        ), "paused"
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
        case "done":
            decided = item.decision.unit if item.decision is not None else item.row.authority
            words = {"unit": names.get(f"units.{decided}", decided), "date": day(item.row.decided_at)}
            return _("Decided by %(unit)s on %(date)s.") % words, "done"
        case "withdrawn":
            return _("Withdrawn by you on %(date)s.") % {"date": day(item.row.decided_at)}, "closed"
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


def item_status(item: ItemView) -> Status:
    """How an item stands, as a word with a shape."""
    ended = {
        "recalled": Status(_("Recalled"), "refused"),
        "revoked": Status(_("Revoked"), "refused"),
        "cancelled": Status(_("Cancelled in the register"), "closed"),
    }.get(str(item.row.result)) or {
        "granted": Status(_("Granted"), "done"),
        "denied": Status(_("Not granted"), "refused"),
        "not_accepted": Status(_("Not accepted"), "refused"),
        "terminated": Status(_("Ended without a decision"), "closed"),
    }.get(str(item.row.status))
    return ended or {
        "waiting_you": Status(_("Waits for you"), "new"),
        "stopped": Status(_("Clock stands still"), "paused"),
        "overdue": Status(_("Overdue"), "late"),
        "near": Status(_("Close to the limit"), "soon"),
        "withdrawn": Status(_("Withdrawn"), "closed"),
    }.get(item.state, Status(_("In time"), "going"))


def clock(scope: str) -> str:
    """The name of a clock, for the applicant."""
    return {
        "acceptance": _("To say what is missing, or accept"),
        "promise": _("The office's promise"),
        "statutory": _("The limit of the law"),
        "correction": _("Your time to answer"),
        "supplement": _("Your time to supply the rest"),
        "delivery": _("To deliver the result"),
        "joint": _("For all items together"),
        "reconsideration": _("To ask for reconsideration"),
        "litigation": _("To go to court"),
        "complaint": _("Answer to your complaint"),
    }.get(scope.partition(".")[0], scope)


def notice(kind: str, item: str) -> str:
    """What the applicant must know, in one sentence; `item` is its name or empty."""
    texts = {
        "received": _("Your application has been received."),
        "accepted": _("%(item)s: accepted. The limits run."),
        "correction": _("%(item)s: the office needs more from you before it can accept."),
        "stopped": _("%(item)s: the clock stands still for a special procedure."),
        "resumed": _("%(item)s: the clock goes on."),
        "extended": _("%(item)s: the limit was extended."),
        "granted": _("%(item)s: granted."),
        "denied": _("%(item)s: not granted. The reasons and your remedies are in the case."),
        "issued": _("%(item)s: the certificate is ready."),
        "suspended": _("%(item)s: the clock stands still, as you asked."),
        "transferred": _("%(item)s: another office handles it now; the dates stay."),
        "recounted": _("A holiday was announced or corrected: dates in your case have moved."),
        "not_accepted": _("%(item)s: not accepted. The reasons and your remedies are in the case."),
        "terminated": _("%(item)s: ended without a decision. The reasons and your remedies are in the case."),
        "recalled": _("%(item)s: recalled by the authority. The reasons are in the case."),
        "revoked": _("%(item)s: revoked. The reasons are in the case."),
        "cancelled": _("%(item)s: cancelled in the register."),
        "extended_joint": _("The limit of all items together was extended; the reason is in the case."),
        "message": _("An office wrote to you."),
        "complaint_reply": _("Your complaint has been answered."),
        "proposed": _("%(item)s: the office proposes something and waits for your answer."),
        "agreed": _("%(item)s: the office agrees with what you proposed."),
        "declined": _("%(item)s: the office does not agree with your proposal and says why."),
        "taken_back": _("%(item)s: the office took its proposal back."),
    }
    return texts.get(kind, _("There is news in your case.")) % {"item": item}


def remedy(kind: str) -> str:
    """The name of a right."""
    return {
        "consult": _("Ask"),
        "complain": _("Complain"),
        "reconsideration": _("Administrative reconsideration"),
        "litigation": _("Administrative litigation"),
    }[kind]


def remedy_limit(way: Way) -> str:
    """Until when a remedy is open, or within which time it is answered."""
    if way.due is not None and way.due.at is not None:
        told = [_("Until %(date)s.") % {"date": day(way.due.at)}]
        if way.due.provisional:
            told.append(_("The date may still move: that calendar is provisional."))
        return " ".join(told)
    if way.limit is None:
        return ""
    if way.remedy.kind in ("reconsideration", "litigation"):
        return _("Within %(limit)s of the day on which you receive the decision.") % {
            "limit": common.limit(way.limit)
        }
    return _("Answered within %(limit)s.") % {"limit": common.limit(way.limit)}


def listed(words: Iterable[str]) -> str:
    """Words in a row, as the language writes them."""
    # Translators: stands between the words of a list
    return _(", ").join(dict.fromkeys(words))


def refused(key: str) -> str:
    """What happened, what is kept and what to do, for each reason for which an act was not done."""
    texts = {
        "correction.none": _("Nothing is asked of you here any more. Nothing was sent."),
        "correction.answer_missing": _("Write an answer, mend an answer or add a file; then send it."),
        "upload.type": _("Please give a PDF, PNG or JPEG file."),
        "upload.size": _("This file is too large."),
        "message.empty": _("Write your message first."),
        "case.closed": _("The case is closed, so it can no longer be withdrawn. Nothing was changed."),
        "rating.once": _("You rated this case already; a rating is given once."),
        "rating.stars": _("Choose one to five stars."),
        "complaint.empty": _("Write what happened."),
        "form.incomplete": _("Something is still missing. What you wrote is kept; please complete it."),
        "feedback.empty": _("Write a few words first."),
        "feedback.many": _(
            "Too much was written in the last hour. Please try later; your words are still here."
        ),
        "feedback.gone": _("This was answered already."),
        "offer.gone": _("This offer is no longer open. You can still apply in the usual way."),
    }
    told = texts.get(key) or common.agreement_refused(key)
    return told or _("This could not be done now. What you wrote is kept; nothing was changed.")


def register(form: Form, name: str, elements: Iterable[str], locale: str) -> dict[str, str]:
    """What a consent to asking one register means: who keeps it, what is read, for what, by which law, and a "no"."""
    names = form.place.texts[locale]
    bases = dict.fromkeys(
        source.basis for source in form.place.sources if source.register == name and source.basis
    )
    papers = dict.fromkeys(
        form.service.say(f"items.{item.id}.materials.{material.id}", locale)
        for item in form.service.items
        for material in item.materials
        if material.register == name
    )
    return {
        "id": name,
        "name": names[f"registers.{name}"],
        "keeper": names[f"units.{form.place.registers[name].owner}"],
        "fields": listed(names[f"elements.{element}.label"] for element in elements),
        "basis": _("; ").join(common.law(form.place, basis, locale) for basis in bases),
        "papers": listed(papers),
    }


def item_type(code: str) -> str:
    """The kind of power an item is (GB/T 39046 A.1); an unknown code stays as it is."""
    return {
        "00": _("Administrative power"),
        "01": _("Administrative licence"),
        "02": _("Administrative penalty"),
        "03": _("Administrative compulsion"),
        "04": _("Administrative levy"),
        "05": _("Administrative benefit"),
        "06": _("Administrative inspection"),
        "07": _("Administrative confirmation"),
        "08": _("Administrative reward"),
        "09": _("Administrative adjudication"),
        "10": _("Other kind"),
        "20": _("Public service"),
    }.get(code, code or _("Not stated in the file"))


def audience(codes: Iterable[str]) -> str:
    """Whom an item serves (GB/T 39046 A.4)."""
    names = {
        "1": _("people"),
        "2": _("companies"),
        "3": _("public institutions"),
        "4": _("social organisations"),
        "5": _("administrative bodies"),
        "6": _("other organisations"),
    }
    return listed(names[code] for code in codes)


def mood(found: int | None) -> Status | None:
    """How somebody found a page."""
    return {
        1: Status(_("good"), "done"),
        2: Status(_("so-so"), "soon"),
        3: Status(_("bad"), "refused"),
    }.get(found or 0)
