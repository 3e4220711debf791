"""Minben (民本): a city's public services, and the workshop that re-engineers them."""

__version__ = "0.1.0"
