"""Drafts of rules: an analyst's own, changed row by row, checked at once, set against what is in force, taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minben.kernel.decision import Table as RuleTable
from minben.kernel.decision import cells, check, columns, delete_row, insert_row, move_row, set_row
from minben.kernel.decision.compare import Comparison
from minben.kernel.feel import FeelLimit
from minben.kernel.finding import Finding, InputError
from minben.platform.catalogue.queries import Published, place_locale
from minben.platform.design.parts import Column, Link, Table
from minben.platform.identity.rights import access
from minben.platform.studio import actions, drafting, queries
from minben.platform.studio.drafting import Turn
from minben.platform.studio.forms import PeopleForm, RowForm
from minben.platform.studio.models import RuleDraft
from minben.platform.studio.rulebook import Rulebook
from minben.platform.studio.views import decisions
from minben.platform.studio.views.common import actor, download, language
from minben.platform.studio.wording import refusal

MEDIA = "application/xml"
MOST_GROUPS = 40


@access("rules", "draft")
@require_POST
def begin(request: HttpRequest, service: str) -> HttpResponse:
    """Begin a draft with the rules in force."""
    found = queries.in_force(service)
    if found is None:
        raise Http404
    name = found.say("name", place_locale(language(request)))
    said = service, found.service.digest, name, found.service.files[queries.law_file(service)]
    number = actions.begin_draft(actor(request), *said, key=request.POST.get("key", ""))
    return redirect("studio:draft", number)


def own(request: HttpRequest, number: int) -> tuple[RuleDraft, Published]:
    """The draft of who asks, and the service in force that it is about; 404 for anybody else's."""
    row = queries.draft(actor(request).account, number)
    found = queries.in_force(row.service) if row else None
    if row is None or found is None:
        raise Http404
    return row, found


def rulebook_of(request: HttpRequest, row: RuleDraft, found: Published) -> Rulebook:
    """The draft's rules in the reader's words."""
    model = drafting.model_of(bytes(row.content))
    return Rulebook(model, found.place, found.service, place_locale(language(request)))


def crumbs(request: HttpRequest, row: RuleDraft, found: Published, *, inside: bool = True) -> list[Link]:
    """The way back from a draft's page."""
    more = [Link(reverse("studio:draft", args=[row.number]), _("Draft %(number)s") % {"number": row.number})]
    known = [
        Link(reverse("studio:decisions"), _("Decisions")),
        Link(reverse("studio:rules", args=[row.service]), found.say("name", place_locale(language(request)))),
    ]
    return decisions.way(*known, *(more if inside else []))


@access("rules", "draft")
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """A draft: what the checks say, which worked cases it turns, its tables to be changed."""
    row, found = own(request, number)
    book = rulebook_of(request, row, found)
    context = {
        **decisions.about(book),
        "draft": row,
        "edit": True,
        "key": uuid4().hex,
        "stale": row.base != found.service.digest,
        "breadcrumbs": crumbs(request, row, found, inside=False),
        **_turned(found, book),
    }
    return render(request, "studio/draft.html", context)


def _turned(found: Published, book: Rulebook) -> dict[str, Any]:
    """The worked cases that the draft turns."""
    try:
        total, turns = drafting.turned(found.service, found.place, book.model)
    except FeelLimit as error:
        return {"too_long": str(error)}
    heads = [Column(_("Worked case")), Column(_("Now")), Column(_("Under the draft"))]
    rows = [[_title(turn, book.locale), _came_out(turn.before), _came_out(turn.after)] for turn in turns]
    table = Table(_("Worked cases that come out otherwise"), heads, rows) if rows else None
    return {"total": total, "turns": table, "turned": len(turns)}


def _title(turn: Turn, locale: str) -> str:
    chinese, _stroke, english = turn.title.partition(" / ")
    return (english if locale == "en" else chinese) or turn.title


def _came_out(result: Any) -> str:
    """Outcomes and reasons of a worked case, then the steps it took."""
    parts = [f"{item}: {outcome}" for item, outcome in result.outcomes.items()]
    parts += [", ".join(result.reasons)] if result.reasons else []
    return "; ".join([*parts, " → ".join(result.path)])


