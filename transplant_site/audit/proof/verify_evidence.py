"""Verify a bundle of evidence from the audit log of a transplant site, without trusting the site.

    python3 verify_evidence.py BUNDLE.zip --keys public_keys.txt [--earlier checkpoint.txt]

It needs Python 3.9 or newer and the package `cryptography`, and nothing of the site. Take the public keys
from the organisation itself, not from the bundle. With --earlier it also proves that the log still begins
with what a checkpoint said that you received before.

What is verified, and by which rules:
  - the checkpoint: an Ed25519 signature (RFC 8032) over how many entries the log had, and their root;
  - every entry: its text, hashed, leads to that root (Merkle tree hash of RFC 6962: SHA-256 with the prefix
    00 for a leaf and 01 for a node);
  - completeness: the log itself holds an entry which says what was exported; the bundle holds just that;
  - earlier checkpoints: the log only grew since (consistency proof of RFC 6962).

Status 0: all holds. 1: something does not. 2: it could not be verified.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Wrong(Exception):
    """What does not hold, in plain words."""


class Unverifiable(Exception):
    """Why nothing can be said."""


# The tree of RFC 6962. A part of it is named by its first leaf, counted from 0, and the leaf behind its last.


def leaf_hash(text: str) -> bytes:
    return hashlib.sha256(b"\x00" + text.encode()).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(count: int) -> int:
    """Give the largest power of two below a count."""
    return 1 << ((count - 1).bit_length() - 1)


def root_of(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    middle = split(len(leaves))
    return node_hash(root_of(leaves[:middle]), root_of(leaves[middle:]))


def root_from_inclusion(leaves: Sequence[bytes], first: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Give the root that follows from consecutive leaves, the first of which is `first`, and a proof."""
    behind = first + len(leaves)
    if not 0 <= first < behind <= size:
        raise Wrong("An entry is said to stand outside the log.")
    given = iter(proof)

    def root(low: int, high: int) -> bytes:
        if first <= low and high <= behind:
            return root_of(leaves[low - first : high - first])
        middle = low + split(high - low)
        if behind <= middle:
            left = root(low, middle)
            return node_hash(left, take(given))
        if first >= middle:
            right = root(middle, high)
            return node_hash(take(given), right)
        left = root(low, middle)
        return node_hash(left, root(middle, high))

    found = root(0, size)
    use_up(given)
    return found


def roots_from_consistency(
    old: int, size: int, old_root: bytes, proof: Sequence[bytes]
) -> tuple[bytes, bytes]:
    """Give the roots of the first `old` and of all `size` leaves that follow from a proof."""
    if not 0 < old <= size:
        raise Wrong("An earlier checkpoint covers more entries than the later one.")
    given = iter(proof)

    def roots(low: int, high: int, *, is_known: bool) -> tuple[bytes, bytes]:
        if high == old:
            same = old_root if is_known else take(given)
            return same, same
        middle = low + split(high - low)
        if old <= middle:
            before, after = roots(low, middle, is_known=is_known)
            return before, node_hash(after, take(given))
        before, after = roots(middle, high, is_known=False)
        left = take(given)
        return node_hash(left, before), node_hash(left, after)

    found = roots(0, size, is_known=True)
    use_up(given)
    return found


def take(given: Iterator[bytes]) -> bytes:
    for found in given:
        return found
    raise Wrong("A proof ends too early.")


def use_up(given: Iterator[bytes]) -> None:
    for _too_many in given:
        raise Wrong("A proof holds more than it needs.")


# Checkpoints are signed notes (c2sp.org/signed-note): a text, an empty line, and lines of signatures.


