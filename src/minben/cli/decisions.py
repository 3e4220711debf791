"""Verbs for decisions (DMN)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from minben.cli.common import app, refusals

# --- decisions ---

dmn_app = typer.Typer(no_args_is_help=True, help="Decisions (DMN): check them, test them.")
app.add_typer(dmn_app, name="dmn")
DmnFile = Annotated[Path, typer.Argument(help="A DMN file (1.2 to 1.5).", exists=True, dir_okay=False)]


@app.command()
def decide(
    files: Annotated[
        list[Path],
        typer.Argument(help="A DMN file (1.2 to 1.5), or its versions by date.", exists=True, dir_okay=False),
    ],
    facts: Annotated[Path, typer.Option("--input", help="A JSON object of facts by the inputs' names.")],
    decision: Annotated[str, typer.Option(help="Name or id; needed when the model has several.")] = "",
    explain: Annotated[bool, typer.Option("--explain", help="Say which rows matched, and why.")] = False,
    wanted: Annotated[str, typer.Option(help="A result (JSON): say what separates the facts from it.")] = "",
    on: Annotated[str, typer.Option(help="The day whose law decides, as 2027-01-31; today without it.")] = "",
) -> None:
    """Make a decision over facts and print its value as JSON. Exit code 2 when a file cannot be used."""
    from datetime import UTC, date, datetime

    from minben.kernel.decision.command import decide as run

    with refusals():
        now = datetime.now(UTC)  # noqa: TID251 - the edge gives the kernel its clock
        try:
            day = date.fromisoformat(on) if on else now.astimezone().date()
        except ValueError:
            raise typer.BadParameter(f"{on!r} is no day: write it as 2027-01-31.") from None
        for line in run(files, facts, decision, explain=explain, wanted=wanted, on=day, now=now):
            typer.echo(line)


@dmn_app.command("check")
def dmn_check(file: DmnFile) -> None:
    """Say what is wrong or doubtful: names, types, circles, rows that overlap or decide nothing, uncovered cases."""
    from minben.kernel.decision import check, read_dmn

    with refusals():
        findings = check(read_dmn(file, strict=False))
    for finding in findings:
        typer.echo(str(finding))
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(1)
    typer.echo(f"{file}: no errors.")


DecisionName = Annotated[str, typer.Argument(help="Name or id of a decision that is a table.")]


@dmn_app.command("export")
def dmn_export(
    file: DmnFile,
    decision: DecisionName,
    sheet: Annotated[Path, typer.Argument(help="The file to write: .xlsx or .csv.", dir_okay=False)],
) -> None:
    """Write a decision table for a spreadsheet, as XLSX or CSV."""
    from minben.kernel.decision.command import exported

    with refusals():
        sheet.write_bytes(exported(file, decision, sheet))
    typer.echo(f"{sheet}: written.")


@dmn_app.command("import")
def dmn_import(
    file: DmnFile,
    decision: DecisionName,
    sheet: Annotated[
        Path, typer.Argument(help="The .xlsx or .csv file as exported.", exists=True, dir_okay=False)
    ],
) -> None:
    """Take a decision table back from a spreadsheet: whole or not at all; what was not edited keeps its bytes."""
    from minben.kernel.decision.command import imported

    with refusals():
        file.write_bytes(imported(file, decision, sheet))
    typer.echo(f"{file}: the table is taken over.")


@dmn_app.command("test")
def dmn_test(
    folder: Annotated[Path, typer.Argument(help="A folder with test files.", exists=True, file_okay=False)],
    json: Annotated[bool, typer.Option("--json", help="Print every result as JSON.")] = False,
) -> None:
    """Run decision tests in the format of the DMN Technology Compatibility Kit. Exit code 1 when one fails."""
    from minben.kernel.decision.command import report
    from minben.kernel.decision.tck import run_folder

    results = run_folder(folder)
    typer.echo(report(results, as_json=json))
    if not results or not all(result.passed for result in results):
        raise typer.Exit(1)


@dmn_app.command("compare")
def dmn_compare(
    old: DmnFile,
    new: DmnFile,
    people: Annotated[
        Path, typer.Option("--input", help="JSON Lines: the facts of one person on each line.")
    ],
    decision: Annotated[str, typer.Option(help="Name or id; needed when the model has several.")] = "",
    by: Annotated[
        list[str] | None, typer.Option(help="Count by this decision or fact (person.region); repeatable.")
    ] = None,
) -> None:
    """Say who would be treated differently under another version of the rules."""
    from datetime import UTC, datetime

    from minben.kernel.decision import read_dmn
    from minben.kernel.decision.command import chosen
    from minben.kernel.decision.compare import compare, read_people, told
    from minben.kernel.feel import from_python

    with refusals():
        before, after = read_dmn(old), read_dmn(new)
        name = chosen(before, decision)
        chosen(after, name)
        now = from_python(datetime.now(UTC))  # noqa: TID251 - the edge gives the kernel its clock
        for line in told(compare(before, after, name, read_people(people), now, by=by or ())):
            typer.echo(line)
