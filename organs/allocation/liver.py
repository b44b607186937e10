"""What the liver policies look at: the donor, the candidates as columns, and the open obligations."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
from numpy.typing import NDArray

from organs.allocation.coded import Coded
from organs.allocation.columns import (
    DateLike,
    Dates,
    check_registration,
    dates,
    moments,
    numbers,
    objects,
    or_fill,
)

if TYPE_CHECKING:
    from organs.allocation.elas.status import LiverStatus

WHOLE_LIVER = 4
OFFER_CODES = {4: "whole liver", 31: "left lateral", 32: "extended right", 33: "right", 34: "left"}
"""The organ or part that is offered, by Eurotransplant's code."""


@dataclass(frozen=True)
class LiverDonor:
    """The donor's facts that a liver policy looks at.

    centre procured the organ; allocation_centre is the same, or, for the second part of a split liver, the
    centre that took the first part. weight_kg None counts as an adult's.
    """

    donor_id: str
    blood_group: str
    centre: str
    allocation_centre: str
    offer_code: int = WHOLE_LIVER
    is_dcd: bool = False
    weight_kg: float | None = None

    @property
    def is_split(self) -> bool:
        return self.offer_code != WHOLE_LIVER

    def as_dict(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass(frozen=True)
class Obligation:
    """A liver owed, from one party (a country, or a centre in Austria) to another, for a blood group."""

    blood_group: str
    debtor: str
    creditor: str
    started_at: datetime

    def as_dict(self) -> dict[str, Any]:
        return {**vars(self), "started_at": self.started_at.astimezone(UTC).isoformat()}

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> "Obligation":
        return cls(**{**facts, "started_at": datetime.fromisoformat(facts["started_at"])})


_STATUS_COLUMNS = (
    "urgency",
    "aco_since",
    "hu_since",
    "meld_national",
    "meld_international",
    "seconds_at_national",
    "seconds_at_international",
)


@dataclass(frozen=True, eq=False)
class LiverCandidates:
    """All registrations for a liver, as columns of equal length. Build it with `from_columns`.

    The columns from urgency on are the candidate's status at the moment of the match (`status_at`).
    """

    candidate_id: NDArray[np.object_]
    registration: NDArray[np.int64]
    blood_group: Coded
    country: Coded
    region: Coded
    centre: Coded
    birth_date: Dates
    listing_date: Dates
    weight_kg: NDArray[np.float64]
    urgency: Coded
    aco_since: Dates
    hu_since: Dates
    meld_national: NDArray[np.int64]
    meld_international: NDArray[np.int64]
    seconds_at_national: NDArray[np.int64]
    seconds_at_international: NDArray[np.int64]

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
        birth_date: Sequence[DateLike],
        listing_date: Sequence[DateLike],
        weight_kg: Sequence[float | None],
        urgency: Sequence[str],
        aco_since: Sequence[datetime | None],
        hu_since: Sequence[datetime | None],
        meld_national: Sequence[int],
        meld_international: Sequence[int],
        seconds_at_national: Sequence[int],
        seconds_at_international: Sequence[int],
        registration: Sequence[int] | None = None,
    ) -> "LiverCandidates":
        """Make the columns from plain lists, one entry per registration.

        region is the German one, empty elsewhere. registration breaks the last ties, lowest first; without
        it the order of the rows does. A weight that is None counts as not low.
        """
        size = len(candidate_id)
        columns = cls(
            candidate_id=objects(candidate_id),
            registration=or_fill(registration, size, 0, np.int64) if registration else np.arange(size),
            blood_group=Coded.of(blood_group),
            country=Coded.of(country),
            region=Coded.of(region),
            centre=Coded.of(centre),
            birth_date=dates(birth_date),
            listing_date=dates(listing_date),
            weight_kg=numbers(weight_kg, np.float64),
            urgency=Coded.of(urgency),
            aco_since=moments(aco_since),
            hu_since=moments(hu_since),
            meld_national=numbers(meld_national, np.int64),
            meld_international=numbers(meld_international, np.int64),
            seconds_at_national=numbers(seconds_at_national, np.int64),
            seconds_at_international=numbers(seconds_at_international, np.int64),
        )
        for name, value in vars(columns).items():
            if len(value) != size:
                raise ValueError(f"Column {name} has {len(value)} entries, candidate_id has {size}.")
        check_registration(columns.registration)
        return columns

    @classmethod
    def from_statuses(cls, statuses: Sequence["LiverStatus"], **columns: Any) -> "LiverCandidates":
        """Make the columns from candidates' statuses; the other columns as in `from_columns`."""
        of_status = {name: [getattr(status, name) for status in statuses] for name in _STATUS_COLUMNS}
        return cls.from_columns(**columns, **of_status)

    def as_dict(self) -> dict[str, Any]:
        """The columns as `from_columns` takes them, moments as ISO texts."""
        return {
            name: _moments_as_texts(value) if name in ("aco_since", "hu_since") else value.tolist()
            for name, value in vars(self).items()
        }

    @classmethod
    def from_dict(cls, columns: Mapping[str, Any]) -> "LiverCandidates":
        texts = {
            name: [text and datetime.fromisoformat(text) for text in columns[name]]
            for name in ("aco_since", "hu_since")
        }
        return cls.from_columns(**{**columns, **texts})


def _moments_as_texts(column: Dates) -> list[str | None]:
    return [value and value.replace(tzinfo=UTC).isoformat() for value in column.tolist()]


@dataclass(frozen=True, eq=False)
class LiverInputs:
    """Everything a liver ranking depends on: donor, candidates, obligations, the moment (to the second)."""

    donor: LiverDonor
    candidates: LiverCandidates
    at: datetime
    obligations: tuple[Obligation, ...] = ()

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("The moment of a match needs a time zone.")
        object.__setattr__(self, "at", self.at.astimezone(UTC).replace(microsecond=0))

    @cached_property
    def _frozen(self) -> bytes:
        return orjson.dumps(
            {
                "form": "liver-inputs/1",
                "at": self.at.isoformat(),
                "donor": self.donor.as_dict(),
                "obligations": [obligation.as_dict() for obligation in self.obligations],
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
    def from_bytes(cls, frozen: bytes) -> "LiverInputs":
        facts = orjson.loads(frozen)
        if facts["form"] != "liver-inputs/1":
            raise ValueError(f"These are not liver inputs that this version reads: {facts['form']}.")
        return cls(
            donor=LiverDonor(**facts["donor"]),
            candidates=LiverCandidates.from_dict(facts["candidates"]),
            at=datetime.fromisoformat(facts["at"]),
            obligations=tuple(map(Obligation.from_dict, facts["obligations"])),
        )
