"""What donors and runs announce to the apps and modules that listen, inside the same transaction."""

from django.dispatch import Signal

donor_facts_changed = Signal()
"""Facts that allocation depends on have changed.

Arguments: donor, because (a sentence), by, at.
"""

runs_invalidated = Signal()
"""A candidate's facts made runs invalid. Arguments: runs, patient_ids, because, by, at."""

allocation_stopped = Signal()
"""Organs of a donor are not allocated any more. Arguments: donor, organ_kinds, because, by, at."""

finding_recorded = Signal()
"""Something was found out that changes no fact of the match. Arguments: donor, title, text, by, at."""
