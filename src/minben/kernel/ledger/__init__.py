"""Merkle tree (RFC 9162): proofs that the record was not altered."""
