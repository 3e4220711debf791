"""Implementations of the exchange's ports."""
