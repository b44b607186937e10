"""The pre-allocation checklist: who completes it, what must have been seen, what stops the offers."""

from dataclasses import replace

import pytest
from django.utils import timezone

from organs.models import Donor, DonorKind, DonorStatus
from organs.policies.checklists import (
    Checked,
    ChecklistRefused,
    can_complete,
    check_all_seen,
    check_blood_group_agrees,
    readiness,
)
from organs.services import donors
from tests.factories import characterised_donor, complete_both_checklists, coordinator, donor

pytestmark = pytest.mark.django_db

ALL = Checked(
    consent_seen=True,
    death_declaration_seen=True,
    serology_seen=True,
    hla_seen=True,
    identity_verified=True,
)


@pytest.mark.parametrize("kind", DonorKind)
@pytest.mark.parametrize("missing", [None, *Checked.__dataclass_fields__])
def test_everything_is_seen_but_a_declaration_that_follows_the_offers(kind, missing):
    checked = replace(ALL, **{missing: False}) if missing else ALL
    may_follow = missing == "death_declaration_seen" and kind != DonorKind.DBD
    if missing is None or may_follow:
        check_all_seen(Donor(kind=kind), checked)
        return
    with pytest.raises(ChecklistRefused) as refusal:
        check_all_seen(Donor(kind=kind), checked)
    assert refusal.value.code == "incomplete"


@pytest.mark.parametrize("read", ["O", "A", "B", "AB"])
def test_the_abo_that_was_read_is_the_one_on_record(read):
    if read == "A":
        check_blood_group_agrees(Donor(blood_group="A"), read)
        return
    with pytest.raises(ChecklistRefused, match="Stop"):
        check_blood_group_agrees(Donor(blood_group="A"), read)


def test_two_people_complete_it_once_for_the_facts_as_they_are():
    by = coordinator()
    one = characterised_donor(by=by)
    assert can_complete(one, "kidney", by=by)
    complete_both_checklists(one, by=by)
    assert not can_complete(one, "kidney", by=by)
    assert can_complete(one, "kidney", by=coordinator(by.hospital))
    assert can_complete(one, "liver", by=by)
    one.facts_version += 1
    assert can_complete(one, "kidney", by=by)
    donors.move_donor(donor=one, to=DonorStatus.NOT_PROCEEDING, reason="Objection", by=by, at=timezone.now())
    assert not can_complete(Donor.objects.get(pk=one.pk), "kidney", by=by)


def test_what_stops_the_offers_is_named_thing_by_thing():
    by = coordinator()
    bare = readiness(donor(by=by, hla=""), "kidney")
    words = " ".join(bare.stops)
    for missing in ("consent", "declaration of death", "ABO samples", "HLA typing", "two coordinators"):
        assert missing in words
    ready = characterised_donor(by=by)
    complete_both_checklists(ready, by=by)
    assert readiness(ready, "kidney").is_ready
    assert not readiness(ready, "liver").is_ready
