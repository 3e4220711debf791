"""The administrator's page for running cases when a service has a new version: dry run, two pairs of eyes, undoing."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from minben.kernel.pack import in_words
from minben.kernel.process import Process, changes, pictures
from minben.platform.casework import actions, migrating, trying
from minben.platform.catalogue.queries import pinned, place_locale
from minben.platform.design.parts import Column, Link, Row, Table
from minben.platform.identity.rights import access
from minben.platform.oversight import wording
from minben.platform.oversight.queries import Names, offered
from minben.platform.oversight.views.common import actor_of, attempt, key_of, names_of, show

ROOM = "migrations"
REFRESH = 3  # seconds after which a page that waits shows itself again, without JavaScript
STEP = "step-"  # a choice of the form: this old step's cases go there


@access("place", "administer")
def migrations(request: HttpRequest) -> HttpResponse:
    """Services whose open cases still play an older version, and the plans made for them."""
    names = names_of(request)
    older = [
        [
            Link(reverse("oversight:migration", args=[service, source]), names.service(service)),
            _version(service, source), _version(service, found[0]), number,
        ]
        for service in offered() if (found := migrating.versions(service)) is not None
        for source, number in sorted(found[1].items())
    ]  # fmt: skip
    heads = [
        Column(_("Service")),
        Column(_("Version")),
        Column(_("Version in force")),
        Column(_("Open cases"), numeric=True),
    ]
    table = Table(_("Open cases under an older version"), heads, older, stacks=True) if older else None
    plans = [_plan(row, names, request) for row in migrating.plans()]
    return show(request, "migrations", ROOM, table=table, plans=plans)


def _version(service: str, pack: str) -> str:
    """A version as people name it, and the pack's fingerprint, for two packs may state the same version."""
    return f"{pinned(pack, service)[1].version} · {pack[:8]}"


def _plan(row: Any, names: Names, request: HttpRequest) -> dict[str, Any]:
    mine = row.proposed_by == actor_of(request).account
    rows = [
        Row(_("From the version"), _version(row.service, row.source)),
        Row(_("To the version"), _version(row.service, row.target)),
        Row(_("Proposed by"), names.person(row.proposed_by)), Row(_("Reasons"), row.reasons),
        Row(_("Dry run"), _counted(row.foreseen)), *_course(row, names),
    ]  # fmt: skip
    return {
        "id": row.pk, "service": names.service(row.service), "since": row.proposed_at, "status": wording.plan(row),
        "rows": rows, "settle": row.settled_at is None and not mine, "own": row.settled_at is None and mine,
        "back": row.done_at is not None and row.back_at is None,
    }  # fmt: skip


def _course(row: Any, names: Names) -> list[Row]:
    """What has become of a plan so far."""
    came, found = row.came_of, []
    if row.settled_by:
        found.append(Row(_("Settled by"), names.person(row.settled_by)))
    if row.done_at is not None:
        found += [
            Row(_("Moved"), came.get("moved", 0)),
            Row(_("Left under their version"), came.get("left", 0)),
        ]
    if row.back_at is not None:
        found += [
            Row(_("Taken back by"), names.person(row.back_by)),
            Row(_("Reasons for taking it back"), row.back_reasons),
        ]
    if row.back_done_at is not None:
        found += [
            Row(_("Taken back"), came.get("taken_back", 0)), Row(_("Something has happened since"), came.get("kept", 0))
        ]  # fmt: skip
    return found


def _counted(foreseen: dict[str, int]) -> str:
    return " · ".join(f"{wording.outcome(name).word} {number}" for name, number in foreseen.items())


@access("place", "administer")
def migration(request: HttpRequest, service: str, source: str) -> HttpResponse:
    """One older version: what the new one does otherwise, what would become of each open case, and the proposal."""
    found = migrating.versions(service) if service in offered() else None
    if found is None or source not in found[1]:
        raise Http404
    names, said = names_of(request), request.POST
    run = trying.latest(service, source, found[0])
    steps = dict(run.outcome.get("steps", run.steps)) if run else {}
    plan = migrating.Plan(
        service, source, found[0], {step: said.get(STEP + step, to) for step, to in steps.items()}
    )
    if request.method == "POST" and _done(request, plan):
        return redirect("oversight:migrations" if said.get("what") == "propose" else request.path)
    before, after = (_told(pack, service, names) for pack in (source, found[0]))
    context = {
        "name": names.service(service), "plan": plan, "steps": _steps(plan, before, after), "open": found[1][source],
        "changes": changes(before, after, language=names.locale, following=False), "before": _version(service, source),
        "after": _version(service, found[0]), "reasons": said.get("reasons", ""), **_run(run, names, before, after),
    }  # fmt: skip
    answer = show(request, "migration", ROOM, **context)
    if run is not None and run.done_at is None:
        answer["Refresh"] = str(REFRESH)
    return answer


