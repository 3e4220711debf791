"""The journal in words: acts by their names, facts as rows. Serves inspectors, who read law and people, not JSON.

What has no word here stays in the raw entry, which every page keeps behind a fold: nothing is hidden, little is jargon.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from minben.platform.casework import wording as common
from minben.platform.design.parts import Row
from minben.platform.design.templatetags.design import moment
from minben.platform.oversight import wording
from minben.platform.oversight.queries import Names

Say = Callable[[Any, Names, str], str]


def rows(facts: Mapping[str, Any], names: Names, service: str = "") -> list[Row]:
    """The facts that have words, in a fixed order; `service` (id) names the items."""
    service = str(facts.get("service") or facts.get("purpose") or service)
    told = [
        Row(label, words)
        for key, (label, say) in _kinds().items()
        if facts.get(key) not in (None, "", [], {}) and (words := say(facts[key], names, service))
    ]
    return [*told, *_transitions(facts.get("transitions", []), names, service)]


def raw(facts: Mapping[str, Any]) -> str:
    """The facts exactly as they stand in the record; empty when there are none."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1) if facts else ""


def what_was_read(facts: Mapping[str, Any], names: Names) -> str:
    """Which registers were asked what, or which parts of a case were opened."""
    if facts.get("registers"):
        return _registers(facts["registers"], names, "")
    return _opened(facts.get("fields", []), names, "")


def purpose(facts: Mapping[str, Any], names: Names) -> str:
    """What a reading was for: a service, an inspection, or the reader's own words."""
    said = str(facts.get("purpose", ""))
    kinds = {"inspection": _("inspection"), "complaints": _("complaints"), "archive": _("the archive")}
    return kinds.get(said) or _item_anywhere(said, names) or names.service(said)


def _item_anywhere(item: str, names: Names) -> str:
    """The item's name, whichever service has it; empty when none has."""
    owners = (
        service for service in names.place.services.values() if any(one.id == item for one in service.items)
    )
    found = next(owners, None)
    return names.item(found.id, item) if found is not None else ""


