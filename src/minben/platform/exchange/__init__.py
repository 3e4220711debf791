"""Asking other registers instead of citizens; other nodes."""
