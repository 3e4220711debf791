"""Gives each template `look`: who is here, in which language, how large, how strong. Serves base.html.

The look stands below every other app, so it asks the request, which the apps above have furnished: `tenant` (`names`:
locale -> name, `sandbox`), `actor` (`name`, `roles`, `on_behalf_of`), and `acting_for` (the name of the person
acted for). Any of them may be absent. Addresses are names; a name that nothing answers to yet is left out of the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

SIZE_COOKIE = "minben_size"
CONTRAST_COOKIE = "minben_contrast"

NAMES = {"zh-hant": ("繁體中文", "zh-Hant"), "zh-hans": ("简体中文", "zh-Hans"), "en": ("English", "en")}
"""Each language in its own words, and its tag (BCP 47)."""


SIGN_IN, SIGN_OUT, HOME = "identity:sign_in", "identity:sign_out", "portal:home"
COUNTER, LEAVE_PRACTICE = "workbench:counter", "workbench:leave_practice"
SPACE = "portal:space"

EVERYBODY = frozenset[str]()
DOORS = (
    ("portal", _("Services"), "portal:home", EVERYBODY),
    ("workbench", _("Workbench"), "workbench:home", {"officer", "leader"}),
    ("oversight", _("Oversight"), "oversight:home", {"leader", "inspector", "administrator"}),
    ("studio", _("Studio"), "studio:home", {"analyst"}),
    ("openness", _("Openness"), "openness:home", EVERYBODY),
)
"""Namespace, label, first page, and the roles that may enter."""

FOOTER = (
    (_("Accessibility"), "portal:accessibility"),
    (_("Privacy"), "portal:privacy"),
    (_("Check a certificate"), "portal:verify"),
    (_("Tell us about this page"), "portal:feedback"),
)


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
    label: Any
    href: str
    current: bool


def url_or_blank(name: str) -> str:
    """The URL of a name, or an empty string when nothing answers to it (an app that is not installed)."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


class Look:
    """All that base.html needs to know about this request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.tenant = getattr(request, "tenant", None)
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
        """Name of the place whose site this is in the page's language, or an empty string."""
        names = {key.lower(): name for key, name in getattr(self.tenant, "names", {}).items()}
        return names.get(self.language) or next(iter(names.values()), "")

    @property
    def practice(self) -> bool:
        """Whether all this is only practice."""
        return bool(getattr(self.tenant, "sandbox", False))

    @property
    def home(self) -> str:
        """First page of the site."""
        return url_or_blank(HOME) or "/"

    @property
    def doors(self) -> list[Door]:
        """The doors this person may enter and that exist."""
        roles = set(getattr(self.person, "roles", ()))
        here = self.namespace
        return [
            Door(key, label, url, current=key == here)
            for key, label, name, needed in DOORS
            if (not needed or roles & needed) and (url := url_or_blank(name))
        ]

    @property
    def namespace(self) -> str:
        """URL namespace of the page shown."""
        match = self.request.resolver_match
        return match.namespaces[0] if match and match.namespaces else ""

    @property
    def person(self) -> Any:
        """Who is signed in (the request's actor), or None."""
        return getattr(self.request, "actor", None)

    @property
    def acting_for(self) -> str:
        """The person for whom somebody acts, or an empty string."""
        if not getattr(self.person, "on_behalf_of", ""):
            return ""
        return getattr(self.request, "acting_for", "") or gettext("another person")

    @property
    def leave_practice(self) -> str:
        """Where to leave practice (POST); empty outside."""
        return url_or_blank(LEAVE_PRACTICE) if self.practice else ""

    @property
    def counter(self) -> str:
        """Where an officer who helps somebody at the window goes back to; empty for everybody else."""
        return url_or_blank(COUNTER) if "assistant" in getattr(self.person, "roles", ()) else ""

    @property
    def sign_in(self) -> str:
        """Where to sign in, and to return from there to this page."""
        address = url_or_blank(SIGN_IN)
        return f"{address}?{urlencode({'next': self.here})}" if address else ""

    @property
    def space(self) -> str:
        """The citizen's own page, for citizens."""
        return url_or_blank(SPACE) if "citizen" in getattr(self.person, "roles", ()) else ""

    @property
    def sign_out(self) -> str:
        """Where to sign out (POST)."""
        return url_or_blank(SIGN_OUT)

    @property
    def footer(self) -> list[tuple[Any, str]]:
        """Links of the footer that lead somewhere."""
        pairs = [(label, url_or_blank(name)) for label, name in FOOTER]
        return [(label, url) for label, url in pairs if url]


def look(request: HttpRequest) -> dict[str, Look]:
    """The context processor."""
    return {"look": Look(request)}
