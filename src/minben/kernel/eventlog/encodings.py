"""In which encoding a text was saved. Serves the reader of tables: what offices export is often older than UTF-8.

Asked only of texts that are no UTF-8. Chinese is known by its commonest characters, Western European by accents that
stand alone among letters. The answer is shown with the columns and can be corrected there (`encoding=big5`).
"""

from __future__ import annotations

import codecs
import re

_HIGH = re.compile(rb"[\x80-\xff]+")
_COMMON = frozenset(
    "的一是不在人有我他這这個个們们中來来上大為为和國国地到以說说時时要就出會会可也你對对生能而子那得於于著着下自之年"
    "案件申請请間间收受理審审批准辦办結结核決决定送達达號号部門门局處处補补正材料提交開开始退回完成通知發发證证登記记"
    "經经名稱称環环節节活動动流水王李張张劉刘陳陈楊杨趙赵黃黄周吳吴徐孫孙馬马朱林許许"
)
_ENOUGH = 0.08  # of all Chinese characters are common ones
KNOWN = ("utf-8", "utf-16", "gb18030", "big5", "cp1252", "latin-1")


def encoding_of(data: bytes) -> str:
    """One of KNOWN, for the beginning of a text that is not UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    shares = {name: _common(data, name) for name in ("gb18030", "big5")}
    best = max(shares, key=lambda name: shares[name])
    if shares[best] >= _ENOUGH:
        return best
    runs = _HIGH.findall(data)
    alone = sum(len(run) == 1 for run in runs)
    if 2 * alone < len(runs):
        return best if shares[best] >= 0 else "cp1252"
    return "latin-1" if re.search(rb"[\x81\x8d\x8f\x90\x9d]", data) else "cp1252"


def _common(data: bytes, name: str) -> float:
    """Share of the commonest among the Chinese characters; below nought when the bytes are none of that encoding."""
    try:
        text = codecs.getincrementaldecoder(name)().decode(data)  # the end may be cut inside a character
    except UnicodeDecodeError:
        return -1.0
    chinese = [letter for letter in text if "\u4e00" <= letter <= "\u9fff"]
    return sum(letter in _COMMON for letter in chinese) / len(chinese) if chinese else 0.0
