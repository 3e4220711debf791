"""YAML whose values remember their lines, so that every finding can point. Serves the reader and the checker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import yaml

from minben.kernel.finding import Finding, InputError, refuse

# The same parser in C where the YAML package has it: five times faster on translations.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGE = "tag:yaml.org,2002:merge"
UNREAD = (
    "unread"  # the tag of a file that could not be read: a finding says why, nothing more is said about it
)


@dataclass(frozen=True)
class Spot:
    """A value and the line (from 1) where it stands. `value` is text, a list of spots or a mapping to spots.

    Scalars stay text as written: `17:00` is no sexagesimal number here and `2026-01-01` no date; `tag` tells
    what plain YAML would have made of it (`str`, `int`, `float`, `bool`, `null`, `timestamp`).
    """

    value: Any
    line: int
    tag: str = ""

    @property
    def fields(self) -> Mapping[str, Spot]:
        """The mapping's entries; empty when this is no mapping."""
        return cast("Mapping[str, Spot]", self.value) if isinstance(self.value, dict) else {}

    @property
    def parts(self) -> list[Spot]:
        """The list's entries; empty when this is no list."""
        return cast("list[Spot]", self.value) if isinstance(self.value, list) else []

    def line_at(self, *path: str) -> int:
        """The line of the deepest existing part of `path`; entries of lists are found by id, element or name."""
        spot, line = self, self.line
        for step in path:
            found = spot.fields.get(step) or next((part for part in spot.parts if step in part.names()), None)
            if found is None:
                break
            spot, line = found, found.line
        return line

    def names(self) -> Iterator[str]:
        """What this list entry may be called by."""
        if isinstance(self.value, str):
            yield self.value
        for key in ("id", "element", "register", "account", "kind"):
            if key in self.fields:
                yield str(self.fields[key].value)


def read_marked(text: bytes, file: str) -> Spot:
    """The document with lines. Raises `InputError` when it is not one YAML document of plain values."""
    try:
        root = yaml.compose(text.decode("utf-8"), Loader=_LOADER)
    except UnicodeDecodeError:
        raise refuse(file, "The file is not UTF-8.", "Save it as UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise refuse(
            file, f"Not valid YAML: {error.problem}.", "Mend the YAML at this line.", line=line
        ) from None
    except (yaml.YAMLError, RecursionError):
        raise refuse(
            file, "Not valid YAML: forbidden characters or too deep.", "Save it again as text."
        ) from None
    if root is None:
        raise refuse(file, "The file is empty.", "Write the fields of this file.")
    return _Marker(file).spot(root)


class _Marker:
    """Turns nodes into spots; an alias inside itself or a bomb of aliases is refused by depth and count."""

    def __init__(self, file: str, most: int = 200_000, deepest: int = 40) -> None:
        self.file = file
        self.left = most
        self.depth = deepest

    def spot(self, node: yaml.Node, line: int = 0) -> Spot:
        self.left -= 1
        self.depth -= 1
        line = line or node.start_mark.line + 1
        if self.left < 0 or self.depth < 0:
            raise refuse(
                self.file, "The file is too deep or repeats itself.", "Write the values out.", line=line
            )
        found = self.plain(node, line)
        self.depth += 1
        return found

    def plain(self, node: yaml.Node, line: int) -> Spot:
        if isinstance(node, yaml.MappingNode):
            return Spot(self.mapping(node), line, "map")
        if isinstance(node, yaml.SequenceNode):
            return Spot([self.spot(part) for part in node.value], line, "seq")
        return Spot(str(node.value), line, node.tag.rpartition(":")[2])

    def mapping(self, node: yaml.MappingNode) -> dict[str, Spot]:
        found: dict[str, Spot] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.tag == _MERGE or not isinstance(key, yaml.ScalarNode):
                raise refuse(
                    self.file, "Merge keys and complex keys are not used here.", "Write the key.", line=line
                )
            name = str(key.value)
            if name in found:
                raise InputError(
                    [Finding(self.file, line, name, f"The key {name} is given twice.", "Keep one of them.")]
                )
            found[name] = self.spot(value, line)
        return found
