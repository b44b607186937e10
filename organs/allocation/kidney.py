"""What the kidney policies look at: the donor, the candidates as columns, and the exchange balances."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from organs.allocation.coded import Coded
from organs.allocation.columns import (
    DateLike,
    Dates,
    check_registration,
    dates,
    numbers,
    objects,
    or_fill,
)
from organs.allocation.criteria import NO_CRITERIA, AcceptanceCriteria
from organs.allocation.donor import OrganDonor
from patients.hla.columns import Words, read_typings, read_unacceptable

AGE_GROUPS = ("0-17", "18-49", "50-64", "≥65")
"""The donor age groups in which kidney exchange is balanced."""

COUNTRIES = (
    "Austria",
    "Belgium",
    "Croatia",
    "Germany",
    "Hungary",
    "Luxembourg",
    "Netherlands",
    "Slovenia",
)
"""The countries that exchange kidneys, as policies, balances and files call them."""

NOT_STATED = -1
"""Neither yes (1) nor no (0)."""


def age_group(age: float) -> str:
    """The balance group of a donor's age in years."""
    return AGE_GROUPS[sum(age >= lower for lower in (18, 50, 65))]


@dataclass(frozen=True, kw_only=True)
class KidneyDonor(OrganDonor):
    """The donor's facts that a kidney policy looks at."""

    region: str
    esp_office: str = ""
    """The organ donation office whose ESP subregion counts; without one the centre's does."""


@dataclass(frozen=True)
class Balances:
    """Normalised exchange balances per donor age group: of countries, and of centres within a country."""

    national: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    regional: Mapping[str, Mapping[str, Mapping[str, float]]] = field(default_factory=dict)

    def of_country(self, group: str, country: str) -> float:
        """A country's balance; without one it is 0."""
        return self.national.get(group, {}).get(country, 0)

    def of_centre(self, group: str, country: str, centre: str) -> float:
        """A centre's balance within its country; without one it is 0."""
        return self.regional.get(group, {}).get(country, {}).get(centre, 0)


