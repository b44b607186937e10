"""What every refusal of this app carries."""

from __future__ import annotations

from transplant_site.audit import Refusal


class PatientsRefusal(Refusal):
    """An expected "no" of this app."""
