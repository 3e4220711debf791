"""The few words that pictures and descriptions of processes need, in the three languages of the interface."""

from __future__ import annotations

from typing import Final

_WORDS: Final[dict[str, tuple[str, str, str]]] = {
    # key: zh-Hant, zh-Hans, en
    "start": ("開始", "开始", "Start"),
    "end": ("結束", "结束", "End"),
    "user": ("人工辦理", "人工办理", "Done by a person"),
    "service": ("系統辦理", "系统办理", "Done by a system"),
    "rule": ("依規則判定", "依规则判定", "Decided by rules"),
    "script": ("自動計算", "自动计算", "Computed"),
    "subprocess": ("子流程", "子流程", "Sub-process"),
    "timer_boundary": ("期限", "期限", "Time limit"),
    "exclusive": ("判斷", "判断", "Choice"),
    "parallel": ("同時辦理", "同时办理", "In parallel"),
    "done": ("已完成", "已完成", "Done"),
    "marked": ("目前位置", "当前位置", "Current position"),
    "otherwise": ("否則", "否则", "otherwise"),
    "when": ("若 {0}:{1}", "若 {0}:{1}", "if {0}: {1}"),
    "both": ("同時:{0}", "同时:{0}", "in parallel: {0}"),
    "joined": ("等候其他部分後:{0}", "等候其他部分后:{0}", "after the others: {0}"),
    "late": ("逾 {0}:{1}", "逾 {0}:{1}", "after {0}: {1}"),
    "comma": ("、", "、", ", "),
    "steps": ("流程圖,共 {0} 個步驟。", "流程图,共 {0} 个步骤。", "Process diagram with {0} steps."),
    "here": ("目前位置:{0}。", "当前位置:{0}。", "Now at: {0}."),
    "list": ("{0}({1}),下一步:{2}。", "{0}({1}),下一步:{2}。", "{0} ({1}), next: {2}."),
    "nobody": ("—", "—", "—"),
}
_COLUMNS: Final = {"zh-Hant": 0, "zh-Hans": 1, "en": 2}


def word(key: str, language: str, *parts: object) -> str:
    """The word or sentence in the language (traditional Chinese when the language is unknown), parts filled
    in.
    """
    text = _WORDS[key][_COLUMNS.get(language, 0)]
    if language != "en":
        text = text.replace(":", "：").replace(",", "，").replace("(", "（").replace(")", "）")
    return text.format(*parts)
