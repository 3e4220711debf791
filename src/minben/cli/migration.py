"""Verbs for running cases when a service has a new version (they need `minben[platform]`)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from minben.platform.casework.migrating import Plan

from minben.cli.common import app, platform, progress, refusals, tenant_meant

migration = typer.Typer(
    no_args_is_help=True,
    help="Running cases under a new version of their process: plan, dry run, move, undo.",
)
app.add_typer(migration, name="migration")
Tenant = Annotated[str, typer.Option(help="The tenant (default: the node's first).")]
PlanFile = Annotated[Path, typer.Argument(help="A plan made by `minben migration propose`.", exists=True)]


@migration.command("propose")
def propose(
    service: Annotated[str, typer.Argument(help="The service's id.")],
    out: Annotated[Path, typer.Option(help="Where to write the plan.")],
    source: Annotated[str, typer.Option(help="Digest of the pack whose process the cases play now.")] = "",
    picture: Annotated[
        Path | None,
        typer.Option(
            help="Where to write both versions as SVG: what differs, where cases stand (default: beside the plan)."
        ),
    ] = None,
    language: Annotated[str, typer.Option(help="Of the picture: zh-Hant, zh-Hans or en.")] = "zh-Hant",
    tenant: Tenant = "",
) -> None:
    """Write the plan from an older version to the one in force, as far as ids and structure tell it, and a picture."""
    platform()
    from minben.kernel.process import stacked
    from minben.platform.casework import migrating
    from minben.platform.journal.tenancy import scope

    with scope(tenant_meant(tenant)):
        versions = migrating.versions(service)
        if versions is None:
            typer.echo(f"{service}: no such service is in force.", err=True)
            raise typer.Exit(2)
        target, older = versions
        chosen = [one for one in older if one.startswith(source)]
        if len(chosen) != 1:
            named = "".join(f"\n  {one}: {number} open cases" for one, number in sorted(older.items()))
            typer.echo(
                f"Name one older version with --source:{named or ' there is none with open cases.'}", err=True
            )
            raise typer.Exit(2)
        plan = migrating.propose(service, chosen[0], target)
        out.write_text(plan.text(), encoding="utf-8")
        shown = picture or out.with_suffix(".svg")
        shown.write_text(stacked(migrating.drawn(plan, language)), encoding="utf-8")
        _tell(plan)
        _changes(plan, language)
    typer.echo(f"{shown}: both versions, what differs, where cases stand and where they go.")
    open_ = [step for step, to in plan.steps.items() if not to]
    typer.echo(f"{out}: {f'decide by hand where these go: {chr(44).join(open_)}' if open_ else 'complete'}.")


@migration.command("check")
def check(plan: PlanFile, tenant: Tenant = "") -> None:
    """Dry run: what would become of every open case, with reasons. Nothing is changed."""
    platform()
    from minben.platform.casework import migrating
    from minben.platform.journal.tenancy import scope

    with refusals(), scope(tenant_meant(tenant)):
        _tell(migrating.read_plan(plan.read_text(encoding="utf-8"), plan.name))


def _tell(plan: Plan) -> None:
    from minben.platform.casework import migrating

    found = migrating.forecast(plan)
    for one in found:
        if one.reasons:
            typer.echo(f"{one.number}: {one.outcome}" + "".join(f"\n  {reason}" for reason in one.reasons))
    told = ", ".join(f"{number} {outcome}" for outcome, number in migrating.counts(found).items())
    typer.echo(f"{len(found)} open cases: {told}.")


def _changes(plan: Plan, language: str) -> None:
    """What the new version does otherwise, in words."""
    from minben.kernel.process import changes
    from minben.platform.catalogue.queries import pinned

    old, new = (pinned(pack, plan.service)[1].process for pack in (plan.source, plan.target))
    for sentence in changes(old, new, language=language):
        typer.echo(f"  {sentence}")


@migration.command("apply")
def apply(plan: PlanFile, tenant: Tenant = "") -> None:
    """Move every case that moves cleanly, in groups that commit together; safe to stop and to repeat."""
    platform()
    from minben.platform.casework import migrating
    from minben.platform.casework.tasks import apply_plan

    with refusals(), progress() as bar:
        read = migrating.read_plan(plan.read_text(encoding="utf-8"), plan.name)
        done = apply_plan(tenant_meant(tenant), read, bar)
    typer.echo(
        f"{done['moved']} cases moved, {done['left']} left under their version (see `minben migration check`)."
    )


@migration.command("undo")
def undo(
    case: Annotated[str, typer.Argument(help="The case's number.")],
    tenant: Tenant = "",
) -> None:
    """Take a case's latest migration back; refused when anything has happened in the case since."""
    platform()
    from minben.platform.casework.actions import Refusal, undo_migration
    from minben.platform.journal.actor import system
    from minben.platform.journal.tenancy import scope

    target = tenant_meant(tenant)
    try:
        with scope(target):
            undo_migration(system(target), case)
    except Refusal as no:
        said = {
            "migrate.none": "there is no such case, or it was not moved",
            "migrate.later_acts": "something has happened in it since, which undoing would lose",
        }
        typer.echo(f"{case}: {said.get(no.key, no.key)}.", err=True)
        raise typer.Exit(2) from None
    typer.echo(f"{case}: back under the version it was moved from.")
