"""Time a kidney match run end to end: from the donor to the run that is stored and frozen, and its parts.

    python -m bench.match_run [--candidates 100000] [--runs 7]

The registrations are those of the demo list, repeated to the wanted number, so the blood groups stand in its
proportions: those of another group are excluded, each with a row of its own. Stores of its own are started,
filled through `import_candidates` (some three minutes for 100,000) and erased.
"""

import argparse
import csv
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.site import manage, scratch_site

DEMO = Path(__file__).parents[1] / "organs" / "demo" / "etkas"
DONOR = "1"
PARTS = ("read", "rank", "freeze", "write rows", "commit")


def main() -> None:
    parser = argparse.ArgumentParser(description="Time a kidney match run end to end.")
    parser.add_argument("--candidates", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=7)
    arguments = parser.parse_args()
    with scratch_site() as folder:
        file = folder / "candidates.csv"
        write_candidates(file, arguments.candidates)
        print(f"Registering {arguments.candidates:,} candidates ...", flush=True)
        manage("import_candidates", str(file))
        manage("import_donors", str(DEMO / "donors.csv"))
        report([timed_run() for _ in range(arguments.runs + 1)][1:])  # the first warms up


def write_candidates(file: Path, count: int) -> None:
    """Repeat the demo list until there are so many, each with a number of its own."""
    with (DEMO / "candidates.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, rows[0])
        writer.writeheader()
        for number, row in enumerate(islice(cycle(rows), count), start=1):
            writer.writerow({**row, "candidate_id": number})


def timed_run() -> dict[str, Any]:
    """Store one run of the donor, and give the seconds of the whole and of each part."""
    from django.db import connection
    from django.utils import timezone

    from organs.allocation.etkas import Etkas
    from organs.models import Donor
    from organs.services import matching
    from organs.services.matching import runs

    donor = Donor.objects.get(external_id=DONOR)
    seconds: dict[str, Any] = dict.fromkeys(PARTS, 0.0)
    with ExitStack() as parts:
        for owner, name, part in (
            (runs, "read_inputs", "read"),
            (Etkas, "rank", "rank"),
            (runs, "_freeze", "freeze"),
            (runs, "_copy", "write rows"),
            (connection, "commit", "commit"),
        ):
            parts.enter_context(timing(owner, name, partial(add, seconds, part)))
        start = time.perf_counter()
        run = matching.run_match(
            donor=donor, organ_kind="kidney", by=None, at=timezone.now(), matched_at=donor.match_at
        )
        seconds["whole"] = time.perf_counter() - start
    return seconds | {"ranked": run.candidates_count, "excluded": run.excluded_count}


def add(seconds: dict[str, Any], part: str, more: float) -> None:
    seconds[part] += more


@contextmanager
def timing(owner: Any, name: str, note: Callable[[float], None]) -> Iterator[None]:
    """Tell how long each call of a function takes."""
    function = getattr(owner, name)

    def timed(*arguments: Any, **options: Any) -> Any:
        start = time.perf_counter()
        try:
            return function(*arguments, **options)
        finally:
            note(time.perf_counter() - start)

    with patch.object(owner, name, timed):
        yield


def report(runs: list[dict[str, Any]]) -> None:
    median = {name: statistics.median(run[name] for run in runs) for name in ("whole", *PARTS)}
    other = median["whole"] - sum(median[part] for part in PARTS)
    print(f"{runs[0]['ranked']:,} ranked, {runs[0]['excluded']:,} excluded; median of {len(runs)} runs")
    for name, seconds in [
        ("whole", median["whole"]),
        *((part, median[part]) for part in PARTS),
        ("other", other),
    ]:
        print(f"{name:<12}{seconds:>8.2f} s{seconds / median['whole']:>8.0%}")
    print(
        f"largest memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"
    )


if __name__ == "__main__":
    main()
