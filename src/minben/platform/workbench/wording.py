"""The workbench's sentences: how a task stands and why it comes first, and why an act could not be done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from minben.platform.casework import offers
from minben.platform.casework import wording as common
from minben.platform.casework.intaking import SIGNED_IN
from minben.platform.casework.models import ItemStatus
from minben.platform.catalogue.queries import place_locale
from minben.platform.design.parts import Status
from minben.platform.design.templatetags.design import day, moment
from minben.platform.workbench.queries.desk import Desk, Fact
from minben.platform.workbench.queries.queue import Line

KINDS = {"overdue": "late", "near": "soon", "on_time": "going", "stopped": "paused", "waiting": "open"}


def locale() -> str:
    """The pack's locale of the page's language."""
    return place_locale(get_language() or "")


def status(line: Line) -> Status:
    """How the task stands, as a word with a shape."""
    return Status(group(line.state), KINDS[line.state])


def group(state: str) -> str:
    """The heading over tasks in this state."""
    return {
        "overdue": _("Overdue"),
        "near": _("Close to the limit"),
        "on_time": _("In time"),
        "stopped": _("Clock stopped"),
        "waiting": _("Waiting for the applicant"),
    }[state]


def to_do(status: str) -> str:
    """What the office has to do now."""
    return {
        ItemStatus.RECEIVED: _("Accept, or ask for what is missing"),
        ItemStatus.ACCEPTED: _("Examine and decide"),
        ItemStatus.STOPPED: _("End the special procedure when it is over"),
        ItemStatus.SUSPENDED: _("Go on when the applicant wishes"),
        ItemStatus.CORRECTION: _("Nothing now: the applicant answers"),
    }.get(ItemStatus(status), _("Finished"))


def next_step(line: Line) -> str:
    """What to do, and how long there is for it."""
    offered = offers.offered(line.task.key) is not None
    told = _("Begin this step, or another one before it") if offered else to_do(line.status)
    if line.left is None or not line.task.open:
        return told
    return _("%(what)s: %(left)s.") % {"what": told, "left": late(line)}


def left(days: int) -> str:
    """Working days left, or over."""
    if days < 0:
        return ngettext("%(days)s working day over", "%(days)s working days over", -days) % {"days": -days}
    if days == 0:
        return _("due today")
    return ngettext("%(days)s working day left", "%(days)s working days left", days) % {"days": days}


def why(line: Line) -> str:
    """Why the task stands where it does in the queue."""
    if line.state == "waiting":
        return _("The applicant was told what is missing; the clock runs again with the answer.")
    if line.state == "stopped":
        if line.status == ItemStatus.SUSPENDED:
            return _("The applicant asked to pause; the time is not counted.")
        return _("A special procedure is going on; its time is not counted.")
    if line.due is None or line.left is None:
        return _("No limit is running.")
    words = {"date": day(line.due)}
    if line.status == ItemStatus.RECEIVED:
        return _("Notice is due by %(date)s; without it the item counts as accepted.") % words
    return _("The promised limit ends on %(date)s.") % words


def late(line: Line) -> str:
    """How far the due day is; on the due day itself after the hour, that the hour has passed."""
    if line.state == "overdue" and line.left == 0:
        return _("past the hour today")
    return left(line.left or 0)


def first(line: Line | None, counts: Mapping[str, int]) -> tuple[str, str]:
    """The sentence above the queue, and its kind."""
    if line is None:
        return _("Nothing is waiting for you."), "done"
    words = {"item": line.service.say(f"items.{line.item.id}.name", locale()), "number": line.case.number}
    if line.state == "overdue":
        number = counts["overdue"]
        told = ngettext(
            "%(count)s task is overdue. Begin with %(item)s of %(number)s: it has waited longest past its limit.",
            "%(count)s tasks are overdue. Begin with %(item)s of %(number)s: it has waited longest past its limit.",
            number,
        )
        return told % {**words, "count": number}, "late"
    if line.due is None:
        return _("Nothing runs against you: every open task waits for somebody else."), "paused"
    told = _("Nothing is overdue. Begin with %(item)s of %(number)s: it is due first, by %(date)s.")
    return told % {**words, "date": day(line.due)}, KINDS[line.state]


def refused(key: str) -> str:
    """What happened, what is kept and what to do, for each reason of casework."""
    texts = {
        "task.not_yours": _("This task is no longer open in your unit. Nothing was done."),
        "dispute.gone": _(
            "This was answered already, or another office keeps the register. Nothing was done."
        ),
        "dispute.outcome_missing": _("Say whether the register was wrong."),
        "dispute.words_missing": _("Write what you found: the person reads it."),
        "task.taken": _("A colleague has this task now. Nothing was done; see below until when."),
        "task.not_begun": _("This step is not begun yet: begin it first, or another one before it."),
        "task.begun": _("This step is begun already."),
        "assign.no_colleague": _("This person has no post in the unit that has the task."),
        "assign.has_it": _("This colleague has the task already."),
        "assign.barred": _(
            "This colleague may not handle the case: it is their own affair, or they supervised or coordinated it."
        ),
        "task.changed": _(
            "Something changed since you opened this page, so nothing was done yet. What you wrote is kept below:"
            " look at what is new, then send it again."
        ),
        "item.wrong_state": _(
            "Somebody has already gone on with this item, so this step no longer fits. What you wrote is kept below."
        ),
        "correction.points_missing": _("Write at least one point: the applicant must know what is missing."),
        "correction.only_once": _(
            "The applicant was asked once already. The law allows it once, with everything; decide on what is there."
        ),
        "stop.unknown_kind": _("Choose one of the eight procedures whose time the law does not count."),
        "stop.reason_missing": _("Write why the procedure is needed: the applicant is told in writing."),
        "extend.head_only": _("Only the head of the office may extend the limit."),
        "extend.bounds": _("An extension is 1 to 10 working days and needs a reason."),
        "extend.lead_only": _("Only the head of the lead unit may extend the limit of all items together."),
        "hand_up.reasons_missing": _("Write what the review found."),
        "hand_up.no_step": _("This item has no separate step of approval."),
        "hand_up.already": _("The review was finished already: the item waits for approval."),
        "extend.only_once": _("The limit was extended once already; the law allows no second time."),
        "decide.unknown_outcome": _("Choose whether the item is granted or denied."),
        "decide.reasons_missing": _(
            "A denial needs its reasons: the applicant has a right to know them and to contest them."
            " Nothing was sent."
        ),
        "countersign.waits": _(
            "An office has not countersigned yet, so nothing can be granted. See below whom you asked."
        ),
        "countersign.refused": _(
            "An office refused its countersignature: deny the item, or ask that office anew."
        ),
        "countersign.own_unit": _("Your own office cannot countersign for another."),
        "countersign.agree_missing": _("Say whether your office countersigns."),
        "decide.remedies_missing": _(
            "The service names no way to contest a refusal, so none may be sent. Ask whoever keeps the service."
        ),
        "counter.document_missing": _("Choose which document the person showed."),
        "counter.consent_missing": _("Without the person's consent nothing is done for them."),
        "propose.own": _("You proposed it yourself: another head must confirm it."),
        "propose.gone": _("Somebody has settled it already."),
        "propose.waiting": _("A proposal about this item waits for the head already."),
        "deliver.basis_missing": _("Write who took it, or the number of the post."),
        "act.not_for_you": _("This step is not yours to take. Nothing was changed."),
        "duties.own_case": _("This is your own affair, so a colleague must handle it. Nothing was changed."),
        "duties.separate": _(
            "You have already handled, coordinated or supervised this case, so a colleague must do this:"
            " nobody does both."
        ),
        "refuse.reasons_missing": _("Write why the item cannot be accepted."),
        "accept_tolerant.points_missing": _("Write what may follow."),
        "accept_tolerant.commitment_missing": _("Write what the applicant commits to."),
        "tolerance.not_allowed": _(
            "The law lets nothing follow for this item. Ask for what is missing instead."
        ),
        "suspend.reasons_missing": _("Write what the applicant asked for."),
        "transfer.no_unit": _("There is no such office here."),
        "transfer.same_unit": _("Your own office has it already."),
        "transfer.reasons_missing": _("Write why it is handed on."),
        "consult.question_missing": _("Write the question."),
        "consult.answer_missing": _("Write your office's opinion."),
        "consult.not_yours": _("This question is no longer open in your unit."),
        "message.empty": _("Write your message first."),
        "proceeding.body_missing": _("Write the body and its file number."),
        "proceeding.future": _("This day is still to come."),
        "proceeding.gone": _("It has ended already."),
        "archive.not_now": _("The case is still open, or it is archived already."),
        "archive.proceeding_open": _(
            "A reconsideration or lawsuit is not ended: the case is archived afterwards."
        ),
        "destroy.not_archived": _("The case is not archived, or it is kept for ever."),
        "destroy.too_early": _("Its time of keeping is not over. Nothing was changed."),
        "destroy.waiting": _("Its destruction was proposed already and waits for the head of the office."),
        "destroy.gone": _("Somebody has settled it already."),
    }
    told = texts.get(key) or common.agreement_refused(key)
    return told or _("This could not be done now. Nothing was changed.")


# --- the case page ---


def trust(grade: str) -> str:
    """How far a fact or file can be trusted (grades of the electronic materials, A to D)."""
    return {
        "A": _("A: from an authority's register or issued by it"),
        "B": _("B: checked at a window"),
        "C": _("C: given by the applicant"),
        "D": _("D: promised by the applicant"),
    }[grade]


def source(fact: Fact, names: Mapping[str, str]) -> str:
    """Where a fact comes from, when it was read, and its grade."""
    if fact.element == SIGNED_IN and fact.trust == "C":
        return _("Proved by signing in")
    if not fact.register:
        return trust(fact.trust)
    words = {
        "register": names.get(f"registers.{fact.register}", fact.register),
        "moment": moment(datetime.fromisoformat(fact.read_at)),
        "trust": trust(fact.trust),
    }
    return _("%(register)s, read %(moment)s. %(trust)s") % words


def step(line: Line, locale: str) -> str:
    """The step of the handling and its own date; empty when it has none."""
    found = line.step
    if found is None or found.due_at is None:
        return ""
    words = {"step": common.clock(found.scope, line.place, locale), "date": day(found.due_at)}
    if line.moment > found.due_at:
        return _("%(step)s, since %(date)s over its limit") % words
    return _("%(step)s, until %(date)s") % words


def act(name: str) -> dict[str, str]:
    """An act's name on its button, what it does, and what is said when it is done."""
    return {
        "claim": {
            "title": _("Take this task"),
            "text": _("Your colleagues see that you have it."),
            "done": _("You have the task."),
        },
        "assign": {
            "title": _("Give it to a colleague"),
            "text": _(
                "The colleague has the task until the end of the next working day; the journal notes from whom."
            ),
            "done": _("The colleague has the task."),
        },
        "release": {
            "title": _("Put it back"),
            "text": _("Any colleague of the unit may then take it."),
            "done": _("The task is back in the unit's queue."),
        },
        "choose": {
            "title": _("Begin this step"),
            "text": _(
                "The process leaves the order to the office; the other steps wait until this one is done."
            ),
            "done": _("The step is begun."),
        },
        "accept": {
            "title": _("Accept the item"),
            "text": _(
                "Nothing is missing. The promised limit and the limit of the law start; the applicant is told."
            ),
            "done": _("The item is accepted; its limits run."),
        },
        "request_correction": {
            "title": _("Ask for everything that is missing"),
            "text": _("Before acceptance, once, with all points (Administrative Licensing Law, article 32)."),
            "done": _("The applicant is told what is missing."),
        },
        "decide": {
            "title": _("Preview the decision"),
            "name_of": _("Decide: grant or deny"),
            "text": _("You see the decision document before anything is sent."),
            "done": _("The decision is sent."),
        },
        "accept_tolerant": {
            "title": _("Accept with tolerance"),
            "text": _("Something secondary may follow within its limit; the applicant commits in writing."),
            "done": _("The item is accepted; the applicant supplies the rest within its limit."),
        },
        "refuse": {
            "title": _("Preview the refusal to accept"),
            "name_of": _("Not accept"),
            "text": _("In writing, with reasons and remedies. It ends the item here."),
            "done": _("The applicant is told that the item is not accepted, and why."),
        },
        "suspend": {
            "title": _("Pause at the applicant's wish"),
            "text": _("The clock stands still until the applicant wishes to go on."),
            "done": _("The item is paused."),
        },
        "consult": {
            "title": _("Ask another office"),
            "text": _("It has a limit of its own for its opinion; your clocks go on."),
            "done": _("The office is asked."),
        },
        "transfer": {
            "title": _("Hand it to another unit"),
            "text": _("By the head of the office. The limits go on; the legal power stays where it is."),
            "done": _("The other unit has it now."),
        },
        "propose": {
            "title": _("Propose it to the head"),
            "name_of": _("Terminate, recall, revoke or cancel"),
            "text": _(
                "Critical acts need two people: you propose, the head of the office confirms or refuses."
            ),
            "done": _("The proposal is with the head of the office."),
        },
        "deliver": {
            "title": _("Note the delivery"),
            "text": _("The result was handed over or posted."),
            "done": _("The delivery is noted."),
        },
        "record_proceeding": {
            "title": _("Note it in the case"),
            "name_of": _("Note a reconsideration or lawsuit"),
            "text": _("The body that decides it is another; the case is not archived while it lasts."),
            "done": _("It is noted in the case."),
        },
        "end_proceeding": {
            "title": _("Note how it ended"),
            "name_of": _("Note the end of the reconsideration or lawsuit"),
            "text": _("A decision that was changed or annulled is followed by acts of its own."),
            "done": _("The end is noted in the case."),
        },
        "settle": {
            "title": _("Confirm"),
            "text": _("Confirming carries it out at once, in writing; who proposed it may not confirm it."),
            "done": _("The proposal is settled."),
        },
        "answer_dispute": {
            "title": _("Answer the person"),
            "text": _("Your words reach the person in the case. Correct the register itself first."),
            "done": _("The person is told."),
        },
        "answer_consultation": {
            "title": _("Give the opinion"),
            "text": _("The office that asked reads it on the page of its task."),
            "done": _("The opinion is with the office that asked."),
        },
        "stop_clock": {
            "title": _("Stop the clock for a special procedure"),
            "text": _(
                "Only for the eight activities whose time the law does not count"
                " (Administrative Licensing Law, article 45). It is neither a correction nor an extension."
            ),
            "done": _("The clock stands still; the applicant is told why."),
        },
        "resume_clock": {
            "title": _("The special procedure is over"),
            "text": _("The clock goes on; the time it stood still is added to the date."),
            "done": _("The clock goes on."),
        },
        "extend": {
            "title": _("Extend the limit"),
            "text": _("Once, by at most ten working days, by the head of the office, with the reason told."),
            "done": _("The limit is extended; the applicant is told why."),
        },
        "propose_agreement": {
            "title": _("Send the proposal"),
            "name_of": _("Propose something to the applicant"),
            "text": _("Only what both sides confirmed counts. It stops no clock."),
            "done": _("The proposal is with the applicant."),
        },
        "answer_agreement": {
            "title": _("Send this answer"),
            "name_of": _("Answer what the applicant proposes"),
            "text": _("If you agree, it counts from then on for the applicant and for your office."),
            "done": _("Your answer is with the applicant."),
        },
        "take_back_agreement": {
            "title": _("Take the proposal back"),
            "text": _("The applicant has not answered it yet."),
            "done": _("The proposal is taken back."),
        },
        "extend_joint": {
            "title": _("Extend the limit of all items together"),
            "text": _(
                "Once, by at most fifteen working days, with the approval of the government,"
                " by the head of the lead unit; the reason is told."
            ),
            "done": _("The limit of all items together is extended; the applicant is told why."),
        },
        "hand_up": {
            "title": _("The review is done: hand up for approval"),
            "text": _("The step of review ends and that of approval begins, each with its own limit."),
            "done": _("The item waits for approval."),
        },
        "reply_message": {
            "title": _("Write to the applicant"),
            "text": _("A question or an answer. It stops no clock."),
            "done": _("The message is sent."),
        },
    }[name]


