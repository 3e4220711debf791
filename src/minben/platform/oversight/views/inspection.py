"""The inspector's pages: the ledger, random samples, signals, complaints, readings, and the trail of a case.

Everything is read-only but the inspector's own looks, answers and rulings; opening a trail or sealed facts is itself
journalled.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minben.platform.casework import actions as casework_actions
from minben.platform.casework import queries as casework
from minben.platform.casework.dates import dates
from minben.platform.design.parts import Column, Link, Row, Status, Table
from minben.platform.design.templatetags.design import moment as when
from minben.platform.identity.queries import inspectors
from minben.platform.identity.rights import access
from minben.platform.journal import queries as journal
from minben.platform.journal.actions import note_reading
from minben.platform.oversight import forms, queries, spoken, trail, wording
from minben.platform.oversight.views.common import (
    actor_of,
    attempt,
    key_of,
    moment,
    names_of,
    page_of,
    show,
)
from minben.platform.supervision import actions
from minben.platform.supervision import queries as supervision
from minben.platform.supervision.signals import signals as find_signals

HALF_A_YEAR = timedelta(days=183)
A_QUARTER = timedelta(days=91)

# --- the ledger ---


@access("journal", "verify")
def inspection(request: HttpRequest) -> HttpResponse:
    """State of the ledger, the last checks, and the way to a random sample."""
    names, now = names_of(request), moment()
    form = forms.HeadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = actions.check_ledger(actor_of(request), kept=form.cleaned_data["kept"], key=key_of(request))
        return redirect("oversight:check", number=number)
    sample = forms.SampleForm(initial={"since": (now - A_QUARTER).date(), "number": 5})
    checks = supervision.inspections("ledger")
    context = {
        "rows": _ledger_rows(),
        "sentence": _ledger_sentence(checks[0])
        if checks
        else (_("The ledger has not been checked yet."), "open"),
        "form": form,
        "sample_form": sample,
        "checks": _checks(checks, names),
        "samples": _samples(supervision.inspections("sample"), names),
    }
    return show(request, "inspection", "inspection", **context)


def _ledger_rows() -> list[Row]:
    head = journal.latest_head()
    found = [
        Row(_("Entries"), journal.size()),
        Row(_("Last signed head"), _("%(size)s entries") % {"size": head.size} if head else ""),
        Row(_("Signed"), head.signed_at if head else ""),
        Row(_("Procedure"), journal.suite().name),
    ]
    note = _("Keep a head elsewhere (below): with it anybody can show later that nothing was rewritten.")
    return [*found, Row(_("Witness"), _("whoever keeps a head"), note)]


def _ledger_sentence(row: Any) -> tuple[str, str]:
    if row.sound:
        return _("At the last check every entry and every signed head was unaltered."), "done"
    return _("At the last check something did not match. See what."), "late"


def _sound(row: Any) -> Status:
    if row.sound is None:
        return Status(_("Not finished"), "going")
    return Status(_("Unaltered"), "done") if row.sound else Status(_("Does not match"), "late")


def _checks(rows: list[Any], names: queries.Names) -> Table:
    heads = (_("Check"), _("When"), _("By"), _("Entries"), _("Result"))
    cells = [
        [
            Link(reverse("oversight:check", args=[row.number]), row.number), row.made_at, names.person(row.made_by),
            row.found["size"], _sound(row),
        ]
        for row in rows
    ]  # fmt: skip
    return Table(_("Checks of the ledger"), [Column(head) for head in heads], cells, stacks=True)


@access("journal", "verify")
def check(request: HttpRequest, number: str) -> HttpResponse:
    """What one check found."""
    row = supervision.inspection(number)
    if row is None or row.kind != "ledger":
        raise Http404
    names, found = names_of(request), row.found
    extends = {None: _("no head was given"), True: _("yes"), False: _("no: history was rewritten")}
    rows = [
        Row(_("When"), row.made_at),
        Row(_("By"), names.person(row.made_by)),
        Row(_("Entries recomputed"), found["size"]),
        Row(_("Altered entries"), _numbers(found["altered"])),
        Row(_("Missing entries"), _numbers(found["missing"])),
        Row(_("Heads that do not hold"), _numbers(found["bad_heads"])),
        Row(_("Extends the head that was kept"), extends[found["extends"]]),
        Row(_("Root"), found["root"]),
    ]
    sentence = (
        (_("Every entry and every signed head is unaltered."), "done")
        if row.sound
        else (_("Something does not match. Keep this page and tell whoever runs the system."), "late")
    )
    crumbs = [Link(reverse("oversight:inspection"), _("Ledger and samples"))]
    return show(
        request,
        "check",
        "inspection",
        row=row,
        rows=rows,
        sentence=sentence[0],
        kind=sentence[1],
        breadcrumbs=crumbs,
    )


def _numbers(found: list[int]) -> str:
    return ", ".join(map(str, found)) or _("none")


@access("journal", "verify")
def head(_request: HttpRequest) -> HttpResponse:
    """The newest signed head as text, to be kept elsewhere."""
    row = journal.latest_head()
    if row is None:
        raise Http404
    answer = HttpResponse(row.note, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="head-{row.size}.txt"'
    return answer


# --- samples ---


def _samples(rows: list[Any], names: queries.Names) -> Table:
    heads = (_("Sample"), _("When"), _("By"), _("Cases"), _("Result"))
    words = {True: Status(_("All in order"), "done"), False: Status(_("With remarks"), "soon")}
    cells = [
        [
            Link(reverse("oversight:sample", args=[row.number]), row.number), row.made_at, names.person(row.made_by),
            _("%(number)s of %(frame)s") % {"number": len(row.found["cases"]), "frame": row.found["frame"]},
            words.get(row.sound) or Status(_("Not finished"), "going"),
        ]
        for row in rows
    ]  # fmt: skip
    return Table(_("Random samples"), [Column(head) for head in heads], cells, stacks=True)


@access("inspection", "make")
@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    """Draw a sample of closed cases and of inspectors, by a seed that stays visible."""
    form = forms.SampleForm(request.POST)
    if not form.is_valid():
        return show(
            request, "draw", "inspection", sample_form=form,
            breadcrumbs=[Link(reverse("oversight:inspection"), _("Ledger and samples"))],
        )  # fmt: skip
    said, names = form.cleaned_data, names_of(request)
    since = forms.end_of(said["since"], names.place.calendar.zone) - timedelta(days=1)
    drawn = supervision.sample(
        said["seed"] or secrets.token_hex(8), said["number"], inspectors(), since, moment()
    )
    made: list[str] = []
    done = _("The sample is drawn and in the record.")
    if attempt(
        request, done, lambda: made.append(actions.draw_sample(actor_of(request), drawn, key=key_of(request)))
    ):
        return redirect("oversight:sample", number=made[0])
    return redirect("oversight:inspection")


@access("inspection", "make")
def sample(request: HttpRequest, number: str) -> HttpResponse:
    """One sample: its seed, who looks at which case, and what was found."""
    row = supervision.inspection(number)
    if row is None or row.kind != "sample":
        raise Http404
    names, actor = names_of(request), actor_of(request)
    findings = row.found.get("findings", {})
    mine = [
        case
        for case, account in row.found["inspectors"].items()
        if account == actor.account and case not in findings
    ]
    form = forms.FindingForm(request.POST or None) if mine else None
    case = request.POST.get("case", "")
    if form is not None and request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = _("Your finding is in the record.")
        if attempt(
            request,
            done,
            lambda: actions.note_finding(
                actor, number, case, said["result"], said["words"], key=key_of(request)
            ),
        ):
            return redirect("oversight:sample", number=number)
    rows = [
        Row(_("Seed"), row.asked["seed"]),
        Row(_("Cases closed"), f"{row.asked['since']} – {row.asked['until']}"),
        Row(_("Drawn from"), _("%(frame)s cases") % {"frame": row.found["frame"]}),
        Row(_("Fingerprint of the list"), row.found["digest"]),
        Row(_("By"), names.person(row.made_by)),
        Row(_("When"), row.made_at),
    ]
    context = {
        "row": row,
        "rows": rows,
        "table": _dealt(row, names),
        "mine": mine,
        "form": form,
        "breadcrumbs": [Link(reverse("oversight:inspection"), _("Ledger and samples"))],
    }
    return show(request, "sample", "inspection", **context)


def _dealt(row: Any, names: queries.Names) -> Table:
    findings = row.found.get("findings", {})
    words = {"in_order": Status(_("In order"), "done"), "remark": Status(_("Something to remark"), "soon")}
    cells = []
    for case in row.found["cases"]:
        note = findings.get(case, {})
        cells.append(
            [
                Link(reverse("oversight:trail", args=[case]), case), names.person(row.found["inspectors"][case]),
                words.get(note.get("result", "")) or Status(_("To look at"), "open"), note.get("words") or " ",
            ]
        )  # fmt: skip
    heads = (_("Case"), _("Inspector drawn"), _("Result"), _("What was found"))
    return Table(
        _("Cases drawn, in the order of their lots"), [Column(head) for head in heads], cells, stacks=True
    )


# --- signals and readings ---


@access("inspection", "make")
def signals(request: HttpRequest) -> HttpResponse:
    """Patterns worth a look, each with its evidence; never verdicts."""
    names, now = names_of(request), moment()
    found = []
    for one in find_signals(now - HALF_A_YEAR, now):
        title, other = wording.signal(one.kind)
        found.append(
            {
                "title": title,
                "who": names.person(one.account),
                "counted": _("%(number)s of %(total)s") % {"number": one.number, "total": one.total},
                "detail": _signal_detail(one),
                "other": other,
                "cases": [Link(reverse("oversight:trail", args=[case]), case) for case in one.cases[:20]],
            }
        )
    return show(request, "signals", "signals", found=found, limits=names.place.supervision)


def _signal_detail(one: Any) -> str:
    if one.kind == "same_pair":
        return _("Applicant with number %(end)s") % {"end": one.detail}
    if one.kind == "last_minutes":
        return _("Within %(minutes)s minutes before the promised limit") % {"minutes": one.detail}
    return one.detail


@access("journal", "verify")
def readings(request: HttpRequest) -> HttpResponse:
    """Every reading of personal or sensitive data of half a year, newest first."""
    names = names_of(request)
    reader = request.GET.get("reader", "")
    page = page_of(request, trail.readings(moment() - HALF_A_YEAR, reader))
    heads = (_("When"), _("Who read"), _("About"), _("What was read"), _("For"))
    rows = [
        [
            Link(reverse("oversight:entry", args=[row.number]), f"{row.happened_at:%Y-%m-%d %H:%M}"),
            Link(f"?reader={row.actor}", names.person(row.actor)), row.ref,
            spoken.what_was_read(row.facts, names),
            spoken.purpose(row.facts, names),
        ]
        for row in page
    ]  # fmt: skip
    table = Table(_("Readings, newest first"), [Column(head) for head in heads], rows, stacks=True)
    return show(
        request, "readings", "readings", table=table, page=page, reader=reader and names.person(reader)
    )


# --- complaints ---


@access("complaint", "read")
def complaints(request: HttpRequest) -> HttpResponse:
    """Complaints with their clock, open ones first; reading their words is journalled."""
    names, now = names_of(request), moment()
    open_ = casework.complaints(open_only=True)
    if open_:
        numbers = ", ".join(one["row"].number for one in open_)[:120]
        note_reading(actor_of(request), "complaint", numbers, "complaints", ["text"])
    listed = [
        {
            "row": one["row"],
            "case": one["case"],
            "text": one["text"],
            "dates": dates(one["case"], names.locale, scopes=[f"complaint.{one['row'].pk}"]),
            "service": names.item(one["case"].service, one["row"].about),
            "status": Status(_("Overdue"), "late")
            if one["row"].due_at < now
            else Status(_("To answer"), "open"),
            "trail": reverse("oversight:trail", args=[one["case"].number]),
        }
        for one in open_
    ]
    heads = (_("Complaint"), _("Made on"), _("Due"), _("Answered on"), _("In time"))
    rows = [
        [
            row.number, row.made_at, row.due_at, row.replied_at,
            Status(_("yes"), "done") if row.replied_at <= row.due_at else Status(_("no"), "late"),
        ]
        for row in supervision.answered_complaints()
    ]  # fmt: skip
    table = Table(_("Answered complaints"), [Column(head) for head in heads], rows, stacks=True)
    return show(request, "complaints", "complaints", listed=listed, table=table)


@access("complaint", "reply")
@require_POST
def reply(request: HttpRequest, number: str) -> HttpResponse:
    """Answer a complaint; the person is told."""
    words = request.POST.get("words", "")[:4000]
    attempt(
        request,
        _("Your answer is on its way."),
        lambda: casework_actions.reply_to_complaint(actor_of(request), number, words, key=key_of(request)),
    )
    return redirect("oversight:complaints")


# --- the trail of a case ---


@access("case", "inspect")
def case_trail(request: HttpRequest, number: str) -> HttpResponse:
    """Every entry of a case: who, unit, when, what changed, whether it stands unaltered. Opening it is journalled."""
    actor, names = actor_of(request), names_of(request)
    row = casework.case_for(actor, number, request.reach)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    if actor.account in supervision.officers_of(row):
        raise PermissionDenied  # whoever handled a case does not inspect it (R36)
    note_reading(actor, "case", number, "inspection", ["trail"])
    entries = [_entry(one, row, names) for one in trail.of_case(row)]
    context = {
        "number": number,
        "name": names.service(row.service),
        "entries": entries,
        "intact": all(one["intact"] for one in entries),
        "overview": reverse("oversight:case", args=[number]),
        "breadcrumbs": [Link(reverse("oversight:inspection"), _("Ledger and samples"))],
    }
    return show(request, "trail", "inspection", **context)


def _entry(one: trail.TrailEntry, row: Any, names: queries.Names) -> dict[str, Any]:
    entry = one.entry
    return {
        "number": entry.number,
        "title": spoken.act(entry.act),
        "when": entry.happened_at,
        "recorded": entry.recorded_at if entry.happened_at != entry.recorded_at else None,
        "who": _("The applicant") if entry.actor == row.account else names.person(entry.actor),
        "unit": names.unit(entry.unit) if entry.unit else "",
        "behalf": entry.on_behalf_of,
        "changes": [
            {
                "item": names.item(row.service, change.item),
                "before": wording.item_status(change.before),
                "after": wording.item_status(change.after),
            }
            for change in one.changes
        ],
        "rows": spoken.rows(one.facts, names, row.service),
        "raw": spoken.raw(entry.facts),
        "intact": one.intact,
        "sealed": one.sealed,
        "link": reverse("oversight:entry", args=[entry.number]),
    }


@access("case", "inspect")
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry with its proof of inclusion, verified here; sealed facts open with a reason, which is journalled."""
    found = trail.prove(number)
    if found is None:
        raise Http404
    actor, names, row = actor_of(request), names_of(request), found.entry
    form = forms.ReasonForm(_("Why you need to see it"), request.POST or None) if row.sealed else None
    opened: list[Row] = []
    if form is not None and request.method == "POST" and form.is_valid():
        facts = trail.opened(row)
        reason = form.cleaned_data["words"][:120]
        note_reading(actor, row.kind, row.ref, reason, sorted(facts), key=key_of(request))
        opened = _opened(facts, names)
    context = {
        "row": row,
        "title": spoken.act(row.act),
        "rows": [
            Row(_("When"), when(row.happened_at)),
            Row(_("By whom"), names.person(row.actor), names.unit(row.unit) if row.unit else ""),
            Row(_("About"), row.ref, spoken.kind(row.kind)),
            *spoken.rows(row.facts, names, trail.service_of(row)),
        ],
        "raw": spoken.raw(row.facts),
        "included": found.included and found.intact,
        "proof": found.proof,
        "leaf": found.proof.leaf.hex(),
        "path": [part.hex() for part in found.proof.path],
        "form": None if opened else form,
        "opened": opened,
        "breadcrumbs": [Link(reverse("oversight:inspection"), _("Ledger and samples"))],
    }
    return show(request, "entry", "inspection", **context)


def _opened(facts: dict[str, Any], names: queries.Names) -> list[Row]:
    """Sealed facts by the names of their elements; what is a group of answers is told answer by answer."""
    told: list[Row] = []
    for key, value in facts.items():
        if isinstance(value, dict):
            told += [
                Row(names.text(f"elements.{one}.label", one), spoken.plain(part))
                for one, part in value.items()
            ]
        else:
            told.append(Row(names.text(f"elements.{key}.label", key), spoken.plain(value)))
    return told
