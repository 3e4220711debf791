"""Every proof for sizes 0 to 70, both suites, against the recursive definitions of RFC 9162, section 2.1."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minben.kernel.ledger import (
    MemoryStore,
    MissingNode,
    Suite,
    SuiteUnavailable,
    append,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    sha256,
    sm3,
    verify_consistency,
    verify_inclusion,
)

LARGEST = 70
ENTRIES = [f"entry {number}".encode() for number in range(LARGEST)]
SUITES = pytest.mark.parametrize("suite", [sha256, sm3], ids=lambda suite: suite.name)


def oracle_split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def oracle_root(entries: list[bytes], suite: Suite) -> bytes:
    if not entries:
        return suite.hash(b"")
    if len(entries) == 1:
        return suite.hash(b"\x00" + entries[0])
    k = oracle_split(len(entries))
    return suite.hash(b"\x01" + oracle_root(entries[:k], suite) + oracle_root(entries[k:], suite))


def oracle_path(m: int, entries: list[bytes], suite: Suite) -> list[bytes]:
    if len(entries) == 1:
        return []
    k = oracle_split(len(entries))
    if m < k:
        return [*oracle_path(m, entries[:k], suite), oracle_root(entries[k:], suite)]
    return [*oracle_path(m - k, entries[k:], suite), oracle_root(entries[:k], suite)]


def oracle_subproof(m: int, entries: list[bytes], whole: bool, suite: Suite) -> list[bytes]:
    n = len(entries)
    if m == n:
        return [] if whole else [oracle_root(entries, suite)]
    k = oracle_split(n)
    if m <= k:
        return [*oracle_subproof(m, entries[:k], whole, suite), oracle_root(entries[k:], suite)]
    return [*oracle_subproof(m - k, entries[k:], False, suite), oracle_root(entries[:k], suite)]


def log_of(entries: list[bytes], suite: Suite) -> MemoryStore:
    store, size = MemoryStore(), 0
    for entry in entries:
        size = append(store, size, leaf_hash(entry, suite), suite)
    assert size == len(entries)
    return store


@SUITES
def test_roots_of_every_size_equal_the_definition(suite: Suite) -> None:
    store = log_of(ENTRIES, suite)
    for size in range(LARGEST + 1):
        assert root(store, size, suite) == oracle_root(ENTRIES[:size], suite)


@SUITES
@pytest.mark.demonstrates("R95")
def test_every_inclusion_proof_equals_the_definition_and_holds(suite: Suite) -> None:
    store = log_of(ENTRIES, suite)
    for size in range(1, LARGEST + 1):
        head = root(store, size, suite)
        for index in range(size):
            proof = inclusion_proof(store, index, size, suite)
            assert list(proof) == oracle_path(index, ENTRIES[:size], suite)
            assert verify_inclusion(leaf_hash(ENTRIES[index], suite), index, size, proof, head, suite)
            assert not verify_inclusion(leaf_hash(b"forged", suite), index, size, proof, head, suite)


@SUITES
@pytest.mark.demonstrates("R95")
def test_every_consistency_proof_equals_the_definition_and_holds(suite: Suite) -> None:
    store = log_of(ENTRIES, suite)
    heads = [root(store, size, suite) for size in range(LARGEST + 1)]
    for new in range(LARGEST + 1):
        for old in range(new + 1):
            proof = consistency_proof(store, old, new, suite)
            if old > 0:
                assert list(proof) == oracle_subproof(old, ENTRIES[:new], True, suite)
            assert verify_consistency(old, new, heads[old], heads[new], proof, suite)
            if old:
                rewritten = suite.hash(heads[old])
                assert not verify_consistency(old, new, rewritten, heads[new], proof, suite)


def flips(hash_: bytes) -> list[bytes]:
    return [
        bytes([*hash_[:i], hash_[i] ^ (1 << bit), *hash_[i + 1 :]]) for i in range(32) for bit in range(8)
    ]


@SUITES
@pytest.mark.demonstrates("R95")
@pytest.mark.parametrize(("index", "size"), [(0, 1), (0, 2), (3, 7), (6, 7), (5, 8), (12, 13)])
def test_any_flipped_bit_of_an_inclusion_proof_is_refused(suite: Suite, index: int, size: int) -> None:
    store = log_of(ENTRIES[:size], suite)
    leaf, head = leaf_hash(ENTRIES[index], suite), root(store, size, suite)
    proof = inclusion_proof(store, index, size, suite)
    assert not any(verify_inclusion(bad, index, size, proof, head, suite) for bad in flips(leaf))
    assert not any(verify_inclusion(leaf, index, size, proof, bad, suite) for bad in flips(head))
    for place, one in enumerate(proof):
        for bad in flips(one):
            forged = [*proof[:place], bad, *proof[place + 1 :]]
            assert not verify_inclusion(leaf, index, size, forged, head, suite)


@SUITES
@pytest.mark.demonstrates("R95")
@pytest.mark.parametrize(("old", "new"), [(1, 2), (3, 7), (4, 7), (6, 8), (7, 13), (8, 13)])
def test_any_flipped_bit_of_a_consistency_proof_is_refused(suite: Suite, old: int, new: int) -> None:
    store = log_of(ENTRIES[:new], suite)
    before, after = root(store, old, suite), root(store, new, suite)
    proof = consistency_proof(store, old, new, suite)
    assert not any(verify_consistency(old, new, bad, after, proof, suite) for bad in flips(before))
    assert not any(verify_consistency(old, new, before, bad, proof, suite) for bad in flips(after))
    for place, one in enumerate(proof):
        for bad in flips(one):
            forged = [*proof[:place], bad, *proof[place + 1 :]]
            assert not verify_consistency(old, new, before, after, forged, suite)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_proof_holds_for_its_own_entry_and_size_only(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, LARGEST))
    index, other = data.draw(st.tuples(st.integers(0, size - 1), st.integers(-2, size + 1)))
    store = log_of(ENTRIES[:size], sha256)
    head, leaf = root(store, size, sha256), leaf_hash(ENTRIES[index], sha256)
    proof = inclusion_proof(store, index, size, sha256)
    assert verify_inclusion(leaf, other, size, proof, head, sha256) is (other == index)
    assert not verify_inclusion(leaf, index, size, (*proof, head), head, sha256)
    assert not verify_inclusion(leaf, index, size, proof[:-1], head, sha256)


def test_a_rewritten_history_has_no_consistency_proof() -> None:
    honest, forged = log_of(ENTRIES[:20], sha256), log_of([*ENTRIES[:5], b"bribe", *ENTRIES[6:30]], sha256)
    proof = consistency_proof(forged, 20, 30, sha256)
    assert not verify_consistency(20, 30, root(honest, 20, sha256), root(forged, 30, sha256), proof, sha256)


@given(st.lists(st.binary(max_size=40), max_size=6), st.integers(-1, 9), st.integers(-1, 9))
def test_a_strangers_proof_never_raises(proof: list[bytes], one: int, two: int) -> None:
    head = root(MemoryStore(), 0, sha256)
    assert not verify_inclusion(head, one, two, proof, head[:-1], sha256)
    assert not verify_consistency(one, two, head[:-1], head, proof, sha256)
    assert verify_inclusion(head, one, two, proof, head, sha256) is (one == 0 and two == 1 and not proof)


def test_sm3_equals_the_standards_example() -> None:
    # GB/T 32905, example 1: the hash of "abc".
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3.hash(b"abc").hex() == expected


def test_a_missing_sm3_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(name: str, data: bytes) -> None:
        raise ValueError(f"unsupported hash type {name}")

    monkeypatch.setattr(hashlib, "new", unsupported)
    with pytest.raises(SuiteUnavailable, match="OpenSSL"):
        sm3.hash(b"abc")


def test_the_leaf_prefix_keeps_a_node_from_posing_as_an_entry() -> None:
    store = log_of(ENTRIES[:2], sha256)
    both = leaf_hash(ENTRIES[0], sha256) + leaf_hash(ENTRIES[1], sha256)
    assert root(store, 2, sha256) != root(log_of([both], sha256), 1, sha256)


def test_what_cannot_be_proved_is_refused_with_words() -> None:
    store = log_of(ENTRIES[:5], sha256)
    with pytest.raises(ValueError, match="count from 0"):
        inclusion_proof(store, 5, 5, sha256)
    with pytest.raises(ValueError, match="cannot have come before"):
        consistency_proof(store, 6, 5, sha256)
    with pytest.raises(ValueError, match="32 bytes"):
        append(store, 5, b"short", sha256)
    with pytest.raises(MissingNode):
        root(store, 6, sha256)
    with pytest.raises(MissingNode):
        append(store, 7, leaf_hash(b"", sha256), sha256)


class Counting(MemoryStore):
    """Counts the hashes read."""

    reads = 0

    def get(self, level: int, index: int) -> bytes | None:
        self.reads += 1
        return super().get(level, index)


def test_a_proof_reads_at_most_two_hashes_a_level() -> None:
    store, size = Counting(), 0
    for number in range(5000):
        size = append(store, size, leaf_hash(b"%d" % number, sha256), sha256)
    for index in range(0, size, 97):
        store.reads = 0
        inclusion_proof(store, index, size, sha256)
        consistency_proof(store, index + 1, size, sha256)
        assert store.reads <= 4 * size.bit_length()
