"""Heart: the classes of OPTN table 6-7 for adult donors. For clinicians: docs/policies/heart.md."""

from organs.allocation.heart.policy import HEART_2025, OWN_COLUMNS, Heart

__all__ = ["HEART_2025", "OWN_COLUMNS", "Heart"]
