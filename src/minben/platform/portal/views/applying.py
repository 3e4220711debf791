"""Applying: begin, consent, answer only what no register knows, check, send. Saved at every step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from minben.kernel import intake
from minben.kernel.pack import Page, Question
from minben.platform.casework import actions
from minben.platform.casework import queries as casework
from minben.platform.casework.actions import Refusal
from minben.platform.casework.intaking import INSTEAD, SIGNED_IN, Form
from minben.platform.design.parts import Link, Row
from minben.platform.design.templatetags.design import moment
from minben.platform.exchange import actions as exchange
from minben.platform.identity.rights import access
from minben.platform.portal import wording
from minben.platform.portal.forms import Questions, words
from minben.platform.portal.visit import Visit, locale

GUIDING = "guiding"


@access("draft", "write")
def start(request: Visit, service: str) -> HttpResponse:
    """Begin, or go on with the form begun before. Who comes here by address is led to the guide and its button."""
    if request.method != "POST":
        return redirect("portal:guide", service=service)
    try:
        number = actions.start_draft(request.actor, service, key=request.POST.get("key", ""))
    except Refusal:
        raise Http404 from None
    return redirect("portal:draft", number=number)


def _form(request: Visit, number: str) -> Form:
    form = casework.draft_for(request.actor, number)
    if form is None:
        raise Http404
    return form


def _pages(form: Form) -> list[Page]:
    """The guiding questions, then the form's pages that have something to ask."""
    guiding = tuple(Question(question.element) for question in form.service.guiding)
    return [*([Page(GUIDING, guiding)] if guiding else []), *form.pages()]


@access("draft", "write")
def draft(request: Visit, number: str) -> HttpResponse:
    """Where the form stands: the first step not done yet."""
    form = _form(request, number)
    if form.row.consent is None:
        return redirect("portal:consent", number=number)
    for page in _pages(form):
        if any(
            question.element not in form.answers for question in page.questions if page.id == GUIDING
        ) or form.check(page, form.answers):
            return redirect("portal:page", number=number, page=page.id)
    return redirect("portal:check", number=number)


@access("draft", "write")
def consent(request: Visit, number: str) -> HttpResponse:
    """Name each register, what is read and for what. Nothing comes ticked; a "no" is possible and says what it means.

    What is sensitive needs a yes of its own; what the office must look up by law is told, not asked (PIPL art. 13 to
    16, 29, 30 and 35).
    """
    form, wanted = _form(request, number), locale(request)
    asked, told = form.registers()
    apart = [name for name in asked if form.sensitive(asked[name])]
    if request.method == "POST":
        named = set(request.POST.getlist("register"))
        named |= set(asked) - set(apart) if "all" in request.POST else set()
        granted = {name: fields for name, fields in asked.items() if name in named}
        refused = sorted(set(asked) - set(granted))
        actions.grant(request.actor, number, granted, refused, key=request.POST.get("key", ""))
        fetch(request, number)
        return redirect("portal:draft", number=number)
    said = {name: wording.register(form, name, fields, wanted) for name, fields in (asked | told).items()}
    context = {
        **_registers(form, said, [name for name in asked if name not in apart]),
        "apart": [{**said[name], "checked": name in form.granted} for name in apart],
        "told": [{**said[name], "papers": ""} for name in told],
        "key": uuid4().hex,
        "by_rule": any(item.auto_approve for item in form.service.items),
    }
    return render(request, "portal/consent.html", {**context, **_about(form, wanted)})


def _registers(form: Form, said: Mapping[str, Mapping[str, str]], names: list[str]) -> dict[str, Any]:
    """Registers that one yes may cover, each named; ticked only where the person said so before."""
    shared = [{**said[name], "checked": name in form.granted} for name in names]
    ticked = [one for one in shared if one["checked"]]
    bundle = wording.listed(one["name"] for one in shared) if len(shared) > 1 else ""
    every = bool(shared) and ticked == shared
    return {"shared": shared, "bundle": bundle, "all": every, "some": bool(ticked) and not every}


def _about(form: Form, wanted: str) -> dict[str, Any]:
    name = form.service.say("name", wanted)
    return {
        "name": name,
        "number": form.row.number,
        "breadcrumbs": [Link(reverse("portal:home"), _("All services"))],
    }


def fetch(request: Visit, number: str) -> None:
    """Ask registers for what they may answer now."""
    form = _form(request, number)
    order = [pair for pair in form.plan().fetched if pair[0] not in form.fetched]
    if order:
        actor = request.actor
        found = exchange.fetch(
            actor, form.place, order, form.known(), consent=form.row.consent, person=form.person,
            purpose=form.service.id, case=number,
        )  # fmt: skip
        actions.save(actor, number, {}, fetched=found)


@access("draft", "write")
def page(request: Visit, number: str, page: str) -> HttpResponse:
    """A few questions; what is typed is kept even when something is wrong."""
    form, wanted = _form(request, number), locale(request)
    pages = _pages(form)
    here = next((one for one in pages if one.id == page), None)
    if here is None:
        return redirect("portal:draft", number=number)
    questions = here.questions if page == GUIDING else form.questions(here)
    asked = Questions(
        form.place, questions, wanted, request.POST or None, request.FILES or None, initial=dict(form.answers)
    )
    if request.method == "POST":
        asked.is_valid()
        answers = _keep(request, number, asked)
        problems = {
            name: problem
            for name, problem in _form(request, number).check(here, {**form.answers, **answers}).items()
            if name in asked.fields
        }
        asked.blame(problems)
        if not asked.errors:
            fetch(request, number)
            return redirect(
                "portal:draft" if "leave" not in request.POST else "portal:home",
                **({} if "leave" in request.POST else {"number": number}),
            )
    titles = {
        GUIDING: _("First, a few plain questions"),
        INSTEAD: _("What you did not want us to look up"),
    }
    title = titles.get(page) or form.service.say(f"form.{page}.title", wanted)
    context = {
        "form": asked,
        "title": title,
        "step": pages.index(here) + 1,
        "steps": len(pages),
        "known": _known(form, wanted),
    }
    return render(request, "portal/page.html", {**context, **_about(form, wanted)})