def nothing_done(found: Desk) -> list[str]:
    """What happens if nobody acts."""
    if not found.task.open:
        return _afterwards(found)
    told = _silence(found)
    for timer in found.timers:
        if timer.kind == "process":
            told.append(_("On %(date)s the process goes on by itself.") % {"date": day(timer.due_at)})
    return told


def _afterwards(found: Desk) -> list[str]:
    """What still runs after the decision, and what becomes of the file."""
    running = {clock.scope.partition(".")[0]: clock for clock in found.clocks if clock.ended_at is None}
    words = {
        "delivery": _(
            "By %(date)s the result must be in the applicant's hands; until then no period for a remedy begins."
        ),
        "reconsideration": _("Until %(date)s the applicant may ask for reconsideration."),
        "litigation": _("Until %(date)s the applicant may go to court."),
    }
    told = [
        said % {"date": day(running[kind].due_at)}
        for kind, said in words.items()
        if kind in running and running[kind].due_at is not None
    ]
    if found.case.keep_until is not None:
        told.append(
            _("The file is kept until %(date)s; afterwards it is destroyed only if two people say so.")
            % {"date": day(found.case.keep_until)}
        )
    elif found.case.open:
        told.append(_("The other items of the case go on."))
    return told or [_("Nothing more happens by itself.")]


