"""Verbs for place folders: check them, invent their registers, take them from node to node."""

from __future__ import annotations

from pathlib import Path

import typer

from minben.cli.common import app, platform, refusals, tenant_meant

# --- places ---


@app.command("check")
def check_folder(
    folder: Path = typer.Argument(Path("places/lanting"), help="A place folder.", file_okay=False),
) -> None:
    """Check a place and all its services, run every worked case, and simulate what its reforms promise.

    Exit code 1 when something is wrong.
    """
    from minben.kernel.pack import check_place, read_place
    from minben.kernel.redesign import check_promises

    findings = check_place(folder)
    if not any(finding.severity == "error" for finding in findings):
        findings += check_promises(folder)
    for finding in findings:
        typer.echo(str(finding))
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(1)
    services = read_place(folder).services.values()
    cases = sum(name.startswith("cases/") for service in services for name in service.files)
    typer.echo(f"{len(services)} services, {cases} cases passed.")
    reforms = [reform for service in services for reform in service.reforms]
    figures = sum(len(reform.promises) for reform in reforms)
    typer.echo(f"{len(reforms)} reforms, {figures} promised figures simulated.")


@app.command("invent")
def invent_registers(
    folder: Path = typer.Argument(
        Path("places/lanting"), help="A place folder.", exists=True, file_okay=False
    ),
) -> None:
    """Draw the demo registers anew from registers/invent.yaml: the same seed gives the same bytes."""
    from minben.kernel.pack import invent

    with refusals():
        tables = invent(folder)
        for name, content in tables.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
            typer.echo(f"{name}: {content.count(10) - 1} records")


# --- from node to node ---

place_app = typer.Typer(
    no_args_is_help=True, help="A place on its way to another node: signed, checked, believed."
)
app.add_typer(place_app, name="place")


@place_app.command("export")
def place_export(
    out: Path = typer.Option(..., "--out", help="Where to write the parcel."),
    pack: str = typer.Option("", help="Digest of the pack (default: the one in force)."),
    tenant: str = typer.Option("", help="The tenant (default: the node's first)."),
) -> None:
    """Write the pack with its digest, this node's signature, and the plans by which running cases moved to it."""
    platform()
    from minben.platform.casework.migrating import made
    from minben.platform.catalogue import parcels
    from minben.platform.catalogue.queries import in_force
    from minben.platform.journal.tenancy import scope

    with scope(tenant_meant(tenant)):
        digest = pack or in_force()
        try:
            content = parcels.make(digest, made(digest))
        except LookupError as no:
            typer.echo(str(no.args[0]), err=True)
            raise typer.Exit(2) from None
    out.write_bytes(content)
    typer.echo(f"{out}: pack {digest}, {len(content)} bytes.")


@place_app.command("key")
def place_key(out: Path = typer.Option(..., "--out", help="Where to write the public key (PEM).")) -> None:
    """Write this node's public key, and say its fingerprint: what the other node's operator compares."""
    platform(empty=True)
    from minben.platform.catalogue.parcels import fingerprint
    from minben.platform.journal.keys import signer

    key = signer().public_key()
    out.write_bytes(key)
    typer.echo(f"{out}: {fingerprint(key)}")


@place_app.command("import")
def place_import(
    parcel: Path = typer.Argument(
        ..., help="A parcel of `minben place export`.", exists=True, dir_okay=False
    ),
    trust: Path | None = typer.Option(None, help="The public key (PEM) of the node it comes from."),
    publish: bool = typer.Option(False, "--publish", help="Put it in force."),
    migrate: bool = typer.Option(False, "--migrate", help="Move running cases by the plans in the parcel."),
    tenant: str = typer.Option("", help="The tenant (default: the node's first)."),
) -> None:
    """Take a parcel in: signature, digest and every rule of places are checked. Doing it twice changes nothing."""
    platform()
    from minben.platform.casework.migrating import Plan
    from minben.platform.casework.tasks import apply_plan
    from minben.platform.catalogue import actions, parcels, queries
    from minben.platform.journal.actor import system
    from minben.platform.journal.tenancy import scope

    target = tenant_meant(tenant)
    with refusals():
        found = parcels.open_parcel(parcel.read_bytes(), trust.read_bytes() if trust else b"", parcel.name)
    with scope(target):
        fresh = not queries.holds(found.digest)
        if fresh:
            actions.receive(system(target), found)
        typer.echo(f"{found.place}: pack {found.digest} is {'taken in' if fresh else 'here already'}.")
        if publish and queries.in_force() != found.digest:
            changed = actions.publish(system(target), found.digest)
            typer.echo(f"In force: {', '.join(changed) or 'no service changed'}.")
    for said in found.plans if migrate else ():
        done = apply_plan(target, Plan(**said))
        typer.echo(f"{said['service']}: {done['moved']} running cases moved, {done['left']} left.")
