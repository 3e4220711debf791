"""Decisions: the rules in force as tables with their articles, what the checks say about them, and trying facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minben.kernel.decision import check
from minben.kernel.feel import FeelLimit
from minben.kernel.finding import Finding, InputError
from minben.platform.design.parts import Column, Link, Status, Table
from minben.platform.identity.rights import access
from minben.platform.studio import drafting, queries
from minben.platform.studio.forms import FactsForm
from minben.platform.studio.remarks import remark
from minben.platform.studio.requirements_drawing import drawn
from minben.platform.studio.rulebook import DAY, Rulebook, Shown, Verdict
from minben.platform.studio.views.common import actor, download, language
from minben.platform.studio.wording import policies


@access("process", "study")
def home(request: HttpRequest) -> HttpResponse:
    """The services whose rules can be read."""
    books = queries.rulebooks(language(request))
    columns = [_("Service"), _("Version"), _("Decisions"), _("Tables"), _("Checks")]
    rows = [_about_book(book) for book in books]
    table = Table(_("Rules in force"), [Column(one) for one in columns], rows) if rows else None
    return render(request, "studio/decisions.html", {"table": table, "breadcrumbs": way()})


def _about_book(book: Rulebook) -> list[Any]:
    shown = book.decisions()
    return [
        Link(reverse("studio:rules", args=[book.service.id]), book.service.say("name", book.locale)),
        book.service.version,
        len(shown),
        sum(one.sheet is not None for one in shown),
        _verdict_of_checks(check(book.model)),
    ]


def _verdict_of_checks(findings: list[Finding]) -> Status:
    wrong = sum(one.severity == "error" for one in findings)
    rest = len(findings) - wrong
    told = [ngettext("%(count)s fault", "%(count)s faults", wrong) % {"count": wrong}] if wrong else []
    told += [ngettext("%(count)s remark", "%(count)s remarks", rest) % {"count": rest}] if rest else []
    if told:
        return Status(", ".join(told), "refused" if wrong else "soon")
    return Status(_("No remark"), "done")


def way(*more: Link) -> list[Link]:
    """The way back."""
    return [Link(reverse("studio:home"), _("Studio")), *more]


def in_force(request: HttpRequest, service: str) -> Rulebook:
    """The rules of the address in force today, or `on` another day; 404 when the tenant has none."""
    try:
        asked = request.GET.get("on", "")
        found = queries.rulebook(service, language(request), date.fromisoformat(asked) if asked else None)
    except (ValueError, InputError):
        raise Http404 from None
    if found is None:
        raise Http404
    return found


@access("process", "study")
def rules(request: HttpRequest, service: str) -> HttpResponse:
    """The rules of one service: what rests on what, each table, what the checks say."""
    book = in_force(request, service)
    context = {
        **about(book),
        "breadcrumbs": way(Link(reverse("studio:decisions"), _("Decisions"))),
        "caption": _("Rules in force"),
        "versions": versions(book),
        "try_href": reverse("studio:trial", args=[service]),
        "file_href": reverse("studio:rules_file", args=[service]),
        "picture_href": reverse("studio:rules_picture", args=[service]),
        "key": uuid4().hex,
        "drafts": _drafts(request, service),
    }
    return render(request, "studio/rules.html", context)


def versions(book: Rulebook) -> Table | None:
    """The rules by the days on which they are in force, when there is more than one version."""
    if len(book.service.laws) < 2:
        return None
    today = queries.law_file(book.service.id)
    rows = []
    for law in book.service.laws:
        valid, file = law.valid, PurePath(law.file).name
        day = (valid.first or valid.last or date.max).isoformat()
        address = reverse("studio:rules", args=[book.service.id]) + f"?on={day}"
        told = _("shown here") if law is book.model else Link(address, _("Show"))
        state = Status(_("in force today"), "done") if file == today else ""
        rows.append([valid.first or "–", valid.last or "–", state, told])
    heads = [_("From"), _("Until"), _("State"), _("Rules")]
    return Table(_("Versions by date"), [Column(one) for one in heads], rows)


def _drafts(request: HttpRequest, service: str) -> Table | None:
    """The drafts that who asks has of a service's rules."""
    found = queries.drafts(actor(request).account, service)
    if not found:
        return None
    rows = []
    for one in found:
        words = _("Draft %(number)s") % {"number": one.number}
        state = check(drafting.model_of(bytes(one.content)))
        wrong = any(each.severity == "error" for each in state)
        told = Status(_("has faults"), "refused") if wrong else Status(_("can be tried"), "open")
        rows.append([Link(reverse("studio:draft", args=[one.number]), words), one.changed_at, told])
    return Table(_("Your drafts"), [Column(_("Draft")), Column(_("Changed")), Column(_("State"))], rows)


