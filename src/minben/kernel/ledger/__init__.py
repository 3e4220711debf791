"""Merkle tree (RFC 9162): proofs that the record was not altered."""

from minben.kernel.ledger.checkpoint import Checkpoint, checkpoint, parse_checkpoint
from minben.kernel.ledger.store import MemoryStore, MissingNode, NodeStore
from minben.kernel.ledger.suite import SUITES, Suite, SuiteUnavailable, sha256, sm3
from minben.kernel.ledger.tree import (
    Proof,
    append,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
)
from minben.kernel.ledger.verify import verify_consistency, verify_inclusion

__all__ = [
    "SUITES",
    "Checkpoint",
    "MemoryStore",
    "MissingNode",
    "NodeStore",
    "Proof",
    "Suite",
    "SuiteUnavailable",
    "append",
    "checkpoint",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "parse_checkpoint",
    "root",
    "sha256",
    "sm3",
    "verify_consistency",
    "verify_inclusion",
]
