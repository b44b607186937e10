"""What every app needs to say who does what, and why.

from transplant_site.audit import Kind, Refusal, action, record, record_read
"""

from transplant_site.audit.context import Actor, action
from transplant_site.audit.exports import note_export
from transplant_site.audit.kinds import Kind
from transplant_site.audit.recording import record, record_read, record_read_if_shown
from transplant_site.audit.refusals import Refusal, allows

__all__ = [
    "Actor",
    "Kind",
    "Refusal",
    "action",
    "allows",
    "note_export",
    "record",
    "record_read",
    "record_read_if_shown",
]
