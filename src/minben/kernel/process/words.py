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
    "boundary": ("邊界事件", "边界事件", "Boundary event"),
    "catch": ("等候事件", "等候事件", "Waits for an event"),
    "throw": ("發出事件", "发出事件", "Sends an event"),
    "task": ("辦理", "办理", "Work"),
    "manual": ("線下辦理", "线下办理", "Done by hand"),
    "send": ("發送訊息", "发送消息", "Sends a message"),
    "receive": ("等候訊息", "等候消息", "Waits for a message"),
    "call": ("調用流程", "调用流程", "Calls a process"),
    "timer": ("期限", "期限", "Time limit"),
    "message": ("訊息", "消息", "Message"),
    "signal": ("信號", "信号", "Signal"),
    "conditional": ("條件成立", "条件成立", "Condition holds"),
    "error": ("錯誤", "错误", "Error"),
    "escalation": ("上報", "上报", "Escalation"),
    "compensation": ("撤銷已辦事項", "撤销已办事项", "Undoing"),
    "cancel": ("取消", "取消", "Cancellation"),
    "terminate": ("全部終止", "全部终止", "Termination"),
    "link": ("連接", "连接", "Link"),
    "inclusive": ("可多選", "可多选", "One or more ways"),
    "event_based": ("等候先發生者", "等候先发生者", "Whichever happens first"),
    "complex": ("複合匯合", "复合汇合", "Complex gateway"),
    "any": ("符合條件者：{0}", "符合条件者：{0}", "each that applies: {0}"),
    "first": ("先發生者：{0}", "先发生者：{0}", "whichever comes first: {0}"),
    "repeated": ("{0}（重複）", "{0}（重复）", "{0} (repeated)"),
    "each": ("{0}（逐項）", "{0}（逐项）", "{0} (for each item)"),
    "exclusive": ("判斷", "判断", "Choice"),
    "parallel": ("同時辦理", "同时办理", "In parallel"),
    "done": ("已完成", "已完成", "Done"),
    "marked": ("目前位置", "当前位置", "Current position"),
    "otherwise": ("否則", "否则", "otherwise"),
    "when": ("若 {0}：{1}", "若 {0}：{1}", "if {0}: {1}"),
    "both": ("同時：{0}", "同时：{0}", "in parallel: {0}"),
    "joined": ("等候其他部分後：{0}", "等候其他部分后：{0}", "after the others: {0}"),
    "late": ("逾 {0}：{1}", "逾 {0}：{1}", "after {0}: {1}"),
    "comma": ("、", "、", ", "),
    "steps": ("流程圖，共 {0} 個步驟。", "流程图，共 {0} 个步骤。", "Process diagram with {0} steps."),
    "here": ("目前位置：{0}。", "当前位置：{0}。", "Now at: {0}."),
    "list": ("{0}（{1}），下一步：{2}。", "{0}（{1}），下一步：{2}。", "{0} ({1}), next: {2}."),
    "gone": ("不再有「{0}」。", "不再有“{0}”。", "“{0}” is gone."),
    "new": ("新增「{0}」。", "新增“{0}”。", "“{0}” is new."),
    "renamed": ("「{0}」改稱「{1}」。", "“{0}”改称“{1}”。", "“{0}” is now called “{1}”."),
    "moved": (
        "「{0}」由「{1}」改由「{2}」辦理。",
        "“{0}”由“{1}”改由“{2}”办理。",
        "“{0}” moves from “{1}” to “{2}”.",
    ),
    "otherwise_done": (
        "「{0}」的方式由「{1}」改為「{2}」。",
        "“{0}”的方式由“{1}”改为“{2}”。",
        "“{0}” is done otherwise: {1} before, {2} now.",
    ),
    "timed": (
        "「{0}」的期限由 {1} 改為 {2}。",
        "“{0}”的期限由 {1} 改为 {2}。",
        "The limit of “{0}” is {2}, not {1}.",
    ),
    "leads": (
        "「{0}」之後：原為{1}，現為{2}。",
        "“{0}”之后：原为{1}，现为{2}。",
        "After “{0}”: {1} before, {2} now.",
    ),
    "goes": ("取消", "取消", "goes"),
    "changes": ("將變", "将变", "changes"),
    "comes": ("新", "新", "new"),
    "changed": ("已變", "已变", "changed"),
    "cases_here": ("{0} 件在此", "{0} 件在此", "here: {0}"),
    "cases_undecided": ("{0} 件待定去向", "{0} 件待定去向", "to decide: {0}"),
    "cases_arrive": ("{0} 件移入", "{0} 件移入", "arriving: {0}"),
    "pools": ("{0} 方協作的流程", "{0} 方协作的流程", "Process of {0} parties"),
    "pool_steps": ("{0}，共 {1} 個步驟。", "{0}，共 {1} 个步骤。", "{0}: {1} steps."),
    "black_box": (
        "{0}（內部流程不在圖中）。",
        "{0}（内部流程不在图中）。",
        "{0} (its own steps are not shown).",
    ),
    "sends": ("「{0}」向「{1}」發送「{2}」。", "“{0}”向“{1}”发送“{2}”。", "“{0}” sends “{1}”: {2}."),
    "beside": ("{0}：{1}。", "{0}：{1}。", "{0}: {1}."),
    "artifact_annotation": ("註解", "注释", "Remark"),
    "artifact_data": ("資料", "数据", "Data"),
    "artifact_store": ("資料庫", "数据库", "Data store"),
    "artifact_input": ("輸入資料", "输入数据", "Data input"),
    "artifact_output": ("輸出資料", "输出数据", "Data output"),
    "artifact_group": ("分組", "分组", "Group"),
    "choreography": ("編排", "编排", "Choreography"),
    "conversations": ("會話", "会话", "Conversations"),
    "begins_talk": (
        "「{0}」：{1} 發起，對方為 {2}。",
        "“{0}”：{1} 发起，对方为 {2}。",
        "“{0}”: begun by {1}, with {2}.",
    ),
    "talk": ("「{0}」：{1}。", "“{0}”：{1}。", "“{0}”: {1}."),
    "talk_next": ("之後：{0}。", "之后：{0}。", "Then: {0}."),
    "talk_sends": ("訊息：{0}。", "消息：{0}。", "Message: {0}."),
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