def plain(value: Any) -> str:
    """One sealed fact as people read it."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return _("; ").join(f"{name}: {plain(part)}" for name, part in value.items())
    if isinstance(value, list):
        return listed(plain(part) for part in value)
    return json.dumps(value, ensure_ascii=False)


def listed(words: Iterable[str]) -> str:
    """Words one after the other."""
    return _(", ").join(words)


def _kinds() -> dict[str, tuple[str, Say]]:
    """Key of a fact -> what it is called, and how its value is said."""
    return {
        "service": (_("Service"), _service),
        "purpose": (_("For"), _service),
        "services": (_("Services"), lambda value, names, _s: listed(names.service(one) for one in value)),
        "item": (_("Item"), lambda value, names, service: names.item(service, value)),
        "outcome": (_("What came out"), _outcome),
        "registers": (_("Registers"), _registers),
        "refused": (_("Said no to"), _registers),
        "answered": (_("Questions answered"), _elements),
        "changed": (_("What was changed"), _elements),
        "fields": (_("What was read"), _opened),
        "disputed": (_("Said to be wrong"), _elements),
        "attached": (_("File for"), _elements),
        "points": (_("Points to mend"), _number),
        "satisfaction": (_("Rating"), _stars),
        "default_rating": (_("Default rating, which counts nowhere"), _stars),
        "channel": (_("Way in"), _channel),
        "case": (_("Case"), _as_it_is),
        "cases": (_("Cases"), _as_it_is),
        "colour": (_("Card"), lambda value, _n, _s: wording.colour(value).word),
        "rule": (_("Rule"), lambda value, names, _s: names.rule(value)),
        "unit": (_("Office"), lambda value, names, _s: names.unit(value)),
        "started_at": (_("Clock began"), _moment),
        "due_at": (_("Due"), _moment),
        "ended_at": (_("Clock ended"), _moment),
        "before": (_("State before"), _state),
        "after": (_("State after"), _state),
        "instruction": (_("Instruction"), _as_it_is),
        "report": (_("Report"), _as_it_is),
        "review": (_("Review"), _as_it_is),
        "answer": (_("Answer"), _as_it_is),
        "measure": (_("Measure"), _as_it_is),
        "appeal": (_("Appeal"), _as_it_is),
        "ruling": (_("Ruling"), _as_it_is),
        "reply": (_("Reply"), _as_it_is),
        "reason": (_("Reason"), _as_it_is),
        "words": (_("In words"), _as_it_is),
        "late": (_("In time"), lambda value, _n, _s: "" if value is None else _yes(not value)),
    }


def _service(value: Any, names: Names, _service_id: str) -> str:
    return names.service(str(value))


def _as_it_is(value: Any, _names: Names, _service_id: str) -> str:
    return plain(value)


def _number(value: Any, _names: Names, _service_id: str) -> str:
    return str(value)


def _yes(value: bool) -> str:
    return _("Yes") if value else _("No")


def _stars(value: Any, _names: Names, _service_id: str) -> str:
    return _("%(stars)s of 5 stars") % {"stars": value}


def _outcome(value: Any, _names: Names, _service_id: str) -> str:
    kinds = {"mended": _("Mended"), "planned": _("Planned with a date"), "explained": _("Explained")}
    return kinds.get(str(value)) or wording.item_status(str(value))


def _channel(value: Any, _names: Names, _service_id: str) -> str:
    ways = {"portal": _("this site"), "counter": _("the counter"), "offer": _("an offer of the platform")}
    return ways.get(str(value), str(value))


def _moment(value: Any, _names: Names, _service_id: str) -> str:
    try:
        return moment(datetime.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _elements(value: Any, names: Names, _service_id: str) -> str:
    if not isinstance(value, (str, list)):
        return ""
    found = [value] if isinstance(value, str) else value
    return listed(names.text(f"elements.{one}.label", str(one)) for one in found)


def _opened(value: Any, names: Names, _service_id: str) -> str:
    """Which parts of a case were opened."""
    parts = {"trail": _("the whole trail"), "text": _("the words"), "answers": _("the answers")}
    return listed(parts.get(str(one)) or names.text(f"elements.{one}.label", str(one)) for one in value)


def _registers(value: Any, names: Names, service: str) -> str:
    """Names of registers, each with what it was asked when that is known."""
    if isinstance(value, Mapping):
        each = (
            _("%(register)s: %(fields)s")
            % {"register": _register(name, names), "fields": _elements(fields, names, service)}
            for name, fields in value.items()
        )
        return _("; ").join(each)
    return listed(_register(name, names) for name in value)


def _register(name: str, names: Names) -> str:
    return names.text(f"registers.{name}", name)


def _state(value: Any, _names: Names, _service_id: str) -> str:
    """The state of a card, an urging or an item."""
    states = {
        "issued": _("Not signed yet"), "signed": _("In hand"), "delay_asked": _("Asks for delay"),
        "reported": _("Reported, to review"), "answered": _("Answered, stands"), "appealed": _("Appealed"),
        "upheld": _("Upheld"), "cancelled": _("Cancelled"),
    }  # fmt: skip
    known = states.get(str(value))
    return known or ("" if isinstance(value, (dict, list)) else _status(str(value)))


def _status(value: str) -> str:
    return listed(wording.item_status(part) for part in value.split()) if value else wording.item_status("")


def _transitions(found: Iterable[Mapping[str, Any]], names: Names, service: str) -> list[Row]:
    """By which law, with which opinion and document each item was moved; the move itself is told beside."""
    told = []
    for one in found:
        notes = []
        if one.get("basis", "").partition(" ")[0] in names.place.laws:
            notes.append(common.law(names.place, one["basis"], names.locale))
        if one.get("opinion"):
            notes.append(_("Opinion: %(words)s") % {"words": one["opinion"]})
        if one.get("document"):
            notes.append(_("Document %(number)s") % {"number": one["document"]})
        if notes:
            told.append(Row(names.item(service, one.get("item", "")), _("; ").join(notes)))
    return told


def kind(name: str) -> str:
    """What an entry is about, in a word."""
    return {
        "case": _("Case"), "draft": _("Application form"), "reading": _("Register"), "card": _("Card"),
        "urging": _("Urging"), "follow_up": _("A bad rating"),
    }.get(name, "")  # fmt: skip


def act(name: str) -> str:
    """An act of the journal in words."""
    return _handling(name) or _supervising(name) or _others(name) or name


def _handling(name: str) -> str:
    """What happens to an application."""
    return {
        "casework.start_draft": _("Form begun"),
        "casework.grant": _("Consent given"),
        "casework.save": _("Answers kept"),
        "casework.attach": _("File attached"),
        "casework.discard": _("Form given up"),
        "casework.dispute": _("A register's answer disputed"),
        "casework.answer_dispute": _("Dispute answered by the keeper"),
        "casework.submit": _("Application sent"),
        "casework.receive_at_counter": _("Received at the counter"),
        "casework.offer": _("Offered without an application"),
        "casework.accept_offer": _("Offer accepted"),
        "casework.decline_offer": _("Offer declined"),
        "casework.opt_in": _("Wished to be offered what one is entitled to"),
        "casework.opt_out": _("No longer wished for offers"),
        "casework.claim": _("Task taken"),
        "casework.release": _("Task given back"),
        "casework.assign": _("Task given to a colleague"),
        "casework.begin_step": _("Clock of a step begun"),
        "casework.keep_watchers": _("Noted who supervised the case"),
        "casework.accept": _("Accepted"),
        "casework.choose": _("Step begun"),
        "casework.accept_tolerant": _("Accepted with something to follow"),
        "casework.supplement": _("What was to follow supplied"),
        "casework.refuse": _("Not accepted"),
        "casework.request_correction": _("Correction requested"),
        "casework.answer_correction": _("Correction answered"),
        "casework.stop_clock": _("Clock stopped"),
        "casework.resume_clock": _("Clock resumed"),
        "casework.extend": _("Limit extended"),
        "casework.extend_joint": _("Limit of the whole extended"),
        "casework.recount": _("Dates counted anew"),
        "casework.suspend": _("Handling suspended"),
        "casework.transfer": _("Handed to another office"),
        "casework.hand_up": _("Handed to the office above"),
        "casework.consult": _("Another office asked"),
        "casework.answer_consultation": _("Another office answered"),
        "casework.decide": _("Decided"),
        "casework.deem_accepted": _("Deemed accepted"),
        "casework.deem_granted": _("Deemed granted"),
        "casework.deliver": _("Result delivered"),
        "casework.propose": _("Proposed, for a second person to confirm"),
        "casework.settle": _("Settled by a second person"),
        "casework.fire": _("Timer of the process"),
        "casework.deliver_message": _("Message of another case"),
        "casework.hear_signal": _("Signal heard"),
        "casework.retry": _("Tried again"),
        "casework.skip_trouble": _("Gone on without it, with a reason"),
        "casework.close_trouble": _("Closed with a reason"),
        "casework.retry_letter": _("Given to the worker again"),
        "casework.close_letter": _("Given up with a reason"),
        "casework.rate": _("Rated"),
        "casework.default_rating": _("Default rating noted"),
        "casework.complain": _("Complaint made"),
        "casework.reply_to_complaint": _("Complaint answered"),
        "casework.send_message": _("Message of the applicant"),
        "casework.reply_message": _("Message of an office"),
        "casework.read_notices": _("Notices read"),
        "casework.propose_agreement": _("Something proposed, to be agreed on"),
        "casework.answer_agreement": _("Proposal answered"),
        "casework.take_back_agreement": _("Proposal taken back"),
        "casework.record_proceeding": _("Reconsideration or lawsuit noted"),
        "casework.end_proceeding": _("End of the reconsideration or lawsuit noted"),
        "casework.archive": _("Filed in the archive"),
        "casework.propose_destruction": _("Destruction proposed"),
        "casework.settle_destruction": _("Destruction settled by a second person"),
        "casework.upload": _("File uploaded"),
        "casework.withdraw": _("Withdrawn"),
        "casework.propose_migration": _("Plan for running cases proposed"),
        "casework.try_migration": _("Plan tried on the open cases"),
        "casework.finish_trial": _("Trial of the plan finished"),
        "casework.settle_migration": _("Plan settled by a second administrator"),
        "casework.migrate": _("Moved to a new version"),
        "casework.finish_migration": _("Plan carried out"),
        "casework.take_back_migration": _("Plan taken back"),
        "casework.undo_migration": _("Moved back to the version before"),
    }.get(name, "")


def _supervising(name: str) -> str:
    """What supervision does and what is read."""
    return {
        "exchange.read": _("Register read"),
        "exchange.consent": _("Consent given"),
        "exchange.revoke": _("Consent taken back"),
        "exchange.dispute": _("A register's answer disputed"),
        "journal.read": _("Data read"),
        "supervision.issue_card": _("Card issued"),
        "supervision.answer_card": _("Card answered"),
        "supervision.appeal_card": _("Card appealed"),
        "supervision.cancel_card": _("Card cancelled"),
        "supervision.uphold_card": _("Card upheld"),
        "supervision.recount_card": _("Date of a card counted anew"),
        "supervision.remind": _("Reminder sent"),
        "supervision.urge": _("Urged"),
        "supervision.sign_urging": _("Urging signed"),
        "supervision.ask_delay": _("Delay asked"),
        "supervision.allow_delay": _("Delay answered"),
        "supervision.report_urging": _("Urging reported"),
        "supervision.return_urging": _("Report sent back"),
        "supervision.close_urging": _("Urging closed"),
        "supervision.recount_urging": _("Date of an urging counted anew"),
        "supervision.open_follow_up": _("Follow-up of a bad rating"),
        "supervision.contact_rater": _("Rater contacted"),
        "supervision.finish_follow_up": _("Follow-up finished"),
        "supervision.exclude_rating": _("Rating excluded"),
        "supervision.check_ledger": _("Ledger checked"),
        "supervision.draw_sample": _("Sample drawn"),
        "supervision.note_finding": _("Finding noted"),
    }.get(name, "")


def _others(name: str) -> str:
    """Publishing, disclosure, the site itself, the studio and practice."""
    return {
        "catalogue.publish": _("Services published"),
        "catalogue.import": _("Another catalogue brought in"),
        "catalogue.receive": _("Parcel of another node taken in"),
        "catalogue.correct_calendar": _("Calendar corrected"),
        "identity.organise": _("Offices and posts set up"),
        "openness.open_consultation": _("Consultation opened"),
        "openness.close_consultation": _("Consultation closed"),
        "openness.give_opinion": _("Opinion given"),
        "openness.moderate_opinion": _("Opinion looked through"),
        "openness.reply_to_opinions": _("Opinions replied to"),
        "openness.read_replies": _("Replies read"),
        "openness.ask_information": _("Information requested"),
        "openness.ask_correction": _("Clearer request asked for"),
        "openness.correct_request": _("Request made clearer"),
        "openness.ask_third_party": _("Third party asked"),
        "openness.hear_third_party": _("Third party heard"),
        "openness.extend_request": _("Limit of a request extended"),
        "openness.answer_request": _("Request answered"),
        "openness.give_up_request": _("Request given up"),
        "openness.read_request_reply": _("Reply to a request read"),
        "openness.recount_request": _("Date of a request counted anew"),
        "portal.give_feedback": _("Words about the site"),
        "portal.answer_feedback": _("Words about the site answered"),
        "studio.choose": _("Said what to do about suspicious events"),
        "studio.ask": _("Work given to the studio"),
        "studio.finish": _("Work of the studio finished"),
        "studio.give_up": _("Work of the studio given up"),
        "studio.keep_log": _("Log kept in the studio"),
        "studio.remove_log": _("Log removed from the studio"),
        "studio.begin_draft": _("Draft begun"),
        "studio.change_draft": _("Draft changed"),
        "studio.remove_draft": _("Draft removed"),
        "training.prepare": _("Practice prepared"),
        "workbench.save_search": _("Search kept"),
        "workbench.drop_search": _("Search dropped"),
    }.get(name, "")
