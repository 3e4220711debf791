"""Packs: the services of the place with their versions, their worked cases on their own dates, what those cover, and
two versions side by side in words and drawings."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from minben.kernel.pack import CaseResult, Coverage, coverage
from minben.kernel.process import draw, pictures
from minben.platform.casework.wording import article
from minben.platform.catalogue.queries import Published, place_locale
from minben.platform.design.parts import Bar, Column, Event, Link, Row, Status, Table
from minben.platform.identity.rights import access
from minben.platform.studio import editions, queries
from minben.platform.studio.editions import Edition
from minben.platform.studio.remarks import remark
from minben.platform.studio.views.common import language, report_language
from minben.platform.studio.wording import acts, outcomes


@access("process", "study")
def home(request: HttpRequest) -> HttpResponse:
    """The services of the place with version, state and worked cases."""
    heads = [_("Service"), _("Version"), _("Fingerprint"), _("In force since"), _("Worked cases")]
    rows = [_about(found, language(request)) for found in queries.published()]
    table = Table(_("Services in force"), [Column(one) for one in heads], rows) if rows else None
    return render(request, "studio/packs.html", {"table": table, "breadcrumbs": [_studio()]})


def _studio() -> Link:
    return Link(reverse("studio:home"), _("Studio"))


def _about(found: Published, code: str) -> list[Any]:
    return [
        Link(reverse("studio:pack", args=[found.id]), found.say("name", place_locale(code))),
        found.service.version,
        found.service.digest[:12],
        found.publication.published_at,
        _state(queries.cases_of(found)),
    ]


def _state(results: list[CaseResult]) -> Status:
    passed = sum(one.passed for one in results)
    told = _("%(passed)s of %(total)s as expected") % {"passed": passed, "total": len(results)}
    return Status(told, "done" if passed == len(results) else "refused")


def _published(service: str) -> Published:
    found = queries.in_force(service)
    if found is None:
        raise Http404
    return found


@access("process", "study")
def pack(request: HttpRequest, service: str) -> HttpResponse:
    """One service: what is in force, its versions, its worked cases and what they cover."""
    found, locale = _published(service), place_locale(language(request))
    results = queries.cases_of(found)
    covered = coverage(found.service, results)
    context = {
        "name": found.say("name", locale),
        "service": service,
        "summary": _summary(found),
        "state": _state(results),
        "cases": _cases(service, results, locale),
        "bars": _bars(covered),
        "untried": _untried(found, covered, language(request)),
        "editions": queries.editions(found, locale),
        "breadcrumbs": [_studio(), Link(reverse("studio:packs"), _("Services and versions"))],
    }
    return render(request, "studio/pack.html", context)


def _summary(found: Published) -> list[Row]:
    publication = found.publication
    return [
        Row(_("Version"), found.service.version),
        Row(_("In force since"), publication.published_at),
        Row(_("Fingerprint of the service"), found.service.digest),
        Row(_("Fingerprint of the place"), publication.pack),
    ]


def _bars(covered: Coverage) -> list[Bar]:
    parts = (
        (_("Steps of the process"), covered.steps, covered.taken),
        (_("Rows of the rules"), covered.rows, covered.matched),
    )
    return [
        Bar(
            label,
            100 * len(done) / len(every) if every else 100,
            _("%(done)s of %(total)s") % {"done": len(done), "total": len(every)},
        )
        for label, every, done in parts
    ]


def _untried(found: Published, covered: Coverage, code: str) -> list[str]:
    """What no worked case shows, in words."""
    current = Edition("", "", found.service, found.place)
    names = {node.id: node.name for node in queries.told(found, current, code).nodes}
    steps = [_("The step “%(step)s”") % {"step": names.get(one, one)} for one in covered.untaken]
    return steps + [
        _("The row “%(row)s” of the decision “%(decision)s”") % {"row": rule, "decision": decision}
        for decision, rule in covered.unmatched
    ]


def _cases(service: str, results: list[CaseResult], locale: str) -> Table:
    heads = [_("Worked case"), _("Handed in"), _("Last act"), _("As expected")]
    rows = []
    for at, one in enumerate(results, 1):
        link = Link(reverse("studio:pack_case", args=[service, at]), _title(one, locale))
        acts = one.case.acts if one.case else ()
        moments = [
            _moment(text) for text in (one.case.submitted if one.case else "", acts[-1].at if acts else "")
        ]
        state = Status(_("as expected"), "done") if one.passed else Status(_("otherwise"), "refused")
        rows.append([link, moments[0], moments[1] or _("decided at once"), state])
    return Table(_("Worked cases, each on its own dates"), [Column(one) for one in heads], rows)


def _title(one: CaseResult, locale: str) -> str:
    """A worked case's title; packs write it in Chinese and, after a stroke, in English."""
    chinese, _stroke, english = one.title.partition(" / ")
    return (english if locale == "en" else chinese) or one.title or one.file


def _moment(text: str, zone: str = "") -> datetime | None:
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=ZoneInfo(zone)) if zone else found


