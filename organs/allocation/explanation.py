"""Why a candidate stands where it stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Factor:
    """One component of the total: what was looked at, its value, the rule, the points."""

    name: str
    label: str
    value: str
    rule: str
    points: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """A ranked candidate's place: its tier, its factors, their sum, and why not one place higher.

    `offers` are sentences on whether and when organs are offered, where the policy decides that.
    """

    tier: str
    tier_reason: str
    factors: tuple[Factor, ...]
    total: int
    why_not_higher: str
    offers: tuple[str, ...] = ()

    @property
    def adds_up(self) -> bool:
        """True when the factors' points are the total."""
        return sum(factor.points for factor in self.factors) == self.total
