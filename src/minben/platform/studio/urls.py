"""Addresses of studio."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "studio"
urlpatterns: list[URLPattern] = []
