"""Openness's place in Django."""

from django.apps import AppConfig


class OpennessConfig(AppConfig):
    name = "minben.platform.openness"
    label = "openness"
