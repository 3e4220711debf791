"""The portal's place in Django."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "minben.platform.portal"
    label = "portal"
