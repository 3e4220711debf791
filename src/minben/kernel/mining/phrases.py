"""Sentences of the deeper questions in three languages, beside those of `texts`. Serves readers of the report.

Each entry is (zh-Hant, zh-Hans, en). None says that one thing brings about another: a log cannot show that.
"""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str, str]] = {
    "causes": ("為什麼等待", "为什么等待", "Why cases wait"),
    "bottlenecks": ("瓶頸", "瓶颈", "Bottlenecks"),
    "workload": ("工作量", "工作量", "Workload"),
    "first_time_right": ("一次辦好", "一次办好", "Right the first time"),
    "working_time": ("工作日", "工作日", "Working days"),
    "drift": ("流程何時改變", "流程何时改变", "When the process changed"),
    "reasons": ("逾期案件的共同點", "逾期案件的共同点", "What late cases have in common"),
    "obstacles": ("制度性障礙", "制度性障碍", "Institutional obstacles"),
    "relation": ("複雜度、障礙與時間", "复杂度、障碍与时间", "Complexity, obstacles and time"),
    "deviations": ("與規定流程的出入", "与规定流程的出入", "Departures from the prescribed process"),
    "places": ("各地比較", "各地比较", "Places compared"),
    # causes of waiting
    "w_batching": ("湊批", "凑批", "Gathered into batches"),
    "w_contention": ("經辦人忙於更早的工作", "经办人忙于更早的工作", "Person busy with earlier work"),
    "w_prioritisation": ("經辦人先辦較晚的工作", "经办人先办较晚的工作", "Person busy with later work"),
    "w_unavailability": ("經辦人不在班", "经办人不在班", "Person off duty"),
    "w_extraneous": ("日誌未說明", "日志未说明", "Not explained by the log"),
    "x_causes": (
        "五種原因合計等於全部等待 {waiting}；{unjudged} 個事件沒有經辦人或時間，不計入。",
        "五种原因合计等于全部等待 {waiting}；{unjudged} 个事件没有经办人或时间，不计入。",
        "The five add up to all {waiting} of waiting; {unjudged} events have no person or time and are not counted.",
    ),
    "x_estimated": (
        "日誌沒有開始時間：開始時間是估計的（案件與經辦人前一件事完成之後）。這些數字是估計。",
        "日志没有开始时间：开始时间是估计的（案件与经办人前一件事完成之后）。这些数字是估计。",
        "The log has no begin times; they are estimated (once the case and the person were done with what came "
        "before). "
        "These figures are estimates.",
    ),
    "c_cause": ("原因", "原因", "Cause"),
    "c_impact": ("若無此項的效率", "若无此项的效率", "Efficiency without it"),
    # bottlenecks, workload, first time
    "c_queue": ("平均排隊件數", "平均排队件数", "Cases standing there"),
    "c_later": ("後半期 / 前半期", "后半期 / 前半期", "Later half / earlier"),
    "x_bottlenecks": (
        "平均排隊件數 = 等待總時數 ÷ 日誌時間跨度（利特爾法則）。",
        "平均排队件数 = 等待总时数 ÷ 日志时间跨度（利特尔法则）。",
        "Cases standing there: hours of waiting divided by the hours the log spans (Little's law).",
    ),
    "s_workload": (
        "{people} 人參與；事件分布的不均程度（基尼係數）為 {gini}。",
        "{people} 人参与；事件分布的不均程度（基尼系数）为 {gini}。",
        "{people} people took part; the unevenness of their events (Gini) is {gini}.",
    ),
    "x_workload": (
        "事件數不是功績：每件事的難易不同。",
        "事件数不是功绩：每件事的难易不同。",
        "Counts of events are no measure of merit: steps differ in difficulty.",
    ),
    "c_person": ("人員", "人员", "Person"),
    "c_events": ("事件", "事件", "Events"),
    "c_days": ("有事件的日數", "有事件的日数", "Days with events"),
    "s_first": (
        "{share} 的案件（{cases} 件）每個步驟只做一次。",
        "{share} 的案件（{cases} 件）每个步骤只做一次。",
        "In {share} of the cases ({cases}) every step was done once.",
    ),
    "x_first": (
        "規定要做兩次的步驟也算重做。",
        "规定要做两次的步骤也算重做。",
        "A repeat that the procedure asks for counts, too.",
    ),
    "c_once": ("只做一次", "只做一次", "Done once"),
    # working days
    "s_working": (
        "中位數 {days} 天，其中工作日 {workdays} 個；九成案件在 {p90} 個工作日內。",
        "中位数 {days} 天，其中工作日 {workdays} 个；九成案件在 {p90} 个工作日内。",
        "Half of the cases take at most {days} days, of which {workdays} working days; nine in ten at most "
        "{p90} working "
        "days.",
    ),
    "s_limit": (
        "{late} 件（{share}，95% 區間 {low}–{high}）超過 {limit} 個工作日。",
        "{late} 件（{share}，95% 区间 {low}–{high}）超过 {limit} 个工作日。",
        "{late} cases ({share}, 95 % interval {low} to {high}) took more than {limit} working days.",
    ),
    "x_calendar": (
        "日曆：{calendar}。首日不計。",
        "日历：{calendar}。首日不计。",
        "Calendar: {calendar}. The first day is not counted.",
    ),
    "weekdays": ("週一至週五", "周一至周五", "Monday to Friday"),
    # drift
    "s_drift": (
        "{when} 前後流程改變：之前 {before} 件（中位數 {one}），之後 {after} 件（中位數 {two}）。",
        "{when} 前后流程改变：之前 {before} 件（中位数 {one}），之后 {after} 件（中位数 {two}）。",
        "The process changed about {when}: {before} cases before (median {one}), {after} after (median {two}).",
    ),
    "x_drift": (
        "按案件開始先後分窗比較；變化至少一成，且超出所有嘗試中偶然可及。日誌末尾的案件可能未完。",
        "按案件开始先后分窗比较；变化至少一成，且超出所有尝试中偶然可及。日志末尾的案件可能未完。",
        "Cases are compared in the order of their beginning; a share moved by at least a tenth and past what "
        "chance gives "
        "the best of all tried. Cases at the end of the log may be unfinished.",
    ),
    "x_no_drift": (
        "沒有超出偶然的改變。",
        "没有超出偶然的改变。",
        "No change past chance was found.",
    ),
    "c_before": ("之前", "之前", "Before"),
    "c_after": ("之後", "之后", "After"),
    "c_step": ("步驟", "步骤", "Step"),
    # reasons
    "s_reasons": (
        "{cases} 件中 {late} 件逾期（{base}）。「逾期」指：{target}。",
        "{cases} 件中 {late} 件逾期（{base}）。「逾期」指：{target}。",
        "Of {cases} cases {late} are late ({base}). Late means: {target}.",
    ),
    "t_limit": ("超過「{name}」", "超过「{name}」", "after “{name}”"),
    "t_slowest": ("最慢的四分之一", "最慢的四分之一", "the slowest quarter"),
    "x_reasons": (
        "試過 {tried} 個條件；只列出扣除多次嘗試後仍高於整體的。規則說明什麼同時出現，不說明誰造成誰。",
        "试过 {tried} 个条件；只列出扣除多次尝试后仍高于整体的。规则说明什么同时出现，不说明谁造成谁。",
        "{tried} conditions were tried; shown are those above the whole even so. A rule says what goes "
        "together, not what "
        "brings it about.",
    ),
    "r_is": ("{subject} 為「{value}」", "{subject} 为「{value}」", "{subject} is “{value}”"),
    "r_above": ("{subject} 大於 {value}", "{subject} 大于 {value}", "{subject} is above {value}"),
    "r_happened": ("有「{subject}」", "有「{subject}」", "“{subject}” happened"),
    "r_again": ("「{subject}」重做", "「{subject}」重做", "“{subject}” was done again"),
    "r_and": ("且", "且", " and "),
    "c_rule": ("條件", "条件", "Condition"),
    "c_interval": ("95% 區間", "95% 区间", "95 % interval"),
    "c_lift": ("相對整體", "相对整体", "Against all"),
    # obstacles
    "o_departments": ("跨部門", "跨部门", "Crossing departments"),
    "o_levels": ("跨層級", "跨层级", "Crossing levels"),
    "o_regions": ("跨地區", "跨地区", "Crossing regions"),
    "o_repeated_collection": ("重複收取材料", "重复收取材料", "Material collected again"),
    "o_repeated_approval": ("首次之後的審批", "首次之后的审批", "Approvals after the first"),
    "o_returns": ("退回補正", "退回补正", "Returns"),
    "o_sharing_refused": ("拒絕共享", "拒绝共享", "Sharing refused"),
    "o_leader_signoffs": ("領導簽批", "领导签批", "Leaders' sign-offs"),
    "o_different_steps": ("不同步驟數", "不同步骤数", "Different steps"),
    "c_obstacle": ("項目", "项目", "What"),
    "c_per_case": ("每件", "每件", "A case"),
    "x_unseen": ("日誌未能顯示：{kinds}。", "日志未能显示：{kinds}。", "The log cannot show: {kinds}."),
    "s_agreeing": (
        "「{by}」的 {approvals} 次審批幾乎總是同意（{share}，95% 區間 {low}–{high}）。",
        "「{by}」的 {approvals} 次审批几乎总是同意（{share}，95% 区间 {low}–{high}）。",
        "“{by}” practically always agrees: {approvals} approvals, {share} (95 % interval {low} to {high}).",
    ),
    "s_meeting": (
        "「{activity}」{share} 落在{day}（{count} 次）。",
        "「{activity}」{share} 落在{day}（{count} 次）。",
        "“{activity}” falls on {day} in {share} of {count} cases.",
    ),
    "d_0": ("週一", "周一", "Monday"),
    "d_1": ("週二", "周二", "Tuesday"),
    "d_2": ("週三", "周三", "Wednesday"),
    "d_3": ("週四", "周四", "Thursday"),
    "d_4": ("週五", "周五", "Friday"),
    "d_5": ("週六", "周六", "Saturday"),
    "d_6": ("週日", "周日", "Sunday"),
    "s_attention": (
        "等待領導處理的中位時間：{time}。",
        "等待领导处理的中位时间：{time}。",
        "A leader's step is waited for {time} (median).",
    ),
    "x_caught": (
        "按名稱認作{kind}：{steps}。",
        "按名称认作{kind}：{steps}。",
        "Taken for {kind} by name: {steps}.",
    ),
    "p_collection": ("收取材料", "收取材料", "collection"),
    "p_approval": ("審批", "审批", "approval"),
    "p_returned": ("退回", "退回", "a return"),
    "p_refused": ("拒絕共享", "拒绝共享", "a refusal"),
    "p_leader": ("領導", "领导", "a leader's step"),
    # relation
    "s_relation": (
        "{cases} 件案件。回歸描述了歷時（對數）差異的 {r2}。",
        "{cases} 件案件。回归描述了历时（对数）差异的 {r2}。",
        "{cases} cases. The regression describes {r2} of the scatter of (log) time.",
    ),
    "s_together": (
        "複雜度與障礙的秩相關為 {rho}（95% 區間 {low} 至 {high}）。",
        "复杂度与障碍的秩相关为 {rho}（95% 区间 {low} 至 {high}）。",
        "Complexity and obstacles have a rank correlation of {rho} (95 % interval {low} to {high}).",
    ),
    "c_variable": ("變數", "变量", "Variable"),
    "c_rho": ("與歷時的秩相關", "与历时的秩相关", "Rank correlation with time"),
    "c_longer": ("多一個時，歷時長出", "多一个时，历时长出", "Longer with one more"),
    "c_kind": ("案件類型", "案件类型", "Kind of case"),
    "y_00": ("簡單、障礙少", "简单、障碍少", "Simple, few obstacles"),
    "y_01": ("簡單、障礙多", "简单、障碍多", "Simple, many obstacles"),
    "y_10": ("複雜、障礙少", "复杂、障碍少", "Complex, few obstacles"),
    "y_11": ("複雜、障礙多", "复杂、障碍多", "Complex, many obstacles"),
    "l_association": (
        "相關不是因果：難辦的案件既多跨部門也更久。",
        "相关不是因果：难办的案件既多跨部门也更久。",
        "What goes together need not be cause and effect: a hard case both crosses more desks and takes longer.",
    ),
    "l_names": (
        "障礙按步驟名稱認出，可能有遺漏或誤認。",
        "障碍按步骤名称认出，可能有遗漏或误认。",
        "Obstacles are recognised by the names of steps: some may be missed, some taken for what they are not.",
    ),
    "l_unseen": (
        "日誌未記錄的障礙不在其中。",
        "日志未记录的障碍不在其中。",
        "Obstacles that the log does not record are left out.",
    ),
    "l_few": ("案件太少，未作回歸。", "案件太少，未作回归。", "There are too few cases for a regression."),
    "l_collinear": (
        "彼此幾乎重複的變數不入回歸。",
        "彼此几乎重复的变量不入回归。",
        "Variables that nearly repeat the others are left out of the regression.",
    ),
    "l_work": (
        "日誌沒有開始時間，歷時含辦理本身。",
        "日志没有开始时间，历时含办理本身。",
        "Without begin times, time includes the work itself.",
    ),
    # deviations
    "v_early": (
        "{cases} 件中，「{activity}」先於「{other}」。",
        "{cases} 件中，「{activity}」先于「{other}」。",
        "In {cases} cases “{activity}” was done before “{other}”, which had to come first.",
    ),
    "v_late": (
        "{cases} 件中，「{activity}」在「{other}」之後才做。",
        "{cases} 件中，「{activity}」在「{other}」之后才做。",
        "In {cases} cases “{activity}” was done only after “{other}”.",
    ),
    "v_early_alone": (
        "{cases} 件中，「{activity}」太早。",
        "{cases} 件中，「{activity}」太早。",
        "In {cases} cases “{activity}” was early.",
    ),
    "v_late_alone": (
        "{cases} 件中，「{activity}」太晚。",
        "{cases} 件中，「{activity}」太晚。",
        "In {cases} cases “{activity}” was late.",
    ),
    "v_left_out": (
        "{cases} 件中，略過「{activity}」。",
        "{cases} 件中，略过「{activity}」。",
        "In {cases} cases “{activity}” was passed over.",
    ),
    "v_again": (
        "{cases} 件中，「{activity}」多做了一次以上。",
        "{cases} 件中，「{activity}」多做了一次以上。",
        "In {cases} cases “{activity}” was done more often than foreseen.",
    ),
    "v_added": (
        "{cases} 件中，「{activity}」出現在流程未規定之處。",
        "{cases} 件中，「{activity}」出现在流程未规定之处。",
        "In {cases} cases “{activity}” was done where the process does not foresee it.",
    ),
    "v_unknown": (
        "{cases} 件中有流程沒有的「{activity}」。",
        "{cases} 件中有流程没有的「{activity}」。",
        "In {cases} cases there was “{activity}”, which the process does not name.",
    ),
    "s_deviations": (
        "{cases} 件已結案件中 {conforming} 件與「{process}」完全相符；擬合度 {fitness}。",
        "{cases} 件已结案件中 {conforming} 件与「{process}」完全相符；拟合度 {fitness}。",
        "Of {cases} closed cases {conforming} keep to “{process}” exactly; fitness {fitness}.",
    ),
    "x_unjudged": ("{count} 件未能判斷。", "{count} 件未能判断。", "{count} cases could not be judged."),
    "c_deviation": ("出入", "出入", "Departure"),
    # places
    "s_places": (
        "「{slower}」的中位歷時是「{faster}」的 {ratio} 倍；平均多 {hours}（95% 區間 {low} 至 {high}）。",
        "「{slower}」的中位历时是「{faster}」的 {ratio} 倍；平均多 {hours}（95% 区间 {low} 至 {high}）。",
        "The median case in “{slower}” takes {ratio} times that in “{faster}”; on average {hours} more (95 % "
        "interval {low} "
        "to {high}).",
    ),
    "x_places": (
        "下列差額相加即平均差；「更常做」與「每次更久」相加即差額。各地任務可能不同：差異是提問，不是結論。",
        "下列差额相加即平均差；「更常做」与「每次更久」相加即差额。各地任务可能不同：差异是提问，不是结论。",
        "The gaps of all steps add up to the difference of the means; done more often and taking longer add up "
        "to a gap. "
        "Places may differ in what is asked of them: a difference is a question, not a verdict.",
    ),
    "c_place": ("地方", "地方", "Place"),
    "c_gap": ("差額", "差额", "Gap"),
    "c_often": ("更常做", "更常做", "Done more often"),
    "c_longer_each": ("每次更久", "每次更久", "Taking longer"),
    "c_steps": ("每件步驟", "每件步骤", "Steps a case"),
}
