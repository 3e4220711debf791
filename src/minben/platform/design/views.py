"""The switches (language, size, contrast) and the gallery. Serves every visitor, and designers."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from .context import CONTRAST_COOKIE, SIZE_COOKIE
from .gallery import examples

YEAR = 365 * 24 * 3600
CHOICES = {"size": (SIZE_COOKIE, {"large", "normal"}), "contrast": (CONTRAST_COOKIE, {"more", "normal"})}


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language, size or contrast in a cookie, and return to the page the person was on.

    Unknown choices change nothing. A return address on another host is replaced by the first page.
    """
    response = HttpResponseRedirect(safe_next(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        remember(request, response, settings.LANGUAGE_COOKIE_NAME, language)
    for choice, (cookie, values) in CHOICES.items():
        if request.POST.get(choice) in values:
            remember(request, response, cookie, request.POST[choice])
    return response


def remember(request: HttpRequest, response: HttpResponse, cookie: str, value: str) -> None:
    """Keep a preference for a year. It names no person, so no consent is needed for it."""
    response.set_cookie(
        cookie, value, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
    )


def safe_next(request: HttpRequest) -> str:
    """The page asked for in `next` if it is on this host, else the first page."""
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if allowed else "/"


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with an example; only where DEBUG or MINBEN_DEMO is set."""
    if not (settings.DEBUG or getattr(settings, "MINBEN_DEMO", False)):
        raise Http404
    return render(request, "design/gallery.html", examples(request))


# The cell of the rights matrix (identity.rights, which stands above this app and so cannot be imported): for everybody.
look.access = gallery.access = ("session", "manage")  # type: ignore[attr-defined]
