from itertools import count

_numbers = count(1)


def next_number() -> int:
    """Give a number that no other made-up thing of this run has."""
    return next(_numbers)
