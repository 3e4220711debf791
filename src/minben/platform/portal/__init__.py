"""The citizen's and the business's door."""
