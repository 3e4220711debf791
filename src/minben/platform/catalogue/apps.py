"""The catalogue's place in Django."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "minben.platform.catalogue"
    label = "catalogue"
