"""The pages of oversight, grouped by who needs them."""