@access("rules", "draft")
def row(request: HttpRequest, number: int, decision: str, place: int) -> HttpResponse:
    """One row of a table: its cells to be written, moved, deleted; `place` 0 is a row to come."""
    found, published = own(request, number)
    content = bytes(found.content)
    book = rulebook_of(request, found, published)
    logic = book.model.decisions[decision].logic if decision in book.model.decisions else None
    if not isinstance(logic, RuleTable) or place > len(logic.rules):
        raise Http404
    labels = _labels(book, logic, content, decision)
    known = cells(content, decision, place) if place else tuple([""] * len(labels))
    form = RowForm(labels, known, request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = _saved(request, found, form, decision, place)
        if answer is not None:
            return answer
    context = {
        "form": form,
        "draft": found,
        "decision": book.shown(book.model.decisions[decision]),
        "place": place,
        "last": len(logic.rules),
        "key": uuid4().hex,
        "findings": decisions.checks_table(_about_row(check(book.model), decision, place)),
        "breadcrumbs": crumbs(request, found, published),
    }
    return render(request, "studio/draft_row.html", context, status=400 if form.errors else 200)


def _labels(book: Rulebook, logic: RuleTable, content: bytes, decision: str) -> list[tuple[str, str]]:
    """(words, kind) of each column: inputs, outputs, annotations."""
    heads = book.sheet(logic)
    notes = columns(content, decision)[2]
    known = [
        (f"{one.label} ({one.code})" if one.code != one.label else one.label, "input") for one in heads.inputs
    ]
    known += [(_("Result: %(name)s") % {"name": one.label}, "output") for one in heads.outputs]
    return known + [(_("Basis (law and article): %(name)s") % {"name": name}, "note") for name in notes]


def _about_row(findings: list[Finding], decision: str, place: int) -> list[Finding]:
    """What the checks say about this row."""
    begin = f"{decision}, row {place},"
    return [one for one in findings if place and (one.place + ",").startswith(begin)]


CHANGES: dict[str, Callable[[bytes, str, int], bytes]] = {
    "delete": lambda content, decision, place: delete_row(content, decision, place),
    "up": lambda content, decision, place: move_row(content, decision, place, place - 1),
    "down": lambda content, decision, place: move_row(content, decision, place, place + 1),
}


def _saved(
    request: HttpRequest, found: RuleDraft, form: RowForm, decision: str, place: int
) -> HttpResponse | None:
    """The draft with the change kept, and the way back to the table; None when the form says why not."""
    content, wish = bytes(found.content), request.POST.get("do", "save")
    try:
        if wish in CHANGES and place:
            changed = CHANGES[wish](content, decision, place)
        elif wish == "add" or not place:
            changed = insert_row(
                content, decision, place or int(request.POST.get("after") or 0), form.cells()
            )
        else:
            changed = set_row(content, decision, place, form.cells())
        revision = int(request.POST.get("revision") or 0)
        actions.change_draft(actor(request), found.number, changed, revision, key=request.POST.get("key", ""))
    except InputError as error:
        for finding in error.findings:
            form.add_error(None, refusal(finding))
        return None
    except (actions.Overtaken, ValueError):
        form.add_error(None, overtaken())
        return None
    messages.success(request, _("The draft is kept. What the checks say stands above its tables."))
    return redirect(reverse("studio:draft", args=[found.number]) + f"#{decision}")


def overtaken() -> str:
    """What to say when somebody else, or another window, was faster."""
    return _("This draft was changed in another window. Open the row again; nothing was lost.")


@access("rules", "draft")
def trial(request: HttpRequest, number: int) -> HttpResponse:
    """Try facts on the draft. Nothing is kept."""
    row, found = own(request, number)
    context = decisions.tried(request, rulebook_of(request, row, found))
    return render(
        request,
        "studio/trial.html",
        {**context, "draft": row, "breadcrumbs": crumbs(request, row, found)},
    )


@access("rules", "draft")
def treated(request: HttpRequest, number: int) -> HttpResponse:
    """Who would be treated differently: the applicants of the worked cases, or a file of facts."""
    row, found = own(request, number)
    book = rulebook_of(request, row, found)
    ways = [(one.path, one.label) for one in book.facts() if one.kind != "date"]
    ways += [(one.name, one.title) for one in book.decisions()]
    form = PeopleForm(request.POST or None, request.FILES or None, ways=ways)
    context = {
        "draft": row,
        "name": book.service.say("name", book.locale),
        "form": form,
        "breadcrumbs": crumbs(request, row, found),
    }
    if request.method == "GET" or form.is_valid():
        try:
            by = form.cleaned_data.get("by", "") if form.is_bound else ""
            context |= _treated(found, book, _people(found, form), by)
        except InputError as error:
            for finding in error.findings:
                form.add_error("file", refusal(finding))
        except FeelLimit as error:
            form.add_error(None, _("The rules took too long with these facts: %(why)s") % {"why": error})
    return render(request, "studio/treated.html", context, status=400 if form.errors else 200)


def _people(found: Published, form: PeopleForm) -> list[Any]:
    file = form.cleaned_data.get("file") if form.is_bound else None
    if file is None:
        return drafting.people_of_cases(found.service, found.place)
    return drafting.people_of_file(file.name, file.read(settings.MINBEN_UPLOAD_LIMIT))


def _treated(found: Published, book: Rulebook, people: list[Any], by: str) -> dict[str, Any]:
    results = drafting.treated(queries.law_today(found), book.model, people, by)
    heads = [Column(_("Which decision")), Column(_("Now")), Column(_("Under the draft"))]
    heads += [Column(_("How many people"), numeric=True), Column(_("For instance"))]
    rows = [
        [
            book.title(name),
            drafting.shown(change.before),
            drafting.shown(change.after),
            change.count,
            _person(book, change.examples[0]),
        ]
        for name, comparison in results.items()
        for change in comparison.changes
    ]
    most = max((one.different for one in results.values()), default=0)
    table = Table(_("Who would be treated differently"), heads, rows) if rows else None
    groups = _groups(book, results, by) if by and rows else None
    return {"people": len(people), "different": most, "table": table, "groups": groups}


def _groups(book: Rulebook, results: Mapping[str, Comparison], by: str) -> Table | None:
    """How many of each group would be decided otherwise; of very many groups those with the most."""
    fact = next((one for one in book.facts() if one.path == by), None)
    label = fact.label if fact else book.title(by)
    words = {None: _("not known"), True: _("Yes"), False: _("No"), **dict(fact.choices if fact else ())}
    heads = [Column(_("Which decision")), Column(label), Column(_("Decided otherwise"), numeric=True)]
    heads += [Column(_("Of how many"), numeric=True), Column(_("Share"), numeric=True)]
    rows: list[list[Any]] = []
    for name, comparison in results.items():
        groups = comparison.groups.get(by, ()) if comparison.different else ()
        most = sorted(groups, key=lambda one: -one.different)[:MOST_GROUPS]
        rows += [
            [
                book.title(name),
                _called(one.value, words),
                one.different,
                one.total,
                f"{100 * one.different / one.total:.0f} %",
            ]
            for one in groups
            if any(one is each for each in most)
        ]
    return Table(_("Whom it concerns, by: %(attribute)s") % {"attribute": label}, heads, rows)


def _called(value: Any, words: Mapping[Any, str]) -> str:
    """A group's name: its word, or the value as it is."""
    if isinstance(value, (bool, str)) or value is None:
        return words.get(value, str(value))
    return drafting.shown(value)


def _person(book: Rulebook, facts: Mapping[str, Any]) -> str:
    """What the rules ask about one person, in words; who it is stays out."""
    told = []
    for fact in book.facts():
        name, _dot, member = fact.path.partition(".")
        value = facts.get(name)
        known = value.get(member) if member and isinstance(value, Mapping) else value
        told.append(f"{fact.label}: {drafting.shown(known)}")
    return "; ".join(told)


@access("rules", "draft")
def file(request: HttpRequest, number: int) -> HttpResponse:
    """The draft as DMN; everything that was not changed is as it was, byte for byte."""
    row, _found = own(request, number)
    return download(bytes(row.content), MEDIA, f"{row.service}-draft-{row.number}.dmn")


@access("rules", "draft")
@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Throw the draft away."""
    row, _found = own(request, number)
    actions.remove_draft(actor(request), number, key=request.POST.get("key", ""))
    messages.success(request, _("The draft was thrown away. The rules in force are as they were."))
    return redirect("studio:rules", row.service)
