"""Mismatches and vPRA against the figures of the ETKidney simulator."""

import csv
import os
from pathlib import Path

import pytest

from patients.hla import DonorPool, Level, Locus, Typing, UnacceptableAntigens, mismatches
from patients.hla.reading import read_antigens

EXPECTED = Path(__file__).parents[2] / "examples" / "etkas"


def rows_of(name: str) -> list[dict[str, str]]:
    with (EXPECTED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def typing(text: str) -> Typing:
    # Five candidates of the file have three antigens at a locus, which we would refuse.
    return Typing.unchecked(read_antigens(text).antigens)


def test_770_pairs_have_the_mismatches_of_the_examples_at_both_levels():
    rows = rows_of("hla_mismatch_pairs.csv")
    assert len(rows) == 770
    for row in rows:
        donor, candidate = typing(row["donor_hla"]), typing(row["candidate_hla"])
        for locus in (Locus.A, Locus.B, Locus.DR):
            for level in Level:
                ours = mismatches(donor, candidate, locus, level)
                assert ours == int(row[f"mm_{level}_{locus}"]), (locus, level, row)


def test_125_lists_of_unacceptable_antigens_expand_as_in_the_examples():
    rows = rows_of("vpra_cases.csv")
    assert len(rows) == 125
    for row in rows:
        ours = UnacceptableAntigens.read(row["unacceptable_antigens"]).expanded
        assert set(ours.canonical.split()) == set(row["expanded"].split())


def test_125_vpra_values_are_exact_against_the_example_pool():
    path = os.environ.get("TRANSPLANT_VPRA_POOL")
    if not path:
        pytest.skip("The pool of 10,000 donors is not in the repository: TRANSPLANT_VPRA_POOL names it.")
    pool = DonorPool.read(Path(path).read_text(encoding="utf-8").splitlines())
    for row in rows_of("vpra_cases.csv"):
        unacceptable = UnacceptableAntigens.read(row["unacceptable_antigens"])
        assert pool.share_carrying(unacceptable) == float(row["vpra"])
