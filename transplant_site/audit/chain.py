"""The canonical text of an entry, its hash, and the chain from one entry to the next. No Django, no store.

leaf  = SHA-256(0x00 || text)                  the leaf hash of RFC 6962, for the tree to come
hash  = SHA-256(hash of the entry before || leaf)   the first entry follows 32 zero bytes
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import orjson

GENESIS = "0" * 64
LEAF_PREFIX = b"\x00"
# What JSON readers everywhere keep exact.
LARGEST_WHOLE_NUMBER = 2**53 - 1


def canonical_text(entry: Mapping[str, Any]) -> str:
    """Give the one text of an entry: sorted keys, no spaces; strings, whole numbers, booleans, null."""
    return orjson.dumps(entry, option=orjson.OPT_SORT_KEYS).decode()


def parse_exactly(text: str) -> Any:
    """Read JSON so that no number is written back in another form: a fraction stays the text it was."""
    return json.loads(text, parse_float=str, parse_int=_whole_number, parse_constant=str)


def _whole_number(digits: str) -> int | str:
    number = int(digits) if len(digits) < 20 else None
    return number if number is not None and abs(number) <= LARGEST_WHOLE_NUMBER else digits


def leaf_hash(text: str) -> bytes:
    """Give the leaf hash of a canonical text."""
    return hashlib.sha256(LEAF_PREFIX + text.encode()).digest()


def chained_hash(previous_hash: str, text: str) -> str:
    """Give the hash of an entry that follows the entry with `previous_hash`."""
    return hashlib.sha256(bytes.fromhex(previous_hash) + leaf_hash(text)).hexdigest()
