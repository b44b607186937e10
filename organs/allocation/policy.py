"""The interface that all allocation policies share."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from organs.allocation.explanation import Explanation
from organs.allocation.ranking import Ranking
from organs.allocation.versions import FrozenInputs, PolicyVersion

InputsT = TypeVar("InputsT", bound=FrozenInputs)


class Policy(Protocol[InputsT]):
    """The interface that all policies share. Policies are pure: same inputs, same ranking, to the byte."""

    @property
    def facts(self) -> PolicyVersion: ...

    @property
    def csv_columns(self) -> tuple[str, ...]:
        """The columns of the CSV form of a ranking, in order."""

    @property
    def compared(self) -> tuple[str, ...]:
        """The columns whose change between two runs says why a candidate moved."""

    def rank(self, inputs: InputsT) -> Ranking:
        """Rank the candidates; raises PolicyRefused when the policy doesn't apply."""

    def explain(self, row: Mapping[str, Any], above: Mapping[str, Any] | None = None) -> Explanation:
        """Explain a ranked row, from the row alone, so that a frozen row explains itself years later."""

    def read_inputs(self, frozen: bytes) -> InputsT:
        """Restore the inputs that `to_bytes` froze."""
