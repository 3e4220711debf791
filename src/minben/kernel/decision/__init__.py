"""DMN decisions, evaluated and explained."""

from minben.kernel.decision.batch import decide_many
from minben.kernel.decision.check import check
from minben.kernel.decision.edit import cells, columns, delete_row, insert_row, move_row, set_row
from minben.kernel.decision.evaluate import Outcome, evaluate, trace_json
from minben.kernel.decision.explain import Nearest, Separation, nearest
from minben.kernel.decision.model import Decision, Model, Table
from minben.kernel.decision.read import read_dmn
from minben.kernel.decision.sheet import read_csv, write_csv
from minben.kernel.decision.table import Hit
from minben.kernel.decision.validity import Validity, check_versions, in_force
from minben.kernel.decision.workbook import read_sheet, read_xlsx, write_sheet, write_xlsx
from minben.kernel.feel import to_json

__all__ = [
    "Decision",
    "Hit",
    "Model",
    "Nearest",
    "Outcome",
    "Separation",
    "Table",
    "Validity",
    "cells",
    "check",
    "check_versions",
    "columns",
    "decide_many",
    "delete_row",
    "evaluate",
    "in_force",
    "insert_row",
    "move_row",
    "nearest",
    "read_csv",
    "read_dmn",
    "read_sheet",
    "read_xlsx",
    "set_row",
    "to_json",
    "trace_json",
    "write_csv",
    "write_sheet",
    "write_xlsx",
]
