"""What happened: one columnar event log, read from and written to XES, CSV and others."""
