"""Candidates are ranked for a donor's organ, and the ranking is kept as it was computed."""

from organs.services.matching.csv_form import (
    csv_lines,
    exclusions_to_csv,
    run_exclusions_to_csv,
    run_to_csv,
)
from organs.services.matching.differences import Difference, accepted_but_gone, compare_runs
from organs.services.matching.kidney_inputs import read_kidney_inputs
from organs.services.matching.replay import replay
from organs.services.matching.runs import compute_match, policy_for, run_match

__all__ = [
    "Difference",
    "accepted_but_gone",
    "compare_runs",
    "compute_match",
    "csv_lines",
    "exclusions_to_csv",
    "policy_for",
    "read_kidney_inputs",
    "replay",
    "run_exclusions_to_csv",
    "run_match",
    "run_to_csv",
]
