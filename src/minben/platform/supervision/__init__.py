"""Reads everything, changes nothing: cards, inspections, ratings follow-up."""
