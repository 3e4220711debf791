"""Casework's place in Django."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "minben.platform.casework"
    label = "casework"
