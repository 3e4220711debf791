"""Declarative rules, and why a model was chosen, as sentences in three languages. Serves readers of the report.

Each entry is (zh-Hant, zh-Hans, en).
"""

from __future__ import annotations

SAYINGS: dict[str, tuple[str, str, str]] = {
    "rules": ("案件遵守的規則", "案件遵守的规则", "Rules that cases keep"),
    "s_rules": (
        "日誌中有 {found} 條幾乎每件都遵守的規則；由更強的規則可推出的不列。「觸發」指規則管得到的件數。",
        "日志中有 {found} 条几乎每件都遵守的规则；由更强的规则可推出的不列。「触发」指规则管得到的件数。",
        "The log shows {found} rules that nearly every case keeps; what follows from a stronger one is left out. "
        "A case concerns a rule when something in it sets the rule off.",
    ),
    "h_given": ("您帶來的規則", "您带来的规则", "The rules you brought"),
    "h_always": ("件件遵守", "件件遵守", "Kept by every case"),
    "h_nearly": ("少數案件違反", "少数案件违反", "Broken by a few"),
    "c_keeps": ("規則", "规则", "Rule"),
    "c_set_off": ("觸發件數", "触发件数", "Cases concerned"),
    "c_kept": ("遵守", "遵守", "Kept"),
    "c_breaking": ("違反的案件（例）", "违反的案件（例）", "Cases that break it (some)"),
    "d_existence": ("每件都有「{first}」", "每件都有「{first}」", "Every case has “{first}”"),
    "d_absence2": ("「{first}」至多一次", "「{first}」至多一次", "“{first}” happens at most once"),
    "d_exactly1": ("「{first}」恰好一次", "「{first}」恰好一次", "“{first}” happens exactly once"),
    "d_init": ("每件由「{first}」開始", "每件由「{first}」开始", "Every case begins with “{first}”"),
    "d_end": ("每件以「{first}」結束", "每件以「{first}」结束", "Every case ends with “{first}”"),
    "d_responded_existence": (
        "有「{first}」就有「{second}」",
        "有「{first}」就有「{second}」",
        "With “{first}” there is also “{second}”",
    ),
    "d_co_existence": (
        "「{first}」與「{second}」同有或同無",
        "「{first}」与「{second}」同有或同无",
        "“{first}” and “{second}”: both or neither",
    ),
    "d_response": (
        "「{first}」之後必有「{second}」",
        "「{first}」之后必有「{second}」",
        "After “{first}” comes “{second}”, sooner or later",
    ),
    "d_alternate_response": (
        "每次「{first}」之後、下一次之前，必有「{second}」",
        "每次「{first}」之后、下一次之前，必有「{second}」",
        "After each “{first}”, before the next, comes “{second}”",
    ),
    "d_chain_response": (
        "「{first}」之後緊接「{second}」",
        "「{first}」之后紧接「{second}」",
        "“{first}” is followed at once by “{second}”",
    ),
    "d_precedence": (
        "先有「{first}」才有「{second}」",
        "先有「{first}」才有「{second}」",
        "No “{second}” without “{first}” before it",
    ),
    "d_alternate_precedence": (
        "每次「{second}」之前都重新有「{first}」",
        "每次「{second}」之前都重新有「{first}」",
        "Before each “{second}” comes “{first}” anew",
    ),
    "d_chain_precedence": (
        "「{second}」緊接在「{first}」之後",
        "「{second}」紧接在「{first}」之后",
        "“{second}” comes directly after “{first}”",
    ),
    "d_succession": (
        "「{first}」之後必有「{second}」，且先有「{first}」才有「{second}」",
        "「{first}」之后必有「{second}」，且先有「{first}」才有「{second}」",
        "“{second}” follows “{first}”, and never comes without it",
    ),
    "d_alternate_succession": (
        "「{first}」與「{second}」輪流，由「{first}」開始",
        "「{first}」与「{second}」轮流，由「{first}」开始",
        "“{first}” and “{second}” take turns, “{first}” first",
    ),
    "d_chain_succession": (
        "「{first}」與「{second}」總是相連，「{first}」在前",
        "「{first}」与「{second}」总是相连，「{first}」在前",
        "“{first}” and “{second}” always come together, “{first}” first",
    ),
    "d_choice": (
        "「{first}」與「{second}」至少有一",
        "「{first}」与「{second}」至少有一",
        "“{first}” or “{second}”, at least one",
    ),
    "d_exclusive_choice": (
        "「{first}」與「{second}」恰有其一",
        "「{first}」与「{second}」恰有其一",
        "Either “{first}” or “{second}”",
    ),
    "d_not_co_existence": (
        "「{first}」與「{second}」不同在一件",
        "「{first}」与「{second}」不同在一件",
        "Never both “{first}” and “{second}”",
    ),
    "d_not_succession": (
        "「{first}」之後不再有「{second}」",
        "「{first}」之后不再有「{second}」",
        "After “{first}” no more “{second}”",
    ),
    "d_not_chain_succession": (
        "「{first}」之後不緊接「{second}」",
        "「{first}」之后不紧接「{second}」",
        "“{second}” never directly after “{first}”",
    ),
    # what was done about what is suspicious
    "h_chosen": ("已決定的處理", "已决定的处理", "What was decided about it"),
    "c_way": ("處理", "处理", "Decided"),
    "way_keep": ("保留", "保留", "Keep"),
    "way_drop": ("去除", "去除", "Leave out"),
    "way_correct": ("改記為不詳", "改记为不详", "Note as not known"),
    # why a model was chosen
    "x_why": (
        "在 {compared} 個健全的模型中，它的擬合度與精確度最為平衡：F 為 {f}，{size} 個節點；"
        "其次的（{miner}）F 為 {other}，{nodes} 個節點。F 相近時取較小的；會卡住的模型不列入。",
        "在 {compared} 个健全的模型中，它的拟合度与精确度最为平衡：F 为 {f}，{size} 个节点；"
        "其次的（{miner}）F 为 {other}，{nodes} 个节点。F 相近时取较小的；会卡住的模型不列入。",
        "Of {compared} sound models it has the best balance of fitness and precision: F {f} with {size} nodes; the "
        "next one ({miner}) has {other} with {nodes}. Where F is close the smaller one wins; models that can get stuck "
        "were left out.",
    ),
    "x_only": (
        "只有這一個健全的模型：F 為 {f}，{size} 個節點。",
        "只有这一个健全的模型：F 为 {f}，{size} 个节点。",
        "It is the only sound model: F {f} with {size} nodes.",
    ),
}
