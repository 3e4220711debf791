"""Openness's words: limits, shares, days, and numbers too small to publish."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from minben.kernel.worktime import Limit
from minben.platform.catalogue.queries import place_locale
from minben.platform.openness.suppression import LEAST

MINUTES = 1 / 24  # days: below an hour, days say nothing


def locale(request: HttpRequest) -> str:
    """The pack's locale for this request."""
    return place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]


def limit(value: Limit) -> str:
    """A limit with its unit."""
    if value.value == 0:
        return _("at once")
    units = {
        "workday": _("%(value)s working days"),
        "day": _("%(value)s days"),
        "month": _("%(value)s months"),
        "hour": _("%(value)s hours"),
        "year": _("%(value)s years"),
    }
    return units[value.unit] % {"value": value.value}


def number(value: int | None) -> Any:
    """A number, or that it is too small to publish."""
    return _("fewer than %(least)s") % {"least": LEAST} if value is None else value


def days(value: float | None) -> str:
    """A real time, or that there are too few cases to publish one."""
    if value is None:
        return _("too few cases")
    if value < MINUTES:
        return _("within an hour")
    return _("%(days)s days") % {"days": f"{value:.1f}"}


def percent(value: float | None) -> str:
    """A share, or that there is too little to publish one."""
    return _("too few cases") if value is None else f"{100 * value:.0f} %"
