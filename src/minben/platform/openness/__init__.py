"""Publishing, statistics, open data, requests, consultations."""
