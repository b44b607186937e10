"""Why a candidate stands where it stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Factor:
    """One component: what was looked at, its value, the rule, the points; None where none are given."""

    name: str
    label: str
    value: str
    rule: str
    points: float | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A ranked candidate's place: its tier, its factors, their sum, and why not one place higher.

    `total` is None for a list whose order compares one key after the other and adds nothing up.
    `offers` are sentences on whether and when organs are offered, where the policy decides that.
    """

    tier: str
    tier_reason: str
    factors: tuple[Factor, ...]
    total: float | None
    why_not_higher: str
    offers: tuple[str, ...] = ()

    @property
    def adds_up(self) -> bool:
        """True when the factors' points are the total; without a total no factor has any."""
        points = [factor.points for factor in self.factors if factor.points is not None]
        return sum(points) == self.total if self.total is not None else not points
