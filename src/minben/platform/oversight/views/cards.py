"""Cards, urgings and follow-ups of bad ratings: the lists, and one of each with its whole story."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from minben.platform.casework import wording as casework_words
from minben.platform.casework.dates import dates
from minben.platform.casework.queries import case_for
from minben.platform.design.parts import Column, Event, Link, Row, Status, Table
from minben.platform.identity.rights import access
from minben.platform.oversight import forms, queries, wording
from minben.platform.oversight.views.common import (
    actor_of,
    attempt,
    key_of,
    may,
    moment,
    names_of,
    page_of,
    show,
)
from minben.platform.supervision import actions
from minben.platform.supervision import queries as supervision

# --- cards ---


@access("card", "read")
def cards(request: HttpRequest) -> HttpResponse:
    """The tenant's cards, newest first; filtered by office, colour and state."""
    names = names_of(request)
    rows = supervision.cards(actor_of(request), request.reach)  # type: ignore[attr-defined]
    asked = {key: request.GET.get(key, "") for key in ("unit", "colour", "status", "rule")}
    for key, value in asked.items():
        rows = rows.filter(**{key: value}) if value else rows
    page = page_of(request, rows)
    context = {
        "table": _cards_table(page, names),
        "page": page,
        "asked": asked,
        "units": _units(supervision.cards(actor_of(request), request.reach), names),  # type: ignore[attr-defined]
        "rules": [(rule.id, names.rule(rule.id)) for rule in names.place.supervision.rules],
        "rule_table": _rules(names),
    }
    return show(request, "cards", "cards", **context)


def _units(rows: Any, names: queries.Names) -> list[tuple[str, str]]:
    codes = rows.order_by("unit").values_list("unit", flat=True).distinct()
    return [(code, names.unit(code)) for code in codes]


def _cards_table(page: Any, names: queries.Names) -> Table:
    heads = (_("Card"), _("Colour"), _("Rule"), _("Office"), _("Item"), _("Issued"), _("State"))
    rows = [
        [
            Link(reverse("oversight:card", args=[row.number]), row.number), wording.colour(row.colour),
            names.rule(row.rule), names.unit(row.unit), _concerns(row, names), row.issued_at,
            wording.card_status(row),
        ]
        for row in page
    ]  # fmt: skip
    return Table(_("Cards, newest first"), [Column(head) for head in heads], rows, stacks=True)


def _rules(names: queries.Names) -> Table:
    """The rules in force, so that nobody is carded by a secret one."""
    rows = [
        [
            names.rule(rule.id), wording.colour(rule.colour), names.text(f"rules.{rule.id}.says"),
            _("%(value)s working days") % {"value": rule.reply_limit.value}, _law(names, rule.basis),
        ]
        for rule in names.place.supervision.rules
    ]  # fmt: skip
    heads = (_("Rule"), _("Colour"), _("Condition"), _("To answer within"), _("Legal basis"))
    return Table(_("The rules in force"), [Column(head) for head in heads], rows, stacks=True)


def _law(names: queries.Names, law: Any) -> str:
    if law is None:
        return ""
    words = {"law": names.text(f"laws.{law.id}", law.id), "article": law.article}
    return _("%(law)s, article %(article)s") % words if law.article else words["law"]


@access("card", "read")
def card(request: HttpRequest, number: str) -> HttpResponse:
    """One card: rule, facts, who held the case when, answer, appeal, outcome; the inspector rules on it."""
    row = supervision.card(actor_of(request), number, request.reach)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    names = names_of(request)
    form = _ruling(request, row)
    if form is not None and request.method == "POST" and form.is_valid() and _rule(request, row, form):
        return redirect("oversight:card", number=number)
    context = {
        "row": row,
        "name": names.rule(row.rule),
        "sentence": _card_sentence(row, names),
        "kind": wording.card_status(row).kind,
        "rule": _rule_rows(row, names),
        "facts": _fact_rows(row, names.locale),
        "dates": dates(row.case, names.locale, scopes=[f"card.{row.pk}"]) if row.case else [],
        "held": _held(row, names),
        "story": _story(row, names),
        "form": form,
        "breadcrumbs": [Link(reverse("oversight:cards"), _("Cards"))],
    }
    return show(request, "card", "cards", **context)


