"""A life cycle is one table of allowed transitions: code obeys it, and the diagrams are drawn from it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _


class TransitionRefused(Exception):
    """The life cycle doesn't lead from the present status to the one asked for."""


ALL: dict[str, "Lifecycle"] = {}
"""Every life cycle by its name, for the diagrams."""


@dataclass(frozen=True)
class Lifecycle:
    name: str
    statuses: type[TextChoices]
    transitions: Mapping[str, frozenset[str]]

    def __post_init__(self) -> None:
        ALL[self.name] = self

    def allows(self, old: str, new: str) -> bool:
        return new in self.transitions.get(old, frozenset())

    def check(self, old: str, new: str) -> None:
        """Refuse a transition that the table doesn't hold."""
        if not self.allows(old, new):
            before, after = self.statuses(old).label, self.statuses(new).label
            raise TransitionRefused(
                _("%(name)s can't go from “%(before)s” to “%(after)s”.")
                % {"name": _(self.name), "before": before, "after": after}
            )

    def is_final(self, status: str) -> bool:
        return not self.transitions.get(status)

    def mermaid(self) -> str:
        """Draw the table as a Mermaid state diagram, in the order in which the statuses are declared."""
        lines = ["stateDiagram-v2"]
        for old in [status for status in self.statuses.values if status in self.transitions]:
            news = self.transitions[old]
            lines += [f"    {old} --> {new}" for new in sorted(news)] or [f"    {old} --> [*]"]
        return "\n".join(lines)
