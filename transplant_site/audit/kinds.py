"""The kinds of entry the log knows."""

from enum import StrEnum


class Kind(StrEnum):
    """What an entry of the log speaks of."""

    CHANGE = "change"
    DOCUMENT = "document"
    READ = "read"
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCKOUT = "lockout"
    REFUSAL = "refusal"
    EXPORT = "export"
    BREAK_GLASS = "break_glass"
    # What befell the mirror in MongoDB: its end was lost, or it was made anew.
    MIRROR = "mirror"


# Changes and documents are written by triggers alone; these are what `record` accepts.
RECORDABLE = frozenset(Kind) - {Kind.CHANGE, Kind.DOCUMENT}