class Key:
    def __init__(self, line: str) -> None:
        try:
            self.name, number, encoded = line.strip().split("+", 2)
            raw = base64.b64decode(encoded, validate=True)
        except ValueError:
            raise Unverifiable(f"A key has the form name+number+key: {line.strip()!r}") from None
        self.line = line.strip()
        self.number = hashlib.sha256(self.name.encode() + b"\n" + raw).digest()[:4]
        if raw[:1] != b"\x01" or len(raw) != 33 or self.number.hex() != number:
            raise Unverifiable(f"This is no Ed25519 key of a signed note: {line.strip()!r}")
        self.public = Ed25519PublicKey.from_public_bytes(raw[1:])

    def has_signed(self, note: Note) -> bool:
        for name, signature in note.signatures:
            if name == self.name and signature[:4] == self.number:
                try:
                    self.public.verify(signature[4:], note.text.encode())
                except InvalidSignature:
                    continue
                return True
        return False


class Note:
    def __init__(self, text: str) -> None:
        self.text, _empty_line, signed = text.partition("\n\n")
        self.text += "\n"
        lines = self.text.splitlines()
        try:
            self.log, self.size, self.root = (
                lines[0],
                int(lines[1]),
                base64.b64decode(lines[2], validate=True),
            )
            told = dict(line.split(" ", 1) for line in lines[3:])
            self.signed_at = told["time"]
            self.next_key = told.get("key")
            self.signatures = []
            for line in signed.strip().splitlines():
                _dash, name, encoded = line.split(" ")
                self.signatures.append((name, base64.b64decode(encoded, validate=True)))
        except (IndexError, KeyError, ValueError):
            raise Wrong("A checkpoint has not the form of one.") from None


def signer_of(note: Note, keys: Sequence[Key], what: str) -> Key:
    for key in keys:
        if key.has_signed(note):
            return key
    raise Wrong(f"{what} is not signed by a key that you trust.")


# The bundle.


def verify(bundle: zipfile.ZipFile, keys: Sequence[Key], earlier: Note | None = None) -> list[str]:
    """Verify an opened bundle, and give the sentences that say what was proven."""
    names = set(bundle.namelist())
    for name in ("checkpoint.txt", "entries.jsonl", "history.jsonl"):
        if name not in names:
            raise Wrong(f"The bundle lacks {name}.")
    checkpoint = Note(bundle.read("checkpoint.txt").decode())
    history = [json.loads(line) for line in bundle.read("history.jsonl").decode().splitlines()]

    keys = list(keys)
    for one in history:
        note = Note(one["note"])
        proof = [bytes.fromhex(found) for found in one["proof"]]
        signer_of(note, keys, f"The checkpoint over {note.size} entries")
        check_growth(note, checkpoint, proof)
        if note.next_key:
            keys.append(Key(note.next_key))
    signer = signer_of(checkpoint, keys, "The checkpoint of the bundle")

    when = f"{checkpoint.size} entries at {checkpoint.signed_at}"
    said = [f"The log {checkpoint.log} held {when}, signed by the key {signer.line}."]
    with io.TextIOWrapper(bundle.open("entries.jsonl"), encoding="utf-8") as lines:
        said += verify_entries(lines, checkpoint)
    if history:
        said.append(f"The log still begins with what {len(history)} earlier checkpoints said.")
    if earlier is not None:
        said.append(verify_earlier(earlier, history, checkpoint, keys))
    return said


def check_growth(note: Note, checkpoint: Note, proof: Sequence[bytes]) -> None:
    if note.log != checkpoint.log:
        raise Wrong(f"A checkpoint is of another log: {note.log}.")
    roots = roots_from_consistency(note.size, checkpoint.size, note.root, proof)
    if roots != (note.root, checkpoint.root):
        raise Wrong(
            f"History was rewritten: the first {note.size} entries are not those that were signed"
            f" at {note.signed_at}."
        )


def verify_earlier(
    earlier: Note, history: Sequence[dict[str, Any]], checkpoint: Note, keys: Sequence[Key]
) -> str:
    signer_of(earlier, keys, "Your earlier checkpoint")
    if earlier.log != checkpoint.log:
        raise Wrong(f"Your earlier checkpoint is of another log, {earlier.log}.")
    known = [*(Note(one["note"]) for one in history), checkpoint]
    for same in [note for note in known if note.size == earlier.size]:
        if same.root != earlier.root:
            raise Wrong(
                f"History was rewritten: the first {earlier.size} entries are not those of your checkpoint."
            )
        return f"Your checkpoint of {earlier.signed_at} over {earlier.size} entries holds."
    if earlier.size > checkpoint.size:
        raise Wrong(f"Your checkpoint covers {earlier.size} entries, the bundle's only {checkpoint.size}.")
    raise Unverifiable("The bundle has no proof for your checkpoint: ask for one that names it.")


