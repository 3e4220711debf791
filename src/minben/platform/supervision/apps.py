"""Supervision's place in Django."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "minben.platform.supervision"
    label = "supervision"
