"""The head of a log as text, read back strictly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minben.kernel.ledger import Checkpoint, MemoryStore, checkpoint, parse_checkpoint, root, sha256

ORIGINS = st.text(st.characters(exclude_characters="\n", exclude_categories=("Cs",)), min_size=1)


@given(ORIGINS, st.integers(0, 2**62), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_reads_back(origin: str, size: int, head: bytes) -> None:
    assert parse_checkpoint(checkpoint(origin, size, head)) == Checkpoint(origin, size, head)


def test_an_empty_log_has_the_known_text() -> None:
    text = checkpoint("lanting.example/journal", 0, root(MemoryStore(), 0, sha256))
    assert text == "lanting.example/journal\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"


def test_extension_lines_are_kept() -> None:
    text = checkpoint("a", 1, bytes(32)) + "time 1771000000\n"
    assert parse_checkpoint(text).extensions == ("time 1771000000",)


ROOT = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (f"a\n1\n{ROOT}", "was cut"),
        ("a\n1\n", "2 lines"),
        (f"\n1\n{ROOT}\n", "empty"),
        (f"a\n01\n{ROOT}\n", "decimal"),
        (f"a\n-1\n{ROOT}\n", "decimal"),
        (f"a\n١\n{ROOT}\n", "decimal"),
        ("a\n1\nnot base64!\n", "base64"),
        (f"a\n1\n{ROOT[:-2]}V=\n", "base64 spelling"),
        (f"a\n1\n{ROOT}\n\n", "empty"),
    ],
)
def test_a_broken_checkpoint_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_checkpoint(text)


def test_an_origin_of_two_lines_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="one line"):
        checkpoint("a\nb", 1, bytes(32))
    with pytest.raises(ValueError, match="-1 entries"):
        checkpoint("a", -1, bytes(32))
