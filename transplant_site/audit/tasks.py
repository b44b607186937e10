"""What the worker does by itself for the audit log."""

import logging
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from transplant_site.audit.months import make_months_ahead
from transplant_site.audit.proof.state import NotVerified, verify_and_note
from transplant_site.audit.proof.witness import tell_witness

logger = logging.getLogger(__name__)

NIGHT = 1


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="audit.make_months", lock="audit.make_months")
def make_months(timestamp: int) -> None:
    """Make the ledger's months of the coming year."""
    make_months_ahead()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="audit.tell_witness", lock="audit.tell_witness")
def hand_checkpoint_over(timestamp: int) -> None:
    """Hand the last checkpoint to the witness, where there is one."""
    tell_witness()


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="audit.verify", lock="audit.verify")
def verify_the_log(timestamp: int) -> None:
    """Verify what was added to the log since the last time, and once a night all of it."""
    try:
        verify_and_note(whole=datetime.fromtimestamp(timestamp, tz=UTC).hour == NIGHT)
    except NotVerified as problem:
        logger.warning("The audit log was not verified: %s", problem)
