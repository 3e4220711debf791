"""The report's sentences in three languages. Serves officials and citizens; activity names stay as the log has them.

Each entry is (zh-Hant, zh-Hans, en). Numbers that go into sentences come formatted.
"""

from __future__ import annotations

from minben.kernel.mining.texts import LANGUAGES, Language

_TEXTS: dict[str, tuple[str, str, str]] = {
    "title": ("流程再造建議", "流程再造建议", "Redesign proposals"),
    "kicker": (
        "從真實紀錄到更好的流程",
        "从真实记录到更好的流程",
        "From what really happened to a better process",
    ),
    "basis": (
        "{cases} 件真實案件；每個方案以相同的運氣模擬 {replications} 次，每次 {simulated} 件",
        "{cases} 件真实案件；每个方案以相同的运气模拟 {replications} 次，每次 {simulated} 件",
        "{cases} real cases; every proposal simulated {replications} times with {simulated} cases and equal luck",
    ),
    "contents": ("目錄", "目录", "Contents"),
    "proposals": ("建議一覽", "建议一览", "The proposals"),
    "details": ("逐項說明", "逐项说明", "Each proposal in full"),
    "today": ("今天的流程", "今天的流程", "The process today"),
    "trust": ("數字可信嗎", "数字可信吗", "Can these numbers be trusted?"),
    "limits": ("假設與限度", "假设与限度", "Assumptions and limits"),
    "all": ("完整比較", "完整比较", "Full comparison"),
    # key figures
    "mean": ("平均歷時", "平均历时", "mean time"),
    "median": ("歷時中位數", "历时中位数", "median time"),
    "p90": ("十件有九件在此之內", "十件有九件在此之内", "nine in ten within"),
    "late": ("超過 {limit} 的案件", "超过 {limit} 的案件", "cases over {limit}"),
    "work": ("每件工時", "每件工时", "work per case"),
    "handovers": ("每件轉手次數", "每件转手次数", "hand-overs per case"),
    "contacts": ("每件對外聯繫次數", "每件对外联系次数", "contacts per case"),
    "steps": ("每件步驟數", "每件步骤数", "steps per case"),
    "before": ("今天", "今天", "today"),
    "after": ("改後", "改后", "after"),
    "change": ("差異", "差异", "change"),
    "interval": ("95% 信賴區間", "95% 置信区间", "95 % confidence"),
    "figure": ("指標", "指标", "figure"),
    "proposal": ("建議", "建议", "proposal"),
    "in_log": ("真實紀錄", "真实记录", "in the log"),
    "simulated": ("模擬的今天", "模拟的今天", "simulated today"),
    "gap": ("落差", "落差", "gap"),
    "a_case_saves": ("每件平均省下", "每件平均省下", "a case saves on average"),
    "a_case_costs": ("每件平均多花", "每件平均多花", "a case takes longer by"),
    "no_time": ("歷時沒有可確定的差異", "历时没有可确定的差异", "no certain change in time"),
    "unclear": ("差異不確定", "差异不确定", "difference not certain"),
    "points": ("{n} 個百分點", "{n} 个百分点", "{n} points"),
    "lead": (
        "今天一件案件平均要 {mean}，十件有九件在 {p90} 之內，途中轉手 {handovers} 次。以下每個方案都先在電腦裡試過。",
        "今天一件案件平均要 {mean}，十件有九件在 {p90} 之内，途中转手 {handovers} 次。以下每个方案都先在电脑里试过。",
        "Today a case takes {mean} on average, nine in ten end within {p90}, and a case changes hands {handovers} "
        "times. Each proposal below was tried out in simulation first.",
    ),
    "best": ("值得考慮", "值得考虑", "worth considering"),
    "dominated": (
        "另有方案（或維持現狀）在各方面都不差，且至少一方面更好",
        "另有方案（或维持现状）在各方面都不差，且至少一方面更好",
        "another proposal (or staying as today) is at least as good everywhere and better somewhere",
    ),
    "paved": (
        "原封不動：與今天完全相同，沒有再造",
        "原封不动：与今天完全相同，没有再造",
        "Paved as is: identical with today, nothing was re-engineered",
    ),
    "same_picture": (
        "步驟與順序不變，改的是做法，所以只有一張圖。",
        "步骤与顺序不变，改的是做法，所以只有一张图。",
        "Steps and order stay; the way of working changes, so there is one picture only.",
    ),
    "evidence": ("紀錄裡的證據", "记录里的证据", "What the log shows"),
    "assumes": ("這裡假設", "这里假设", "This assumes"),
    "risks": ("要當心", "要当心", "To watch"),
    "operation": ("手法", "手法", "Operation"),
    "added": ("新增步驟", "新增步骤", "New steps"),
    "removed": ("取消步驟", "取消步骤", "Steps gone"),
    "picture_before": ("今天", "今天", "Today"),
    "picture_after": ("改後", "改后", "After"),
    "file": (
        "流程檔：{name}（施行前，新分支的條件要由人填寫）",
        "流程文件：{name}（施行前，新分支的条件要由人填写）",
        "The process file: {name} (before it is deployed, somebody must write the conditions of new branches)",
    ),
    "believable": (
        "模擬的「今天」與真實紀錄相符：平均歷時與第 90 百分位的落差都在 10% 以內。",
        "模拟的“今天”与真实记录相符：平均历时与第 90 百分位的落差都在 10% 以内。",
        "Yes: the simulated present matches the log within 10 % in mean and 90th percentile.",
    ),
    "unbelievable": (
        "請勿依此排序：模擬的「今天」與真實紀錄的平均歷時或第 90 百分位相差超過 10%。差異的方向可參考，大小不可靠。",
        "请勿依此排序：模拟的“今天”与真实记录的平均历时或第 90 百分位相差超过 10%。差异的方向可参考，大小不可靠。",
        "Do not rank by these numbers: the simulated present differs from the log by more than 10 % in mean or 90th "
        "percentile. Directions may be read, sizes may not.",
    ),
    "others_off": (
        "落差超過 10% 的指標：{what}。對它們只看方向。",
        "落差超过 10% 的指标：{what}。对它们只看方向。",
        "Further off than 10 %: {what}. Read only the direction of these.",
    ),
    "distance": (
        "順序的相似度（三步距離，0 為相同）：模擬 {trigrams}；歷時分布的平均距離 {cycle}。不用模型、直接以較早一半"
        "案件預測較晚一半：{trigrams0} 與 {cycle0}。",
        "顺序的相似度（三步距离，0 为相同）：模拟 {trigrams}；历时分布的平均距离 {cycle}。不用模型、直接以较早一半"
        "案件预测较晚一半：{trigrams0} 与 {cycle0}。",
        "Likeness of the order of steps (trigram distance, 0 is equal): {trigrams}; mean distance of the times: "
        "{cycle}. Without any model, taking the earlier half of the cases as forecast of the "
        "later: {trigrams0} and {cycle0}.",
    ),
    "limit_is": (
        "「超過」以 {limit} 計；未指定法定時限時，取今天十件有九件在其內的時間。",
        "“超过”以 {limit} 计；未指定法定时限时，取今天十件有九件在其内的时间。",
        "“Over” means over {limit}; unless a legal limit is given, the time within which nine in ten cases end today.",
    ),
    "method": (
        "所有數字都是模擬的預測，不是承諾：系統從空開始，案件依紀錄的節奏到來；差異是成對計算的，同一件案件在改前改後"
        "遇到同樣的運氣。種子 {seed}。",
        "所有数字都是模拟的预测，不是承诺：系统从空开始，案件依记录的节奏到来；差异是成对计算的，同一件案件在改前改后"
        "遇到同样的运气。种子 {seed}。",
        "All numbers are forecasts by simulation, not promises. The system begins empty and cases come as they did in "
        "the log; differences are paired: a case has the same luck before and after. Seed {seed}.",
    ),
    "law": (
        "能不能改，由法律與負責的人決定。此處不知道哪一步是法律要求的：請以 --locked 指定不可更動的步驟。",
        "能不能改，由法律与负责的人决定。此处不知道哪一步是法律要求的：请以 --locked 指定不可更动的步骤。",
        "Whether something may change is for the law and those responsible to say. Which steps the law demands is not "
        "known here: name them with --locked.",
    ),
    "contact_words": (
        "對外聯繫以步驟名稱中的字詞判斷（寄送、通知、補正等）。",
        "对外联系以步骤名称中的字词判断（寄送、通知、补正等）。",
        "Contacts are recognised by words in the names of steps (send, notify, request …).",
    ),
    "none": (
        "紀錄裡找不到改動的理由。",
        "记录里找不到改动的理由。",
        "The log gives no reason to change anything.",
    ),
    # titles
    "t_at_the_same_time": (
        "「{first}」到「{last}」同時進行",
        "“{first}”到“{last}”同时进行",
        "“{first}” to “{last}” at the same time",
    ),
    "t_many_desks": (
        "案卷電子化：不必等前一桌，可同時進行的步驟真正同時做",
        "案卷电子化：不必等前一桌，可同时进行的步骤真正同时做",
        "One electronic file: steps that may run side by side really do, without waiting for one desk",
    ),
    "t_sample_check": ("「{what}」改為抽查", "“{what}”改为抽查", "Check by risk and sample: “{what}”"),
    "t_less_rework": (
        "受理時一次補齊，減少退回",
        "受理时一次补齐，减少退回",
        "Complete at intake, so fewer cases go back",
    ),
    "t_one_go": (
        "「{first}」與「{last}」由同一人一次辦完",
        "“{first}”与“{last}”由同一人一次办完",
        "One person, one go: “{first}” and “{last}”",
    ),
    "t_together": (
        "從「{first}」到「{last}」一次聯合辦理",
        "从“{first}”到“{last}”一次联合办理",
        "One joint session from “{first}” to “{last}”",
    ),
    "t_computed_step": ("「{what}」由電腦代辦", "“{what}”由电脑代办", "Let the computer do it: “{what}”"),
    "t_once_only": (
        "「{what}」改向登記機關查詢",
        "“{what}”改向登记机关查询",
        "Ask the registers instead: “{what}”",
    ),
    "t_simple_cases": ("簡易案件走快速通道", "简易案件走快速通道", "A short way for simple cases"),
    "t_same_person": (
        "「{first}」的承辦人接著辦「{last}」",
        "“{first}”的承办人接着办“{last}”",
        "Who does “{first}” goes on with “{last}”",
    ),
    "t_more_people": ("「{pool}」增加一人", "“{pool}”增加一人", "One more person for “{pool}”"),
    "t_to_be": ("{what}", "{what}", "{what}"),
    # operations (R65)
    "o_eliminate": ("取消", "取消", "eliminate"),
    "o_merge": ("合併", "合并", "merge"),
    "o_parallelise": ("並聯", "并联", "parallelise"),
    "o_reorder": ("調整順序", "调整顺序", "reorder"),
    "o_delegate": ("授權", "授权", "delegate"),
    "o_automate": ("自動化", "自动化", "automate"),
    "o_substitute": ("以資料代替證明", "以数据代替证明", "substitute by data"),
    "o_integrate": ("集成", "集成", "integrate"),
    "o_triage": ("分流", "分流", "triage"),
    "o_staff": ("增加人力", "增加人力", "add staff"),
    # evidence
    "e_pairs_seen": ("觀察到的先後次序", "观察到的先后次序", "pairs of steps seen in one case"),
    "e_other_order": ("其中以較少見的次序發生", "其中以较少见的次序发生", "of these in the rarer order"),
    "e_hours_before": (
        "每件在此之前流逝的時間",
        "每件在此之前流逝的时间",
        "time that passes before it, per case",
    ),
    "e_cases_with": ("有此步驟的案件", "有此步骤的案件", "cases with this step"),
    "e_corrected_after": ("其後更正或重做", "其后更正或重做", "corrected or repeated afterwards"),
    "e_spared": ("可免檢查的案件", "可免检查的案件", "cases spared the check"),
    "e_returned": ("今天被退回", "今天被退回", "sent back today"),
    "e_returned_after": ("改後被退回", "改后被退回", "sent back afterwards"),
    "e_follows": ("緊接發生的次數", "紧接发生的次数", "times one directly followed the other"),
    "e_same_person": ("由同一人辦理", "由同一人办理", "by the same person"),
    "e_changes_hands": ("換人辦理", "换人办理", "changed hands"),
    "e_share_of_cases": ("占全部案件", "占全部案件", "share of all cases"),
    "e_minutes_of_work": ("每次人工（分鐘）", "每次人工（分钟）", "minutes of work each time"),
    "e_automated": ("交由電腦的案件", "交由电脑的案件", "cases left to the computer"),
    "e_simple_cases": ("簡易案件數", "简易案件数", "simple cases"),
    "e_longest_wait": ("其最長一次等待（平均）", "其最长一次等待（平均）", "their longest single wait, mean"),
    "e_utilisation": ("忙碌程度", "忙碌程度", "share of hours busy"),
    "e_people": ("現有人數", "现有人数", "people today"),
    # assumptions
    "a_independent": (
        "各步驟不需要彼此的結果：紀錄中兩種先後都常見。",
        "各步骤不需要彼此的结果：记录中两种先后都常见。",
        "The steps do not need each other's results: the log shows them in both orders.",
    ),
    "a_waits_unchanged": (
        "每一步之前的等待和今天一樣。",
        "每一步之前的等待和今天一样。",
        "Each step waits as long as it does today.",
    ),
    "a_risk_known_before": (
        "會出錯的案件可由規則事先認出，仍全部檢查。",
        "会出错的案件可由规则事先认出，仍全部检查。",
        "Rules recognise beforehand the cases that go wrong; all of those are still checked.",
    ),
    "a_sample_kept": (
        "其餘案件抽查一成。",
        "其余案件抽查一成。",
        "One in ten of the others is still checked.",
    ),
    "a_half_avoidable": (
        "一半的退回可在受理時避免。",
        "一半的退回可在受理时避免。",
        "Half of the returns can be avoided at intake.",
    ),
    "a_work_adds_up": (
        "兩步的工時相加，第二次等待消失。",
        "两步的工时相加，第二次等待消失。",
        "The work adds up; the second wait vanishes.",
    ),
    "a_most_cases_standard": (
        "八成案件合乎規則，可由電腦辦。",
        "八成案件合乎规则，可由电脑办。",
        "Four in five cases follow rules that a computer can apply.",
    ),
    "a_no_wait": ("電腦立即辦完。", "电脑立即办完。", "The computer does it at once."),
    "a_simple_seen_at_intake": (
        "受理時就能認出簡易案件；一般案件的等待已重新測量。",
        "受理时就能认出简易案件；一般案件的等待已重新测量。",
        "Simple cases are recognised at intake; the waits of all others were measured again without them.",
    ),
    "a_longest_wait_remains": (
        "各段等待中只留最長的一段。",
        "各段等待中只留最长的一段。",
        "Of all waits only the longest remains.",
    ),
    "a_may_and_can": (
        "前一步的承辦人有權也有能力辦後一步。",
        "前一步的承办人有权也有能力办后一步。",
        "Those people may and can do it.",
    ),
    "a_joint_session": (
        "有關人員可在同一時段一起辦。",
        "有关人员可在同一时段一起办。",
        "The people concerned can meet on a case at one time.",
    ),
    "a_as_quick_as_others": (
        "新人和同事一樣快。",
        "新人和同事一样快。",
        "The new colleague works as fast as the others.",
    ),
    # risks
    "r_more_work_if_refused": (
        "一邊不准時，另一邊已白做。",
        "一边不准时，另一边已白做。",
        "If one side refuses, the other has worked in vain.",
    ),
    "r_errors_pass": (
        "少數錯誤會漏過：需事後監測。",
        "少数错误会漏过：需事后监测。",
        "A few errors will pass: watch for them afterwards.",
    ),
    "r_intake_takes_longer": (
        "受理要多花時間，此處未計。",
        "受理要多花时间，此处未计。",
        "Intake takes longer; that is not counted here.",
    ),
    "r_fewer_eyes": (
        "少一雙眼睛：核對是否要求職責分離。",
        "少一双眼睛：核对是否要求职责分离。",
        "Fewer eyes: check whether separation of duties is required.",
    ),
    "r_computed_wrong": (
        "電腦出錯會一次影響許多人：保留申訴與人工覆核。",
        "电脑出错会一次影响许多人：保留申诉与人工复核。",
        "A computed error hits many at once: keep appeal and human review.",
    ),
    "r_assisted_channel": (
        "不使用電腦的人仍須有人協助。",
        "不使用电脑的人仍须有人协助。",
        "People without a computer must still be helped in person.",
    ),
    "r_equal_treatment": (
        "分流標準須公開，相同情形相同對待。",
        "分流标准须公开，相同情形相同对待。",
        "Publish the criteria: like cases must be treated alike.",
    ),
    "r_joint_legal_basis": (
        "各單位的權責與簽章要有依據。",
        "各单位的权责与签章要有依据。",
        "Each unit's power and signature needs a legal basis.",
    ),
    "r_costs_a_post": ("需要一個員額。", "需要一个员额。", "It costs a post."),
    # notes of the scenario
    "n_fitting_cases": (
        "{percent} 的案件與模型完全相符，其餘以最接近的路徑對齊。",
        "{percent} 的案件与模型完全相符，其余以最接近的路径对齐。",
        "{percent} of the cases fit the model exactly; the others were aligned with its nearest path.",
    ),
    "n_cases_left_out": (
        "{number} 件案件與模型相差太遠，未計入。",
        "{number} 件案件与模型相差太远，未计入。",
        "{number} cases were too unlike the model and do not count.",
    ),
    "n_starts_unknown": (
        "紀錄只有完成時間，工時是估計的：{number} 分鐘以內的間隔視為工作，更長者取該步驟的中位數，其餘視為等待。",
        "记录只有完成时间，工时是估计的：{number} 分钟以内的间隔视为工作，更长者取该步骤的中位数，其余视为等待。",
        "The log has completion times only, so work is an estimate: gaps up to {number} minutes count as work, "
        "longer ones as the median of those, the rest as waiting.",
    ),
    "n_one_desk": (
        "同一案件的工作在紀錄中不重疊（或紀錄看不出）：假定案卷一次只在一張桌上。",
        "同一案件的工作在记录中不重叠（或记录看不出）：假定案卷一次只在一张桌上。",
        "Work on one case does not overlap in the log (or the log cannot show it): a case is taken to lie on one desk "
        "at a time.",
    ),
    "n_resources_unknown": (
        "紀錄未說誰辦理：人力在此不是限制。",
        "记录未说谁办理：人力在此不是限制。",
        "The log does not say who did the work: people are not a limit here.",
    ),
    "n_hours_observed": (
        "上班時間取自紀錄。",
        "上班时间取自记录。",
        "Working hours are those seen in the log.",
    ),
    "n_hours_in_waiting": (
        "夜間、週末與請假已含在等待中。",
        "夜间、周末与请假已含在等待中。",
        "Nights, weekends and absences are part of the waiting; hours of duty are not modelled.",
    ),
    "n_hours_unknown": (
        "上班時間不明：全日計算。",
        "上班时间不明：全日计算。",
        "Working hours are unknown: round the clock.",
    ),
    "n_triage_refit": (
        "一般案件的等待已重新測量。",
        "一般案件的等待已重新测量。",
        "The waits of ordinary cases were measured again.",
    ),
}


def say(key: str, language: Language, **values: object) -> str:
    """The text of a key; raises KeyError for an unknown one."""
    return _TEXTS[key][LANGUAGES.index(language)].format(**values)


def keys() -> tuple[str, ...]:
    """All keys, for the test that nothing is left untranslated."""
    return tuple(_TEXTS)
