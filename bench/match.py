"""Time the kidney ranking in memory: microseconds per candidate, and how it grows with the list.

    python -m bench.match [--largest 100000]

The candidates are those of blood group O in the demo list, repeated to the wanted size: all of them are
ranked, with every component. Printed is the processor time of the fastest of some runs, which other
programs on the machine disturb least.
"""

import argparse
import csv
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from organs.allocation import Balances, KidneyCandidates, KidneyDonor, KidneyInputs, policy_in_force
from patients.hla import Typing

DEMO = Path(__file__).parents[1] / "organs" / "demo" / "etkas"
SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
AT = datetime(2023, 9, 1, 12, tzinfo=UTC)
DONOR = KidneyDonor(
    donor_id="bench",
    blood_group="O",
    country="Germany",
    region="GMI",
    centre="GMZTP",
    age=48,
    hla=Typing.read("A23(9) A3 B27 B44(12) DR12(5) DR7"),
)
BALANCES = Balances(national={"18-49": {"Germany": 1, "Netherlands": 2, "Belgium": 4}})


def demo_rows() -> list[dict[str, str]]:
    with (DEMO / "candidates.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["bloodgroup"] == "O"]


def columns(size: int) -> dict[str, Any]:
    """What one read of the database would give: a list per column."""
    rows = list(islice(cycle(demo_rows()), size))

    def dates(name: str) -> list[date | None]:
        return [date.fromisoformat(row[name]) if row[name] else None for row in rows]

    return {
        "candidate_id": [str(number) for number in range(1, size + 1)],
        "blood_group": [row["bloodgroup"] for row in rows],
        "country": [row["country"] for row in rows],
        "region": [row["region"] for row in rows],
        "centre": [row["center"] for row in rows],
        "urgency": [row["urgency"] for row in rows],
        "birth_date": dates("dob"),
        "listing_date": dates("listing_date"),
        "first_dialysis_date": dates("first_dialysis_date"),
        "previous_wait_days": [float(row["previous_wait_days"]) for row in rows],
        "hla": [row["hla"] for row in rows],
        "unacceptable": [row["unacceptable_antigens"] for row in rows],
        "vpra": [float(row["vpra"]) for row in rows],
    }


def fastest(work: Callable[[], Any], runs: int) -> float:
    """Processor seconds of the fastest run."""
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def peak_megabytes(work: Callable[[], Any]) -> float:
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the kidney ranking in memory.")
    parser.add_argument("--largest", type=int, default=100_000, help="the largest list (default 100,000)")
    arguments = parser.parse_args()

    policy = policy_in_force("etkas", AT)
    print("candidates    rank ms   us each   growth  columns ms   peak MB")
    before: tuple[int, float] | None = None
    for size in [size for size in SIZES if size <= arguments.largest] or [arguments.largest]:
        lists = columns(size)
        candidates = KidneyCandidates.from_columns(**lists)
        inputs = KidneyInputs(donor=DONOR, candidates=candidates, balances=BALANCES, at=AT)
        runs = max(3, min(50, 300_000 // size))
        ranking = fastest(lambda: policy.rank(inputs), runs)  # noqa: B023
        building = fastest(lambda: KidneyCandidates.from_columns(**lists), 2)  # noqa: B023
        memory = peak_megabytes(lambda: policy.rank(inputs))  # noqa: B023
        growth = "" if before is None else f"{(ranking / before[1]) / (size / before[0]):.2f}"
        print(
            f"{size:>10,}  {ranking * 1e3:>9.2f}  {ranking / size * 1e6:>8.2f}  {growth:>7}"
            f"  {building * 1e3:>10.1f}  {memory:>8.1f}"
        )
        before = (size, ranking)
    print(
        "growth: time ratio over size ratio between two lines; 1 is linear, less is better.", file=sys.stderr
    )


if __name__ == "__main__":
    main()
