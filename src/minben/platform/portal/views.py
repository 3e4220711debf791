"""Pages for citizens and businesses: find a service, read its guide, follow a case, verify a certificate."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from minben.kernel import process
from minben.platform.casework import queries as casework
from minben.platform.catalogue import queries as catalogue
from minben.platform.catalogue.queries import Need, Published, place_locale
from minben.platform.design.parts import Card, Column, Event, Link, Row, Status, Table
from minben.platform.identity.queries import tenants
from minben.platform.identity.rights import access
from minben.platform.journal.keys import signer
from minben.platform.journal.tenancy import scope
from minben.platform.portal import wording

AT_ONCE = 0.01  # days: below this a number of days says nothing


def _locale(request: HttpRequest) -> str:
    return place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]


@access("service", "read")
def home(request: HttpRequest) -> HttpResponse:
    """Search first, then what has happened, my open cases, the model of public services, departments last."""
    locale = _locale(request)
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "event", "sector", "department")}
    need = Need(asked["q"], asked["event"], asked["sector"], asked["department"])
    found = catalogue.find(need)
    total, items = catalogue.imported(need) if need.words or need.department else (0, [])
    context = {
        "asked": asked,
        "searching": any(asked.values()),
        "services": [_service_card(one, locale) for one in found],
        "imported": _imported_table(items, total),
        "events": _choices(found_all := catalogue.services(), "event", locale),
        "sectors": _sectors(found_all, locale),
        "departments": _choices(found_all, "department", locale),
        "cases": _my_cases(request),
    }
    return render(request, "portal/home.html", context)


def _service_card(found: Published, locale: str) -> Card:
    spent = casework.throughput(found.id)
    facts = [_("%(number)s items in one form") % {"number": len(found.service.items)}]
    if spent and spent["p90"] < AT_ONCE:
        facts.append(_("decided within seconds"))
    elif spent:
        words = {"median": round(spent["median"], 1), "p90": round(spent["p90"], 1)}
        facts.append(_("half take at most %(median)s days, nine in ten at most %(p90)s") % words)
    return Card(
        found.say("name", locale),
        reverse("portal:guide", args=[found.id]),
        found.say("summary", locale),
        facts,
    )


def _choices(found: list[Published], kind: str, locale: str) -> list[Link]:
    """Links to the services of one event or department."""
    keys: dict[str, str] = {}
    for one in found:
        names = one.place.texts[locale]
        wanted = one.service.events if kind == "event" else [item.authority for item in one.service.items]
        keys.update({key: names[f"{kind}s.{key}" if kind == "event" else f"units.{key}"] for key in wanted})
    return [Link(f"?{kind}={key}", name) for key, name in sorted(keys.items(), key=lambda pair: pair[1])]


def _sectors(found: list[Published], locale: str) -> Table | None:
    """The model of public services as a list: A is the whole, B its foundation, C and D its sides, E its top."""
    if not found:
        return None
    names = found[0].place.texts[locale]
    rows = [
        [
            Link(f"?sector={sector}", f"{sector} {names[f'sectors.{sector}']}"),
            sum(one.service.sector == sector for one in found) if sector != "A" else len(found),
        ]
        for sector in "ABCDE"
    ]
    return Table(
        _("The model of public services"), [Column(_("Sector")), Column(_("Services"), numeric=True)], rows
    )


def _imported_table(items: list[Any], total: int) -> Table | None:
    if not items:
        return None
    missing = _("not stated")
    rows = [[item.name, item.department, item.code, missing] for item in items]
    caption = _("Items of another catalogue: %(total)s found") % {"total": total}
    return Table(
        caption, [Column(_("Item")), Column(_("Department")), Column(_("Code")), Column(_("Limit"))], rows
    )


def _my_cases(request: HttpRequest) -> list[Card]:
    actor = request.actor  # type: ignore[attr-defined]
    if actor is None or not actor.has("citizen"):
        return []
    cards = []
    for view in casework.cases_of(actor)[:5]:
        words, kind = wording.sentence(view, request.LANGUAGE_CODE)  # type: ignore[attr-defined]
        name = view.service.say("name", _locale(request))
        state = Status(_("Closed") if kind == "done" else _("Open"), kind)
        cards.append(
            Card(name, reverse("portal:case", args=[view.case.number]), words, [view.case.number], state)
        )
    return cards


@access("service", "read")
def guide(request: HttpRequest, service: str) -> HttpResponse:
    """Everything a person should know before beginning."""
    found = catalogue.service(service)
    if found is None:
        raise Http404
    locale = _locale(request)
    context = {
        "service": service,
        "key": uuid4().hex,
        "name": found.say("name", locale),
        "summary": found.say("summary", locale),
        "items": _items_table(found, locale),
        "materials": _materials(found, locale),
        "conditions": _conditions(found, locale),
        "picture": mark_safe(  # noqa: S308 - drawn by the kernel, which escapes every text
            process.draw(found.service.process, lane_names=_unit_names(found, locale), language=locale)
        ),
        "steps": _steps(found, locale),
        "remedies": _remedies(found, locale),
        "spent": _days(casework.throughput(found.id)),
        "versions": catalogue.versions(found.id),
        "breadcrumbs": [Link(reverse("portal:home"), _("All services"))],
    }
    return render(request, "portal/guide.html", context)


def _days(spent: dict[str, float]) -> dict[str, float]:
    """Real times worth saying in days."""
    return spent if spent and spent["p90"] >= AT_ONCE else {}


def _unit_names(found: Published, locale: str) -> dict[str, str]:
    names = found.place.texts[locale]
    return {unit.id: names[f"units.{unit.id}"] for unit in found.place.units}


def _limit(limit: Any) -> str:
    if limit.value == 0:
        return _("at once")
    units = {
        "workday": _("%(value)s working days"),
        "day": _("%(value)s days"),
        "month": _("%(value)s months"),
        "hour": _("%(value)s hours"),
        "year": _("%(value)s years"),
    }
    return units[limit.unit] % {"value": limit.value}


def _law(found: Published, basis: str, locale: str) -> str:
    """`law-id article` in words."""
    law, _space, article = basis.partition(" ")
    name = found.place.texts[locale].get(f"laws.{law}", law)
    return _("%(law)s, article %(article)s") % {"law": name, "article": article} if article else name


def _items_table(found: Published, locale: str) -> Table:
    names = _unit_names(found, locale)
    rows = [
        [
            found.say(f"items.{item.id}.name", locale),
            names[item.authority],
            _limit(item.promised_limit),
            _limit(item.statutory_limit),
            "; ".join(_law(found, f"{law.id} {law.article}".strip(), locale) for law in item.legal_basis),
        ]
        for item in found.service.items
    ]
    heads = [_("Item"), _("Office"), _("Promised"), _("By law at most"), _("Legal basis")]
    return Table(_("Items and limits"), [Column(head) for head in heads], rows)


def _materials(found: Published, locale: str) -> list[Row]:
    """What is needed; what a register answers instead is struck out, with its source."""
    names = found.place.texts[locale]
    rows: dict[str, Row] = {}
    for item in found.service.items:
        for material in item.materials:
            text = found.say(f"items.{item.id}.materials.{material.id}", locale)
            source = (
                names.get(f"registers.{material.register}", material.register) if material.register else ""
            )
            told = _("We fetch this for you") if source else _("Please bring this")
            rows.setdefault(text, Row(text, told, source, struck=bool(source)))
    return list(rows.values())


def _conditions(found: Published, locale: str) -> list[str]:
    return [
        found.say(f"items.{item.id}.conditions.{key}", locale)
        for item in found.service.items
        for key in item.conditions
    ]


def _steps(found: Published, locale: str) -> Table:
    rows = process.describe(found.service.process, language=locale, lane_names=_unit_names(found, locale))
    cells = [[row.step, row.who, row.next] for row in rows]
    return Table(_("The steps as a list"), [Column(_("Step")), Column(_("Who")), Column(_("Then"))], cells)


def _remedies(found: Published, locale: str) -> Table:
    kinds = {
        "consult": _("Ask"),
        "complain": _("Complain"),
        "reconsideration": _("Administrative reconsideration"),
        "litigation": _("Administrative litigation"),
    }
    names = found.place.texts[locale]
    seen = {}
    for item in found.service.items:
        for remedy in item.remedies:
            body = names.get(f"units.{remedy.body}") or names.get(remedy.body, remedy.body)
            limit = _limit(remedy.limit) if remedy.limit else ""
            seen[(remedy.kind, body)] = [kinds[remedy.kind], body, remedy.phone, limit]
    heads = [_("Your right"), _("Where"), _("Telephone"), _("Within")]
    return Table(_("Your rights and remedies"), [Column(head) for head in heads], list(seen.values()))


@access("case", "follow")
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Where a case stands, item by item, and everything that happened."""
    row = casework.case_for(request.actor, number, request.reach)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    view, locale = casework.view(row), _locale(request)
    words, kind = wording.sentence(view, request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    names = view.place.texts[locale]
    context = {
        "view": view,
        "name": view.service.say("name", locale),
        "sentence": words,
        "kind": kind,
        "items": [_item_row(request, view, item, locale) for item in view.items],
        "timeline": [_event(view, happening, names, locale) for happening in view.timeline],
        "breadcrumbs": [Link(reverse("portal:home"), _("All services"))],
    }
    return render(request, "portal/case.html", context)


def _item_row(request: HttpRequest, view: casework.CaseView, item: casework.ItemView, locale: str) -> Row:
    words, _kind = wording.item_sentence(view, item, request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    link = None
    if item.clock is not None:
        about = view.service.say(f"items.{item.item.id}.name", locale)
        link = Link(reverse("portal:why", args=[view.case.number, item.clock.pk]), _("Why this date?"), about)
    note = ""
    if item.decision is not None:
        said = [view.service.say(f"reasons.{code}", locale) for code in item.decision.codes]
        note = "; ".join([*said, item.decision.reasons]).strip("; ")
    return Row(view.service.say(f"items.{item.item.id}.name", locale), words, note, link)


def _event(view: casework.CaseView, happening: casework.Happening, names: Any, locale: str) -> Event:
    verbs = {
        "submit": _("Application sent"),
        "open": _("Handed to the office"),
        "accept": _("Accepted"),
        "deem_accepted": _("Counts as accepted, because the office was silent"),
        "request_correction": _("More was asked for"),
        "answer_correction": _("Answered"),
        "stop": _("Clock stopped"),
        "resume": _("Clock goes on"),
        "extend": _("Limit extended"),
        "granted": _("Granted"),
        "denied": _("Denied"),
        "issue": _("Certificate issued"),
        "end": _("Case closed"),
        "withdraw": _("Withdrawn"),
        "upload": _("File added"),
    }
    verb = happening.activity.rpartition(".")[2]
    title = verbs.get(verb, _("Checked by rule"))
    item = view.service.say(f"items.{happening.item}.name", locale) if happening.item else ""
    return Event(title, happening.at, names.get(f"units.{happening.unit}", ""), item)


@access("case", "follow")
def why(request: HttpRequest, number: str, clock: int) -> HttpResponse:
    """The chain that leads to a date."""
    row = casework.case_for(request.actor, number, request.reach)  # type: ignore[attr-defined]
    found = casework.clock_of(row, clock) if row is not None else None
    if found is None:
        raise Http404
    due = casework.explain(found)
    context = {
        "steps": [wording.step_sentence(step) for step in due.steps],
        "provisional": due.provisional,
        "number": number,
        "breadcrumbs": [Link(reverse("portal:case", args=[number]), _("The case"))],
    }
    return render(request, "portal/why.html", context)


@access("certificate", "verify")
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Whether a certificate with this code was issued here and bears an unbroken seal. Shows nothing personal."""
    asked = request.GET.get("q", "").strip()
    if asked:
        return redirect("portal:verified", code=asked.rstrip("/").rpartition("/")[2][:40] or "-")
    context: dict[str, Any] = {"code": code, "rows": []}
    if code:
        context["rows"] = next(
            filter(None, (_certified(tenant.pk, code, _locale(request)) for tenant in tenants())), []
        )
        context["missing"] = not context["rows"]
    return render(request, "portal/verify.html", context)


def _certified(tenant: str, code: str, locale: str) -> list[Row]:
    with scope(tenant):
        found = casework.certificate(code)
        if found is None:
            return []
        place, service = catalogue.pinned(found.case.pack, found.case.service)
        sealed = signer().check_pdf(bytes(found.document.content)) and found.revoked_at is None
    state = Status(_("Valid"), "done") if sealed else Status(_("Not valid"), "refused")
    return [
        Row(_("State"), state),
        Row(_("Document"), service.say(f"items.{found.caseitem.item}.result", locale)),
        Row(_("Number"), found.number),
        Row(
            _("Issued by"),
            place.texts[locale].get(f"units.{found.caseitem.authority}", found.caseitem.authority),
        ),
        Row(_("Issued on"), found.issued_at),
    ]
