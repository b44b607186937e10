"""How far the log is signed, mirrored and verified, as the site knows it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from transplant_site.audit.kinds import Kind
from transplant_site.audit.models import LedgerEntry
from transplant_site.audit.months import month_warnings
from transplant_site.audit.proof.checkpoints import key_folder, last_checkpoint
from transplant_site.audit.proof.keys import KeyUnusable
from transplant_site.audit.proof.notes import PublicKey, SignedCheckpoint
from transplant_site.audit.recording import record
from transplant_site.audit.relay import has_leader

VERIFIED = "audit.mirror.verified"
CHECKPOINTS_COUNTED = 10_000
SECONDS = 6 * 3600


class NotVerified(Exception):
    """A verification could not be made; it says why. Nothing is said of the log."""


@dataclass(frozen=True)
class Verification:
    """What one run of `verify_audit` found, as the log kept it."""

    at: datetime
    first: int
    up_to: int
    checkpoints: int
    proven: int
    key: str
    wrong_at: int
    problem: str
    warnings: str

    @property
    def is_clean(self) -> bool:
        return not self.problem

    @property
    def is_whole(self) -> bool:
        return self.first == 1

    @classmethod
    def of(cls, entry: LedgerEntry) -> Verification:
        told: Mapping[str, str] = entry.additional_data or {}
        return cls(
            at=entry.timestamp,
            problem=told.get("problem", ""),
            key=told.get("key", ""),
            warnings=told.get("warnings", ""),
            **{
                name: int(told.get(name, 0))
                for name in ("first", "up_to", "checkpoints", "proven", "wrong_at")
            },
        )


@dataclass(frozen=True)
class RelayState:
    """Whether a relay leads, and what hinders it or last did."""

    leads: bool
    trouble: str
    began_at: datetime | None
    over_at: datetime | None

    @property
    def is_hindered(self) -> bool:
        return bool(self.trouble) and self.over_at is None


@dataclass(frozen=True)
class State:
    """Where the log stands: entries in PostgreSQL, mirrored, signed, verified."""

    entries: int
    relayed: int
    relayed_at: datetime | None
    series: int
    lag: timedelta
    signed: SignedCheckpoint | None
    signer: PublicKey | None
    checkpoints_since: int
    last: Verification | None
    whole: Verification | None
    keys: list[PublicKey]
    warnings: list[str]
    relay: RelayState

    @property
    def waiting(self) -> int:
        return max(self.entries - self.relayed, 0)

    @property
    def unsigned(self) -> int:
        return max(self.entries - (self.signed.checkpoint.size if self.signed else 0), 0)

    @property
    def checkpoints(self) -> int:
        """How many checkpoints there are: those that the whole verification held, and those since."""
        return (self.whole.checkpoints if self.whole else 0) + self.checkpoints_since

    @property
    def is_counted(self) -> bool:
        return self.checkpoints_since <= CHECKPOINTS_COUNTED


def present() -> State:
    """Give the present state, from a fixed number of rows however long the log is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entries, relayed, relayed_number, relayed_at, series,"
            " trouble, trouble_began_at, trouble_over_at FROM public.audit_progress"
        )
        entries, relayed, relayed_number, relayed_at, series, *trouble = cursor.fetchone()
        cursor.execute(
            "SELECT min(recorded_at) FROM public.audit_place WHERE number = %s", [relayed_number + 1]
        )
        (waits_since,) = cursor.fetchone()
    last = last_checkpoint(series)
    signed = SignedCheckpoint.parse(last.note) if last else None
    keys = public_keys()
    whole = _verification(series, first="1")
    return State(
        entries=entries,
        relayed=relayed,
        relayed_at=relayed_at,
        series=series,
        lag=max(timezone.now() - waits_since, timedelta()) if waits_since else timedelta(),
        signed=signed,
        signer=signed.signer_among(keys) if signed else None,
        checkpoints_since=_checkpoints_after(series, whole.proven if whole else 0),
        last=_verification(series),
        whole=whole,
        keys=keys,
        warnings=month_warnings(),
        relay=RelayState(has_leader(), *trouble),
    )


def public_keys() -> list[PublicKey]:
    """Give the public keys that this site knows; none where the relay's folder is closed to it."""
    folder = key_folder()
    try:
        return folder.public_keys() if folder else []
    except (KeyUnusable, OSError):
        return []


def _checkpoints_after(series: int, size: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT FROM public.audit_checkpoint WHERE series = %s AND size > %s"
            " LIMIT %s) AS newer",
            [series, size, CHECKPOINTS_COUNTED + 1],
        )
        return int(cursor.fetchone()[0])


def _verification(series: int, **told: str) -> Verification | None:
    """Give the newest verification of a log that the log itself tells of."""
    wanted = {"series": str(series), **told}
    found = (
        LedgerEntry.objects.filter(
            action_name=VERIFIED, kind=Kind.MIRROR.value, additional_data__contains=wanted
        )
        .order_by("-timestamp", "-id")
        .first()
    )
    return Verification.of(found) if found is not None else None


def verify_and_note(
    *, whole: bool, run: Callable[[int], Mapping[str, Any]] | None = None
) -> Verification | None:
    """Verify the log as its auditor, from the end of the last clean verification or from its beginning.

    What was found enters the log, so it is mirrored and signed like all else. A verification that found
    something wrong is repeated from where it began.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT series FROM public.audit_progress")
        series = int(cursor.fetchone()[0])
    before = None if whole else _verification(series)
    first = (before.up_to + 1 if before.is_clean else before.first) if before else 1
    told = (run or as_auditor)(first)
    problem = told["problem"] or {}
    record(
        Kind.MIRROR,
        action=VERIFIED,
        details={
            "series": series,
            "first": told["first"],
            "up_to": told["first"] + told["entries"] - 1,
            "checkpoints": told["proven"]["checkpoints"],
            "proven": told["proven"]["size"],
            "key": told["proven"]["key"] or "",
            "wrong_at": problem.get("position", 0),
            "problem": f"{problem['code']}: {problem['text']}" if problem else "",
            "warnings": " ".join(told["warnings"]),
        },
    )
    return _verification(series)


def as_auditor(first: int) -> Mapping[str, Any]:
    """Run `verify_audit` in a process of its own that connects as the auditor; raises NotVerified."""
    command = [
        sys.executable,
        str(settings.BASE_DIR / "manage.py"),
        "verify_audit",
        "--json",
        "--from",
        str(first),
    ]
    ran = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        env={**os.environ, "TRANSPLANT_DATABASE_ROLE": "auditor"},
    )
    if ran.returncode not in {0, 1} or not ran.stdout.startswith("{"):
        raise NotVerified(f"verify_audit ended with status {ran.returncode}: {ran.stderr.strip()[-400:]}")
    told: Mapping[str, Any] = json.loads(ran.stdout.splitlines()[0])
    return told
