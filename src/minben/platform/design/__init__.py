"""The look: one set of accessible components for every door, in three languages and three appearances.

Serves everyone who meets the platform through a page, and the colleagues who build those pages.
"""
