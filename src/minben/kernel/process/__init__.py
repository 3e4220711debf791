"""BPMN: read, write, check, draw, and the one token game."""
