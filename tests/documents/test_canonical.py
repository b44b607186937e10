"""One document, one text: what is hashed is what is stored and what is read back."""

from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transplant_site.documents import canonical

MOMENTS = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 (the zone is a strategy of its own)
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.timezones(),
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(min_value=-(2**63), max_value=2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.uuids(),
    st.datetimes(timezones=st.just(UTC)),
)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
DOCUMENTS = st.dictionaries(NAMES, VALUES, max_size=5)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DOCUMENTS)
def test_a_text_gives_back_the_document_it_was_made_from(document):
    normalised = canonical.normalised(document)
    text = canonical.to_text(normalised)
    assert canonical.from_text(text) == normalised
    assert canonical.to_text(canonical.from_text(text)) == text


@given(MOMENTS)
def test_a_moment_keeps_its_millisecond_and_never_moves_forward(moment):
    kept = canonical.to_milliseconds(moment)
    assert timedelta(0) <= moment - kept < timedelta(milliseconds=1)
    assert kept.utcoffset() == timedelta(0)


def test_the_order_of_fields_does_not_change_the_text():
    assert canonical.to_text({"b": 1, "a": {"d": 2, "c": 3}}) == canonical.to_text(
        {"a": {"c": 3, "d": 2}, "b": 1}
    )


def test_whole_numbers_and_fractions_stay_apart():
    assert canonical.to_text({"a": 1}) != canonical.to_text({"a": 1.0})


def test_the_text_is_extended_json():
    moment = datetime(2026, 11, 22, 9, 15, 0, 123_999, tzinfo=timezone(timedelta(hours=1)))
    document = canonical.normalised({"at": moment, "id": UUID(int=7), "text": "é"})
    assert canonical.to_text(document) == (
        '{"at":{"$date":"2026-11-22T08:15:00.123Z"},'
        '"id":{"$uuid":"00000000-0000-0000-0000-000000000007"},"text":"é"}'
    )


def test_a_digest_is_the_sha256_of_the_text():
    assert canonical.digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_word_of_an_enumeration_is_kept_as_its_text():
    class Kind(StrEnum):
        ARRIVED = "arrived"

    kept = canonical.normalised({"kind": Kind.ARRIVED})
    assert type(kept["kind"]) is str
    assert kept == {"kind": "arrived"}


def test_a_text_that_only_looks_like_a_moment_stays_a_text():
    document = {"note": "2026-11-22T08:15:00.123Z"}
    assert canonical.from_text(canonical.to_text(document)) == document


def test_a_type_that_is_never_recorded_has_no_text():
    with pytest.raises(TypeError):
        canonical.to_text({"a": b"bytes"})


def test_utc_is_utc():
    assert canonical.from_text('{"at":{"$date":"2026-11-22T08:15:00.123Z"}}')["at"].tzinfo is UTC
