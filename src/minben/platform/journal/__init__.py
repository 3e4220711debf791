"""The append-only record and its ledger: the legal trail, the mined log and what the inspector verifies."""
