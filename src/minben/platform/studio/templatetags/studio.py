"""Small helpers of the studio's templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(values: Mapping[str, Any], key: str) -> Any:
    """The value under a key that a variable holds; "" when there is none."""
    return values.get(key, "")
