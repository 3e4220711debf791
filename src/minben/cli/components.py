"""What Minben is made of besides itself: every imported component with origin, licence and version (R143).

Serves whoever answers for security or procurement. The list is read from what is installed here, not from a document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import typer

from minben.cli.common import app

NOTICES = Path("platform/design/static/design/vendor/THIRD-PARTY-NOTICES.txt")
HEADING = re.compile(r"^(\S+) (\d\S*) \((.+)\)$", re.MULTILINE)
HOME = re.compile(r"^(homepage|source|source code|repository|home)\s*,\s*(\S+)", re.IGNORECASE)
COPYLEFT = re.compile(r"(?<![L])A?GPL|GNU (Affero )?General Public", re.IGNORECASE)
LONGEST = 60  # a longer "licence" is the licence's own text


@dataclass(frozen=True)
class Component:
    """`kind` is pypi or npm (the type of its package URL); `licence` is empty where its makers name none."""

    kind: str
    name: str
    version: str
    licence: str
    home: str

    @property
    def purl(self) -> str:
        """The package URL (purl specification): names the component without naming any host."""
        name = re.sub(r"[-_.]+", "-", self.name).lower() if self.kind == "pypi" else self.name
        return f"pkg:{self.kind}/{name}@{self.version}"

    @property
    def forbidden(self) -> bool:
        """Whether its licence is one that Minben does not run with (GPL, AGPL; LGPL is none of them)."""
        return bool(COPYLEFT.search(self.licence))


def components() -> tuple[Component, ...]:
    """Every Python distribution of this environment, and what the pages carry; sorted by name."""
    found = {each.purl: each for each in (*_python(), *_pages())}
    return tuple(sorted(found.values(), key=lambda each: (each.kind, each.name.lower())))


def _python() -> Iterator[Component]:
    for each in metadata.distributions():
        said = each.metadata
        yield Component("pypi", each.name, each.version, _licence(said), _home(said))


def _licence(said: metadata.PackageMetadata) -> str:
    """The SPDX expression, else the short name its makers give, else the classifier."""
    given = (_field(said, "License-Expression") or _field(said, "License")).strip()
    classes = [
        line.split("::")[-1].strip()
        for line in said.get_all("Classifier") or ()
        if line.startswith("License ::")
    ]
    if given and len(given) <= LONGEST and "\n" not in given:
        return given
    return " AND ".join(classes)


def _field(said: metadata.PackageMetadata, name: str) -> str:
    return next(iter(said.get_all(name) or ()), "")


def _home(said: metadata.PackageMetadata) -> str:
    urls = [found for line in said.get_all("Project-URL") or () if (found := HOME.match(line))]
    return _field(said, "Home-page") or next((found.group(2) for found in urls), "")


def _pages() -> Iterator[Component]:
    notices = Path(__file__).resolve().parents[1] / NOTICES
    if notices.is_file():
        for name, version, licence in HEADING.findall(notices.read_text("utf-8")):
            yield Component("npm", name, version, licence, "")


def cyclonedx(found: tuple[Component, ...]) -> str:
    """The list as a CycloneDX 1.5 bill of materials (JSON)."""
    parts = [
        {
            "type": "library", "name": each.name, "version": each.version, "purl": each.purl, "bom-ref": each.purl,
            "licenses": [{"license": {"name": each.licence}}] if each.licence else [],
            "externalReferences": [{"type": "website", "url": each.home}] if each.home else [],
        }
        for each in found
    ]  # fmt: skip
    return json.dumps(
        {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": parts}, indent=1
    )


@app.command("components")
def list_components(
    bill: bool = typer.Option(False, "--cyclonedx", help="As a CycloneDX 1.5 bill of materials."),
) -> None:
    """Every imported component with version, licence and origin; exit code 1 when one may not be run with."""
    found = components()
    if bill:
        typer.echo(cyclonedx(found))
    else:
        for each in found:
            typer.echo("\t".join((each.name, each.version, each.licence or "no licence named", each.home)))
    wrong = [each.name for each in found if each.forbidden]
    if wrong:
        typer.echo(f"Not to be run with (GPL or AGPL): {', '.join(wrong)}. Replace them.", err=True)
        raise typer.Exit(1)
