"""The donor, as policies look at one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from organs.allocation.criteria import DonorProfile, DonorProperty, Finding
from patients.hla import Typing


@dataclass(frozen=True, kw_only=True)
class OrganDonor:
    """The donor's facts that policies look at: age in years, weight in kg, height in cm."""

    donor_id: str
    blood_group: str
    country: str
    centre: str
    age: float
    hla: Typing
    findings: Mapping[DonorProperty, Finding] = field(default_factory=dict)
    weight_kg: float | None = None
    height_cm: float | None = None

    @property
    def is_dcd(self) -> bool:
        """True for donation after circulatory death; what isn't stated is donation after brain death."""
        return self.findings.get(DonorProperty.DCD, Finding.ABSENT) is Finding.PRESENT

    @property
    def profile(self) -> DonorProfile:
        findings = {DonorProperty.DCD: Finding.ABSENT} | dict(self.findings)
        return DonorProfile(self.age, findings, self.weight_kg, self.height_cm)

    def as_dict(self) -> dict[str, Any]:
        findings = {key.value: value.value for key, value in self.findings.items()}
        return {**vars(self), "hla": self.hla.canonical, "findings": findings}

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> Self:
        findings = {DonorProperty(key): Finding(value) for key, value in facts["findings"].items()}
        return cls(**{**facts, "hla": Typing.read(facts["hla"]), "findings": findings})
