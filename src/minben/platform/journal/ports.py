"""What keys and signatures must offer: the only door to cryptographic keys."""

from __future__ import annotations

from typing import Protocol


class Signer(Protocol):
    """Signs ledger heads and certificates; wraps the keys of persons. Software today, hardware behind the same door."""

    suite: str  # "international" (SHA-256, Ed25519/ECDSA) or "sm" (SM3, SM2)

    def sign(self, message: bytes) -> bytes:
        """A signature over `message` with the node's key."""
        ...

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether this node's key made the signature."""
        ...

    def verify_with(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether the key of another node of the same suite (PEM) made the signature; False for what is no such key."""
        ...

    def public_key(self) -> bytes:
        """The verification key, PEM (SubjectPublicKeyInfo)."""
        ...

    def wrap(self, key: bytes) -> bytes:
        """Encrypt a person's data key for storage."""
        ...

    def unwrap(self, wrapped: bytes) -> bytes:
        """The inverse of `wrap`; raises ValueError when tampered with."""
        ...

    def seal_pdf(self, pdf: bytes, reason: str) -> bytes:
        """The PDF with the node's seal (PAdES, certifying: later changes break it)."""
        ...

    def check_pdf(self, pdf: bytes) -> bool:
        """Whether the PDF bears this node's seal over all of its bytes, unaltered."""
        ...
