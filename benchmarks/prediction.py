"""Forecasts of running cases on real logs, beside two plainer ways to guess, judged on the same later cases.

    python -m benchmarks.prediction [folder of logs]

Learnt from cases before a moment, judged on cases that began after it. "mean" is the mean remaining time of all events
learnt from; "similar" the mean of the last 20 cases that stood at the same activity after as many events. Hours of mean
absolute error, and Brier scores of "slower than four in five"; the ratio says how many times the plain guess's error is
ours. CPU seconds are for learning and judging together.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from minben.kernel.eventlog import read_log
from minben.kernel.mining import Score, forecast

LOGS = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("MINBEN_LOGS", "../shared/logs"))
NAMES = (
    "receipt_wabo",
    "BPIC15_1",
    "BPIC15_2",
    "BPIC20_DomesticDeclarations",
    "sepsis",
    "BPIC12",
    "road_traffic_fines",
)


def told(name: str, score: Score, spent: float) -> None:
    """Three lines of one log."""
    print(
        f"{name}: learnt from {score.learnt} cases, judged on {score.events} events of {score.tested}; {spent:.1f} s"
    )
    print(
        f"   error   minben {score.error:8.1f} h   mean ×{score.error_of_mean / score.error:.2f}"
        f" ({score.error_of_mean:.1f} h)   similar ×{score.error_of_similar / score.error:.2f}"
        f" ({score.error_of_similar:.1f} h)   {score.inside:.0%} inside an interval that promises 80%"
    )
    print(
        f"   Brier   minben {score.brier:8.3f}     mean ×{score.brier_of_mean / score.brier:.2f}"
        f" ({score.brier_of_mean:.3f})   similar ×{score.brier_of_similar / score.brier:.2f}"
        f" ({score.brier_of_similar:.3f})"
    )
    rows = "  ".join(f"{said:.2f}→{was:.2f} ({count})" for said, was, count in score.calibration)
    print(f"   risk said → share late (events): {rows}", flush=True)


def main() -> None:
    """Every log that is there, or a loud word when none is."""
    paths = [path for name in NAMES if (path := LOGS / f"{name}.xes.gz").exists()]
    if not paths:
        sys.exit(f"There are no logs in {LOGS}: say the folder.")
    for path in paths:
        log = read_log(path)
        begun = time.process_time()
        told(path.name.removesuffix(".xes.gz"), forecast(log).score, time.process_time() - begun)


if __name__ == "__main__":
    main()