def _ruling(request: HttpRequest, row: Any) -> forms.ReasonForm | None:
    if not may(request, "card", "judge") or row.status == "cancelled":
        return None
    return forms.ReasonForm(_("Your reasons"), request.POST or None)


def _rule(request: HttpRequest, row: Any, form: forms.ReasonForm) -> bool:
    words, uphold = form.cleaned_data["words"], request.POST.get("ruling") == "uphold"
    work = actions.uphold_card if uphold else actions.cancel_card
    done = (
        _("The card is upheld, with your reasons.")
        if uphold
        else _("The card is cancelled, with your reasons.")
    )
    return attempt(request, done, lambda: work(actor_of(request), row.number, words, key=key_of(request)))


def _card_sentence(row: Any, names: queries.Names) -> str:
    words = {"unit": names.unit(row.unit)}
    return {
        "issued": _("%(unit)s has not answered yet."),
        "answered": _("%(unit)s has answered; the card stands."),
        "appealed": _("%(unit)s has appealed; an inspector must rule on it."),
        "upheld": _("An inspector refused the appeal of %(unit)s; the card stands."),
        "cancelled": _("An inspector cancelled the card; it counts against nobody."),
    }[row.status] % words


def _rule_rows(row: Any, names: queries.Names) -> list[Row]:
    place, rule = supervision.rule_of(row)
    says = place.texts[names.locale].get(f"rules.{row.rule}.says", "")
    found = [
        Row(_("Colour"), wording.colour(row.colour)),
        Row(_("Rule"), names.rule(row.rule), says),
        Row(_("Office"), names.unit(row.unit), names.person(row.officer) if row.officer else ""),
        *_about(row, names),
        Row(_("Issued"), row.issued_at),
        Row(_("Answer due"), row.reply_due_at),
    ]
    return (
        [*found, Row(_("Legal basis"), _law(names, rule.basis))] if rule is not None and rule.basis else found
    )


def _concerns(row: Any, names: queries.Names) -> str:
    """The item, or what else the card is about."""
    return (
        names.item(row.case.service, row.item)
        if row.case
        else _("Request for information %(number)s") % {"number": row.about}
    )


def _about(row: Any, names: queries.Names) -> list[Row]:
    if row.case is None:
        return [Row(_("About"), _concerns(row, names))]
    return [
        Row(_("Case"), Link(reverse("oversight:case", args=[row.case.number]), row.case.number)),
        Row(_("Item"), _concerns(row, names)),
    ]


def _fact_rows(row: Any, locale: str) -> list[Row]:
    facts = row.facts
    found = (
        [Row(_("Limit"), casework_words.clock(facts["clock"], supervision.rule_of(row)[0], locale))]
        if "clock" in facts
        else []
    )
    for key, words in (("started_at", _("Began")), ("due_at", _("Due")), ("ended_at", _("Ended"))):
        if key in facts:
            found.append(
                Row(
                    words,
                    parse_datetime(facts[key]) if facts[key] else _("not yet, when the card was issued"),
                )
            )
    if "share" in facts:
        note = _(
            "Working time for limits in working days; time in which the clock stood still is not counted."
        )
        found.append(Row(_("Used of the limit"), wording.percent(facts["share"]), note))
    if "decision" in facts:
        found.append(Row(_("Decision"), facts["decision"]))
    if "urging" in facts:
        found.append(
            Row(_("Urging"), Link(reverse("oversight:urging", args=[facts["urging"]]), facts["urging"]))
        )
    return found


def _held(row: Any, names: queries.Names) -> Table | None:
    """Who held the item when."""
    if not row.facts.get("held"):
        return None
    rows = [
        [
            wording.holder(names, one["holder"]), datetime.fromisoformat(one["since"]),
            datetime.fromisoformat(one["until"]), one["workdays"],
        ]
        for one in row.facts["held"]
    ]  # fmt: skip
    columns = [
        Column(_("Holder")), Column(_("From")), Column(_("Until")), Column(_("Working days"), numeric=True),
    ]  # fmt: skip
    return Table(_("Who held the item when"), columns, rows, stacks=True)


