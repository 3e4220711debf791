"""Practice cases on a sandbox tenant, and the demo city's invented history."""