def about(book: Rulebook) -> dict[str, Any]:
    """What the page of a rulebook shows, in force or drafted."""
    shown = book.decisions()
    findings = check(book.model)
    return {
        "book": book,
        "name": book.service.say("name", book.locale),
        "decisions": shown,
        "policies": policies(),
        "picture": mark_safe(_picture(book, shown)),  # noqa: S308 - the drawing escapes every text
        "checks": checks_table(findings),
        "checks_state": _verdict_of_checks(findings),
    }


def _picture(book: Rulebook, shown: list[Shown]) -> str:
    return drawn(book.model, {one.id: one.title for one in shown}, _("What each decision rests on"))


def checks_table(findings: list[Finding]) -> Table | None:
    """Each finding with where it is, what it is, what to do."""
    if not findings:
        return None
    columns = [Column(_("Weight")), Column(_("Place")), Column(_("What was found")), Column(_("What to do"))]
    rows = []
    for one in findings:
        weight = Status(_("Fault"), "refused") if one.severity == "error" else Status(_("Remark"), "soon")
        rows.append([weight, *(words or "–" for words in remark(one))])
    return Table(_verdict_of_checks(findings).word, columns, rows)


@access("process", "study")
def trial(request: HttpRequest, service: str) -> HttpResponse:
    """Try facts on the rules in force. Nothing is kept."""
    book = in_force(request, service)
    back = Link(reverse("studio:rules", args=[service]), book.service.say("name", book.locale))
    crumbs = way(Link(reverse("studio:decisions"), _("Decisions")), back)
    return render(request, "studio/trial.html", {**tried(request, book), "breadcrumbs": crumbs})


def tried(request: HttpRequest, book: Rulebook) -> dict[str, Any]:
    """The form of facts and, when it was sent, what each decision says."""
    today = timezone.localdate()
    form = FactsForm(book.facts(), today, request.POST or None)
    context: dict[str, Any] = {
        "form": form,
        "name": book.service.say("name", book.locale),
        "policies": policies(),
    }
    if request.method == "POST" and form.is_valid():
        try:
            context["verdicts"] = [_told(one) for one in book.tried(form.told(), _day(form.told(), today))]
        except FeelLimit as error:
            form.add_error(None, _("The rules took too long with these facts: %(why)s") % {"why": error})
    return context


def _day(told: Mapping[str, Any], today: date) -> date:
    """The day in force: that of the application, else today."""
    said = told.get(DAY)
    return said if isinstance(said, date) else today


def _told(verdict: Verdict) -> dict[str, Any]:
    return {"verdict": verdict, "decision": verdict.decision, "ways": _ways(verdict)}


def _ways(verdict: Verdict) -> Table | None:
    rows = []
    for found in verdict.ways:
        cites = "; ".join(found.cites)
        if not found.separations:
            rows.append([found.result, found.row, _("Another row came first"), "–", "–", cites])
        for fact, value, wanted in found.separations:
            rows.append([found.result, found.row, fact, value, wanted, cites])
    if not rows:
        return None
    heads = [_("Other result"), _("Row"), _("Fact"), _("Is"), _("The row wants"), _("Basis")]
    return Table(_("What stands between this and another result"), [Column(one) for one in heads], rows)


@access("process", "study")
def file(request: HttpRequest, service: str) -> HttpResponse:
    """The rules as their DMN file, byte for byte."""
    book = in_force(request, service)
    return download(book.service.files[book.file], "application/xml", f"{service}.dmn")


@access("process", "study")
def picture(request: HttpRequest, service: str) -> HttpResponse:
    """What rests on what, as a drawing."""
    book = in_force(request, service)
    return download(_picture(book, book.decisions()).encode(), "image/svg+xml", f"{service}.svg")
