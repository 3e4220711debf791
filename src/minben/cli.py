"""The command line: verbs for analysts, designers and operators. Kernel verbs work without the web part."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
process_app = typer.Typer(no_args_is_help=True, help="Process models (BPMN 2.0): check them, draw them.")
app.add_typer(process_app, name="process")

BpmnFile = Annotated[Path, typer.Argument(help="A BPMN 2.0 file.", exists=True, dir_okay=False)]


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


@contextmanager
def _progress() -> Generator[Callable[[float], None]]:
    """A bar on standard error, once something takes longer than a second."""
    from time import monotonic

    from rich.console import Console
    from rich.progress import Progress

    begun = monotonic()
    with Progress(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=1.0, visible=False)
        yield lambda share: bars.update(task, completed=share, visible=monotonic() - begun > 1)


@app.command()
def mine(
    log: Annotated[Path, typer.Argument(help="An event log: .xes, .csv or .tsv, also packed (.gz).")],
    out: Annotated[
        Path, typer.Option(help="The folder to write report.html, report.json and model.bpmn into.")
    ],
    lang: Annotated[str, typer.Option(help="zh-Hant, zh-Hans or en.")] = "en",
    noise: Annotated[
        float | None, typer.Option(min=0, max=1, help="Noise threshold; without it, several.")
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print the whole analysis as JSON instead of ten lines.")
    ] = False,
) -> None:
    """From an event log to a report: the real process, where time goes, paths, rework, handovers, time
    limits.

    Exit code 2 when the log cannot be used; then nothing is written.
    """
    from datetime import UTC, datetime

    from minben.kernel.finding import InputError
    from minben.kernel.mining.command import mine as run

    now = int(datetime.now(UTC).timestamp()) * 1_000_000  # noqa: TID251 - the edge gives the kernel its clock
    try:
        with _progress() as progress:
            told = run(log, out, lang, noise, as_json=json, now=now, progress=progress)
        typer.echo(told)
    except InputError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    except OSError as error:
        typer.echo(
            f"{out}: error: The report cannot be written: {error.strerror or error}. Choose another folder.",
            err=True,
        )
        raise typer.Exit(2) from None


def main() -> None:
    """Entry point of the `minben` command."""
    app()
