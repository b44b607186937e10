"""ETKAS: the Eurotransplant kidney list for donors below 65. For clinicians: docs/policies/etkas.md."""

from organs.allocation.etkas.policy import CSV_COLUMNS, ETKAS_2021, Etkas

__all__ = ["CSV_COLUMNS", "ETKAS_2021", "Etkas"]
