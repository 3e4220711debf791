"""Words of oversight: states, kinds of signals and acts, and why something cannot be done."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minben.platform.casework.actions import Refusal
from minben.platform.casework.trying import WORN_OUT
from minben.platform.casework.wording import unsettled
from minben.platform.design.parts import Status

NONE = "–"  # no figure: nothing was counted


def refusal(error: Refusal) -> str:
    """Why the act was not done; nothing was changed."""
    texts = {
        "card.wrong_state": _("The card has moved on meanwhile. Look at it again."),
        "card.reasons_missing": _("Give your reasons: the unit will read them."),
        "urging.wrong_state": _("The urging has moved on meanwhile. Look at it again."),
        "urging.not_yours": _("Only the leader who issued an urging reviews its report."),
        "urging.nobody_holds_it": _("No office has this now, so there is nobody to urge."),
        "urging.date_passed": _("The date must lie ahead."),
        "urging.instruction_missing": _("Say what is to be done."),
        "urging.review_missing": _("Say what is still missing."),
        "unit.own_cause": _("You belong to the office concerned: somebody else must judge this."),
        "duties.own_case": _("This is your own affair: somebody else must judge it."),
        "duties.separate": _(
            "You have handled or coordinated this case, so somebody else must supervise it: nobody does both."
        ),
        "follow_up.gone": _("This follow-up is finished already."),
        "follow_up.reply_missing": _("Give your reasons: they stay in the record."),
        "complaint.gone": _("This complaint was answered already."),
        "complaint.reply_missing": _("Write the answer that the person will read."),
        "sample.empty": _("No case was closed in that time. Choose an earlier first day."),
        "sample.not_yours": _("This case was drawn for another inspector."),
        "sample.words_missing": _("Say what you found."),
        "migrate.reasons_missing": _("Give your reason: it stays in the record."),
        "migrate.incomplete": _("Say first where the cases of every step go."),
        "migrate.waiting": _("A plan for this service is not finished yet. Settle it first."),
        "migrate.not_tried": _(
            "Try the plan on the open cases first: who confirms it sees what comes of it."
        ),
        "migrate.being_tried": _("This plan is being tried already."),
        "migrate.nothing_moves": _("No case would move by this plan."),
        "migrate.gone": _("Somebody has settled this already, or it went on by itself."),
        "propose.own": _("Who proposed it cannot confirm it: another administrator does."),
    }
    return texts.get(error.key) or unsettled(error.key) or _("This cannot be done now. Nothing was changed.")


def dry_run(trouble: str) -> str:
    """Why a plan could not be tried."""
    worn = _("The worker was stopped three times while at it. Try it again when there is less to do.")
    return worn if trouble == WORN_OUT else trouble


def card_status(row: Any) -> Status:
    """Where a card stands, in a word and a shape."""
    kinds = {
        "issued": Status(_("Waits for an answer"), "open"),
        "answered": Status(_("Answered, stands"), "closed"),
        "appealed": Status(_("Appealed"), "new"),
        "upheld": Status(_("Upheld"), "closed"),
        "cancelled": Status(_("Cancelled"), "done"),
    }
    return kinds[row.status]


def colour(value: str) -> Status:
    """The card's colour as word and shape."""
    return Status(_("Red"), "late") if value == "red" else Status(_("Yellow"), "soon")


def urging_status(row: Any, late: bool) -> Status:
    """Where an urging stands."""
    kinds = {
        "issued": Status(_("Not signed yet"), "open"),
        "signed": Status(_("In hand"), "going"),
        "delay_asked": Status(_("Asks for delay"), "new"),
        "reported": Status(_("Reported, to review"), "new"),
        "closed": Status(_("Closed"), "done"),
    }
    if late and row.status in ("issued", "signed", "delay_asked"):
        return Status(_("Overdue"), "late")
    return kinds[row.status]


def follow_up_status(row: Any, late: bool) -> Status:
    """Where the follow-up of a bad rating stands."""
    kinds = {
        "mended": Status(_("Mended"), "done"),
        "planned": Status(_("Planned with a date"), "going"),
        "explained": Status(_("Explained"), "done"),
        "excluded": Status(_("Rating excluded"), "closed"),
    }
    if row.done_at is None:
        return Status(_("Overdue"), "late") if late else Status(_("In hand"), "going")
    return kinds[row.outcome]


def case_status(value: str) -> str:
    """Where a case stands as a whole."""
    return {
        "in_handling": _("In handling"),
        "held": _("Held: the platform could not go on by itself"),
        "closed": _("Closed with a reason"),
        "completed": _("Completed"),
        "withdrawn": _("Withdrawn"),
    }.get(value, value)


def item_status(value: str) -> str:
    """Where one item stands."""
    return {
        "": _("nothing yet"),
        "received": _("received"),
        "correction_requested": _("correction requested"),
        "accepted": _("accepted"),
        "suspended_special": _("clock stopped"),
        "granted": _("granted"),
        "denied": _("denied"),
        "not_accepted": _("not accepted"),
        "withdrawn": _("withdrawn"),
    }.get(value, value)