def _silence(found: Desk) -> list[str]:
    own, words = found.own, {"due": day(found.line.due), "received": day(found.own.row.received_at)}
    match found.line.status:
        case ItemStatus.RECEIVED:
            return [
                _(
                    "After %(due)s the item counts as accepted from the day of receipt, %(received)s"
                    " (Administrative Licensing Law, article 32): its promised limit then runs from that day."
                )
                % words,
                _("After that, nothing more can be asked for."),
            ]
        case ItemStatus.ACCEPTED:
            told = [
                _(
                    "After %(due)s your office has broken its promise: supervision counts the delay as your unit's."
                )
                % words
            ]
            if own.statutory is not None and own.statutory.due_at is not None:
                told.append(
                    _(
                        "After %(date)s the limit of the law is broken: the applicant may contest the inaction."
                    )
                    % {"date": day(own.statutory.due_at)}
                )
            if found.item.tacit_approval is None:
                return [*told, _("Silence is no approval here: nothing is granted by itself.")]
            basis = common.article(found.place, found.item.tacit_approval, locale())
            return [*told, _("Silence counts as approval here (%(basis)s).") % {"basis": basis}]
        case ItemStatus.STOPPED:
            return [_("Nothing runs out. The applicant waits until you say that the procedure is over.")]
        case _:
            return [_("Nothing runs against your office until the applicant answers.")]


