"""Process trees: block-structured models that are sound by construction. Serves discovery, replay and
drawing.

Source: Leemans, Fahland, van der Aalst 2013. A loop has a body and a redo part: body (redo body)*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

TreeKind = Literal["task", "silent", "sequence", "exclusive", "parallel", "loop"]


@dataclass(frozen=True)
class ProcessTree:
    """A node. Only tasks have a name; `silent` does nothing; a loop has exactly two children."""

    kind: TreeKind
    name: str = ""
    children: tuple[ProcessTree, ...] = ()

    def __str__(self) -> str:
        if self.kind == "task":
            return f"'{self.name}'"
        mark = {"silent": "τ", "sequence": "→", "exclusive": "×", "parallel": "∧", "loop": "↺"}[self.kind]
        return mark + (f"({', '.join(map(str, self.children))})" if self.children else "")

    def nodes(self) -> Iterator[ProcessTree]:
        """This node and all below, parents first."""
        yield self
        for child in self.children:
            yield from child.nodes()

    def tasks(self) -> tuple[str, ...]:
        """Names of the tasks, from left to right."""
        return tuple(node.name for node in self.nodes() if node.kind == "task")


SILENT = ProcessTree("silent")


def task(name: str) -> ProcessTree:
    """A leaf that is an activity."""
    return ProcessTree("task", name)


def block(kind: TreeKind, *children: ProcessTree) -> ProcessTree:
    """An inner node in normal form: nested blocks of one kind are merged, silent steps of sequences
    dropped.
    """
    if kind == "loop":
        return ProcessTree(kind, "", children)
    flat: list[ProcessTree] = []
    for child in children:
        flat.extend(child.children if child.kind == kind else (child,))
    spoken = [child for child in flat if child.kind != "silent"]
    flat = list(dict.fromkeys(flat)) if kind == "exclusive" else spoken
    if not flat:
        return SILENT
    return flat[0] if len(flat) == 1 else ProcessTree(kind, "", tuple(flat))
