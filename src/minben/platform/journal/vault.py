"""Personal facts at rest: AES-256-GCM with a key per person, so that erasing the key erases the person."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from minben.platform.journal import bulk, memory
from minben.platform.journal.keys import signer
from minben.platform.journal.models import SubjectKey
from minben.platform.journal.tenancy import current_tenant


class Erased(LookupError):
    """The person's key was destroyed: what was sealed with it can never be read again."""


def seal(subject: str, facts: dict[str, Any]) -> bytes:
    """Encrypt `facts` for `subject` (a person's id); makes the person's key at first use."""
    nonce = os.urandom(12)
    plain = json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()
    return nonce + AESGCM(_key(subject, make=True)).encrypt(nonce, plain, _context(subject))


def unseal(subject: str, sealed: bytes) -> dict[str, Any]:
    """Decrypt what `seal` gave; Erased when the person's key is gone."""
    sealed = bytes(sealed)
    if not sealed:
        return {}
    return _unlock(subject, _key(subject, make=False), sealed)


def unseal_many(sealed: Sequence[tuple[str, bytes]]) -> list[dict[str, Any]]:
    """Decrypt many (subject, ciphertext) pairs with one look at the keys; empty where the person was erased."""
    subjects = {subject for subject, _ in sealed}
    keys = {row.subject: row.wrapped for row in SubjectKey.objects.filter(subject__in=subjects)}
    return [_open(subject, keys.get(subject), bytes(text)) for subject, text in sealed]


def _open(subject: str, wrapped: bytes | None, sealed: bytes) -> dict[str, Any]:
    if wrapped is None or not sealed:
        return {}
    return _unlock(subject, signer().unwrap(bytes(wrapped)), sealed)


def _unlock(subject: str, key: bytes, sealed: bytes) -> dict[str, Any]:
    return json.loads(AESGCM(key).decrypt(sealed[:12], sealed[12:], _context(subject)))


def erase(subject: str) -> bool:
    """Destroy the person's key; True when there was one. Call it inside an act: erasing is journalled too."""
    memory.keys().pop((current_tenant(), subject), None)
    return SubjectKey.objects.filter(subject=subject).delete()[0] > 0


def _context(subject: str) -> bytes:
    """Bound into each ciphertext, so that a row copied to another person or tenant does not open."""
    return f"{current_tenant()}/{subject}".encode()


def _key(subject: str, *, make: bool) -> bytes:
    known, place = memory.keys(), (current_tenant(), subject)
    if place not in known:
        known[place] = _stored_key(subject) or _new_key(subject, make=make)
    return known[place]


def _stored_key(subject: str) -> bytes | None:
    found = bulk.read(SubjectKey, subject=subject)
    return signer().unwrap(bytes(found[0].wrapped)) if found else None


def _new_key(subject: str, *, make: bool) -> bytes:
    if not make:
        raise Erased(subject)
    key = AESGCM.generate_key(256)
    SubjectKey.objects.create(subject=subject, wrapped=signer().wrap(key))
    return key
