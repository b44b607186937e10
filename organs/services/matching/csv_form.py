"""A frozen run as CSV, from its stored rows."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from typing import Any

from organs.allocation import Ranking, policy_of_version
from organs.models import MatchRun

EXCLUSION_COLUMNS = ("candidate_id", "reason", "explanation")


def exclusions_to_csv(ranking: Ranking) -> str:
    """Give everybody whom a ranking left out, in the order of registration, with the step that did so."""
    left_out = sorted([*ranking.excluded, *ranking.handle_first])
    return _csv(EXCLUSION_COLUMNS, ((name, reason.step, reason.text) for _place, name, reason in left_out))


def run_exclusions_to_csv(run: MatchRun) -> str:
    """Give the same of a frozen run, from its stored rows."""
    rows = run.exclusions.order_by("registration__listing_order").values_list(
        "registration__external_id", "registration__reference", "step", "reason"
    )
    return _csv(
        EXCLUSION_COLUMNS, ((number or reference, step, text) for number, reference, step, text in rows)
    )


def _csv(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def run_to_csv(run: MatchRun) -> str:
    """Give the ranked rows of a run in the columns of its policy."""
    return "".join(csv_lines(run))


def csv_lines(run: MatchRun, *, cell: Callable[[Any], Any] = lambda value: value) -> Iterator[str]:
    """Give the lines one by one, the header first: long lists need not stand in memory at once.

    `cell` writes each value; a file for spreadsheets must not carry formulas.
    """
    columns = policy_of_version(run.policy, run.policy_version).csv_columns
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    rows = run.candidates.order_by("rank").values_list("components", flat=True)
    for components in rows.iterator(chunk_size=2_000):
        yield out.getvalue()
        out.seek(0)
        out.truncate()
        writer.writerow([cell(components[name]) for name in columns])
    yield out.getvalue()
