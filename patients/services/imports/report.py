"""What an import did."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class ImportReport:
    """What an import did. `changes` counts what was changed of known candidates, by column.

    `kept` counts, by column, the empty cells beside which a report that is known here stays.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    centres: int = 0
    changes: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    left_closed: list[str] = field(default_factory=list)
