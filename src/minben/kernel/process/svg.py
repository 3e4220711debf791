"""The little of SVG that drawing needs: escaped attributes, text, rounded lines. Serves `draw`."""

from __future__ import annotations

from html import escape

from .layout import Box, Point


def tag(name: str, content: str = "", **attributes: str | float) -> str:
    """An element; `content` is markup already. Underscores in names become hyphens, numbers are kept short.

    Attributes only, never `style`: the strict content policy forbids inline styles.
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_short(value), quote=True)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{said}>{content}</{name}>" if content else f"<{name}{said}/>"


def _short(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def rect(box: Box, fill: str, stroke: str, weight: float, radius: float = 0) -> str:
    """A rectangle with rounded corners."""
    paint: dict[str, str | float] = {"fill": fill, "stroke": stroke, "stroke-width": weight}
    return tag("rect", "", x=box.x, y=box.y, width=box.width, height=box.height, rx=radius, **paint)


def circle(centre: Point, radius: float, fill: str, stroke: str, weight: float, dash: str = "none") -> str:
    """A circle, dashed on request."""
    x, y = centre
    return tag(
        "circle", cx=x, cy=y, r=radius, fill=fill, stroke=stroke, stroke_width=weight, stroke_dasharray=dash
    )


def line(d: str, at: Point, stroke: str, weight: float, opacity: float = 1, fill: str = "none") -> str:
    """A path drawn around a point."""
    move = f"translate({at[0]:g} {at[1]:g})"
    return tag("path", d=d, transform=move, fill=fill, stroke=stroke, stroke_width=weight, opacity=opacity)


def text(words: str, at: Point, size: float, ink: str, **more: str | float) -> str:
    """One line of text whose baseline begins at the point (or is centred there by `text_anchor`)."""
    return tag("text", escape(words), x=at[0], y=at[1], font_size=size, fill=ink, **more)


def lines(found: list[str], centre: Point, size: float, ink: str, weight: str = "400") -> str:
    """Lines of text centred on a point."""
    x, y = centre
    top = y - (len(found) - 1) * (size + 4) / 2 + size * 0.36
    return "".join(
        text(words, (x, top + n * (size + 4)), size, ink, font_weight=weight, text_anchor="middle")
        for n, words in enumerate(found)
    )


def rounded(points: tuple[Point, ...], radius: float = 7.0) -> str:
    """A path through the points whose corners are rounded."""
    parts = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        first, second = _towards(here, before, radius), _towards(here, after, radius)
        parts.append(f"L{first[0]:g} {first[1]:g}Q{here[0]:g} {here[1]:g} {second[0]:g} {second[1]:g}")
    parts.append(f"L{points[-1][0]:g} {points[-1][1]:g}")
    return "".join(parts)


def _towards(here: Point, there: Point, radius: float) -> Point:
    """The point at most `radius` and at most half the way from here to there."""
    length = abs(there[0] - here[0]) + abs(there[1] - here[1])
    part = min(radius, length / 2) / length if length else 0.0
    return here[0] + (there[0] - here[0]) * part, here[1] + (there[1] - here[1]) * part
