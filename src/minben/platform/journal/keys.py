"""The node's signer, chosen by the setting MINBEN_SIGNER."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string

from minben.platform.journal.ports import Signer


def signer() -> Signer:
    """The configured signer (`module.factory`, called with the key folder)."""
    return import_string(settings.MINBEN_SIGNER)(str(settings.MINBEN_KEYS))
