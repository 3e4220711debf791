"""Verbs about cases: archive packages, time of keeping, and the published status lists. Serves archive and exchange."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

import typer

from minben.cli.common import app, platform, tenant_meant

archive = typer.Typer(
    no_args_is_help=True, help="Closed cases: archive packages, and destruction when time is up."
)
app.add_typer(archive, name="archive")


@archive.command("export")
def archive_export(
    case: str,
    out: Path = typer.Option(..., "--out", help="Where to write the package (.zip)."),
    tenant: str = typer.Option("", help="The tenant (default: the node's first)."),
) -> None:
    """Write the archive package of a closed case: everything stated about it, its files, its proofs."""
    platform()
    from minben.platform.casework.actions import Refusal, archive_case
    from minben.platform.casework.queries import archive_package
    from minben.platform.journal.actor import system
    from minben.platform.journal.tenancy import scope

    target = tenant_meant(tenant)
    with scope(target):
        try:
            content = archive_package(case)
            if content is None:
                archive_case(system(target), case)
                content = archive_package(case)
        except Refusal:
            typer.echo(f"{case}: there is no such case, or it is still open, or a proceeding is.", err=True)
            raise typer.Exit(2) from None
    out.write_bytes(content or b"")
    typer.echo(f"{out}: {len(content or b'')} bytes.")


@archive.command("due")
def archive_due(tenant: str = typer.Option("", help="The tenant (default: the node's first).")) -> None:
    """List the archived cases whose time of keeping is over; two people of the office destroy them in the workbench."""
    platform()
    from minben.platform.casework.queries import past_their_time
    from minben.platform.journal.queries import now
    from minben.platform.journal.tenancy import scope

    target = tenant_meant(tenant)
    with scope(target):
        for row in past_their_time(now().date()):
            typer.echo(f"{row.number}: kept until {row.keep_until}.")


@archive.command("verify")
def archive_verify(file: Path) -> None:
    """Open an archive package and prove it, without a database: every digest, every entry against its checkpoint."""
    from minben.platform.casework.unpacking import opened

    if not file.is_file():
        typer.echo(f"{file}: there is no such file.", err=True)
        raise typer.Exit(2)
    found = opened(file.read_bytes())
    for where, what in found.faults:
        typer.echo(f"{file}: {where}: {what}", err=True)
    if found.faults:
        raise typer.Exit(1)
    typer.echo(
        f"{file}: case {found.case}, {found.files} files and {found.entries} journal entries, all proved."
    )


status = typer.Typer(
    no_args_is_help=True, help="Cases counted by the published status lists of other systems."
)
app.add_typer(status, name="status")


@status.command("list")
def status_list(name: str = typer.Argument("", help="construction or zhejiang; empty: both.")) -> None:
    """How each state of an item here is called and coded in a published list, as CSV."""
    platform()
    from minben.platform.casework.lists import LISTS, stated

    _known(name, LISTS)
    write = csv.writer(sys.stdout, lineterminator="\n")
    write.writerow(["list", "state", "code", "name"])
    for profile in [name] if name else sorted(LISTS):
        write.writerows([profile, *row] for row in stated(profile))


@status.command("cases")
def status_cases(
    name: str,
    tenant: str = typer.Option("", help="The tenant (default: the node's first)."),
) -> None:
    """Every item of every case with its code and name in a published list, as CSV; nothing personal."""
    platform()
    from minben.platform.casework.lists import LISTS
    from minben.platform.casework.queries import listed_items
    from minben.platform.journal.tenancy import scope

    _known(name, LISTS)
    target = tenant_meant(tenant)
    write = csv.writer(sys.stdout, lineterminator="\n")
    write.writerow(["case", "item", "authority", "state", "code", "name", "received_at", "decided_at"])
    with scope(target):
        write.writerows(listed_items(name))


def _known(name: str, lists: Iterable[str]) -> None:
    if name and name not in lists:
        typer.echo(f"There is no list {name!r}. Known: {', '.join(sorted(lists))}.", err=True)
        raise typer.Exit(2)
