"""How far the log is signed, mirrored and verified: what the site says of it is true."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.audit.proof.log_writing import forge, trust_in, write, write_and_sign
from transplant_site.audit.proof import state
from transplant_site.audit.proof.keys import KeyFolder
from transplant_site.audit.relay import Relay
from transplant_site.audit.verifier import verify

pytestmark = pytest.mark.usefixtures("committed_things", "empty_log")


FORGED = """
    UPDATE audit_ledger SET actor_name = 'Nobody' WHERE sequence = (SELECT max(sequence) FROM audit_ledger)
"""


@pytest.fixture
def run(proof_folder: KeyFolder) -> Any:
    """Verify in this process, which here may read the ledger."""

    def run(first: int) -> Mapping[str, Any]:
        return verify(first=first, trust=trust_in(proof_folder)).as_json()

    return run


def test_before_anything_was_signed_nothing_is_claimed() -> None:
    present = state.present()

    assert (present.entries, present.signed, present.last, present.checkpoints) == (0, None, None, 0)
    assert present.lag == timedelta()


def test_what_is_signed_is_told_with_its_key(proof_folder: KeyFolder) -> None:
    write_and_sign(3)
    present = state.present()

    assert present.signed is not None
    assert present.signed.checkpoint.size == present.entries == present.relayed
    assert present.signer == proof_folder.public_keys()[0]
    assert (present.waiting, present.unsigned, present.checkpoints) == (0, 0, 3)


def test_what_waits_for_the_relay_is_counted_and_timed(proof_folder: KeyFolder) -> None:
    write_and_sign(1)
    write(2)
    present = state.present()

    assert present.waiting == present.unsigned > 0
    assert timedelta() < present.lag < timedelta(minutes=5)


def test_an_unknown_signer_is_not_named(proof_folder: KeyFolder, settings: Any, tmp_path: Path) -> None:
    write_and_sign(1)
    settings.AUDIT_FOLDER = tmp_path / "elsewhere"

    present = state.present()

    assert present.signed is not None
    assert (present.signer, present.keys) == (None, [])


def test_a_verification_goes_on_where_the_last_one_ended(run: Any) -> None:
    write_and_sign(3)
    first = state.verify_and_note(whole=False, run=run)
    write_and_sign(2)
    second = state.verify_and_note(whole=False, run=run)

    assert first is not None
    assert second is not None
    assert (first.first, first.is_clean, first.is_whole) == (1, True, True)
    assert second.first == first.up_to + 1
    assert second.up_to > first.up_to
    present = state.present()
    assert present.last == second
    assert present.whole == first


def test_nothing_new_is_verified_as_nothing(run: Any) -> None:
    write_and_sign(2)
    first = state.verify_and_note(whole=False, run=run)
    Relay().catch_up()
    state.verify_and_note(whole=False, run=run)
    again = state.verify_and_note(whole=False, run=run)

    assert first is not None
    assert again is not None
    assert again.is_clean
    assert again.up_to >= first.up_to


def test_what_is_wrong_is_said_until_it_is_right(run: Any) -> None:
    write_and_sign(4)
    forge(FORGED)()

    found = state.verify_and_note(whole=True, run=run)
    again = state.verify_and_note(whole=False, run=run)

    assert found is not None
    assert again is not None
    assert not found.is_clean
    assert found.problem.startswith("rewritten")
    assert again.first == found.first
    assert not again.is_clean


def test_a_verification_that_could_not_be_made_says_nothing_of_the_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_AUDITOR_URL", "postgresql://nobody:nothing@127.0.0.1:1/nowhere")

    with pytest.raises(state.NotVerified):
        state.verify_and_note(whole=True)

    assert state.present().last is None
