"""Setting data on paper as PDF. Serves certificates and reports: texts go in as data, never as code."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import noto_cjk_sans_otc
import typst

REPORT = Path(__file__).parent / "typst" / "report.typ"


@lru_cache(maxsize=4)
def _compiler(template: Path) -> typst.Compiler:
    fonts = Path(noto_cjk_sans_otc.__file__).parent
    return typst.Compiler(str(template), font_paths=[str(fonts)], ignore_system_fonts=True)


def pdf(
    template: Path, data: Mapping[str, Any], moment: datetime, standards: Sequence[str] = ("a-2b",)
) -> bytes:
    """The data set by the template; the same data and moment give the same bytes. PDF/A-2b unless said otherwise."""
    return _compiler(template).compile(
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=list(standards),
        timestamp=int(moment.timestamp()),
    )
