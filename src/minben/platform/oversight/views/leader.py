"""The leader's pages: how citizens fare, what it costs, where and why; the cases behind a figure; urging one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from minben.platform.casework import queries as casework
from minben.platform.casework.dates import SUPERVISED, dates
from minben.platform.design.context import url_or_blank
from minben.platform.design.parts import Bar, Column, Link, Row, Status, Tab, Table
from minben.platform.design.templatetags.design import day
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
from minben.platform.supervision.facts import Load, Slice, loads, of_slice
from minben.platform.supervision.measures import CaseFact, Measures, Whereabouts, by_month, measure

MONTHS = (1, 3, 6, 12)


@dataclass(frozen=True)
class Asked:
    """What the reader wants to see: months back, one service, groups by unit, region, line or service."""

    months: int
    service: str
    by: str
    which: Slice

    def link(self, show_: str = "all", **more: str) -> str:
        """The cases behind a figure of this page."""
        query = {"show": show_, "months": str(self.months), "service": self.service, **more}
        return (
            f"{reverse('oversight:cases')}?{urlencode({key: value for key, value in query.items() if value})}"
        )


def _asked(request: HttpRequest, now: datetime) -> Asked:
    try:
        months = int(request.GET.get("months", "6"))
    except ValueError:
        months = 6
    months = months if months in MONTHS else 6
    service = request.GET.get("service", "")
    service = service if service in queries.offered() else ""
    by = request.GET.get("by", "unit")
    by = by if by in queries.GROUPS else "unit"
    key = request.GET.get("group", "")
    units = queries.members(by, key) if key else ()
    if by == "service" and key in queries.offered():
        service = key
    return Asked(months, service, by, Slice(now - timedelta(days=30.5 * months), now, service, units))


@access("oversight", "enter")
def home(request: HttpRequest) -> HttpResponse:
    """Leaders see the figures; inspectors begin with the ledger; administrators with what the worker left."""
    if may(request, "figures", "read") and not actor_of(request).has("inspector"):
        return figures(request)
    return redirect("oversight:inspection" if may(request, "journal", "verify") else "oversight:upkeep")


@access("figures", "read")
def figures(request: HttpRequest) -> HttpResponse:
    """Citizen measures first, then where and why, cost, load and cards."""
    names, now = names_of(request), moment()
    asked = _asked(request, now)
    facts = of_slice(asked.which)
    zone = ZoneInfo(names.place.calendar.zone)
    months = by_month(facts, zone)
    context = {
        "asked": asked,
        "choices": [(count, _period(count)) for count in MONTHS],
        "services": [(one, names.service(one)) for one in queries.offered()],
        "total": len(facts),
        "measures": _citizen(measure(facts), asked),
        "alerts": _alerts(supervision.alerts(actor_of(request), now)),
        "trend": [
            Bar(month, round(found.median or 0, 1), wording.days(found.median)) for month, found in months
        ],
        "months": _months(months, asked),
        "groups": _group_links(request, asked),
        "where": _where(facts, names, asked),
        "slowest": _slowest(facts, names, asked),
        "cost": _cost(measure(facts), asked),
        "load": _load(loads(asked.which, now), names),
        "cards": _cards(names, asked),
        "studio": url_or_blank("studio:home") if may(request, "process", "study") else "",
    }
    return show(request, "figures", "figures", **context)


def _period(months: int) -> str:
    return {
        1: _("The last month"),
        3: _("The last three months"),
        6: _("The last six months"),
        12: _("The last twelve months"),
    }[months]


def _citizen(found: Measures, asked: Asked) -> list[dict[str, Any]]:
    """What it was like for people, each with the rule by which it is counted and the cases behind it."""
    return [
        {
            "name": _("Real time"),
            "value": wording.days(found.median),
            "rule": _(
                "From sending the form to the end, for half of all cases; nine in ten at most %(p90)s. "
                "Calendar days, every wait counted."
            )
            % {"p90": wording.days(found.p90)},
            "link": Link(asked.link(), _("The cases, longest first")),
        },
        {
            "name": _("Trips"),
            "value": wording.number(found.visits),
            "rule": _("Visits a case, on average: those the guide asks, and one for a form handed in at a counter."),
            "link": Link(asked.link("visited"), _("Cases with a trip")),
        },
        {
            "name": _("Things asked"),
            "value": wording.number(found.asked),
            "rule": _(
                "Different questions answered and files given by the applicant, a case on average. "
                "What registers answered is not counted."
            ),
            "link": Link(asked.link("corrected"), _("Cases asked again")),
        },
        {
            "name": _("Satisfaction"),
            "value": wording.percent(found.satisfied),
            "rule": _(
                "Basically satisfied or better, of %(rated)s people who rated. "
                "%(defaults)s default ratings are not counted."
            )
            % {"rated": found.rated, "defaults": found.defaults},
            "link": Link(asked.link("bad"), _("Cases with a bad rating")),
        },
        {
            "name": _("Complaints"),
            "value": str(found.complaints),
            "rule": _("Complaints about %(cases)s closed cases.") % {"cases": found.cases},
            "link": Link(asked.link("complained"), _("Cases with a complaint")),
        },
        {
            "name": _("Promise kept"),
            "value": wording.percent(found.in_time),
            "rule": _("Items decided within the promised limit; time in which a clock stood still is not counted."),
            "link": Link(asked.link("late"), _("Cases with a late item")),
        },
    ]  # fmt: skip


def _alerts(found: supervision.Alerts) -> list[Link]:
    """What waits, each with its way; nothing when nothing does."""
    cards, urgings, ratings = (reverse(f"oversight:{name}") for name in ("cards", "urgings", "ratings"))
    lines = [
        (found.red, f"{cards}?colour=red&status=issued", _("Red cards without an answer: %(number)s")),
        (found.to_review, urgings, _("Your urgings to review: %(number)s")),
        (found.late_urgings, urgings, _("Urgings without a report in time: %(number)s")),
        (found.late_follow_ups, ratings, _("Bad ratings not mended in time: %(number)s")),
        (found.late_complaints, "", _("Complaints without an answer in time: %(number)s")),
    ]
    return [Link(href, words % {"number": number}) for number, href, words in lines if number]


def _months(months: list[tuple[str, Measures]], asked: Asked) -> Table:
    columns = [
        Column(_("Calendar month")), Column(_("Cases"), numeric=True), Column(_("Half at most"), numeric=True),
        Column(_("Nine in ten at most"), numeric=True), Column(_("Promise kept"), numeric=True),
        Column(_("Satisfaction"), numeric=True), Column(_("Complaints"), numeric=True),
    ]  # fmt: skip
    rows = [
        [
            Link(asked.link(month=month), month), found.cases, wording.days(found.median), wording.days(found.p90),
            wording.percent(found.in_time), wording.percent(found.satisfied), found.complaints,
        ]
        for month, found in months
    ]  # fmt: skip
    return Table(_("Month by month"), columns, rows, stacks=True)


def _group_links(request: HttpRequest, asked: Asked) -> list[Tab]:
    words = {
        "unit": _("By office"),
        "region": _("By government (塊)"),
        "line": _("By sector line (條)"),
        "service": _("By service"),
    }
    query = request.GET.copy()
    found = []
    for by in queries.GROUPS:
        query["by"] = by
        found.append(Tab(f"?{query.urlencode()}#where", words[by], by == asked.by))
    return found


def _where(facts: list[CaseFact], names: queries.Names, asked: Asked) -> Table:
    """Where: how long and how often late. Why: on what the time went, in mean calendar days an item."""
    heads = [
        _("Items decided"), _("Half at most"), _("Nine in ten at most"), _("Promise kept"), _("Denied"),
        _("First look"), _("Applicant's turn"), _("Clock stopped"), _("Deciding"),
    ]  # fmt: skip
    rows = [
        [
            Link(asked.link(by=asked.by, group=one.key), queries.group_name(names, asked.by, one.key)), one.items,
            wording.days(one.median), wording.days(one.p90), wording.percent(one.in_time), wording.percent(one.denied),
            *(wording.number(value) for value in (one.first_look, one.applicant, one.stopped, one.deciding)),
        ]
        for one in queries.groups(facts, asked.by)
    ]  # fmt: skip
    columns = [Column(_("Group")), *(Column(head, numeric=True) for head in heads)]
    return Table(_("Where, and on what the time went (average days an item)"), columns, rows, stacks=True)


def _slowest(facts: list[CaseFact], names: queries.Names, asked: Asked) -> str:
    """One sentence: where an improvement would be felt most, and on what the time goes there."""
    found = [one for one in queries.groups(facts, asked.by) if one.items >= 3]
    if not found:
        return ""
    words = {"where": queries.group_name(names, asked.by, found[0].key), "p90": wording.days(found[0].p90)}
    return (
        _("Longest at %(where)s: nine in ten items take at most %(p90)s.") % words + " " + _because(found[0])
    )


def _because(one: Whereabouts) -> str:
    parts = {
        _("Most of it passes before anybody looks at the file."): one.first_look,
        _("Most of it passes while the applicant has to answer."): one.applicant,
        _("Most of it passes while a clock stands still by law."): one.stopped,
        _("Most of it is the time of deciding."): one.deciding,
    }
    return max(parts, key=lambda words: parts[words])


def _cost(found: Measures, asked: Asked) -> list[Row]:
    return [
        Row(_("Acts of officers a case"), wording.number(found.acts), _("Entries of offices in the journal")),
        Row(
            _("Corrections asked a case"), wording.number(found.corrections), "",
            Link(asked.link("corrected"), _("Cases")),
        ),
        Row(_("Items denied"), wording.percent(found.denied), "", Link(asked.link("denied"), _("Cases"), _("denied"))),
    ]  # fmt: skip


def _load(found: list[Load], names: queries.Names) -> Table:
    columns = [Column(_("Office")), *(
        Column(head, numeric=True)
        for head in (_("Open now"), _("Of these overdue"), _("Came in"), _("Decided"))
    )]  # fmt: skip
    rows = [
        [
            names.unit(one.unit),
            Link(_open_link(one.unit, "open"), str(one.open), names.unit(one.unit)),
            Link(_open_link(one.unit, "overdue"), str(one.overdue), names.unit(one.unit))
            if one.overdue
            else 0,
            one.received,
            one.decided,
        ]
        for one in found
    ]
    return Table(_("Load of the offices"), columns, rows, stacks=True)


def _open_link(unit: str, show_: str) -> str:
    query = urlencode({"show": show_, "by": "unit", "group": unit})
    return f"{reverse('oversight:cases')}?{query}"


def _cards(names: queries.Names, asked: Asked) -> Table:
    """Cards that stand, by office and colour."""
    counts: dict[str, dict[str, int]] = {}
    for row in supervision.card_counts(asked.which.since, asked.which.until):
        counts.setdefault(row["unit"], {})[row["colour"]] = row["number"]
    rows = [
        [
            Link(f"{reverse('oversight:cards')}?unit={unit}", names.unit(unit)),
            found.get("red", 0),
            found.get("yellow", 0),
        ]
        for unit, found in sorted(counts.items(), key=lambda pair: -sum(pair[1].values()))
    ]
    columns = [Column(_("Office")), Column(_("Red"), numeric=True), Column(_("Yellow"), numeric=True)]
    return Table(_("Cards that stand"), columns, rows, stacks=True)


# --- the cases behind a figure ---


def _show_words() -> dict[str, str]:
    return {
        "all": _("Closed cases"),
        "late": _("Closed cases with an item decided late"),
        "bad": _("Closed cases with a bad rating"),
        "complained": _("Closed cases with a complaint"),
        "carded": _("Closed cases with a card"),
        "corrected": _("Closed cases in which something was asked again"),
        "denied": _("Closed cases with a denied item"),
        "visited": _("Closed cases with a trip"),
        "open": _("Open cases"),
        "overdue": _("Open cases past a promised limit"),
    }


@access("figures", "read")
def cases(request: HttpRequest) -> HttpResponse:
    """The cases behind a figure: numbers, times and flags, nothing about the person."""
    names, now = names_of(request), moment()
    asked = _asked(request, now)
    wanted = request.GET.get("show", "all")
    wanted = wanted if wanted in _show_words() else "all"
    zone = ZoneInfo(names.place.calendar.zone)
    lines = queries.case_lines(wanted, asked.which, request.GET.get("month", ""), now, zone)
    page = page_of(request, lines)
    group = request.GET.get("group", "")
    context = {
        "title": _show_words()[wanted],
        "scope": _scope(names, asked, group, request.GET.get("month", ""), wanted),
        "table": _lines(page, names),
        "page": page,
        "shows": _show_links(request, wanted),
        "breadcrumbs": [Link(reverse("oversight:home"), _("Oversight"))],
    }
    return show(request, "cases", "figures", **context)


def _scope(names: queries.Names, asked: Asked, group: str, month: str, wanted: str) -> str:
    """In one line: which time, service and office."""
    parts = [] if wanted in queries.OPEN_SHOWS else [month or _period(asked.months)]
    parts += [names.service(asked.service)] if asked.service else []
    parts += [queries.group_name(names, asked.by, group)] if group and asked.by != "service" else []
    return " · ".join(parts)


def _show_links(request: HttpRequest, wanted: str) -> list[Tab]:
    query = request.GET.copy()
    query.pop("page", None)
    found = []
    for key, words in _show_words().items():
        query["show"] = key
        found.append(Tab(f"?{query.urlencode()}", words, key == wanted))
    return found


def _lines(page: Any, names: queries.Names) -> Table:
    columns = [
        Column(_("Case")), Column(_("Service")), Column(_("Sent")), Column(_("Closed")),
        Column(_("Days"), numeric=True), Column(_("Cards"), numeric=True), Column(_("Complaints"), numeric=True),
    ]  # fmt: skip
    rows = [
        [
            Link(reverse("oversight:case", args=[line.number]), line.number), names.service(line.service),
            line.submitted_at, line.closed_at or Status(_("Open"), "going"), wording.days(line.days),
            line.cards, line.complaints,
        ]
        for line in page
    ]  # fmt: skip
    return Table(_("Cases, longest first"), columns, rows, stacks=True)


# --- one case ---


@access("case", "oversee")
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Where a case stands, item by item, without the person's facts; a leader may urge whoever holds it."""
    actor, names = actor_of(request), names_of(request)
    row = casework.case_for(actor, number, request.reach)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    targets = _targets(row, names)
    urgeable = may(request, "case", "urge") and row.open and bool(targets)
    form = None
    if urgeable:
        today = moment().astimezone(ZoneInfo(names.place.calendar.zone)).date()
        form = forms.UrgeForm(targets, names.place.calendar, today, request.POST or None)
        if request.method == "POST" and form.is_valid() and _urge(request, number, form, names):
            return redirect("oversight:case", number=number)
    watched = supervision.of_case(row)
    # Who complains goes to the inspectors alone; cards and ratings have pages of their own.
    hidden = SUPERVISED if may(request, "complaint", "reply") else (*SUPERVISED, "complaint")
    context = {
        "number": number,
        "name": names.service(row.service),
        "status": wording.case_status(row.status),
        "items": _items(row, names),
        "cards": [
            Link(reverse("oversight:card", args=[one.number]), f"{one.number} · {names.rule(one.rule)}")
            for one in watched.cards
        ],
        "urgings": [
            Link(reverse("oversight:urging", args=[one.number]), f"{one.number} · {names.unit(one.unit)}")
            for one in watched.urgings
        ],
        "dates": dates(row, names.locale, without=hidden),
        "form": form,
        "trail": reverse("oversight:trail", args=[number]) if may(request, "case", "inspect") else "",
        "breadcrumbs": [Link(reverse("oversight:home"), _("Oversight"))],
    }
    return show(request, "case", "figures", **context)


