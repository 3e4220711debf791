"""Gives each template `look`: who is here, in which language, how large, how strong. Serves base.html.

Settings read (all optional), in one dictionary `MINBEN_LOOK`:

    place          name of the place when the request carries none
    doors          ((namespace, label, url name), …) in the order of the navigation
    footer         ((label, url name), …); a name that has no URL yet is left out
    sign_in, sign_out   url names; signing out is a POST
    home           url name of the portal's first page

Attributes of the request that others may set: `place_name` (str), `open_doors` (namespaces this person
may enter; absent
means the first door only), `person_line` (an object with `name` and, when acting for someone, `acting_for`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

SIZE_COOKIE = "minben_size"
CONTRAST_COOKIE = "minben_contrast"

NAMES = {"zh-hant": ("繁體中文", "zh-Hant"), "zh-hans": ("简体中文", "zh-Hans"), "en": ("English", "en")}
"""Each language in its own words, and its tag (BCP 47)."""


@dataclass(frozen=True)
class Language:
    """One choice of the language switch."""

    code: str
    name: str
    tag: str
    current: bool


@dataclass(frozen=True)
class Door:
    """One entry of the navigation."""

    key: str
    label: str
    href: str
    current: bool


def url_or_blank(name: str) -> str:
    """The URL of a name, or an empty string when nothing answers to it (an app that is not installed)."""
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:
        return ""


class Look:
    """All that base.html needs to know about this request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.options: dict[str, Any] = getattr(settings, "MINBEN_LOOK", {})
        self.language = (get_language() or settings.LANGUAGE_CODE).lower()
        self.large = request.COOKIES.get(SIZE_COOKIE) == "large"
        self.contrast = request.COOKIES.get(CONTRAST_COOKIE) == "more"

    @property
    def html_class(self) -> str:
        """Classes of the root element; the style sheet hangs both appearances on them."""
        extra = " large" * self.large + " contrast" * self.contrast
        return "govuk-template" + extra

    @property
    def tag(self) -> str:
        """Language tag of the page."""
        return NAMES.get(self.language, ("", self.language))[1]

    @property
    def languages(self) -> list[Language]:
        """The choices, each in its own language."""
        return [
            Language(code, *NAMES.get(code, (str(name), code)), current=code == self.language)
            for code, name in settings.LANGUAGES
        ]

    @property
    def here(self) -> str:
        """Where a switch returns to."""
        return self.request.get_full_path()

    @property
    def place(self) -> str:
        """Name of the place whose site this is, or an empty string."""
        return getattr(self.request, "place_name", "") or self.options.get("place", "")

    @property
    def home(self) -> str:
        """First page of the site."""
        return url_or_blank(self.options.get("home", "")) or "/"

    @property
    def doors(self) -> list[Door]:
        """The doors this person may enter and that exist; the first is open to everyone."""
        listed: list[tuple[str, Any, str]] = list(self.options.get("doors", ()))
        allowed: Iterable[str] = getattr(self.request, "open_doors", [key for key, *_ in listed[:1]])
        here = self.namespace
        return [
            Door(key, label, url, current=key == here)
            for key, label, name in listed
            if key in set(allowed) and (url := url_or_blank(name))
        ]

    @property
    def namespace(self) -> str:
        """URL namespace of the page shown."""
        match = self.request.resolver_match
        return match.namespaces[0] if match and match.namespaces else ""

    @property
    def person(self) -> Any:
        """Who is signed in (`name`, `acting_for`), or None."""
        return getattr(self.request, "person_line", None)

    @property
    def sign_in(self) -> str:
        """Where to sign in."""
        return url_or_blank(self.options.get("sign_in", ""))

    @property
    def sign_out(self) -> str:
        """Where to sign out (POST)."""
        return url_or_blank(self.options.get("sign_out", ""))

    @property
    def footer(self) -> list[tuple[Any, str]]:
        """Links of the footer that lead somewhere."""
        pairs = [(label, url_or_blank(name)) for label, name in self.options.get("footer", ())]
        return [(label, url) for label, url in pairs if url]


def look(request: HttpRequest) -> dict[str, Look]:
    """The context processor."""
    return {"look": Look(request)}
