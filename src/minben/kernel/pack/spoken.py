"""A pack's processes in the reader's language: the guide, a case's picture, reforms, the studio, migrations.

A model is named in the place's own language. Its names are the keys of the translations into the others
(`process.准予: granted`), so a name is translated once, however many steps and versions bear it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from minben.kernel.pack.model import LOCALES, Place, Service
from minben.kernel.process import Process

OWN = LOCALES[0]  # the language in which a pack names its models
MARK = "process."


def named(name: str, texts: Mapping[str, str]) -> str:
    """A name of a model in the words of one locale's texts; the name itself where there are none."""
    return texts.get(MARK + name, name)


def process_names(texts: Mapping[str, str]) -> dict[str, str]:
    """Every name of models that one locale's texts translate."""
    return {key.removeprefix(MARK): text for key, text in texts.items() if key.startswith(MARK)}


def in_words(process: Process, service: Service, place: Place, locale: str) -> Process:
    """The process with its steps, ways and units named in the reader's language."""
    texts, units = service.texts[locale], place.texts[locale]
    return replace(
        process,
        name=texts["name"],
        nodes=tuple(replace(node, name=named(node.name, texts)) for node in process.nodes),
        flows=tuple(replace(flow, name=named(flow.name, texts)) for flow in process.flows),
        lanes={lane: units.get(f"units.{lane}", name) for lane, name in process.lanes.items()},
    )


def names(service: Service) -> Iterator[str]:
    """Every name in the service's models that a reader may see."""
    for process in (service.process, *service.library):
        yield from (part.name for part in (*process.nodes, *process.flows) if part.name)
