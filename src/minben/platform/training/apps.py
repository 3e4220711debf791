"""The app's place in Django."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "minben.platform.training"
    label = "training"
