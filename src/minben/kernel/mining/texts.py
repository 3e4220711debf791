"""The report's sentences in three languages. Serves readers; activity names stay as the log has them.

Each entry is (zh-Hant, zh-Hans, en). `say` fills in the placeholders.
"""

from __future__ import annotations

from typing import Literal

from minben.kernel.mining.phrases import PHRASES
from minben.kernel.mining.sayings import SAYINGS

Language = Literal["zh-Hant", "zh-Hans", "en"]
LANGUAGES: tuple[Language, ...] = ("zh-Hant", "zh-Hans", "en")

_TEXTS: dict[str, tuple[str, str, str]] = {
    "title": ("流程體檢報告", "流程体检报告", "Process report"),
    "from_to": ("{first} 至 {last}", "{first} 至 {last}", "{first} to {last}"),
    "contents": ("目錄", "目录", "Contents"),
    "findings": ("一眼看懂", "一眼看懂", "At a glance"),
    "model": ("實際的流程", "实际的流程", "The process as it really runs"),
    "variants": ("案件走過的路徑", "案件走过的路径", "The paths cases take"),
    "throughput": ("辦理歷時", "办理历时", "How long cases take"),
    "waiting": ("時間花在哪裡", "时间花在哪里", "Where time goes"),
    "rework": ("返工", "返工", "Work done again"),
    "handovers": ("交接", "交接", "Hands it passes through"),
    "deadlines": ("期限遵守", "期限遵守", "Keeping time limits"),
    "segments": ("不同案件的差異", "不同案件的差异", "How kinds of cases differ"),
    "complexity": ("複雜程度", "复杂程度", "Complexity"),
    "suspicions": ("資料的可信度", "数据的可信度", "What to know about the data"),
    # figures
    "cases": ("案件", "案件", "cases"),
    "events": ("事件", "事件", "events"),
    "activities": ("活動", "活动", "activities"),
    "paths": ("路徑", "路径", "paths"),
    "people": ("經辦人", "经办人", "people"),
    # sentences
    "s_time": (
        "半數案件在 {median} 內辦結，每十件有一件超過 {p90}。",
        "半数案件在 {median} 内办结，每十件有一件超过 {p90}。",
        "Half of the cases take less than {median}; one in ten takes more than {p90}.",
    ),
    "s_late": (
        "已結案件中有 {share} 超過期限（{attribute}）：{judged} 件中 {late} 件，逾期天數中位數 {days} 天。",
        "已结案件中有 {share} 超过期限（{attribute}）：{judged} 件中 {late} 件，逾期天数中位数 {days} 天。",
        "{share} of the closed cases ended after their time limit ({attribute}): {late} of {judged}, "
        "typically {days} days late.",
    ),
    "s_open": (
        "{open} 件案件尚無結案日期，不計入遲延與否。",
        "{open} 件案件尚无结案日期，不计入迟延与否。",
        "{open} cases have no closing date; they count neither as late nor as in time.",
    ),
    "s_waiting": (
        "時間最多流逝在「{activity}」之前：占全部等待的 {share}。",
        "时间最多流逝在「{activity}」之前：占全部等待的 {share}。",
        "Most time passes before “{activity}”: {share} of all waiting.",
    ),
    "s_variants": (
        "{total} 條路徑中，{few} 條就涵蓋了八成案件；最常見的一條占 {share}。",
        "{total} 条路径中，{few} 条就涵盖了八成案件；最常见的一条占 {share}。",
        "Of {total} different paths, {few} carry four in five cases; the commonest alone carries {share}.",
    ),
    "s_rework": (
        "{share} 的案件有步驟重做，共重做 {repeats} 次。",
        "{share} 的案件有步骤重做，共重做 {repeats} 次。",
        "In {share} of the cases a step was done again; {repeats} repetitions in all.",
    ),
    "s_handovers": (
        "平均每件案件在{by}之間易手 {per_case} 次。",
        "平均每件案件在{by}之间易手 {per_case} 次。",
        "A case passes between {by} {per_case} times on average.",
    ),
    "s_model": (
        "下圖的流程與 {exact} 的案件從頭到尾完全相符。",
        "下图的流程与 {exact} 的案件从头到尾完全相符。",
        "The process drawn below matches {exact} of the cases exactly, from beginning to end.",
    ),
    # explanations
    "x_model": (
        "由日誌自動發現。顏色越深，在該步驟之前流逝的總時間越多；方框內為等待中位數。",
        "由日志自动发现。颜色越深，在该步骤之前流逝的总时间越多；方框内为等待中位数。",
        "Discovered from the log. The darker a step, the more time passes before it in total; "
        "the note in a step is the median wait.",
    ),
    "x_quality": (
        "擬合度 {fitness}（發生過的事有多少被模型允許），精確度 {precision}（模型允許的事有多少真的發生）。",
        "拟合度 {fitness}（发生过的事有多少被模型允许），精确度 {precision}（模型允许的事有多少真的发生）。",
        "Fitness {fitness} (how much of what happened the model allows), precision {precision} "
        "(how much of what it allows happened).",
    ),
    "x_candidates": (
        "比較過 {compared} 個模型，最好的 {count} 個（按擬合度與精確度的調和平均，再略減節點數）",
        "比较过 {compared} 个模型，最好的 {count} 个（按拟合度与精确度的调和平均，再略减节点数）",
        "The best {count} of {compared} models compared (by the harmonic mean of fitness and precision, less a little "
        "for every node)",
    ),
    "x_waiting_work": (
        "日誌沒有開始時間，因此「等待」是前一事件完成到本活動完成的時間，包含辦理本身。",
        "日志没有开始时间，因此「等待」是前一事件完成到本活动完成的时间，包含办理本身。",
        "The log has no start times: waiting runs from the completion of the step before to the completion of this "
        "one, and includes the work itself.",
    ),
    "x_waiting": (
        "等待：前一事件完成到本活動開始的時間。",
        "等待：前一事件完成到本活动开始的时间。",
        "Waiting runs from the completion of the step before to the start of this one.",
    ),
    "x_rest": ("另有 {count} 條路徑。", "另有 {count} 条路径。", "{count} more paths are not shown."),
    "x_throughput": (
        "自第一個到最後一個事件，含未結案件至今的時間。各級距寬度不同。",
        "自第一个到最后一个事件，含未结案件至今的时间。各级距宽度不同。",
        "From the first to the last event, for open cases up to their last. The classes differ in width.",
    ),
    "x_unknown": (
        "{count} 個步驟沒有記錄經辦者，不計入。",
        "{count} 个步骤没有记录经办者，不计入。",
        "{count} steps have nobody recorded on one side and are not counted.",
    ),
    "x_clean": ("沒有發現可疑之處。", "没有发现可疑之处。", "Nothing suspicious was found."),
    "x_none": ("沒有。", "没有。", "None."),
    "x_no_drawing": ("流程圖未繪製。", "流程图未绘制。", "The process was not drawn."),
    "x_made": (
        "由民本 (Minben) 製作。數字可由 report.json 重新核算，模型在 model.bpmn。",
        "由民本 (Minben) 制作。数字可由 report.json 重新核算，模型在 model.bpmn。",
        "Made by Minben (民本). The figures are in report.json, the model is in model.bpmn.",
    ),
    # columns
    "c_path": ("路徑", "路径", "Path"),
    "c_count": ("件數", "件数", "Count"),
    "c_share": ("占比", "占比", "Share"),
    "c_cumulated": ("累計", "累计", "Cumulated"),
    "c_median": ("中位數", "中位数", "Median"),
    "c_mean": ("平均", "平均", "Mean"),
    "c_p90": ("第90百分位", "第90百分位", "90th percentile"),
    "c_total": ("合計", "合计", "Total"),
    "c_activity": ("活動", "活动", "Activity"),
    "c_repeats": ("重做次數", "重做次数", "Repetitions"),
    "c_cases": ("案件數", "案件数", "Cases"),
    "c_from": ("由", "由", "From"),
    "c_to": ("至", "至", "To"),
    "c_duration": ("歷時", "历时", "Time taken"),
    "c_limit": ("期限欄位", "期限字段", "Time limit"),
    "c_late": ("逾期", "逾期", "Late"),
    "c_in_time": ("如期", "如期", "In time"),
    "c_open": ("未結", "未结", "Open"),
    "c_value": ("值", "值", "Value"),
    "c_measure": ("指標", "指标", "Measure"),
    "c_what": ("情況", "情况", "What"),
    "c_examples": ("例子", "例子", "Examples"),
    "c_miner": ("發現方法", "发现方法", "Miner"),
    "c_settings": ("設定", "设置", "Settings"),
    "m_inductive": ("歸納法", "归纳法", "Inductive"),
    "m_split": ("分流法", "分流法", "Split"),
    "m_heuristics": ("啟發法", "启发法", "Heuristics"),
    "c_coverage": ("採用案件比例", "采用案件比例", "Cases used"),
    "c_exact": ("完全相符", "完全相符", "Exact"),
    "c_fitness": ("擬合度", "拟合度", "Fitness"),
    "c_precision": ("精確度", "精确度", "Precision"),
    "c_size": ("節點數", "节点数", "Nodes"),
    # kinds of suspicion
    "k_out_of_order": (
        "檔案中事件順序與時間不符的案件",
        "文件中事件顺序与时间不符的案件",
        "Cases not in order of time in the file",
    ),
    "k_unreadable_times": ("讀不懂的時間", "读不懂的时间", "Times that cannot be read"),
    "k_mixed_types": ("型別混雜的欄位", "类型混杂的字段", "Attributes of mixed types"),
    "k_missing_times": ("沒有時間的事件", "没有时间的事件", "Events without a time"),
    "k_before_1980": ("早於 1980 年的事件", "早于 1980 年的事件", "Events before 1980"),
    "k_missing_resources": ("沒有經辦人的事件", "没有经办人的事件", "Events without a person"),
    "k_duplicate_events": ("重複的事件", "重复的事件", "Events recorded twice"),
    "k_repeated_case_names": ("重複的案件編號", "重复的案件编号", "Case names used twice"),
    "k_empty_cases": ("沒有事件的案件", "没有事件的案件", "Cases without events"),
    "k_future_dates": ("未來的日期", "未来的日期", "Dates in the future"),
    "k_zero_length": ("歷時為零的活動", "历时为零的活动", "Work of zero length"),
    "k_negative_length": ("結束早於開始的活動", "结束早于开始的活动", "Work that ends before it starts"),
    "k_open_cases": ("尚未結案的案件", "尚未结案的案件", "Cases not yet closed"),
    # who
    "b_org:group": ("部門（org:group）", "部门（org:group）", "departments (org:group)"),
    "b_org:role": ("職務（org:role）", "职务（org:role）", "roles (org:role)"),
    "b_level": ("層級", "层级", "levels"),
    "b_resource": ("人員", "人员", "people"),
    # complexity
    "m_level_of_detail": ("每件案件的不同活動數", "每件案件的不同活动数", "Different activities in a case"),
    "m_structure": ("結構度", "结构度", "Structure"),
    "m_deviation_from_random": ("偏離隨機的程度", "偏离随机的程度", "Deviation from random"),
    "m_trace_entropy": ("路徑熵（位元）", "路径熵（比特）", "Trace entropy (bits)"),
    "m_variant_entropy_normalised": ("變體熵（標準化）", "变体熵（标准化）", "Variant entropy, normalised"),
    "m_sequence_entropy_normalised": ("序列熵（標準化）", "序列熵（标准化）", "Sequence entropy, normalised"),
    # time
    "u_seconds": ("{n} 秒", "{n} 秒", "{n} s"),
    "u_minutes": ("{n} 分鐘", "{n} 分钟", "{n} min"),
    "u_hours": ("{n} 小時", "{n} 小时", "{n} h"),
    "u_days": ("{n} 天", "{n} 天", "{n} days"),
    "u_years": ("{n} 年", "{n} 年", "{n} years"),
}