def holder(names: Any, code: str) -> str:
    """Who held an item: an office, the applicant, nobody."""
    return {
        "applicant": _("The applicant"),
        "stopped": _("Clock stopped by law"),
        "": _("No office: it waited for another step"),
    }.get(code) or names.unit(code)


def signal(kind: str) -> tuple[str, str]:
    """A signal's name, and what may be behind it besides abuse."""
    return {
        "same_pair": (
            _("The same officer decided for the same applicant"),
            _("There may be few officers, or an agent who files for many."),
        ),
        "last_minutes": (
            _("Decisions just before the limit"),
            _("The office may simply be short of people."),
        ),
        "overruled": (
            _("Decisions against what the rule found"),
            _("The rule may be wrong, or the officer may know more."),
        ),
        "no_case": (
            _("Registers read without a case"),
            _("The number may have been mistyped."),
        ),
        "outsider": (
            _("Reading in a case of other offices"),
            _("Another office may have asked for help."),
        ),
    }[kind]


def percent(value: float | None) -> str:
    """A share as a whole percentage; a dash when there is none."""
    return NONE if value is None else f"{value:.0%}"


def days(value: float | None) -> str:
    """Days with at most one decimal; under a tenth it was decided at once."""
    if value is None:
        return NONE
    if value < 0.05:
        return _("at once")
    told = f"{value:.1f}".removesuffix(".0")
    return ngettext("%(days)s day", "%(days)s days", 1 if told == "1" else 2) % {"days": told}


def number(value: float | None) -> str:
    """A mean with at most one decimal; a dash when there is none."""
    return NONE if value is None else f"{value:.1f}".removesuffix(".0")


def plan(row: Any) -> Status:
    """Where a plan for running cases stands."""
    if row.settled_at is None:
        return Status(_("Waits for another administrator"), "open")
    if not row.agreed:
        return Status(_("Not agreed to"), "refused")
    if row.back_at is not None:
        done = row.back_done_at is not None
        return Status(_("Taken back"), "closed") if done else Status(_("Is being taken back"), "going")
    return (
        Status(_("Carried out"), "done")
        if row.done_at is not None
        else Status(_("Is being carried out"), "going")
    )


def outcome(value: str) -> Status:
    """What would become of a case."""
    return {
        "moves": Status(_("moves cleanly"), "done"),
        "needs decision": Status(_("needs your decision"), "new"),
        "stays": Status(_("stays under its version"), "closed"),
    }[value]


REASONS = (
    (
        r"The case stands at (?P<step>.+), which the new version does not have\.",
        lambda: _("The case stands at the step %(step)s, which the new version does not have."),
    ),
    (
        r"The case stands at (?P<step>.+): (?P<old>.+) there, (?P<new>.+) in the new version\.",
        lambda: _("The case stands at the step %(step)s, which is of another kind in the new version."),
    ),
    (
        r"(?P<step>.+) was done and could be undone; the new version has no such step\.",
        lambda: _("The step %(step)s was done and could be undone; the new version has no such step."),
    ),
    (
        r"A branch has come to its join by the flow (?P<step>.+), which leads elsewhere now\.",
        lambda: _("A branch waits for others at a join that the new version does not have (%(step)s)."),
    ),
    (
        r"(?P<step>.+) lies inside .+ in the new version.*\.",
        lambda: _("The step %(step)s lies in another part of the process in the new version."),
    ),
    (
        r"No run of the new version comes to (?P<step>.+) together\.",
        lambda: _("No run of the new version comes to these steps together: %(step)s."),
    ),
    (
        r"A branch waits at (?P<step>.+), where the new version would go on: wait until it has passed\.",
        lambda: _(
            "A branch waits at the step %(step)s, where the new version would go on: wait until it has passed."
        ),
    ),
    (
        r"The new version cannot wait where the case stands: .+",
        lambda: _("The new version cannot wait where the case stands: give the step another place."),
    ),
    (
        r"The case has ended \(.+\)\.",
        lambda: _("The case has ended."),
    ),
    (
        r"The case is held: settle its trouble first\.",
        lambda: _("The case is held: settle its trouble first."),
    ),
    (
        r"Something is being undone or reset: wait until that is over\.",
        lambda: _("Something is being undone: wait until that is over."),
    ),
    (
        r"The new process handles (?P<step>.+), which the law in force at the submission does not know\.",
        lambda: _(
            "The new process handles %(step)s, which the law in force at the submission does not know."
        ),
    ),
    (
        r"The new process asks the rule (?P<step>.+), which the law in force at the submission does not know\.",
        lambda: _(
            "The new process asks the rule %(step)s, which the law in force at the submission does not know."
        ),
    ),
)


def reason(said: str) -> str:
    """Why a case does not move, in the reader's words; the kernel's sentences have fixed shapes."""
    for shape, words in REASONS:
        if match := re.fullmatch(shape, said):
            return words() % match.groupdict()
    return said
