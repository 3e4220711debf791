"""What this node is built of that others made: name, version, licence, origin. Serves administrators and auditors.

Read from what is really installed, not from a list that may be out of date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import minben.platform.design as design

NOTICES = Path(design.__file__).parent / "static/design/vendor/THIRD-PARTY-NOTICES.txt"
FRONT = re.compile(r"^(?P<name>[\w@/.-]+) (?P<version>\d[\w.]*) \((?P<licence>[^)]+)\)$", re.MULTILINE)
COPYLEFT = re.compile(r"(?<!L)A?GPL|GNU (Affero )?General Public", re.IGNORECASE)


@dataclass(frozen=True)
class Component:
    """One thing that others made. `kind`: pypi or npm; `licence` and `origin` as its makers say, empty if unsaid."""

    kind: str
    name: str
    version: str
    licence: str
    origin: str

    @property
    def forbidden(self) -> bool:
        """Whether its licence is one that Minben does not run with (GPL, AGPL; the LGPL is none of them)."""
        return bool(COPYLEFT.search(self.licence))

    @property
    def purl(self) -> str:
        """Its address as a package URL."""
        return f"pkg:{self.kind}/{self.name}@{self.version}"


def components() -> list[Component]:
    """Everything installed for the server, and everything that pages carry; by name."""
    found = {one.purl: one for one in (*_installed(), *_carried())}
    return sorted(found.values(), key=lambda one: (one.name.lower(), one.version))


def _installed() -> Iterator[Component]:
    for one in metadata.distributions():
        name = one.metadata["Name"]
        if name and name.lower() != "minben":
            yield Component(
                "pypi",
                name.lower().replace("_", "-"),
                one.version,
                _licence(one.metadata),
                _origin(one.metadata),
            )


def _licence(said: Any) -> str:
    """The licence expression, or the classifier, or the first line of the field."""
    if expression := said.get("License-Expression"):
        return str(expression)
    kinds = [
        one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or [] if one.startswith("License ::")
    ]
    if kinds:
        return " OR ".join(kinds)
    return str(said.get("License") or "").strip().partition("\n")[0][:80]


def _origin(said: Any) -> str:
    """Where it comes from: its own page, or its source."""
    links = [str(one).partition(",")[2].strip() for one in said.get_all("Project-URL") or []]
    return next((link for link in [str(said.get("Home-page") or ""), *links] if link.startswith("http")), "")


def _carried() -> Iterator[Component]:
    """What was bundled into the pages, from the notices that are bundled with it."""
    text = NOTICES.read_text("utf-8") if NOTICES.exists() else ""
    for match in FRONT.finditer(text):
        name = match["name"]
        yield Component("npm", name, match["version"], match["licence"], "")


def bill(found: list[Component]) -> dict[str, Any]:
    """The list as CycloneDX 1.6, which scanners of others read."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "components": [
            {
                "type": "library",
                "bom-ref": one.purl,
                "purl": one.purl,
                "name": one.name,
                "version": one.version,
                **({"licenses": [{"license": {"name": one.licence}}]} if one.licence else {}),
                **({"externalReferences": [{"type": "website", "url": one.origin}]} if one.origin else {}),
            }
            for one in found
        ],
    }
