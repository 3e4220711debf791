"""Addresses of openness."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "openness"
urlpatterns: list[URLPattern] = []
