"""Studio's place in Django."""

from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "minben.platform.studio"
    label = "studio"
