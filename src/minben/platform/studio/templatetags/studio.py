"""Small helpers of the studio's templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from minben.platform.design.parts import Tab

register = template.Library()


@register.filter
def at(values: Mapping[str, Any], key: str) -> Any:
    """The value under a key that a variable holds; "" when there is none."""
    return values.get(key, "")


@register.simple_tag(takes_context=True)
def parts_of_studio(context: Mapping[str, Any]) -> list[Tab]:
    """The studio's parts side by side."""
    here = context["request"].path
    parts = {
        "home": _("Logs"),
        "decisions": _("Decisions"),
        "packs": _("Services and versions"),
        "reforms": _("Reforms"),
    }
    return [
        Tab(href, text, href == here) for name, text in parts.items() for href in [reverse(f"studio:{name}")]
    ]
