"""Pages of the officer's door."""