def _keep(request: Visit, number: str, asked: Questions) -> dict[str, str]:
    """Save what was typed, right or wrong, and the files that are acceptable."""
    actor = request.actor
    typed = {name: request.POST.get(name, "").strip() for name in asked.fields if name not in request.FILES}
    answers = {name: value for name, value in typed.items() if value}
    if answers:
        actions.save(actor, number, answers)
    for name, file in request.FILES.items():
        if name in asked.fields:
            try:
                actions.attach(actor, number, name, file.name, file.read())
                answers[name] = file.name
            except Refusal as refusal:
                told = {
                    "upload.type": _("Please give a PDF, PNG or JPEG file."),
                    "upload.size": _("This file is too large."),
                }
                asked.add_error(name, told[refusal.key])
    return answers


def _known(form: Form, wanted: str) -> list[Row]:
    """What is known already, each with its source, its time and a way to say that it is wrong."""
    names, rows = form.place.texts[wanted], []
    for element, entry in form.fetched.items():
        label = names[f"elements.{element}.label"]
        action = Link(reverse("portal:wrong", args=[form.row.number, element]), _("This is wrong"), label)
        if element in form.disputed:
            told = _("Your own words; you said that %(register)s is wrong.") % {
                "register": _register(names, entry)
            }
            rows.append(Row(label, _shown(names, element, form.answers.get(element, "")), told, action))
        else:
            rows.append(Row(label, _shown(names, element, entry["value"]), _source(names, entry), action))
    return rows


def _register(names: Mapping[str, str], entry: Mapping[str, str]) -> str:
    return names.get(f"registers.{entry['register']}", entry["register"])


def _source(names: Mapping[str, str], entry: Mapping[str, str]) -> str:
    """Which register said it, and when."""
    words = {"register": _register(names, entry), "moment": moment(datetime.fromisoformat(entry["read_at"]))}
    return _("%(register)s, read on %(moment)s") % words


@access("draft", "write")
def wrong(request: Visit, number: str, element: str) -> HttpResponse:
    """Say that a register's answer is wrong, and what is right; the keeper of the register is told."""
    form, wanted = _form(request, number), locale(request)
    entry = form.fetched.get(element)
    if entry is None:
        raise Http404
    asked = Questions(form.place, [Question(element)], wanted, request.POST or None)
    if request.method == "POST" and asked.is_valid():
        value = request.POST.get(element, "").strip()
        problem = intake.check_answer(form.place.elements[element], value)
        if isinstance(problem, intake.Problem):
            asked.blame({element: problem})
        else:
            actions.dispute(request.actor, number, element, value, key=request.POST.get("key", "")[:120])
            return redirect("portal:draft", number=number)
    names = form.place.texts[wanted]
    context = {
        "form": asked,
        "key": request.POST.get("key") or uuid4().hex,
        "rows": [
            Row(
                names[f"elements.{element}.label"],
                _shown(names, element, entry["value"]),
                _source(names, entry),
            )
        ],
        "keeper": names[f"units.{form.place.registers[entry['register']].owner}"],
        **_about(form, wanted),
    }
    return render(request, "portal/wrong.html", context)


def _shown(names: Mapping[str, str], element: str, value: str) -> str:
    if value in ("true", "false"):
        return _("Yes") if value == "true" else _("No")
    return names.get(f"elements.{element}.choices.{value}", value)


@access("draft", "write")
def check(request: Visit, number: str) -> HttpResponse:
    """Everything on one page, then send."""
    form, wanted = _form(request, number), locale(request)
    problem = ""
    if request.method == "POST":
        try:
            case = actions.submit(request.actor, number, key=request.POST.get("key", ""))
            return redirect("portal:receipt", number=case)
        except Refusal:
            problem = _("Something is still missing. What you wrote is kept; please complete it.")
    names = form.place.texts[wanted]
    pages = {question.element: page.id for page in _pages(form) for question in page.questions}
    said = [
        Row(
            names[f"elements.{name}.label"],
            _shown(names, name, value),
            "",
            _change(number, name, pages, names),
        )
        for name, value in form.final().items()
        if name not in form.fetched and name != SIGNED_IN
    ]
    faults = [words(one) for one in form.problems().values()]
    context = {
        "said": said,
        "known": _known(form, wanted),
        "readers": _readers(form, wanted),
        "key": uuid4().hex,
        "problem": problem or " ".join(faults),
    }
    return render(request, "portal/check.html", {**context, **_about(form, wanted)})


def _change(number: str, name: str, pages: Mapping[str, str], names: Mapping[str, str]) -> Link | None:
    """The way back to the page that asks this."""
    if name not in pages:
        return None
    address = reverse("portal:page", args=[number, pages[name]])
    return Link(address, _("Change"), names[f"elements.{name}.label"])


def _readers(form: Form, wanted: str) -> list[Row]:
    """Which office will see what, and no more."""
    names, given = form.place.texts[wanted], form.final()
    seen: dict[str, list[str]] = {}
    for item in form.service.items:
        seen.setdefault(item.authority, []).extend(name for name in item.needs if name in given)
    return [
        Row(names[f"units.{unit}"], wording.listed(names[f"elements.{name}.label"] for name in elements))
        for unit, elements in seen.items()
        if elements
    ]