def _story(row: Any, names: queries.Names) -> list[Event]:
    found = [
        Event(_("Card issued"), row.issued_at, names.person("system"), names.text(f"rules.{row.rule}.says"))
    ]
    if row.answered_at:
        words = "\n".join(filter(None, (row.answer, row.measure)))
        found.append(Event(_("Card answered"), row.answered_at, names.person(row.answered_by), words))
    if row.appealed_at:
        found.append(Event(_("Card appealed"), row.appealed_at, names.person(row.appealed_by), row.appeal))
    if row.ruled_at:
        title = _("Card cancelled") if row.status == "cancelled" else _("Card upheld")
        found.append(Event(title, row.ruled_at, names.person(row.ruled_by), row.ruling))
    if row.status == "issued":
        found.append(Event(_("Answer due"), row.reply_due_at, names.unit(row.unit), future=True))
    return sorted(found, key=lambda event: (event.future, event.when))


# --- urgings ---


@access("urging", "read")
def urgings(request: HttpRequest) -> HttpResponse:
    """The tenant's urgings, open ones first."""
    names, now = names_of(request), moment()
    page = page_of(request, supervision.urgings(actor_of(request), request.reach))  # type: ignore[attr-defined]
    heads = (_("Urging"), _("Office"), _("Item"), _("Urged by"), _("Report by"), _("State"))
    rows = [
        [
            Link(reverse("oversight:urging", args=[row.number]), row.number), names.unit(row.unit),
            names.item(row.case.service, row.item), names.person(row.issued_by), row.due_at,
            wording.urging_status(row, row.due_at < now),
        ]
        for row in page
    ]  # fmt: skip
    table = Table(_("Urgings, open ones first"), [Column(head) for head in heads], rows, stacks=True)
    return show(request, "urgings", "urgings", table=table, page=page)


@access("urging", "read")
def urging(request: HttpRequest, number: str) -> HttpResponse:
    """One urging from issue to close; the leader who issued it grants delay, sends back or closes."""
    row = supervision.urging_for(actor_of(request), number, request.reach)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    names = names_of(request)
    mine = may(request, "case", "urge") and row.issued_by == actor_of(request).account
    forms_ = _urging_forms(request, row) if mine else {}
    if mine and request.method == "POST" and _move(request, row, forms_, names):
        return redirect("oversight:urging", number=number)
    late = row.due_at < moment()
    status = wording.urging_status(row, late)
    context = {
        "row": row,
        "item": names.item(row.case.service, row.item),
        "status": status,
        "rows": _urging_rows(row, names),
        "story": _urging_story(row, names),
        "forms": forms_,
        "mine": mine,
        "breadcrumbs": [Link(reverse("oversight:urgings"), _("Urgings"))],
    }
    return show(request, "urging", "urgings", **context)


def _urging_forms(request: HttpRequest, row: Any) -> dict[str, Any]:
    step = request.POST.get("step", "")
    if row.status != "reported":
        return {}
    return {
        "close": forms.ReasonForm(
            _("A word to the office"),
            request.POST if step == "close" else None,
            required=False,
            prefix="close",
        ),
        "return": forms.ReviewForm(
            _("What is still missing"), request.POST if step == "return" else None, prefix="return"
        ),
    }


def _move(request: HttpRequest, row: Any, forms_: dict[str, Any], names: queries.Names) -> bool:
    step, actor, key = request.POST.get("step", ""), actor_of(request), key_of(request)
    if step in ("allow", "refuse"):
        allowed = step == "allow"
        done = _("The later date is granted.") if allowed else _("The first date stays.")
        return attempt(request, done, lambda: actions.allow_delay(actor, row.number, allowed, key=key))
    form = forms_.get(step)
    if form is None or not form.is_valid():
        return False
    words = form.cleaned_data["words"]
    if step == "close":
        return attempt(
            request,
            _("The urging is closed."),
            lambda: actions.close_urging(actor, row.number, words, key=key),
        )
    due = forms.end_of(form.cleaned_data["due"], names.place.calendar.zone)
    return attempt(
        request,
        _("The report is sent back, with a new date."),
        lambda: actions.return_urging(actor, row.number, words, due, key=key),
    )


