"""Verbs for process models."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from minben.cli.common import BpmnFile, app, refusals

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
    """Draw the file as an accessible SVG picture: pools, lanes, messages, remarks and data, executable or not."""
    from minben.kernel.process import draw_document, read_document

    with refusals():
        document = read_document(file)
        out.write_text(draw_document(document, language=language, expanded=not collapsed), encoding="utf-8")
    typer.echo(f"{out}: {sum(len(process.nodes) for process in document.processes)} nodes drawn.")


@process_app.command("layout")
def process_layout(
    file: BpmnFile, out: Annotated[Path, typer.Option(help="Where to write the file with its diagram.")]
) -> None:
    """Give a model a diagram that other tools can draw, instead of its own; everything else stays as it was."""
    from minben.kernel.process import read_document, with_diagram, write_document

    with refusals():
        document = with_diagram(read_document(file))
        out.write_bytes(write_document(document))
    drawn = document.diagrams[0]
    typer.echo(f"{out}: {len(drawn.shapes)} shapes and {len(drawn.edges)} lines.")


@process_app.command("diff")
def process_diff(
    old: Annotated[Path, typer.Argument(help="The BPMN file of the old version.")],
    new: Annotated[Path, typer.Argument(help="The BPMN file of the new version.")],
    language: Annotated[str, typer.Option(help="zh-Hant, zh-Hans or en.")] = "zh-Hant",
    picture: Annotated[
        Path | None, typer.Option(help="Where to write both versions as one SVG picture, with what differs.")
    ] = None,
) -> None:
    """Say in words what a new version changes: steps, who does them, limits, what comes after them."""
    from minben.kernel.finding import InputError
    from minben.kernel.process import changes, pictures, read_bpmn, stacked

    try:
        before, after = read_bpmn(old)[0], read_bpmn(new)[0]
    except InputError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    for sentence in changes(before, after, language=language):
        typer.echo(sentence)
    if picture is not None:
        picture.write_text(stacked(pictures(before, after, language=language)), encoding="utf-8")


@process_app.command("migrate")
def process_migrate(
    old: Annotated[Path, typer.Argument(help="The BPMN file under which the cases began.")],
    new: Annotated[Path, typer.Argument(help="The BPMN file of the new version.")],
    states: Annotated[Path, typer.Argument(help="A JSON file: case number to its stored state.")],
    move: Annotated[
        list[str] | None, typer.Option(help="OLD_STEP=NEW_STEP where a step has a new id.")
    ] = None,
) -> None:
    """Dry run: what would become of every running case under a new version. Nothing is changed."""
    from minben.kernel.finding import InputError
    from minben.kernel.process import compile as compile_process
    from minben.kernel.process import from_json, migrate, read_bpmn

    pairs = [pair.partition("=") for pair in move or []]
    mapping = {before: after for before, _, after in pairs}
    try:
        programs = [compile_process(found[0], library=found) for found in map(read_bpmn, (old, new))]
        cases = {name: from_json(stored) for name, stored in _states(states).items()}
    except InputError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    counts: dict[str, int] = {}
    for name, state in cases.items():
        found = migrate(programs[0], programs[1], state, mapping)
        counts[found.outcome] = counts.get(found.outcome, 0) + 1
        typer.echo(f"{name}: {found.outcome}" + "".join(f"\n  {reason}" for reason in found.reasons))
    typer.echo(", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())) or "No cases.")


def _states(file: Path) -> dict[str, dict[str, object]]:
    """Case number to stored state. Raises `InputError` for anything else."""
    import json

    from minben.kernel.finding import refuse

    advice = 'Write {"case number": {"version": 2, …}, …}.'
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise refuse(str(file), f"The file cannot be read: {error.strerror}.", "Check the path.") from None
    except ValueError as error:
        raise refuse(str(file), f"This is no JSON: {error}.", advice) from None
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        raise refuse(str(file), "The file does not map case numbers to states.", advice)
    return found
