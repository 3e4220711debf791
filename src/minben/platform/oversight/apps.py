"""Oversight's place in Django."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "minben.platform.oversight"
    label = "oversight"
