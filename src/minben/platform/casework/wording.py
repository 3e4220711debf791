"""Words about cases that every door uses alike: limits, laws, the chain to a date, what happened."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minben.kernel import worktime
from minben.kernel.pack import Law, Place
from minben.kernel.worktime import Due, Limit
from minben.platform.casework.upkeep import Standstill
from minben.platform.design.templatetags.design import day


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
    return _("; ").join(_one_law(place, part.strip(), locale) for part in basis.split(";") if part.strip())


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


def clock(scope: str, place: Place, locale: str) -> str:
    """What a clock counts; of a step, which one."""
    kind, _dot, part = scope.partition(".")
    if kind == "step":
        return _("Step: %(name)s") % {"name": place.texts[locale].get(f"stages.{part}", part)}
    return {
        "acceptance": _("Notice of what is missing"),
        "promise": _("Promised limit"),
        "statutory": _("Limit of the law"),
        "correction": _("The applicant's time to answer"),
        "supplement": _("The applicant's time to supply the rest"),
        "delivery": _("Delivery of the result"),
        "joint": _("All items together"),
        "reconsideration": _("To ask for reconsideration"),
        "litigation": _("To go to court"),
        "consultation": _("Opinion of another office"),
        "complaint": _("Answer to the complaint"),
        "card": _("Answer to the card"),
        "contact": _("First contact after a bad rating"),
        "follow_up": _("To mend what a bad rating says"),
    }.get(kind, kind)


def happened(activity: str) -> str:
    """What happened, by the activity's name in the journal."""
    texts = {**_before_the_decision(), **_since_the_decision(), **_said_between_them()}
    return texts.get(activity.rpartition(".")[2], _("Checked by rule"))


def _before_the_decision() -> dict[str, str]:
    return {
        "submit": _("Application sent"),
        "begin": _("Begun by a message of another case"),
        "open": _("Handed to the office"),
        "choose": _("The office began this step"),
        "accept": _("Accepted"),
        "accept_tolerant": _("Accepted with tolerance: something secondary may follow"),
        "deem_accepted": _("Counts as accepted, because the office was silent"),
        "request_correction": _("More was asked for"),
        "answer_correction": _("The applicant answered"),
        "supplement": _("The applicant supplied what was to follow"),
        "hand_up": _("Reviewed, handed up for approval"),
        "extend_joint": _("Limit of all items together extended"),
        "stop": _("Clock stopped for a special procedure"),
        "suspend": _("Paused at the applicant's wish"),
        "resume": _("Clock goes on"),
        "extend": _("Limit extended"),
        "transfer": _("Handed to another unit"),
        "timer": _("A time limit of the process was reached"),
    }


def _since_the_decision() -> dict[str, str]:
    return {
        "granted": _("Granted"),
        "denied": _("Denied"),
        "not_accepted": _("Not accepted"),
        "issue": _("Result issued"),
        "deliver": _("Result handed over"),
        "terminated": _("Ended without a decision"),
        "terminate": _("Its ending was confirmed by a second person"),
        "recall": _("Recalled"),
        "revoke": _("Revoked"),
        "cancel": _("Cancelled in the register"),
        "propose": _("A critical act was proposed within the office"),
        **dict.fromkeys(
            ("not_terminate", "not_recall", "not_revoke", "not_cancel"),
            _("The proposed critical act was refused within the office"),
        ),
        "reconsideration": _("Administrative reconsideration opened"),
        "litigation": _("Lawsuit opened"),
        "proceeding_ended": _("The reconsideration or lawsuit ended"),
        "withdraw": _("Withdrawn by the applicant"),
        "end": _("Case closed"),
        "archive": _("Filed in the archive"),
    }


def _said_between_them() -> dict[str, str]:
    return {
        "upload": _("File added by the applicant"),
        "consult": _("Another office was asked for its opinion"),
        "answer_consultation": _("The other office gave its opinion"),
        "proposed": _("Something was proposed, to be agreed on"),
        "agreed": _("Agreed by both sides"),
        "declined": _("The proposal was declined"),
        "taken_back": _("The proposal was taken back"),
    }


def result_type(kind: str) -> str:
    """The kind of result in which an item ends (出證, 出文, 審批)."""
    return {
        "certificate": _("A certificate"),
        "document": _("An official document"),
        "approval": _("An approval"),
    }.get(kind, kind)


def proceeding(kind: str) -> str:
    """The name of a proceeding about a decision."""
    return {
        "reconsideration": _("Administrative reconsideration"),
        "litigation": _("Administrative litigation"),
    }[kind]


def outcomes() -> dict[str, str]:
    """What may come of a proceeding."""
    return {
        "upheld": _("The decision stands"),
        "changed": _("The decision is changed"),
        "annulled": _("The decision is annulled"),
        "unlawful": _("The decision is found unlawful"),
        "withdrawn": _("Withdrawn by whoever brought it"),
    }


