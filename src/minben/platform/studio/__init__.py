"""The analyst's door: logs, processes, decisions, redesigns, reforms."""
