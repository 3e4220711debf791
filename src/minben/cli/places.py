"""Verbs for place folders: check them, invent their registers."""

from __future__ import annotations

from pathlib import Path

import typer

from minben.cli.common import app, refusals

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