def agreement(kind: str) -> str:
    """What applicant and office may agree on."""
    return {
        "visit": _("The day of a visit or meeting"),
        "scope": _("A change of what is applied for"),
        "split": _("Parts to be decided separately"),
        "other": _("Something else"),
    }[kind]


def agreement_state(state: str) -> tuple[str, str]:
    """How a proposal stands, and its kind of status."""
    return {
        "waiting": (_("Waits for an answer"), "new"),
        "agreed": (_("Agreed by both sides"), "done"),
        "declined": (_("Declined"), "refused"),
        "taken_back": (_("Taken back by whoever proposed it"), "closed"),
        "expired": (_("Not answered in time: it binds nobody"), "closed"),
    }[state]


def agreement_refused(key: str) -> str:
    """Why something between applicant and office could not be done; empty for other reasons."""
    return {
        "agreement.decided": _("The item is decided, so nothing more can be agreed on. Nothing was sent."),
        "agreement.waiting": _(
            "A proposal about this item waits already. It must be answered or taken back first."
        ),
        "agreement.gone": _("This proposal is no longer open. Nothing was changed."),
        "agreement.own": _("It is your side's own proposal: the other side must answer it."),
        "agreement.not_yours": _("This is not yours to settle. Nothing was changed."),
        "agreement.reason_missing": _("Write why you decline: the other side reads it. Nothing was sent."),
        "agreement.unknown_kind": _("Choose what it is about."),
        "agreement.text_missing": _("Write what you propose."),
        "agreement.day_missing": _("Write the day that you propose."),
        "agreement.days": _("The other side needs 1 to 20 working days to answer."),
    }.get(key, "")


# --- what stands still ---


def standstill(one: Standstill, service: str, action: str, *, head: bool = True) -> dict[str, Any]:
    """An entry of a list of what stands still; `action`: where its form goes, `head`: who reads it may end things."""
    row, held = one.row, one.queue == "trouble"
    if held:
        said, detail, since = _trouble(row), _told(row.words), _("Since %(date)s.") % {"date": day(row.since)}
    else:
        tried = {"date": day(row.due_at), "n": row.attempts}
        said, detail, since = (
            _letter(one.queue, row),
            _cause(row.trouble),
            _("Due on %(date)s, tried %(n)s times.") % tried,
        )
    texts = {"retry": _("Try again"), "skip": _("Go on without it"), "close": _end(one)}
    may = {"retry": one.retry, "skip": one.skip and head, "close": head or (held and not one.retry)}
    buttons = [{"what": what, "text": text} for what, text in texts.items() if may[what]]
    return {
        "number": one.case.number, "service": service, "said": said, "detail": detail, "since": since,
        "action": action, "buttons": buttons,
    }  # fmt: skip


def _told(words: str) -> str:
    """What the kernel said, in the reader's words as far as its sentences are known."""
    if words.endswith("No condition holds and there is no default flow."):
        return _("None of the conditions holds that lead on from there.")
    return words


def _end(one: Standstill) -> str:
    """What closing it means."""
    if one.queue == "trouble":
        return _("End the case with a reason") if one.retry else _("Close with a reason")
    return _("Skip it with a reason")


def unsettled(key: str) -> str:
    """Why something that stands still could not be settled; nothing was changed."""
    return {
        "trouble.gone": _("Somebody has settled this already, or it went on by itself."),
        "trouble.reason_missing": _("Give your reason: it stays in the record."),
        "trouble.nothing_to_retry": _("The work goes on: there is nothing to try again."),
        "trouble.cannot_skip": _("The case cannot go on without this."),
        "trouble.head_only": _("Only the head of the office or an administrator may end this."),
        "trouble.items_open": _(
            "The offices must decide the items of this case first; then it can be closed."
        ),
    }.get(key, "")


def _trouble(row: Any) -> str:
    """Why a process waits for a person."""
    words = {"node": row.node, "code": row.code}
    return {
        "failed": _("The process ended in the error %(code)s, which it does not deal with."),
        "stuck": _("The process cannot go on at the step %(node)s."),
        "escalation": _("The process calls for help (%(code)s) at the step %(node)s; the work goes on."),
    }[row.kind] % words


def _letter(queue: str, row: Any) -> str:
    """What the worker could not do."""
    if queue == "posting":
        kinds = {
            "message": _("The message %(name)s was not delivered."),
            "signal": _("The signal %(name)s failed."),
        }
        return kinds[row.kind] % {"name": row.name}
    return _("A timer (%(kind)s) could not take effect.") % {"kind": row.kind}


def _cause(trouble: str) -> str:
    """Why the worker could not do it: our own reasons in words, others as the program told them."""
    return _("No case waits for it yet.") if trouble == "posting.nobody_waits" else trouble
