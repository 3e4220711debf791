"""The studio's template filters."""
