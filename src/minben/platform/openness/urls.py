"""Addresses of openness."""

from __future__ import annotations

from django.urls import path

from minben.platform.openness.views import figures

app_name = "openness"
urlpatterns = [
    path("", figures.home, name="home"),
    path("satisfaction/", figures.satisfaction, name="satisfaction"),
    path("reductions/", figures.reduced, name="reductions"),
]