def _urging_rows(row: Any, names: queries.Names) -> list[Row]:
    return [
        Row(_("What is to be done"), row.instruction),
        Row(_("Office"), names.unit(row.unit)),
        Row(_("Case"), Link(reverse("oversight:case", args=[row.case.number]), row.case.number)),
        Row(_("Report by"), row.due_at),
        *([Row(_("Asks for delay until"), row.delay_to, row.delay_reason)] if row.delay_to else []),
    ]


def _urging_story(row: Any, names: queries.Names) -> list[Event]:
    found = [Event(_("Urged"), row.issued_at, names.person(row.issued_by), row.instruction)]
    if row.signed_at:
        found.append(Event(_("Urging signed"), row.signed_at, names.person(row.signed_by)))
    if row.reported_at:
        found.append(Event(_("Urging reported"), row.reported_at, names.person(row.reported_by), row.report))
    if row.closed_at:
        found.append(Event(_("Urging closed"), row.closed_at, names.person(row.issued_by), row.review))
    elif row.review:
        found.append(Event(_("Report sent back"), None, names.person(row.issued_by), row.review))
    if row.status in ("issued", "signed", "delay_asked"):
        found.append(Event(_("Report due"), row.due_at, names.unit(row.unit), future=True))
    return found


# --- bad ratings ---


@access("follow_up", "read")
def ratings(request: HttpRequest) -> HttpResponse:
    """Bad ratings and what followed, open ones first. Who rated is not shown."""
    names, now = names_of(request), moment()
    page = page_of(request, supervision.follow_ups(actor_of(request), request.reach))  # type: ignore[attr-defined]
    judge = may(request, "follow_up", "judge")
    heads = (_("Case"), _("Office"), _("Stars"), _("Since"), _("First contact"), _("To mend by"), _("State"))
    rows = [
        [
            Link(reverse("oversight:rating", args=[row.pk]), row.case.number) if judge
            else Link(reverse("oversight:case", args=[row.case.number]), row.case.number),
            names.unit(row.unit), 6 - row.satisfaction, row.opened_at,
            row.contacted_at or (Status(_("Overdue"), "late") if row.contact_due_at < now and not row.done_at else ""),
            row.due_at, wording.follow_up_status(row, row.due_at < now),
        ]
        for row in page
    ]  # fmt: skip
    table = Table(_("Bad ratings, open ones first"), [Column(head) for head in heads], rows, stacks=True)
    return show(request, "ratings", "ratings", table=table, page=page)


@access("follow_up", "judge")
def rating(request: HttpRequest, follow_up: int) -> HttpResponse:
    """One follow-up; the inspector may exclude a rating that is wrong or malicious, with reasons that stay."""
    actor, names = actor_of(request), names_of(request)
    row = supervision.follow_up_for(actor, follow_up, request.reach)  # type: ignore[attr-defined]
    if row is None or case_for(actor, row.case.number, "tenant") is None:
        raise Http404
    form = forms.ReasonForm(_("Why this rating is wrong or malicious"), request.POST or None)
    if request.method == "POST" and row.done_at is None and form.is_valid():
        words = form.cleaned_data["words"]
        done = _("The rating is excluded, with your reasons.")
        if attempt(
            request, done, lambda: actions.exclude_rating(actor, follow_up, words, key=key_of(request))
        ):
            return redirect("oversight:rating", follow_up=follow_up)
    rows = [
        Row(_("Case"), Link(reverse("oversight:case", args=[row.case.number]), row.case.number)),
        Row(_("Office"), names.unit(row.unit)),
        Row(_("Stars"), 6 - row.satisfaction),
        Row(_("First contact due"), row.contact_due_at),
        Row(_("First contact"), row.contacted_at),
        Row(_("To mend by"), row.due_at),
        Row(_("State"), wording.follow_up_status(row, row.due_at < moment())),
        *([Row(_("Answer to the rater"), row.reply)] if row.reply else []),
    ]
    crumbs = [Link(reverse("oversight:ratings"), _("Bad ratings"))]
    watched = dates(row.case, names.locale, scopes=[f"contact.{row.pk}", f"follow_up.{row.pk}"])
    shown = None if row.done_at else form
    context = {"rows": rows, "row": row, "form": shown, "dates": watched, "breadcrumbs": crumbs}
    return show(request, "rating", "ratings", **context)
