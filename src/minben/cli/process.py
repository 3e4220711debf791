"""Verbs for process models."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from minben.cli.common import BpmnFile, app

process_app = typer.Typer(no_args_is_help=True, help="Process models (BPMN 2.0): check them, draw them.")
app.add_typer(process_app, name="process")


@process_app.command("check")
def process_check(file: BpmnFile) -> None:
    """Say what is wrong or doubtful, with line and advice. Exit code 1 when there is an error."""
    from minben.kernel.finding import InputError
    from minben.kernel.process import check, locate, read_bpmn

    try:
        lines = locate(file)
        findings = [one for process in read_bpmn(file) for one in check(process, str(file), lines=lines)]
    except InputError as error:
        findings = list(error.findings)
    for finding in findings:
        typer.echo(str(finding))
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(1)
    typer.echo(f"{file}: no errors.")


@process_app.command("draw")
def process_draw(
    file: BpmnFile,
    out: Annotated[Path, typer.Option(help="Where to write the SVG picture.")],
    language: Annotated[str, typer.Option(help="zh-Hant, zh-Hans or en.")] = "zh-Hant",
    collapsed: Annotated[bool, typer.Option(help="Hide what is inside sub-processes.")] = False,
) -> None:
    """Draw the first process of the file as an accessible SVG picture with lanes."""
    from minben.kernel.finding import InputError
    from minben.kernel.process import draw, read_bpmn

    try:
        process = read_bpmn(file)[0]
    except InputError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    out.write_text(draw(process, language=language, expanded=not collapsed), encoding="utf-8")
    typer.echo(f"{out}: {len(process.nodes)} nodes drawn.")
