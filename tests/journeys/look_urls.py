"""The look alone: its own addresses, and one page that breaks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def breaks(request: HttpRequest) -> HttpResponse:
    """A fault of ours."""
    raise RuntimeError("a fault for the test")


urlpatterns = [
    path("design/", include("minben.platform.design.urls")),
    path("identity/", include("minben.platform.identity.urls")),
    path("breaks/", breaks),
]