@access("process", "study")
def case(request: HttpRequest, service: str, number: int) -> HttpResponse:
    """One worked case: the facts, what happened when, what came out, the way it took."""
    found, locale = _published(service), place_locale(language(request))
    results = queries.cases_of(found)
    if not 1 <= number <= len(results) or results[number - 1].case is None:
        raise Http404
    one = results[number - 1]
    back = [_studio(), Link(reverse("studio:packs"), _("Services and versions"))]
    context = {
        "name": _title(one, locale),
        "caption": found.say("name", locale),
        "case": one.case,
        "passed": one.passed,
        "laws": [article(found.place, law, locale) for law in one.case.law],  # type: ignore[union-attr]
        "facts": _facts(found, one, locale),
        "events": _events(found, one, locale),
        "outcomes": _outcomes(found, one, locale),
        "differences": _differences(one),
        "picture": mark_safe(_way(found, one, request)),  # noqa: S308 - the kernel escapes every text
        "breadcrumbs": [*back, Link(reverse("studio:pack", args=[service]), found.say("name", locale))],
    }
    return render(request, "studio/pack_case.html", context)


def _facts(found: Published, one: CaseResult, locale: str) -> list[Row]:
    texts = found.place.texts[locale]
    facts = one.case.facts if one.case else {}
    return [
        Row(texts.get(f"elements.{name}.label", name), _answer(found, name, value, locale))
        for name, value in facts.items()
    ]


def _answer(found: Published, name: str, value: str, locale: str) -> str:
    element = found.place.elements.get(name)
    if element is not None and element.type == "boolean":
        return _("Yes") if value == "true" else _("No")
    return found.place.texts[locale].get(f"elements.{name}.choices.{value}", value)


def _events(found: Published, one: CaseResult, locale: str) -> list[Event]:
    zone = found.place.calendar.zone
    case = one.case
    events = [Event(_("Handed in"), _moment(case.submitted, zone))]  # type: ignore[union-attr]
    for act in case.acts:  # type: ignore[union-attr]
        item = found.say(f"items.{act.item}.name", locale)
        events.append(Event(acts().get(act.act, act.act), _moment(act.at, zone), item, act.reason))
    return events


def _outcomes(found: Published, one: CaseResult, locale: str) -> Table:
    expect = one.case.expect  # type: ignore[union-attr]
    items = list(dict.fromkeys([*expect.items, *one.outcomes, *expect.due, *expect.statutory_due]))
    rows = [
        [
            found.say(f"items.{item}.name", locale),
            outcomes().get(one.outcomes.get(item, ""), _("open")),
            _day(expect.due.get(item, "")),
            _day(expect.statutory_due.get(item, "")),
        ]
        for item in items
    ]
    heads = [_("Item"), _("Outcome"), _("Promised until"), _("By law until")]
    return Table(_("What came out"), [Column(one) for one in heads], rows)


def _day(text: str) -> Any:
    return datetime.fromisoformat(text).date() if text else "–"


def _differences(one: CaseResult) -> Table | None:
    if one.passed:
        return None
    heads = [Column(_("Place")), Column(_("What was found")), Column(_("What to do"))]
    return Table(_("What came out otherwise"), heads, [list(remark(found)) for found in one.findings])


def _way(found: Published, one: CaseResult, request: HttpRequest) -> str:
    current = Edition("", "", found.service, found.place)
    process = queries.told(found, current, language(request))
    return draw(process, done=set(one.path), language=report_language(request))


@access("process", "study")
def diff(request: HttpRequest, service: str) -> HttpResponse:
    """Two versions: what changes, in words and on the diagram, and which worked cases come out otherwise."""
    found, locale = _published(service), place_locale(language(request))
    known = {one.key: one for one in queries.editions(found, locale)}
    old, new = (known.get(request.GET.get(name, "")) for name in ("old", "new"))
    context = {
        "name": found.say("name", locale),
        "service": service,
        "editions": list(known.values()),
        "old": old,
        "new": new,
        "breadcrumbs": [
            _studio(),
            Link(reverse("studio:packs"), _("Services and versions")),
            Link(reverse("studio:pack", args=[service]), found.say("name", locale)),
        ],
    }
    if old is not None and new is not None:
        context |= _compared(request, found, old, new)
    return render(request, "studio/pack_diff.html", context)


def _compared(request: HttpRequest, found: Published, old: Edition, new: Edition) -> dict[str, Any]:
    speaks = report_language(request)
    before, after = (queries.told(found, one, language(request)) for one in (old, new))
    drawn = pictures(before, after, language=speaks)
    return {
        "changes": editions.compared(old, new, before, after, speaks),
        "pictures": [mark_safe(one) for one in drawn],  # noqa: S308 - the kernel escapes every text
        "replayed": _replayed(editions.replayed(old, new), place_locale(language(request))),
    }


def _replayed(results: list[CaseResult], locale: str) -> dict[str, Any]:
    """How the old version's worked cases come out under the new one."""
    otherwise = [one for one in results if not one.passed]
    rows = [[_title(one, locale), *remark(finding)[:2]] for one in otherwise for finding in one.findings]
    heads = [Column(_("Worked case")), Column(_("Place")), Column(_("What was found"))]
    table = Table(_("Worked cases that come out otherwise"), heads, rows) if rows else None
    return {"total": len(results), "otherwise": len(otherwise), "table": table}
