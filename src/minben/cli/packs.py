"""Verbs for designers of places: what a change touches, what is there already, how two places differ."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minben.cli.common import app, refusals
from minben.cli.places import place_app

if TYPE_CHECKING:
    from minben.kernel.pack import Thing, Touched

PlaceFolder = Annotated[Path, typer.Argument(help="A place folder.", exists=True, file_okay=False)]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]
Language = Annotated[str, typer.Option("--lang", help="zh-Hant, zh-Hans or en.")]


@app.command("impact")
def impact_of(
    folder: PlaceFolder,
    parts: Annotated[
        list[str] | None,
        typer.Argument(
            help="What changes: KIND:ID, as element:person.address, 'article:food-safety-law 35'."
        ),
    ] = None,
    before: Annotated[
        Path | None,
        typer.Option(help="The place as it was: what differs is what changes.", exists=True, file_okay=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Everything that a change touches: items, forms, rules, steps, reforms, each with the way there."""
    from minben.kernel.pack import Thing, between_versions, impact, read_place

    with refusals():
        place = read_place(folder)
        if before is not None:
            begun, found = between_versions(read_place(before), place)
        else:
            begun = tuple(Thing(*part.partition(":")[::2]) for part in parts or ())
            found = impact(place, begun)
    typer.echo(
        json.dumps(_plain(begun, found), ensure_ascii=False, indent=1) if as_json else _told(begun, found)
    )


def _plain(begun: tuple[Thing, ...], found: tuple[Touched, ...]) -> dict[str, object]:
    return {
        "changed": [asdict(one) for one in begun],
        "touched": [{**asdict(each.thing), "chain": [asdict(step) for step in each.chain]} for each in found],
    }


def _told(begun: tuple[Thing, ...], found: tuple[Touched, ...]) -> str:
    lines = [f"changes: {one}" for one in begun] or ["Nothing changes."]
    for each in found:
        way = " ".join(f"<- {step.how} <- {step.used}" for step in reversed(each.chain))
        lines.append(f"{each.thing} {way}")
    return "\n".join([*lines, f"{len(begun)} changed, {len(found)} touched."])


@app.command("reuse")
def reuse(
    folder: PlaceFolder,
    words: Annotated[str, typer.Argument(help="Words of what is wanted, in any of the languages.")],
    language: Language = "zh-Hant",
) -> None:
    """What is there already under these words: who can answer it, who asks for it, who uses it."""
    from minben.kernel.pack import read_place, reusable

    with refusals():
        found = reusable(read_place(folder), words, language)
    for one in found:
        typer.echo(f"{one.thing}: {one.name}")
        for how, thing in one.uses:
            typer.echo(f"  {how}: {thing}")
    typer.echo(f"{len(found)} found." if found else "Nothing is called so: it may be new.")


@place_app.command("compare")
def place_compare(here: PlaceFolder, there: PlaceFolder, language: Language = "zh-Hant") -> None:
    """Items with one catalogue code in two places: where name, materials, limits, fees or steps differ."""
    from minben.kernel.pack import between, read_place

    with refusals():
        found = between(read_place(here), read_place(there), language)
    for one in found.differences:
        typer.echo(f"{one.code} {one.item}, {one.aspect}: {one.here} | {one.there}")
    same = len(found.shared) - len({one.code for one in found.differences})
    typer.echo(
        f"{len(found.shared)} items in both, {same} of them alike; "
        f"{len(found.only_here)} only here, {len(found.only_there)} only there."
    )
