"""The HLA mismatch level of the United Kingdom's kidney scheme; used by no policy here."""

from organs.scores.versions import ScoreRefused


def uk_mismatch_level(a: int, b: int, dr: int) -> int:
    """The level, 1 (best) to 4, from the numbers of mismatches at A, B and DR, each 0 to 2.

    1: none. 2: B and DR together at most 1. 3: together 2, but not both at DR. 4: the rest. Source: the R
    package transplantr, after NHS Blood and Transplant.
    """
    for name, count in (("a", a), ("b", b), ("dr", dr)):
        if count not in (0, 1, 2):
            raise ScoreRefused(f"{count} mismatches at {name.upper()}: expected 0, 1 or 2.", name)
    if dr == 2 or b + dr > 2:
        return 4
    if b + dr == 2:
        return 3
    return 2 if a + b + dr else 1
