"""The FEEL expression language (DMN 1.5, chapter 10)."""