def say(key: str, language: Language, **values: object) -> str:
    """The text of a key; raises KeyError for an unknown one."""
    return (_TEXTS.get(key) or PHRASES.get(key) or SAYINGS[key])[LANGUAGES.index(language)].format(**values)


def hands(by: str, language: Language) -> str:
    """Between whom cases pass; an attribute without a text of ours keeps its name."""
    return say(f"b_{by}", language) if f"b_{by}" in _TEXTS else by


def number(value: float, digits: int = 0) -> str:
    """1,434 or 0.84."""
    return f"{value:,.{digits}f}"


def percent(share: float) -> str:
    """28.4 %, with a narrow no-break space."""
    return f"{100 * share:.1f}\u202f%"


def duration(hours: float | None, language: Language) -> str:
    """In the unit a person would use; a dash where unknown."""
    if hours is None:
        return "–"
    units = (
        ("u_seconds", 1 / 60, 3600.0),
        ("u_minutes", 1.0, 60.0),
        ("u_hours", 24.0, 1.0),
        ("u_days", 8760.0, 1 / 24),
    )
    for key, below, factor in units:
        if abs(hours) < below:
            return say(key, language, n=_plain(hours * factor))
    days = hours / 24
    return (
        say("u_days", language, n=number(days))
        if days < 1000
        else say("u_years", language, n=number(days / 365.25))
    )


def _plain(value: float) -> str:
    text = f"{value:.1f}" if abs(value) < 10 else f"{value:.0f}"
    return text.removesuffix(".0")
