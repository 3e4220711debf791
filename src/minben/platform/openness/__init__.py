"""What everybody may see: items, limits, real times, open data, consultations, requests for information."""
