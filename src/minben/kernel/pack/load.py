"""Reading a place folder and its services into the model, with the spots that findings point at.

Serves `read_place`, `read_service` and the checker. Everything wrong with the files' form is collected in one run;
a pack with such findings gives no `Place`: nothing is half-loaded.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, TypeVar

from minben.kernel.decision import Model as DecisionModel
from minben.kernel.decision import check_versions, read_dmn
from minben.kernel.finding import Finding, InputError
from minben.kernel.intake import Element, Source
from minben.kernel.pack.decode import ABSENT, Decoder
from minben.kernel.pack.digest import digest, files_of
from minben.kernel.pack.marks import UNREAD, Spot, read_marked
from minben.kernel.pack.model import (
    Assumptions,
    Citizen,
    Guiding,
    Information,
    Item,
    LegalText,
    Page,
    Place,
    Post,
    Proactive,
    Reform,
    Region,
    Register,
    Service,
    Supervision,
    Unit,
)
from minben.kernel.pack.texts import expand, read_texts
from minben.kernel.process import Process, read_bpmn
from minben.kernel.worktime import Counting, Limit, read_calendar

T = TypeVar("T")


@dataclass
class Loaded:
    """What was read from one folder: findings and, for every YAML file, its spots by path inside the folder."""

    folder: Path
    findings: list[Finding] = field(default_factory=list)
    spots: dict[str, Spot] = field(default_factory=dict)
    place: Place | None = None
    service: Service | None = None
    services: dict[str, Loaded] = field(default_factory=dict)
    own_texts: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # before fallback, for unused keys

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def line(self, name: str, *steps: str) -> int:
        """The line of a value in a YAML file of this folder; 0 when the file is not there."""
        return self.spots[name].line_at(*steps) if name in self.spots else 0

    def all_findings(self) -> list[Finding]:
        return [*self.findings, *(one for service in self.services.values() for one in service.findings)]

    def yaml(self, name: str) -> Spot:
        """The file's spots; an unread mapping (and a finding that says why) when it cannot be read."""
        path = self.folder / name
        try:
            self.spots[name] = read_marked(path.read_bytes(), str(path))
            return self.spots[name]
        except OSError:
            self.findings.append(Finding(str(path), 0, "", "The file is missing.", f"Write {name}."))
        except InputError as error:
            self.findings.extend(error.findings)
        return Spot({}, 0, UNREAD)

    def read(self, reader: Callable[[Path], T], name: str) -> T | None:
        """Another room's reader on a file of this folder; its findings are kept."""
        path = self.folder / name
        if not path.is_file():
            self.findings.append(Finding(str(path), 0, "", "The file is missing.", f"Write {name}."))
            return None
        try:
            return reader(path)
        except InputError as error:
            self.findings.extend(error.findings)
            return None

    def decoder(self, name: str) -> Decoder:
        return Decoder(self.path(name), self.findings)


# --- the place ---

_PLACE_KEYS: dict[str, bool] = {
    **dict.fromkeys(("id", "regions", "units", "posts", "citizens", "profile"), True),
    "counting": False,
}


def load_place(folder: Path) -> Loaded:
    """Read everything; `.place` is set only when nothing is wrong with the form of any file."""
    loaded = Loaded(folder)
    if not (folder / "place.yaml").is_file():
        loaded.yaml("place.yaml")
        return loaded
    parts = _place_parts(loaded)
    texts = read_texts(folder, loaded.findings, loaded.spots)
    loaded.own_texts = texts
    calendar = loaded.read(read_calendar, "calendar.yaml")
    for path in sorted((folder / "services").glob("*/service.yaml")):
        counting = parts.get("counts", Counting())
        loaded.services[path.parent.name] = load_service(path.parent, texts, counting)
    if loaded.all_findings() or calendar is None:
        return loaded
    services = {name: part.service for name, part in loaded.services.items() if part.service}
    loaded.place = Place(**parts, calendar=calendar, texts=texts, services=services)
    return loaded


def _place_parts(loaded: Loaded) -> dict[str, Any]:
    root, decoder = loaded.yaml("place.yaml"), loaded.decoder("place.yaml")
    decoder.keys(root, "", _PLACE_KEYS)
    kinds: dict[str, Any] = {
        "id": str,
        "regions": tuple[Region, ...],
        "units": tuple[Unit, ...],
        "posts": tuple[Post, ...],
        "citizens": tuple[Citizen, ...],
        "profile": Mapping[str, str],
    }
    parts = {key: decoder.value(kinds[key], root.fields[key], key) for key in kinds if key in root.fields}
    if "counting" in root.fields:
        parts["counts"] = decoder.value(Counting, root.fields["counting"], "counting")
    return {
        **parts,
        **_elements(loaded),
        **_supervision(loaded),
        **_information(loaded),
        "laws": _laws(loaded),
        "registers": _registers(loaded),
    }


