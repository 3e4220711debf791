"""The exchange's place in Django."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "minben.platform.exchange"
    label = "exchange"
