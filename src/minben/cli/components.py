"""What Minben is made of besides itself, by command: for whoever answers for security or procurement."""

from __future__ import annotations

import json

import typer

from minben.cli.common import app


@app.command("components")
def list_components(
    bill: bool = typer.Option(False, "--cyclonedx", help="As a CycloneDX bill of materials."),
) -> None:
    """Every imported component with version, licence and origin; exit code 1 when one may not be run with."""
    from minben.platform.oversight import components

    found = components.components()
    if bill:
        typer.echo(json.dumps(components.bill(found), ensure_ascii=False, indent=1))
    else:
        for each in found:
            typer.echo("\t".join((each.name, each.version, each.licence or "no licence named", each.origin)))
    wrong = [each.name for each in found if each.forbidden]
    if wrong:
        typer.echo(f"Not to be run with (GPL or AGPL): {', '.join(wrong)}. Replace them.", err=True)
        raise typer.Exit(1)
