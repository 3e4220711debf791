"""Identity's place in Django."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "minben.platform.identity"
    label = "identity"
