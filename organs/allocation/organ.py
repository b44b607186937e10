"""What the policies for heart, lung, pancreas and intestine look at: donor and candidates.

All candidates have the columns of `OrganCandidates`. What only one policy needs stands in `own`, as the
policy declares it: a name and a `Kind` for each column.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from organs.allocation.coded import Coded
from organs.allocation.columns import Dates, check_registration, dates, moments, numbers, objects
from organs.allocation.criteria import NO_CRITERIA, AcceptanceCriteria
from organs.allocation.donor import OrganDonor
from organs.allocation.ranking import Column
from patients.hla.columns import Words, read_typings, read_unacceptable

FORM = "organ-inputs/1"


@dataclass(frozen=True)
class Kind:
    """How a column is made from a plain list, and how it is written to be read by `make` again."""

    make: Callable[[Sequence[Any]], Column]
    plain: Callable[[Any], list[Any]] = lambda column: list(column.tolist())


def _moments(values: Sequence[datetime | str | None]) -> Dates:
    return moments([datetime.fromisoformat(value) if isinstance(value, str) else value for value in values])


def _as_texts(column: Dates) -> list[str | None]:
    return [value and value.replace(tzinfo=UTC).isoformat() for value in column.tolist()]


TEXTS = Kind(Coded.of)
DAYS = Kind(dates)
MOMENTS = Kind(_moments, _as_texts)
WHOLE_NUMBERS = Kind(lambda values: numbers(values, np.int64))
NUMBERS = Kind(lambda values: numbers(values, np.float64))
"""Numbers where None, read as NaN, is: not known."""

Kinds = Mapping[str, Kind]


@dataclass(frozen=True, eq=False)
class OrganCandidates:
    """All registrations for an organ, as columns of equal length. Build it with `from_columns`."""

    candidate_id: NDArray[np.object_]
    registration: NDArray[np.int64]
    blood_group: Coded
    country: Coded
    centre: Coded
    urgency: Coded
    listing_date: Dates
    waiting_seconds: NDArray[np.int64]
    takes_with: Coded
    goes_with: Coded
    hla: Words
    hla_text: Sequence[str]
    unacceptable: Words
    unacceptable_text: Sequence[str]
    screening_is_current: NDArray[np.bool_]
    criteria: tuple[AcceptanceCriteria, ...]
    programme_criteria: NDArray[np.int32]
    own_criteria: NDArray[np.int32]
    own: Mapping[str, Any]
    kinds: Kinds

    def __len__(self) -> int:
        return len(self.candidate_id)

    @classmethod
    def from_columns(
        cls,
        kinds: Kinds,
        *,
        candidate_id: Sequence[str],
        blood_group: Sequence[str],
        country: Sequence[str],
        centre: Sequence[str],
        urgency: Sequence[str],
        listing_date: Sequence[Any],
        waiting_seconds: Sequence[int],
        registration: Sequence[int] | None = None,
        takes_with: Sequence[str] | None = None,
        goes_with: Sequence[str] | None = None,
        hla: Sequence[str] | None = None,
        unacceptable: Sequence[str] | None = None,
        screening_is_current: Sequence[bool] | None = None,
        criteria: Sequence[AcceptanceCriteria] = (),
        programme_criteria: Sequence[int] | None = None,
        own_criteria: Sequence[int] | None = None,
        **own: Sequence[Any],
    ) -> "OrganCandidates":
        """Make the columns from plain lists, one entry per registration.

        waiting_seconds is the time spent active on the list up to the moment of the match. takes_with names
        the organs that this candidate receives from the same donor through this list, goes_with the organ
        through whose list this one comes; empty for none. hla and unacceptable are the stored, canonical
        texts. registration breaks the last ties, lowest first; without it the order of the rows does.
        programme_criteria and own_criteria are places in `criteria`, -1 for none. A column left out means: no
        combined organs, nothing typed or unacceptable, screening current, no criteria. `own` are the columns
        that `kinds` declares, all of them.
        """
        size = len(candidate_id)
        if own.keys() != kinds.keys():
            raise ValueError(f"Columns {sorted(own)} were given, {sorted(kinds)} are the policy's.")
        nothing = [""] * size
        hla, unacceptable = hla or nothing, unacceptable or nothing
        columns = cls(
            candidate_id=objects(candidate_id),
            registration=numbers(range(size) if registration is None else registration, np.int64),
            blood_group=Coded.of(blood_group),
            country=Coded.of(country),
            centre=Coded.of(centre),
            urgency=Coded.of(urgency),
            listing_date=dates(listing_date),
            waiting_seconds=numbers(waiting_seconds, np.int64),
            takes_with=Coded.of(takes_with or nothing),
            goes_with=Coded.of(goes_with or nothing),
            hla=read_typings(hla),
            hla_text=hla,
            unacceptable=read_unacceptable(unacceptable),
            unacceptable_text=unacceptable,
            screening_is_current=numbers(screening_is_current or [True] * size, np.bool_),
            criteria=tuple(criteria),
            programme_criteria=numbers(programme_criteria or [NO_CRITERIA] * size, np.int32),
            own_criteria=numbers(own_criteria or [NO_CRITERIA] * size, np.int32),
            own={name: kind.make(own[name]) for name, kind in kinds.items()},
            kinds=kinds,
        )
        columns._check_lengths()
        return columns

    def _check_lengths(self) -> None:
        facts = {**vars(self), **self.own}
        for name, value in facts.items():
            if name in ("criteria", "own", "kinds"):
                continue
            length = value.shape[1] if name in ("hla", "unacceptable") else len(value)
            if length != len(self):
                raise ValueError(f"Column {name} has {length} entries, candidate_id has {len(self)}.")
        check_registration(self.registration)

    def as_dict(self) -> dict[str, Any]:
        """The columns as `from_columns` takes them, as plain values."""
        return {
            "candidate_id": self.candidate_id.tolist(),
            "registration": self.registration.tolist(),
            "blood_group": self.blood_group.tolist(),
            "country": self.country.tolist(),
            "centre": self.centre.tolist(),
            "urgency": self.urgency.tolist(),
            "listing_date": self.listing_date.tolist(),
            "waiting_seconds": self.waiting_seconds.tolist(),
            "takes_with": self.takes_with.tolist(),
            "goes_with": self.goes_with.tolist(),
            "hla": list(self.hla_text),
            "unacceptable": list(self.unacceptable_text),
            "screening_is_current": self.screening_is_current.tolist(),
            "criteria": [criteria.as_dict() for criteria in self.criteria],
            "programme_criteria": self.programme_criteria.tolist(),
            "own_criteria": self.own_criteria.tolist(),
            **{name: kind.plain(self.own[name]) for name, kind in self.kinds.items()},
        }

    @classmethod
    def from_dict(cls, columns: Mapping[str, Any], kinds: Kinds) -> "OrganCandidates":
        criteria = [AcceptanceCriteria.from_dict(facts) for facts in columns["criteria"]]
        return cls.from_columns(kinds, **{**columns, "criteria": criteria})


@dataclass(frozen=True, eq=False)
class OrganInputs:
    """Everything a ranking depends on: donor, candidates, the moment (to the second), and its day.

    `day` is the one on the calendar of the place where the match is made.
    """

    donor: OrganDonor
    candidates: OrganCandidates
    at: datetime
    day: date

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("The moment of a match needs a time zone.")
        object.__setattr__(self, "at", self.at.astimezone(UTC).replace(microsecond=0))

    @cached_property
    def _frozen(self) -> bytes:
        return orjson.dumps(
            {
                "form": FORM,
                "at": self.at.isoformat(),
                "day": self.day.isoformat(),
                "donor": self.donor.as_dict(),
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
    def from_bytes(cls, frozen: bytes, kinds: Kinds) -> "OrganInputs":
        facts = orjson.loads(frozen)
        if facts["form"] != FORM:
            raise ValueError(f"These are not inputs that this version reads: {facts['form']}.")
        return cls(
            donor=OrganDonor.from_dict(facts["donor"]),
            candidates=OrganCandidates.from_dict(facts["candidates"], kinds),
            at=datetime.fromisoformat(facts["at"]),
            day=date.fromisoformat(facts["day"]),
        )
