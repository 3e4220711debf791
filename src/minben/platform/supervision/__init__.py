"""Reads everything, changes nothing but its own cards, urgings and inspections."""
