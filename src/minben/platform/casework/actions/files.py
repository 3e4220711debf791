"""Files that people give: what they are is read from their content, never from their name."""

from __future__ import annotations

from django.conf import settings

from minben.platform.casework.actions.refusal import Refusal

SIGNATURES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def media_type(content: bytes) -> str:
    """The type by the file's first bytes; Refusal for anything but PDF, PNG and JPEG, and for files too large."""
    kind = next((media for start, media in SIGNATURES.items() if content.startswith(start)), "")
    if not kind:
        raise Refusal("upload.type")
    if len(content) > settings.MINBEN_UPLOAD_LIMIT:
        raise Refusal("upload.size", megabytes=settings.MINBEN_UPLOAD_LIMIT // 2**20)
    return kind


def plain_name(name: str) -> str:
    """The file's name without anything that could be a path or a header."""
    kept = "".join(char for char in name if char.isprintable() and char not in '/\\"')
    return kept[-200:] or "file"