def _elements(loaded: Loaded) -> dict[str, Any]:
    root, decoder = loaded.yaml("elements.yaml"), loaded.decoder("elements.yaml")
    if not decoder.keys(root, "", {"elements": True, "sources": True}):
        return {}
    elements = {
        name: decoder.record(Element, spot, f"elements.{name}", {"id": name})
        for name, spot in root.fields["elements"].fields.items()
    }
    return {"elements": elements, "sources": decoder.many(Source, root.fields["sources"], "sources")}


def _supervision(loaded: Loaded) -> dict[str, Any]:
    """A place without the file issues no cards: packs that running cases are pinned to may be older than it."""
    if not (loaded.folder / "supervision.yaml").is_file():
        return {}
    root, decoder = loaded.yaml("supervision.yaml"), loaded.decoder("supervision.yaml")
    return {"supervision": decoder.record(Supervision, root)}


def _information(loaded: Loaded) -> dict[str, Any]:
    """A place without the file goes by the national regulation."""
    if not (loaded.folder / "information.yaml").is_file():
        return {}
    root, decoder = loaded.yaml("information.yaml"), loaded.decoder("information.yaml")
    return {"information": decoder.record(Information, root)}


def _laws(loaded: Loaded) -> dict[str, LegalText]:
    root, decoder = loaded.yaml("laws.yaml"), loaded.decoder("laws.yaml")
    if not decoder.keys(root, "", {"laws": True}):
        return {}
    laws = root.fields["laws"].fields.items()
    return {name: decoder.record(LegalText, spot, f"laws.{name}", {"id": name}) for name, spot in laws}


def _registers(loaded: Loaded) -> dict[str, Register]:
    found: dict[str, Register] = {}
    for path in sorted((loaded.folder / "registers").glob("*/register.yaml")):
        name = f"registers/{path.parent.name}/register.yaml"
        root, decoder = loaded.yaml(name), loaded.decoder(name)
        records = _records(loaded, path.parent / "records.csv", root)
        register = decoder.record(Register, root, "", {"records": records})
        if register is not ABSENT:
            found[register.id] = register
    return found


def _records(loaded: Loaded, path: Path, root: Spot) -> tuple[Mapping[str, str], ...]:
    """The demo records; a row must have exactly the register's fields."""
    if not path.is_file():
        return ()
    rows = csv.DictReader(io.StringIO(path.read_text("utf-8")))
    fields = list(root.fields["fields"].fields) if "fields" in root.fields else []
    if list(rows.fieldnames or ()) != fields:
        message = f"The columns are {', '.join(rows.fieldnames or ())}, not {', '.join(fields)}."
        loaded.findings.append(
            Finding(str(path), 1, "", message, "Run minben invent, or correct register.yaml.")
        )
        return ()
    found: list[Mapping[str, str]] = []
    for row in rows:
        if None in row or None in row.values():
            message = "The row has not as many cells as the header."
            loaded.findings.append(
                Finding(str(path), rows.line_num, "", message, "Quote commas inside cells.")
            )
        found.append(row)
    return tuple(found)


# --- a service ---

_SERVICE_KEYS = {
    **dict.fromkeys(
        ("id", "version", "status", "sector", "domain", "events", "audience", "lead", "effective_from"), True
    ),
    "items": True,
    "public_value": True,
    "counting": False,
    "joint_limit": False,
    "proactive": False,
    "defaults": False,
}


def load_service(
    folder: Path, place_texts: Mapping[str, Mapping[str, str]], counting: Counting | None = None
) -> Loaded:
    """Read a service folder; `.service` is set only when the form of every file is right. `counting`: the place's,
    for a service that states none of its own."""
    loaded = Loaded(folder)
    parts = _service_parts(loaded)
    parts.setdefault("counting", counting or Counting())
    form = _form(loaded)
    processes = loaded.read(read_bpmn, "process.bpmn")
    begun = _begun(processes or [])
    if processes is not None and len(begun) != 1:
        message = (
            f"The file holds {len(begun)} processes that nothing calls: {', '.join(one.id for one in begun)}."
        )
        advice = "Keep exactly one; call the others from it, or make each a service of its own."
        loaded.findings.append(Finding(loaded.path("process.bpmn"), 0, "", message, advice))
    laws = _rules(loaded)
    loaded.own_texts = read_texts(folder, loaded.findings, loaded.spots)
    drafts = [_reform(loaded, path) for path in sorted((folder / "reforms").glob("*/promise.yaml"))]
    reforms = tuple(reform for reform in drafts if reform is not None)
    assumptions = _assumptions(loaded)
    if loaded.findings or not processes:
        return loaded
    called = tuple(one for one in processes if one is not begun[0])
    parts |= {**form, "reforms": reforms, "assumptions": assumptions, "library": called}
    loaded.service = _assemble(loaded, place_texts, parts, begun[0], laws)
    return loaded


