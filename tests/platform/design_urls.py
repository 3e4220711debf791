"""Addresses for looking at the components alone."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("design/", include("minben.platform.design.urls"))]
handler400 = "minben.platform.design.views.bad_request"
handler403 = "minben.platform.design.views.permission_denied"
handler404 = "minben.platform.design.views.page_not_found"
handler500 = "minben.platform.design.views.server_error"
