"""Models on virtual time → event logs."""

from .calibrate import calibrate
from .chance import Chance
from .distance import Distances, distances, log_cycle_hours, replay, wasserstein
from .files import read_scenario, scenario_from_json, write_scenario
from .game import Game, Position, probabilistic, splits
from .scenario import (
    NOTES,
    Arrivals,
    Branch,
    Durations,
    Note,
    Pool,
    Scenario,
    Shift,
    Work,
    empirical,
)
from .simulate import Progress, Ways, simulate

__all__ = [
    "NOTES",
    "Arrivals",
    "Branch",
    "Chance",
    "Distances",
    "Durations",
    "Game",
    "Note",
    "Pool",
    "Position",
    "Progress",
    "Scenario",
    "Shift",
    "Ways",
    "Work",
    "calibrate",
    "distances",
    "empirical",
    "log_cycle_hours",
    "probabilistic",
    "read_scenario",
    "replay",
    "scenario_from_json",
    "simulate",
    "splits",
    "wasserstein",
    "write_scenario",
]
