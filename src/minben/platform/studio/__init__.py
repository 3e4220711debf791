"""The analyst's and designer's door."""
