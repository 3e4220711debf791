"""Relations between points and ranges (DMN 1.5, table 78, after Allen)."""

from __future__ import annotations

from collections.abc import Callable

from minben.kernel.feel.builtins.registry import builtin
from minben.kernel.feel.values import Range, Value, contains, order

POINT = "number|string|date|time|datetime|ym|dt"


def less(left: Value, right: Value) -> bool | None:
    """left < right, or None."""
    side = order(left, right)
    return None if side is None else side < 0


def alike(left: Value, right: Value) -> bool | None:
    """left = right, or None; two ends that are not there are alike."""
    if left is None or right is None:
        return left is right
    side = order(left, right)
    return None if side is None else side == 0


def both(*parts: bool | None) -> bool | None:
    """Three-valued conjunction."""
    return False if False in parts else None if None in parts else True


def either(*parts: bool | None) -> bool | None:
    """Three-valued disjunction."""
    return True if True in parts else None if None in parts else False


def _before(a: Range, b: Range) -> bool | None:
    touching = not a.end_included or not b.start_included
    return either(less(a.end, b.start), both(alike(a.end, b.start), touching))


def _meets(a: Range, b: Range) -> bool | None:
    return both(a.end_included and b.start_included, alike(a.end, b.start))


def _starts_first(a: Range, b: Range) -> bool | None:
    return either(
        less(a.start, b.start), both(alike(a.start, b.start), a.start_included and not b.start_included)
    )


def _starts_no_later(a: Range, b: Range) -> bool | None:
    return either(
        less(a.start, b.start), both(alike(a.start, b.start), a.start_included or not b.start_included)
    )


def _ends_last(a: Range, b: Range) -> bool | None:
    return either(less(b.end, a.end), both(alike(a.end, b.end), a.end_included and not b.end_included))


def _ends_no_earlier(a: Range, b: Range) -> bool | None:
    return either(less(b.end, a.end), both(alike(a.end, b.end), a.end_included or not b.end_included))


def _touch(a: Range, b: Range) -> bool | None:
    """a's end reaches into b."""
    return either(less(b.start, a.end), both(alike(a.end, b.start), a.end_included and b.start_included))


def _overlaps(a: Range, b: Range) -> bool | None:
    return both(_touch(a, b), _touch(b, a))


def _overlaps_before(a: Range, b: Range) -> bool | None:
    return both(_starts_first(a, b), _touch(a, b), _ends_no_earlier(b, a))


def _overlaps_after(a: Range, b: Range) -> bool | None:
    return both(_touch(b, a), _ends_last(a, b), _starts_no_later(b, a))


def _same_start(a: Range, b: Range) -> bool | None:
    return both(alike(a.start, b.start), a.start_included == b.start_included)


def _same_end(a: Range, b: Range) -> bool | None:
    return both(alike(a.end, b.end), a.end_included == b.end_included)


def _starts(a: Range, b: Range) -> bool | None:
    return both(_same_start(a, b), _ends_no_earlier(b, a))


def _finishes(a: Range, b: Range) -> bool | None:
    return both(_same_end(a, b), _starts_no_later(b, a))


def _includes(a: Range, b: Range) -> bool | None:
    return both(_starts_no_later(a, b), _ends_no_earlier(a, b))


def _coincides(a: Range, b: Range) -> bool | None:
    return both(_same_start(a, b), _same_end(a, b))


def _swapped(relation: Callable[[Range, Range], bool | None]) -> Callable[[Range, Range], bool | None]:
    return lambda a, b: relation(b, a)


def _point_before_range(point: Value, area: Range) -> bool | None:
    return either(less(point, area.start), both(alike(point, area.start), not area.start_included))


def _range_before_point(area: Range, point: Value) -> bool | None:
    return either(less(area.end, point), both(alike(point, area.end), not area.end_included))


def _point_starts(point: Value, area: Range) -> bool | None:
    return both(alike(point, area.start), area.start_included)


def _point_finishes(point: Value, area: Range) -> bool | None:
    return both(alike(point, area.end), area.end_included)


builtin("before", f"point1:{POINT}, point2:{POINT}")(less)
builtin("before", f"point:{POINT}, range:range")(_point_before_range)
builtin("before", f"range:range, point:{POINT}")(_range_before_point)
builtin("before", "range1:range, range2:range")(_before)
builtin("after", f"point1:{POINT}, point2:{POINT}")(lambda a, b: less(b, a))
builtin("after", f"point:{POINT}, range:range")(lambda point, area: _range_before_point(area, point))
builtin("after", f"range:range, point:{POINT}")(lambda area, point: _point_before_range(point, area))
builtin("after", "range1:range, range2:range")(_swapped(_before))
builtin("meets", "range1:range, range2:range")(_meets)
builtin("met by", "range1:range, range2:range")(_swapped(_meets))
builtin("overlaps", "range1:range, range2:range")(_overlaps)
builtin("overlaps before", "range1:range, range2:range")(_overlaps_before)
builtin("overlaps after", "range1:range, range2:range")(_overlaps_after)
builtin("finishes", f"point:{POINT}, range:range")(_point_finishes)
builtin("finishes", "range1:range, range2:range")(_finishes)
builtin("finished by", f"range:range, point:{POINT}")(lambda area, point: _point_finishes(point, area))
builtin("finished by", "range1:range, range2:range")(_swapped(_finishes))
builtin("includes", f"range:range, point:{POINT}")(contains)
builtin("includes", "range1:range, range2:range")(_includes)
builtin("during", f"point:{POINT}, range:range")(lambda point, area: contains(area, point))
builtin("during", "range1:range, range2:range")(_swapped(_includes))
builtin("starts", f"point:{POINT}, range:range")(_point_starts)
builtin("starts", "range1:range, range2:range")(_starts)
builtin("started by", f"range:range, point:{POINT}")(lambda area, point: _point_starts(point, area))
builtin("started by", "range1:range, range2:range")(_swapped(_starts))
builtin("coincides", f"point1:{POINT}, point2:{POINT}")(alike)
builtin("coincides", "range1:range, range2:range")(_coincides)