def _done(request: HttpRequest, plan: migrating.Plan) -> bool:
    """Try the plan, or propose it as it was tried."""
    actor, key = actor_of(request), key_of(request)
    if request.POST.get("what") == "propose":
        words = request.POST.get("reasons", "")[:2000]
        said = _("The plan is proposed. Another administrator confirms it.")
        return attempt(request, said, lambda: actions.propose_migration(actor, plan, words, key=key))
    said = _("The plan is being tried on every open case. Nothing is changed by it.")
    return attempt(request, said, lambda: actions.try_migration(actor, plan, key=key))


def _run(run: Any, names: Names, before: Process, after: Process) -> dict[str, Any]:
    """The last dry run: how far it is, or its outcome; both versions with where the cases stood."""
    outcome = run.outcome if run else {}
    shown = {"standing": outcome.get("standing", {}), "steps": outcome.get("steps", {})}
    found: dict[str, Any] = {
        "run": run,
        "pictures": [mark_safe(one) for one in pictures(before, after, language=names.locale, **shown)],  # noqa: S308
    }
    if run is None:
        return found
    groups = trying.groups(run)
    return found | {
        "trouble": wording.dry_run(run.trouble), "share": round(100 * run.progress), "waits": run.done_at is None,
        "asked_by": names.person(run.asked_by),
        "dry_run": _dry_run(groups), "total": _total(groups), "tried": bool(outcome),
        "movable": any(one.outcome == migrating.MOVES for one in groups),
    }  # fmt: skip


def _told(pack: str, service: str, names: Names) -> Process:
    place, found = pinned(pack, service)
    return in_words(found.process, found, place, place_locale(names.locale))


def _steps(plan: migrating.Plan, before: Process, after: Process) -> list[dict[str, Any]]:
    """Steps that the new version does not have, each with where its cases may go: the same kind of step first."""
    old = {node.id: node for node in before.nodes}
    found = []
    for number, (step, to) in enumerate(plan.steps.items()):
        fit = [node for node in after.nodes if node.kind == old[step].kind]
        choices = [{"value": node.id, "text": node.name or node.id, "chosen": node.id == to} for node in fit]
        found.append(
            {"id": f"step-{number}", "name": STEP + step, "label": old[step].name or step, "choices": choices}
        )
    return found


def _dry_run(groups: list[migrating.Group]) -> Table:
    heads = [_("What would become of them"), _("Why so"), _("For example")]
    rows = [
        [
            wording.outcome(one.outcome),
            [wording.reason(why) for why in one.reasons] or "–",
            ", ".join(one.examples),
            one.size,
        ]
        for one in groups
    ]
    columns = [*(Column(one) for one in heads), Column(_("Cases"), numeric=True)]
    return Table(_("Dry run: every open case of this version"), columns, rows, stacks=True)


def _total(groups: list[migrating.Group]) -> str:
    number = sum(one.size for one in groups)
    return ngettext(
        "%(number)s open case in all; nothing has been changed.",
        "%(number)s open cases in all; nothing has been changed.",
        number,
    ) % {"number": number}


@access("place", "administer")
@require_POST
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm or refuse what a colleague proposed, or ask for a finished plan to be taken back."""
    actor, key, what = actor_of(request), key_of(request), request.POST.get("what", "")
    if what == "back":
        done = _("It is being taken back, case by case. Look again in a minute.")
        reasons = request.POST.get("reasons", "")[:2000]
        work = lambda: actions.take_back_migration(actor, number, reasons, key=key)  # noqa: E731
    elif what in ("confirm", "refuse"):
        agree = what == "confirm"
        done = (
            _("Confirmed. The cases are moved in groups; look again in a minute.") if agree else _("Refused.")
        )
        work = lambda: actions.settle_migration(actor, number, agree=agree, key=key)  # noqa: E731
    else:
        raise Http404
    attempt(request, done, work)
    return redirect("oversight:migrations")
