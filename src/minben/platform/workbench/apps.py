"""Workbench's place in Django."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "minben.platform.workbench"
    label = "workbench"