def _targets(row: Any, names: queries.Names) -> list[tuple[str, str]]:
    """`item:unit` and its words, for each open item that an office holds."""
    return [
        (f"{item}:{unit}", f"{names.unit(unit)} – {names.item(row.service, item)}")
        for item, unit in supervision.addressees(row)
    ]


def _urge(request: HttpRequest, number: str, form: forms.UrgeForm, names: queries.Names) -> bool:
    said = form.cleaned_data
    item, _colon, unit = said["target"].partition(":")
    due = forms.end_of(said["due"], names.place.calendar.zone)
    return attempt(
        request,
        _("The urging is on its way to %(unit)s.") % {"unit": names.unit(unit)},
        lambda: actions.urge(
            actor_of(request), number, item, unit, said["instruction"], due, key=key_of(request)
        ),
    )


def _items(row: Any, names: queries.Names) -> Table:
    columns = [Column(head) for head in (_("Item"), _("Who has it"), _("State"), _("Since"), _("Due"))]
    rows = []
    for one in casework.view(row).items:
        holder = "applicant" if one.state == "waiting_you" else one.row.authority
        late = Status(_("Overdue"), "late") if one.state == "overdue" else wording.item_status(one.row.status)
        rows.append(
            [
                names.item(row.service, one.item.id), wording.holder(names, holder), late, one.since,
                _until(one),
            ]
        )  # fmt: skip
    return Table(_("Item by item"), columns, rows, stacks=True)


def _until(one: Any) -> Any:
    """Until when, or since when it is decided, or that the clock stands still."""
    if one.row.decided_at is not None:
        return _("decided on %(date)s") % {"date": day(one.row.decided_at)}
    return one.due or _("clock stopped")
