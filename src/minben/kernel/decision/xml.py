"""Small helpers over lxml for the readers of this room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from lxml import etree

from minben.kernel.finding import InputError, refuse

XmlElement: TypeAlias = etree._Element  # pyright: ignore[reportPrivateUsage]


@dataclass(frozen=True)
class Source:
    """A parsed file and its name."""

    file: str
    root: XmlElement

    def tag(self, element: XmlElement) -> str:
        """The local name."""
        return str(etree.QName(element).localname)

    def namespace(self, element: XmlElement) -> str:
        """The namespace, or ""."""
        return str(etree.QName(element).namespace or "")

    def line(self, element: XmlElement) -> int:
        """The line in the file."""
        return int(element.sourceline or 0)  # pyright: ignore[reportArgumentType]

    def children(self, element: XmlElement) -> list[XmlElement]:
        """Child elements, without comments."""
        return list(element.iterchildren("*"))

    def child(self, element: XmlElement, tag: str) -> XmlElement | None:
        """The first child with this local name."""
        return next((child for child in self.children(element) if self.tag(child) == tag), None)

    def all(self, element: XmlElement, tag: str) -> list[XmlElement]:
        """The children with this local name."""
        return [child for child in self.children(element) if self.tag(child) == tag]

    def text(self, element: XmlElement, tag: str) -> str:
        """The text of the first child with this name, or ""."""
        child = self.child(element, tag)
        return "".join(str(part) for part in child.itertext()) if child is not None else ""

    def inner_text(self, element: XmlElement | None) -> str:
        """The FEEL text within an element's `text` child, or ""."""
        return self.text(element, "text") if element is not None else ""

    def refusal(self, element: XmlElement, message: str, advice: str) -> InputError:
        """The error for something in this file that cannot be used."""
        place = element.get("name") or element.get("id") or self.tag(element)
        return refuse(self.file, message, advice, line=self.line(element), place=place)
