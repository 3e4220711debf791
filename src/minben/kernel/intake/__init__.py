"""Data elements, what registers can answer, and the least that must be asked."""

from minben.kernel.intake.burden import burden_before, duplicate_elements
from minben.kernel.intake.check import Answer, Problem, check_answer, valid_credit_code
from minben.kernel.intake.codes import credit_code_check_character, id_number_check_character
from minben.kernel.intake.least import MOST_KEYS, TooManyKeysError, least_form
from minben.kernel.intake.model import Element, ElementType, Plan, Source

__all__ = [
    "MOST_KEYS",
    "Answer",
    "Element",
    "ElementType",
    "Plan",
    "Problem",
    "Source",
    "TooManyKeysError",
    "burden_before",
    "check_answer",
    "credit_code_check_character",
    "duplicate_elements",
    "id_number_check_character",
    "least_form",
    "valid_credit_code",
]
