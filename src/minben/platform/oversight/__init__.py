"""The leader's and the inspector's door."""
