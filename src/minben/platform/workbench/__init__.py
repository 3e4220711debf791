"""The officer's door."""
