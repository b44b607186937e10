"""Checkpoints as signed notes: what is written can be read, and nothing else is taken for one."""

import base64
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from transplant_site.audit.proof.keys import KeyRing
from transplant_site.audit.proof.notes import (
    Checkpoint,
    InvalidNote,
    PublicKey,
    SignedCheckpoint,
    SigningKey,
    notes_in,
)

KEY = SigningKey("transplant/audit", Ed25519PrivateKey.from_private_bytes(b"a" * 32))
OTHER = SigningKey("transplant/audit", Ed25519PrivateKey.from_private_bytes(b"b" * 32))


def checkpoint(size: int = 18_204, next_key: PublicKey | None = None) -> Checkpoint:
    return Checkpoint(
        origin="transplant/audit/1",
        size=size,
        root=bytes(range(32)),
        signed_at=datetime(2026, 11, 26, 9, 0, 0, 123456, tzinfo=UTC),
        next_key=next_key,
    )


def test_a_note_says_how_far_the_log_had_come() -> None:
    assert str(checkpoint().signed_by(KEY)).splitlines()[:5] == [
        "transplant/audit/1",
        "18204",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "time 2026-11-26T09:00:00.123456+00:00",
        "",
    ]


@pytest.mark.parametrize("next_key", [None, OTHER.public])
def test_what_is_written_can_be_read(next_key: PublicKey | None) -> None:
    signed = checkpoint(next_key=next_key).signed_by(KEY, OTHER)

    read = SignedCheckpoint.parse(str(signed))

    assert read == signed
    assert read.signer_among([KEY.public]) == KEY.public
    assert read.signer_among([OTHER.public]) == OTHER.public
    assert PublicKey.parse(str(KEY.public)) == KEY.public


def test_the_signature_is_that_of_signed_notes() -> None:
    # The example of golang.org/x/mod/sumdb/note, whose form C2SP took over.
    key = PublicKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )
    signature = base64.b64decode(
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    )

    assert signature[:4] == key.number
    assert key.has_signed(text, signature[4:])


@pytest.mark.parametrize(
    ("old", "new"), [("18204", "18205"), ("AAEC", "AAED"), ("09:00", "09:01"), ("audit/1", "audit/2")]
)
def test_a_changed_note_is_signed_by_nobody(old: str, new: str) -> None:
    note = str(checkpoint().signed_by(KEY)).replace(old, new, 1)

    assert SignedCheckpoint.parse(note).signer_among([KEY.public]) is None


def test_another_key_or_name_has_not_signed() -> None:
    signed = checkpoint().signed_by(KEY)

    assert signed.signer_among([OTHER.public]) is None
    assert signed.signer_among([PublicKey("another/log", KEY.public.key)]) is None


@pytest.mark.parametrize(
    "note",
    [
        "",
        "transplant/audit/1\n5\n",
        str(checkpoint().signed_by(KEY)).replace("\n\n", "\n"),
        str(checkpoint().signed_by(KEY)).replace("18204", "-1"),
        str(checkpoint().signed_by(KEY)).replace("18204", "018204"),
        str(checkpoint().signed_by(KEY)).replace("AAEC", "AA"),
        str(checkpoint().signed_by(KEY)).replace("AAEC", "A*EC"),
        str(checkpoint().signed_by(KEY)).replace("time", "tide"),
        str(checkpoint().signed_by(KEY)).replace("2026-11-26", "2026-11-66"),
        str(checkpoint().signed_by(KEY)).replace("\N{EM DASH} ", "- "),
        checkpoint().text + "\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(note: str) -> None:
    with pytest.raises(InvalidNote):
        SignedCheckpoint.parse(note)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "name",
        "name+00000000+AAAA",
        str(KEY.public).replace("transplant", "transplanted"),
        str(KEY.public).rpartition("+")[0] + "+" + base64.b64encode(b"\x02" + KEY.public.key).decode(),
    ],
)
def test_what_is_no_key_is_refused(line: str) -> None:
    with pytest.raises(InvalidNote):
        PublicKey.parse(line)


def test_notes_stand_one_after_the_other_in_a_file() -> None:
    notes = [str(checkpoint(size).signed_by(KEY)) for size in (1, 2, 3)]
    text = "\n".join(notes)

    assert list(notes_in(text.splitlines(keepends=True))) == notes
    assert len(list(notes_in((text + "\ncut").splitlines(keepends=True)))) == 4


def test_a_key_hands_over_to_the_next_and_signs_nothing_more() -> None:
    ring = KeyRing([KEY.public])

    assert ring.accepts(checkpoint(1).signed_by(KEY))
    assert not ring.accepts(checkpoint(2).signed_by(OTHER))
    assert ring.accepts(checkpoint(3, OTHER.public).signed_by(KEY, OTHER))
    assert not ring.accepts(checkpoint(4).signed_by(KEY))
    assert ring.accepts(checkpoint(5).signed_by(OTHER))


def test_nobody_hands_over_to_himself() -> None:
    assert not KeyRing([KEY.public]).accepts(checkpoint(1, OTHER.public).signed_by(OTHER))
