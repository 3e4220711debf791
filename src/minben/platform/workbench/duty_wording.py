"""Words about cards, urgings and follow-ups as the unit that must answer reads them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from minben.platform.supervision.queries import rule_of


def rule(row: Any, locale: str) -> tuple[str, str]:
    """Name and sentence of the rule by which a card was issued."""
    place, _found = rule_of(row)
    texts = place.texts[locale]
    return texts.get(f"rules.{row.rule}.name", row.rule), texts.get(f"rules.{row.rule}.says", "")


def colour(name: str) -> str:
    """A card's colour in words."""
    return {"yellow": _("Yellow card"), "red": _("Red card")}[name]


def card_state(status: str) -> str:
    """Where a card stands."""
    return {
        "issued": _("To be answered"),
        "answered": _("The unit has answered"),
        "appealed": _("Appealed; the inspector rules"),
        "upheld": _("Upheld"),
        "cancelled": _("Cancelled; it counts against nobody"),
    }[status]


def urging_state(status: str) -> str:
    """Where an urging stands."""
    return {
        "issued": _("To be signed for"),
        "signed": _("To be reported on"),
        "delay_asked": _("More time asked for"),
        "reported": _("Reported; the leader reviews it"),
        "closed": _("Closed"),
    }[status]


def act(name: str) -> dict[str, str]:
    """An act's name on its button, what it does, and what is said when it is done."""
    return {
        "answer_card": {
            "title": _("Answer the card"),
            "text": _("Say how it came about and what you do about it. The card stands."),
            "done": _("The card is answered."),
        },
        "appeal_card": {
            "title": _("Appeal against the card"),
            "text": _("Once, with reasons: the inspector rules and may cancel it."),
            "done": _("The appeal is with the inspector."),
        },
        "sign_urging": {
            "title": _("Sign for it"),
            "text": _("The unit has received it; whoever signs answers for it."),
            "done": _("The urging is signed for."),
        },
        "report_urging": {
            "title": _("Send the report"),
            "text": _("Say what was done. The leader reviews it."),
            "done": _("The report is with the leader."),
        },
        "ask_delay": {
            "title": _("Ask for more time"),
            "text": _("Before the date has passed, with the reason; the leader grants or refuses it."),
            "done": _("The leader is asked for more time."),
        },
        "contact_rater": {
            "title": _("Write to the rater"),
            "text": _("The first contact: they read it in the messages of their case."),
            "done": _("The message is sent."),
        },
        "finish_follow_up": {
            "title": _("Close with an answer"),
            "text": _("Mended, planned with a date, or explained by the law; the rater is told."),
            "done": _("The rater is told; the matter is closed."),
        },
    }[name]


def outcomes() -> list[tuple[str, str]]:
    """How a bad rating can be closed."""
    return [
        ("mended", _("Mended")),
        ("planned", _("Planned, with a date")),
        ("explained", _("Explained: the law does not allow it")),
    ]


def refused(key: str) -> str:
    """What happened, what is kept and what to do, for each reason of supervision."""
    texts = {
        "card.wrong_state": _("A colleague has answered it already. What you wrote is kept below."),
        "card.answer_missing": _("Write how it came about."),
        "card.reasons_missing": _("Write why the card is unjust."),
        "urging.wrong_state": _("A colleague has gone on with it already. What you wrote is kept below."),
        "urging.report_missing": _("Write what was done."),
        "urging.reason_missing": _("Write why more time is needed."),
        "urging.too_late_to_delay": _(
            "The date has passed, so no more time can be asked for. Report what was done."
        ),
        "urging.delay_is_later": _("The new date must be later than the present one."),
        "follow_up.gone": _("A colleague has closed it already. What you wrote is kept below."),
        "follow_up.contacted": _("The rater was contacted already."),
        "follow_up.reply_missing": _("Write what the rater is told."),
        "unit.not_yours": _("This is not addressed to your unit."),
    }
    return texts.get(key, _("This could not be done now. Nothing was changed."))
