"""The journal's place in Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class JournalConfig(AppConfig):
    name = "minben.platform.journal"
    label = "journal"

    def ready(self) -> None:
        from minben.platform.journal.tenancy import protect_rows  # models load after apps

        post_migrate.connect(protect_rows, dispatch_uid="journal.protect_rows")
