"""Acceptance criteria: which donors a programme or a candidate is ready to take an organ from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self


class Finding(StrEnum):
    """What is known of a property of the donor. Not known and pending are not the same as absent."""

    PRESENT = "present"
    ABSENT = "absent"
    PENDING = "pending"
    NOT_TESTED = "not tested"
    NOT_KNOWN = "not known"


class DonorProperty(StrEnum):
    """A property of the donor that some programmes and candidates don't accept."""

    DCD = "dcd"
    HBSAG = "hbsag"
    ANTI_HBC = "anti_hbc"
    ANTI_HCV = "anti_hcv"
    HCV_RNA = "hcv_rna"
    ANTI_HIV = "anti_hiv"
    ANTI_CMV = "anti_cmv"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    DonorProperty.DCD: "donation after circulatory death",
    DonorProperty.HBSAG: "HBsAg",
    DonorProperty.ANTI_HBC: "anti-HBc",
    DonorProperty.ANTI_HCV: "anti-HCV",
    DonorProperty.HCV_RNA: "HCV RNA",
    DonorProperty.ANTI_HIV: "anti-HIV",
    DonorProperty.ANTI_CMV: "anti-CMV",
}


@dataclass(frozen=True, slots=True)
class DonorProfile:
    """The donor's facts that criteria look at."""

    age: float
    findings: Mapping[DonorProperty, Finding]
    weight_kg: float | None = None
    height_cm: float | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A range that the donor must lie in, both ends included; an open end is None."""

    lowest: float | None = None
    highest: float | None = None

    def objection(self, name: str, value: float | None, unit: str) -> str | None:
        """A sentence when the value lies outside the range, or is not known and so can't be judged."""
        if self.lowest is None and self.highest is None:
            return None
        if value is None:
            return f"donor {name} is not known"
        if self.lowest is not None and value < self.lowest:
            return f"donor {name} {value:g} {unit} is below {self.lowest:g}"
        if self.highest is not None and value > self.highest:
            return f"donor {name} {value:g} {unit} is above {self.highest:g}"
        return None

    def as_list(self) -> list[float | None]:
        """Both ends as plain floats: Decimals and ints would be written otherwise than what is read back."""
        return [None if end is None else float(end) for end in (self.lowest, self.highest)]


@dataclass(frozen=True, slots=True)
class MostMismatches:
    """The minimum match: how many mismatches are accepted at most; None is no limit."""

    a: int | None = None
    b: int | None = None
    dr: int | None = None
    total: int | None = None

    def objections(self, a: int, b: int, dr: int) -> list[str]:
        counts = (("A", a, self.a), ("B", b, self.b), ("DR", dr, self.dr), ("total", a + b + dr, self.total))
        return [
            f"{found} mismatches ({locus}) are more than {limit}"
            for locus, found, limit in counts
            if limit is not None and found > limit
        ]


@dataclass(frozen=True, slots=True)
class AcceptanceCriteria:
    """The criteria of a programme or of one candidate. What isn't stated is accepted.

    A property is refused when present, and also when it is not known: an offer needs a known fact.
    """

    age: Limit = Limit()
    weight_kg: Limit = Limit()
    height_cm: Limit = Limit()
    refused: frozenset[DonorProperty] = frozenset()
    most_mismatches: MostMismatches = MostMismatches()

    def objections(self, donor: DonorProfile) -> tuple[str, ...]:
        """Every ground on which this donor doesn't meet the criteria, mismatches aside."""
        grounds = [
            self.age.objection("age", donor.age, "years"),
            self.weight_kg.objection("weight", donor.weight_kg, "kg"),
            self.height_cm.objection("height", donor.height_cm, "cm"),
        ]
        for refused in sorted(self.refused):
            finding = donor.findings.get(refused, Finding.NOT_KNOWN)
            if finding is Finding.PRESENT:
                grounds.append(f"{refused.label} is not accepted")
            elif finding is not Finding.ABSENT:
                grounds.append(f"{refused.label} is {finding.value} and not accepted")
        return tuple(ground for ground in grounds if ground)

    def as_dict(self) -> dict[str, Any]:
        most = self.most_mismatches
        return {
            "age": self.age.as_list(),
            "weight_kg": self.weight_kg.as_list(),
            "height_cm": self.height_cm.as_list(),
            "refused": sorted(refused.value for refused in self.refused),
            "most_mismatches": [most.a, most.b, most.dr, most.total],
        }

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> Self:
        return cls(
            age=Limit(*facts["age"]),
            weight_kg=Limit(*facts["weight_kg"]),
            height_cm=Limit(*facts["height_cm"]),
            refused=frozenset(map(DonorProperty, facts["refused"])),
            most_mismatches=MostMismatches(*facts["most_mismatches"]),
        )


NO_CRITERIA = -1


def number_criteria(
    criteria: Iterable[AcceptanceCriteria | None],
) -> tuple[tuple[AcceptanceCriteria, ...], list[int]]:
    """The different criteria, and for each entry its place among them (-1 for none)."""
    numbers: dict[AcceptanceCriteria, int] = {}
    places = [NO_CRITERIA if entry is None else numbers.setdefault(entry, len(numbers)) for entry in criteria]
    return tuple(numbers), places