def document_title(item_type: str, outcome: str) -> str:
    """The decision document's title; a licence under the licensing law (item type 01) has its own."""
    if outcome == "not_accepted":
        return _("Decision not to accept the application")
    if item_type == "01":
        return {
            "granted": _("Decision to grant an administrative licence"),
            "denied": _("Decision to refuse an administrative licence"),
        }[outcome]
    return {"granted": _("Decision: granted"), "denied": _("Decision: not granted")}[outcome]


def document_sentence(outcome: str, applicant: str, item: str) -> str:
    """What the document decides."""
    words = {"applicant": applicant, "item": item}
    if outcome == "not_accepted":
        return _("The application of %(applicant)s for %(item)s is not accepted.") % words
    if outcome == "granted":
        return (
            _("The application of %(applicant)s for %(item)s meets the conditions of the law and is granted.")
            % words
        )
    return (
        _(
            "The application of %(applicant)s for %(item)s does not meet the conditions of the law and is denied."
        )
        % words
    )


def remedy(kind: str) -> str:
    """The name of a right."""
    return {
        "consult": _("Ask"),
        "complain": _("Complain"),
        "reconsideration": _("Administrative reconsideration"),
        "litigation": _("Administrative litigation"),
    }[kind]


def shown() -> dict[str, str]:
    """Documents by which a person is known at the window."""
    return {
        "identity_card": _("Resident identity card"),
        "household_booklet": _("Household register booklet"),
        "social_security_card": _("Social security card"),
        "temporary_identity_card": _("Temporary identity card"),
    }


def did(act: str) -> str:
    """What an officer did, by casework's name of the act."""
    return {
        "accept": _("Accepted"),
        "request_correction": _("Asked for what is missing"),
        "stop_clock": _("Stopped the clock"),
        "resume_clock": _("Let the clock go on"),
        "extend": _("Extended the limit"),
        "decide.granted": _("Decided: granted"),
        "decide.denied": _("Decided: denied"),
        "reply_message": _("Wrote to the applicant"),
        "submit": _("Sent for somebody at the window"),
    }.get(act, act)


def critical() -> dict[str, str]:
    """Acts that need two people."""
    return {
        "terminate": _("Terminate the procedure"),
        "recall": _("Recall the permission (the law or the facts changed)"),
        "revoke": _("Revoke it (it should not have been granted)"),
        "cancel": _("Cancel it (it has lapsed or its holder gave it up)"),
    }
