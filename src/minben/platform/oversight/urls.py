"""Addresses of oversight."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "oversight"
urlpatterns: list[URLPattern] = []