def verify_entries(lines: Iterator[str], checkpoint: Note) -> list[str]:
    """Verify the runs of consecutive entries, and that they are what the log says was exported."""
    header = json.loads(next(lines))
    digest = hashlib.sha256()
    count = 0
    last: dict[str, Any] | None = None
    position = 0
    for line in lines:
        run = json.loads(line)
        if run["first"] <= position:
            raise Wrong("The entries are not in order.")
        last = verify_run(run, lines, checkpoint)
        position = run["first"] + run["count"] - 1
        if position != header["export"]:
            digest.update(f"{run['first']}-{position}\n".encode())
            count += run["count"]
    if last is None or last["position"] != header["export"]:
        raise Wrong("The entry of the log that says what was exported is missing.")
    stated = {name: (last["details"] or {}).get(name) for name in ("entries", "positions", "scope")}
    found = {"entries": str(count), "positions": digest.hexdigest(), "scope": header["scope"]}
    if last["action"] != "audit.evidence.exported" or stated != found:
        raise Wrong(
            f"The bundle is not what was exported: the log says that {stated['entries']} entries were,"
            f" it holds {count}, or others."
        )
    who = last["actor_name"] or last["actor_id"] or "a command"
    exported = f"exported on {last['recorded_at']} by {who}"
    return [
        f"{count} entries ({header['scope']}) are in the log, unchanged, each at the position it names.",
        f"Nothing was taken out: the log says, at position {header['export']}, that these were {exported}.",
    ]


def verify_run(run: dict[str, Any], lines: Iterator[str], checkpoint: Note) -> dict[str, Any]:
    """Verify the entries of one run, which follow its line, and give the last one."""
    entry: dict[str, Any] = {}
    leaves = []
    behind = run["first"] + run["count"]
    for position in range(run["first"], behind):
        text = json.loads(next(lines, "null"))
        if not isinstance(text, str):
            raise Wrong(f"The entry at position {position} is missing.")
        entry = json.loads(text)
        if entry["position"] != position:
            raise Wrong(f"The entry at position {position} says that it stands at {entry['position']}.")
        leaves.append(leaf_hash(text))
    proof = [bytes.fromhex(found) for found in run["proof"]]
    if root_from_inclusion(leaves, run["first"] - 1, checkpoint.size, proof) != checkpoint.root:
        raise Wrong(
            f"An entry at the positions {run['first']} to {behind - 1} was changed, or never stood there."
        )
    return entry


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Verify a bundle of evidence from an audit log.")
    parser.add_argument("bundle", help="the .zip file")
    parser.add_argument("--keys", required=True, help="a file of the public keys that you trust, one a line")
    parser.add_argument("--earlier", help="a checkpoint that you received before")
    options = parser.parse_args(arguments)
    try:
        with open(options.keys, encoding="utf-8") as lines:
            keys = [Key(line) for line in lines if line.strip() and not line.startswith("#")]
        earlier = None
        if options.earlier:
            with open(options.earlier, encoding="utf-8") as text:
                earlier = Note(text.read())
        with zipfile.ZipFile(options.bundle) as bundle:
            said = verify(bundle, keys, earlier)
    except Wrong as problem:
        print(f"NOT PROVEN. {problem}")
        return 1
    except (Unverifiable, OSError) as problem:
        print(f"It could not be verified: {problem}")
        return 2
    except (ValueError, KeyError, TypeError, StopIteration, zipfile.BadZipFile, RecursionError) as problem:
        print(f"NOT PROVEN. The bundle has not the form of one ({type(problem).__name__}).")
        return 1
    print("PROVEN.")
    for sentence in said:
        print("- " + sentence)
    return 0


if __name__ == "__main__":
    sys.exit(main())
