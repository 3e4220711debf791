"""Where in a file's bytes each element stands. Serves the editor, which changes a cell and leaves every other byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from minben.kernel.decision.read import parsed
from minben.kernel.finding import refuse


@dataclass
class Span:
    """An element from byte `begin` up to `end`, its content from `inner` up to `outer` (equal when it has none)."""

    tag: str
    attributes: dict[str, str]
    begin: int
    inner: int
    outer: int = 0
    end: int = 0
    children: list[Span] = field(default_factory=list["Span"])

    def all(self, tag: str) -> list[Span]:
        """The children with this local name."""
        return [child for child in self.children if child.tag == tag]

    def first(self, tag: str) -> Span | None:
        """The first child with this local name."""
        return next(iter(self.all(tag)), None)

    def walk(self) -> Iterator[Span]:
        """The element and everything in it, in the file's order."""
        yield self
        for child in self.children:
            yield from child.walk()


def spans(data: bytes, file: str) -> Span:
    """The file's root. InputError for what the reader refuses, and for a file that is not in UTF-8."""
    parsed(data, file)  # refuses what is not well-formed, and document types
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        advice = "Save the model as UTF-8."
        raise refuse(file, "Only a file in UTF-8 can be edited.", advice, line=1) from None
    reader = _Reader(data)
    reader.parser.Parse(data, True)
    return reader.root.children[0]


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.root = Span("", {}, 0, 0)
        self.open = [self.root]
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.finish

    def start(self, name: str, attributes: dict[str, str]) -> None:
        begin = self.parser.CurrentByteIndex
        span = Span(name.rpartition(" ")[2], attributes, begin, _after_tag(self.data, begin))
        self.open[-1].children.append(span)
        self.open.append(span)

    def finish(self, _name: str) -> None:
        span, here = self.open.pop(), self.parser.CurrentByteIndex
        if self.data[span.inner - 2 : span.inner] == b"/>":
            span.outer = span.end = span.inner
        else:
            span.outer, span.end = here, self.data.index(b">", here) + 1


def _after_tag(data: bytes, begin: int) -> int:
    """The place behind the `>` that ends the tag beginning there; quoted values may hold one too."""
    quote = 0
    for at in range(begin, len(data)):
        byte = data[at]
        if quote:
            quote = 0 if byte == quote else quote
        elif byte in b"\"'":
            quote = byte
        elif byte == ord(">"):
            return at + 1
    return len(data)