def _rules(loaded: Loaded) -> tuple[DecisionModel, ...]:
    """The rules in the order of their days: rules.dmn, and further versions named rules-….dmn."""
    names = sorted(path.name for path in loaded.folder.glob("rules-*.dmn"))
    read = [loaded.read(read_dmn, name) for name in ("rules.dmn", *names)]
    laws = sorted((law for law in read if law), key=lambda law: law.valid.first or date.min)
    loaded.findings.extend(check_versions(laws))
    if laws and laws[-1].valid.last:
        message = f"After {laws[-1].valid.last} no rules are in force."
        advice = "Leave the end of the last version open; a service that ends is suspended."
        loaded.findings.append(Finding(laws[-1].file, 0, "definitions", message, advice))
    return tuple(laws)


def _begun(processes: Iterable[Process]) -> list[Process]:
    """The processes of a file that no other one calls: a service begins with exactly one."""
    found = list(processes)
    called = {node.calls for one in found for node in one.nodes if node.calls != one.id}
    return [one for one in found if one.id not in called]


def _assemble(
    loaded: Loaded,
    place_texts: Mapping[str, Mapping[str, str]],
    parts: dict[str, Any],
    process: Process,
    laws: tuple[DecisionModel, ...],
) -> Service:
    files = files_of(loaded.folder)
    return Service(
        **parts,
        process=process,
        laws=laws,
        texts=expand(loaded.own_texts, place_texts, parts["items"]),
        digest=digest(files),
        files=files,
    )


def _service_parts(loaded: Loaded) -> dict[str, Any]:
    name = "service.yaml"
    root, decoder = loaded.yaml(name), loaded.decoder(name)
    if not decoder.keys(root, "", _SERVICE_KEYS):
        return {}
    kinds: dict[str, Any] = {
        **dict.fromkeys(("id", "version", "status", "sector", "domain", "lead", "effective_from"), str),
        "public_value": str,
        "events": tuple[str, ...],
        "audience": tuple[str, ...],
        "counting": Counting,
        "joint_limit": Limit | None,
        "proactive": Proactive | None,
    }
    parts = {
        key: decoder.value(kind, root.fields[key], key) for key, kind in kinds.items() if key in root.fields
    }
    defaults = root.fields["defaults"].fields if "defaults" in root.fields else {}
    items = [
        Spot({**defaults, **spot.fields}, spot.line, spot.tag) if isinstance(spot.value, dict) else spot
        for spot in root.fields["items"].parts
    ]
    parts["items"] = decoder.many(Item, Spot(items, root.fields["items"].line, "seq"), "items")
    return parts


def _form(loaded: Loaded) -> dict[str, Any]:
    root, decoder = loaded.yaml("form.yaml"), loaded.decoder("form.yaml")
    if not decoder.keys(root, "", {"guiding": True, "pages": True}):
        return {}
    return {
        "guiding": decoder.many(Guiding, root.fields["guiding"], "guiding"),
        "form": decoder.many(Page, root.fields["pages"], "pages"),
    }


BEFORE = "before/"  # where a deployed reform keeps the files as they were


def _reform(loaded: Loaded, path: Path) -> Reform | None:
    """A reform folder: promise.yaml and the files it changes. An unreadable one leaves a finding."""
    slug = path.parent.name
    name = f"reforms/{slug}/promise.yaml"
    files = {key: data for key, data in files_of(path.parent).items() if key != "promise.yaml"}
    given = {"id": slug, "files": {key.removeprefix(BEFORE): data for key, data in files.items()}}
    reform = loaded.decoder(name).record(Reform, loaded.yaml(name), "", given)
    _reform_files(loaded, slug, files)
    return None if reform is ABSENT else reform


def _reform_files(loaded: Loaded, slug: str, files: Mapping[str, bytes]) -> None:
    """A changed process or rule file is read too: a draft that cannot be read cannot be consulted on."""
    for name in files:
        own = name.removeprefix(BEFORE)
        reader = reader_of(own)
        if reader is not None:
            loaded.read(reader, f"reforms/{slug}/{name}")
        elif not (loaded.folder / own).is_file() and not own.startswith("cases/"):
            message = f"The service has no file {own} that this one could replace."
            path = loaded.path(f"reforms/{slug}/{name}")
            loaded.findings.append(Finding(path, 0, "", message, "Name it as the file it changes."))


def reader_of(name: str) -> Callable[[Path], object] | None:
    """What reads a service's file of this name as a model, if anything does: process.bpmn, rules.dmn, rules-….dmn."""
    if name == "process.bpmn":
        return read_bpmn
    return read_dmn if fnmatchcase(name, "rules.dmn") or fnmatchcase(name, "rules-*.dmn") else None


def _assumptions(loaded: Loaded) -> Assumptions | None:
    """A service without the file cannot be simulated, nor promise anything."""
    if not (loaded.folder / "simulation.yaml").is_file():
        return None
    root, decoder = loaded.yaml("simulation.yaml"), loaded.decoder("simulation.yaml")
    found = decoder.record(Assumptions, root)
    return None if found is ABSENT else found
