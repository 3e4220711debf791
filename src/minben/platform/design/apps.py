"""Tells Django where the look lives."""

from __future__ import annotations

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """Components, base page, error pages and the switches for language, size and contrast."""

    name = "minben.platform.design"
    label = "design"