@dataclass(frozen=True, eq=False)
class KidneyCandidates:
    """All registrations for a kidney, as columns of equal length. Build it with `from_columns`."""

    candidate_id: NDArray[np.object_]
    registration: NDArray[np.int64]
    blood_group: Coded
    country: Coded
    region: Coded
    centre: Coded
    urgency: Coded
    birth_date: Dates
    listing_date: Dates
    first_dialysis_date: Dates
    previous_wait_days: NDArray[np.float64]
    hla: Words
    hla_text: Sequence[str]
    unacceptable: Words
    unacceptable_text: Sequence[str]
    vpra: NDArray[np.float64]
    valid_pra: NDArray[np.bool_]
    screening_is_current: NDArray[np.bool_]
    acceptable_mismatch_programme: NDArray[np.bool_]
    combined_organ: NDArray[np.bool_]
    criteria: tuple[AcceptanceCriteria, ...]
    programme_criteria: NDArray[np.int32]
    own_criteria: NDArray[np.int32]
    kidney_programme: Coded
    accepts_esp: NDArray[np.int8]
    accepts_extended_esp: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.candidate_id)

    @classmethod
    def from_columns(
        cls,
        *,
        candidate_id: Sequence[str],
        blood_group: Sequence[str],
        country: Sequence[str],
        region: Sequence[str],
        centre: Sequence[str],
        urgency: Sequence[str],
        birth_date: Sequence[DateLike] | Dates,
        listing_date: Sequence[DateLike] | Dates,
        first_dialysis_date: Sequence[DateLike] | Dates,
        hla: Sequence[str],
        unacceptable: Sequence[str],
        vpra: Sequence[float | None],
        previous_wait_days: Sequence[float] | None = None,
        registration: Sequence[int] | None = None,
        valid_pra: Sequence[bool] | None = None,
        screening_is_current: Sequence[bool] | None = None,
        acceptable_mismatch_programme: Sequence[bool] | None = None,
        combined_organ: Sequence[bool] | None = None,
        criteria: Sequence[AcceptanceCriteria] = (),
        programme_criteria: Sequence[int] | None = None,
        own_criteria: Sequence[int] | None = None,
        kidney_programme: Sequence[str] | None = None,
        accepts_esp: Sequence[bool | int | None] | None = None,
        accepts_extended_esp: Sequence[bool | int | None] | None = None,
    ) -> "KidneyCandidates":
        """Make the columns from plain lists, one entry per registration.

        hla and unacceptable are the stored, canonical texts. vpra is a share from 0 to 1. registration
        breaks the last ties, lowest first; without it the order of the rows does. programme_criteria and
        own_criteria are places in `criteria` (see `number_criteria`), -1 for none. kidney_programme is ESP,
        ETKAS or empty; accepts_esp and accepts_extended_esp are None where nothing is stated. A column left
        out means: nothing returned, PRA valid, screening current, neither programme flag, no criteria,
        nothing stated.
        """
        size = len(candidate_id)
        columns = cls(
            candidate_id=objects(candidate_id),
            registration=numbers(registration if registration is not None else range(size), np.int64),
            blood_group=Coded.of(blood_group),
            country=Coded.of(country),
            region=Coded.of(region),
            centre=Coded.of(centre),
            urgency=Coded.of(urgency),
            birth_date=dates(birth_date),
            listing_date=dates(listing_date),
            first_dialysis_date=dates(first_dialysis_date),
            previous_wait_days=or_fill(previous_wait_days, size, 0.0, np.float64),
            hla=read_typings(hla),
            hla_text=hla,
            unacceptable=read_unacceptable(unacceptable),
            unacceptable_text=unacceptable,
            vpra=numbers(vpra, np.float64),
            valid_pra=or_fill(valid_pra, size, True, np.bool_),
            screening_is_current=or_fill(screening_is_current, size, True, np.bool_),
            acceptable_mismatch_programme=or_fill(acceptable_mismatch_programme, size, False, np.bool_),
            combined_organ=or_fill(combined_organ, size, False, np.bool_),
            criteria=tuple(criteria),
            programme_criteria=or_fill(programme_criteria, size, NO_CRITERIA, np.int32),
            own_criteria=or_fill(own_criteria, size, NO_CRITERIA, np.int32),
            kidney_programme=Coded.of(kidney_programme if kidney_programme is not None else [""] * size),
            accepts_esp=_answers(accepts_esp, size),
            accepts_extended_esp=_answers(accepts_extended_esp, size),
        )
        columns._check_lengths()
        return columns

    def _check_lengths(self) -> None:
        for name, value in vars(self).items():
            length = value.shape[1] if name in ("hla", "unacceptable") else len(value)
            if name != "criteria" and length != len(self):
                raise ValueError(f"Column {name} has {length} entries, candidate_id has {len(self)}.")
        check_registration(self.registration)

    def as_dict(self) -> dict[str, Any]:
        """The columns as `from_columns` takes them, criteria as plain values."""
        return {
            "candidate_id": self.candidate_id.tolist(),
            "registration": self.registration.tolist(),
            "blood_group": self.blood_group.tolist(),
            "country": self.country.tolist(),
            "region": self.region.tolist(),
            "centre": self.centre.tolist(),
            "urgency": self.urgency.tolist(),
            "birth_date": self.birth_date.tolist(),
            "listing_date": self.listing_date.tolist(),
            "first_dialysis_date": self.first_dialysis_date.tolist(),
            "previous_wait_days": self.previous_wait_days.tolist(),
            "hla": list(self.hla_text),
            "unacceptable": list(self.unacceptable_text),
            "vpra": self.vpra.tolist(),
            "valid_pra": self.valid_pra.tolist(),
            "screening_is_current": self.screening_is_current.tolist(),
            "acceptable_mismatch_programme": self.acceptable_mismatch_programme.tolist(),
            "combined_organ": self.combined_organ.tolist(),
            "criteria": [criteria.as_dict() for criteria in self.criteria],
            "programme_criteria": self.programme_criteria.tolist(),
            "own_criteria": self.own_criteria.tolist(),
            "kidney_programme": self.kidney_programme.tolist(),
            "accepts_esp": self.accepts_esp.tolist(),
            "accepts_extended_esp": self.accepts_extended_esp.tolist(),
        }

    @classmethod
    def from_dict(cls, columns: Mapping[str, Any]) -> "KidneyCandidates":
        criteria = [AcceptanceCriteria.from_dict(facts) for facts in columns["criteria"]]
        return cls.from_columns(**{**columns, "criteria": criteria})


@dataclass(frozen=True, eq=False)
class KidneyInputs:
    """Everything a kidney ranking depends on: donor, candidates, balances and the moment (to the second)."""

    donor: KidneyDonor
    candidates: KidneyCandidates
    at: datetime
    balances: Balances = Balances()

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("The moment of a match needs a time zone.")
        object.__setattr__(self, "at", self.at.astimezone(UTC).replace(microsecond=0))

    @cached_property
    def _frozen(self) -> bytes:
        return orjson.dumps(
            {
                "form": "kidney-inputs/1",
                "at": self.at.isoformat(),
                "donor": self.donor.as_dict(),
                "balances": {"national": self.balances.national, "regional": self.balances.regional},
                "candidates": self.candidates.as_dict(),
            },
            option=orjson.OPT_SORT_KEYS,
        )

    def to_bytes(self) -> bytes:
        """The inputs as canonical JSON: equal inputs give equal bytes."""
        return self._frozen

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes, in hexadecimal."""
        return hashlib.sha256(self._frozen).hexdigest()

    @classmethod
    def from_bytes(cls, frozen: bytes) -> "KidneyInputs":
        facts = orjson.loads(frozen)
        if facts["form"] != "kidney-inputs/1":
            raise ValueError(f"These are not kidney inputs that this version reads: {facts['form']}.")
        return cls(
            donor=KidneyDonor.from_dict(facts["donor"]),
            candidates=KidneyCandidates.from_dict(facts["candidates"]),
            at=datetime.fromisoformat(facts["at"]),
            balances=Balances(**facts["balances"]),
        )


def _answers(values: Sequence[bool | int | None] | None, size: int) -> NDArray[np.int8]:
    """1 for yes, 0 for no, -1 where nothing is stated."""
    if values is None:
        return np.full(size, NOT_STATED, dtype=np.int8)
    return numbers((NOT_STATED if value is None else value for value in values), np.int8)
