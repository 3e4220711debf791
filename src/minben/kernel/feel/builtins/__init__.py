"""The built-in functions of FEEL (DMN 1.5, 10.3.4), one file for each table of the standard."""

from minben.kernel.feel.builtins import contexts, conversion, dates, lists, numbers, ranges, strings
from minben.kernel.feel.builtins.registry import BUILTINS

__all__ = ["BUILTINS", "contexts", "conversion", "dates", "lists", "numbers", "ranges", "strings"]
