"""Checkpoints are handed to a witness: a program, or an address, that keeps them where we have no power.

Whoever holds an earlier checkpoint can prove from it that the log was rewritten since.
"""

from __future__ import annotations

import shlex
import subprocess
import urllib.error
import urllib.request

from django.conf import settings
from django.core.cache import cache

from transplant_site.audit.proof.checkpoints import last_checkpoint, origin, present_series

SECONDS = 20
TOLD = "audit.witness.told"


class WitnessAway(Exception):
    """The witness didn't take a checkpoint; it will be offered the next one."""


def tell_witness() -> bool:
    """Hand the last checkpoint to the witness, unless it has it; return whether there was one to hand over.

    Raises WitnessAway.
    """
    if not settings.AUDIT_WITNESS_COMMAND and not settings.AUDIT_WITNESS_URL:
        return False
    series = present_series()
    last = last_checkpoint(series)
    mark = f"{origin(series)} {last.size}" if last else None
    if last is None or cache.get(TOLD) == mark:
        return False
    if settings.AUDIT_WITNESS_COMMAND:
        _run(settings.AUDIT_WITNESS_COMMAND, last.note)
    if settings.AUDIT_WITNESS_URL:
        _post(settings.AUDIT_WITNESS_URL, last.note)
    cache.set(TOLD, mark, timeout=None)
    return True


def _run(command: str, note: str) -> None:
    try:
        subprocess.run(
            shlex.split(command), input=note, text=True, timeout=SECONDS, check=True, capture_output=True
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise WitnessAway(f"The witness's program failed: {type(error).__name__}.") from error


def _post(url: str, note: str) -> None:
    request = urllib.request.Request(  # noqa: S310 (an http address: settings check it)
        url, data=note.encode(), headers={"Content-Type": "text/plain; charset=utf-8"}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310
            pass
    except (OSError, urllib.error.URLError) as error:
        raise WitnessAway(f"The witness's address did not take it: {error}.") from error
