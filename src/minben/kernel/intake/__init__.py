"""Data elements, what registers can answer, and the least that must be asked."""

from minben.kernel.intake.model import Element, ElementType, Plan, Source

__all__ = ["Element", "ElementType", "Plan", "Source"]
