"""Implementations of the journal's ports."""
