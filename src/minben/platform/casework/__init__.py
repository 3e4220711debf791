"""Cases, tasks, deadlines: where the token game meets people and law."""
