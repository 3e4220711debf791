"""DMN decisions, evaluated and explained."""
