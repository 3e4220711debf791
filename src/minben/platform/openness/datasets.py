"""What everybody may take away: each dataset with its owner, licence, date, making and files with their digests.

Serves the page of open data and the catalogue that other portals harvest (DCAT-AP).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Any
from zoneinfo import ZoneInfo

from minben.kernel.eventlog import EventLog, write_csv, write_xes
from minben.platform.casework.eventlog import case_log
from minben.platform.catalogue.queries import Published, current_place, services
from minben.platform.journal.queries import now, size
from minben.platform.journal.tenancy import current_tenant
from minben.platform.openness import tables
from minben.platform.openness.anonymous import Opened, anonymous
from minben.platform.openness.cpsv import offers
from minben.platform.openness.cpsv_write import document

XML = "application/xml"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CSV, JSONLD, XES = "text/csv; charset=utf-8", "application/ld+json", "application/gzip"


@dataclass(frozen=True)
class File:
    """One download. `make` gives its bytes, the same for the same data."""

    name: str
    media: str
    make: Callable[[], bytes]

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal digits."""
        return hashlib.sha256(self.make()).hexdigest()


@dataclass(frozen=True)
class Dataset:
    """`key` names its words (wording of the page); `of` is the service it is about, empty for all; `date`: as of."""

    key: str
    date: date
    files: tuple[File, ...]
    of: str = ""


def today() -> date:
    """The city's own day."""
    return now().astimezone(ZoneInfo(current_place().calendar.zone)).date()


def datasets() -> list[Dataset]:
    """Everything there is to take away in the tenant in force."""
    day = today()
    edition = day.replace(day=1)
    found = [
        Dataset("cases", edition, (File("cases.xes.gz", XES, _xes), File("cases.csv", CSV, _csv))),
        Dataset("services", day, (File("services.jsonld", JSONLD, _services),)),
    ]
    found += [
        Dataset(name, day, (File(f"{name}.csv", CSV, lambda name=name: tables.written(name)),))
        for name in tables.TABLES
    ]
    return [*found, *(_models(one) for one in services())]


def _models(one: Published) -> Dataset:
    """Process and rules of a service in force, byte for byte as they are executed."""
    laws = {PurePath(law.file).name for law in one.service.laws}  # further versions have a day in their name
    files = tuple(
        File(
            f"{one.id}{name.removeprefix('process').removeprefix('rules')}",
            XML,
            lambda content=content: content,
        )
        for name, content in sorted(one.service.files.items())
        if name == "process.bpmn" or name in laws
    )
    return Dataset("models", one.publication.published_at.date(), files, one.id)


def file(name: str) -> File | None:
    """The download with this name, or None."""
    return next((one for found in datasets() for one in found.files if one.name == name), None)


def opened() -> Opened:
    """The anonymous log of this month's edition. Kept until the journal grows."""
    return _opened(*_now())


@lru_cache(maxsize=4)
def _opened(_tenant: str, edition: date, _size: int) -> Opened:
    return anonymous(case_log(public=True), edition)


def _xes() -> bytes:
    return gzip.compress(_log("xes", *_now()), mtime=0)  # no clock in the bytes: the digest stays


def _csv() -> bytes:
    return _log("csv", *_now())


def _now() -> tuple[str, date, int]:
    return current_tenant(), today().replace(day=1), size()


@lru_cache(maxsize=8)
def _log(kind: str, tenant: str, edition: date, grown: int) -> bytes:
    write: Callable[[EventLog, Path], None] = write_xes if kind == "xes" else write_csv
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"cases.{kind}"
        write(_opened(tenant, edition, grown).log, path)
        return path.read_bytes()


def _services() -> bytes:
    found = services()
    if not found:
        return b"{}"
    written = document([offer for one in found for offer in offers(one.service, one.place)], current_place())
    return _json(written)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def catalogue(
    titles: dict[str, dict[str, str]], address: Callable[[str], str], publisher: dict[str, str]
) -> bytes:
    """The DCAT-AP entry of all datasets. `titles`: key -> locale -> words; `address`: file name -> its URL."""
    context = {
        "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/", "spdx": "http://spdx.org/rdf/terms#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }  # fmt: skip
    agent = {"@id": address("#publisher"), "@type": "foaf:Agent", "foaf:name": _tagged(publisher)}
    entries = [_entry(one, titles[one.key], address, agent) for one in datasets()]
    whole = {
        "@context": context,
        "@id": address("catalogue.jsonld"),
        "@type": "dcat:Catalog",
        "dct:title": _tagged(titles["catalogue"]),
        "dct:description": _tagged(titles["catalogue"]),
        "dct:publisher": agent,
        "dcat:dataset": entries,
    }
    return _json(whole)


def _entry(
    one: Dataset, words: dict[str, str], address: Callable[[str], str], agent: dict[str, Any]
) -> dict[str, Any]:
    name = f"{one.key}-{one.of}" if one.of else one.key
    return {
        "@id": address(f"#{name}"),
        "@type": "dcat:Dataset",
        "dct:identifier": name,
        "dct:title": [{**said, "@value": f"{said['@value']} {one.of}".strip()} for said in _tagged(words)],
        "dct:description": _tagged(words),
        "dct:publisher": {"@id": agent["@id"]},
        "dct:issued": {"@value": one.date.isoformat(), "@type": "xsd:date"},
        "dcat:distribution": [_distribution(file, address) for file in one.files],
    }


def _distribution(file: File, address: Callable[[str], str]) -> dict[str, Any]:
    return {
        "@id": address(file.name),
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": address(file.name)},
        "dcat:downloadURL": {"@id": address(file.name)},
        "dcat:mediaType": file.media.partition(";")[0],
        "dct:license": {"@id": LICENCE},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": file.digest,
        },
    }


def _tagged(words: dict[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": locale} for locale, text in sorted(words.items())]
