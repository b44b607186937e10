"""What is found out about a donor: consent, death, ABO, infections, HLA, the organs' quality."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from organs.models import (
    ConsentPurpose,
    DeathDeclaration,
    Donor,
    DonorAboSample,
    DonorConsent,
    DonorFinding,
    DonorHlaTyping,
    DonorTest,
    OrganAssessment,
)
from organs.policies.donors import (
    DonorRefused,
    abo_disagreement,
    check_can_declare_death,
    check_can_set_aside,
)
from organs.services.donors import lock
from organs.services.events import Told, event_fields
from organs.services.facts import change_matching_facts, stop_allocation
from organs.signals import finding_recorded
from patients.models import HlaMethod
from transplant_site.audit import action
from transplant_site.records.constraints import refused_as
from transplant_site.staff.models import Hospital, StaffMember


@action("organs.donor.consent_recorded")
def record_consent(
    *,
    donor: Donor,
    organ_kind: str,
    is_given: bool,
    ground: str,
    occurred_at: datetime,
    by: StaffMember,
    at: datetime,
    purpose: str = ConsentPurpose.TRANSPLANT,
    told: Told | None = None,
) -> DonorConsent:
    """Record consent or its refusal for one organ and purpose, in the place of an earlier word on it."""
    donor = lock(donor)
    donor.consents.filter(organ_kind=organ_kind, purpose=purpose, is_withdrawn=False).update(
        is_withdrawn=True
    )
    with refused_as(DonorRefused):
        consent = DonorConsent.objects.create(
            donor=donor,
            organ_kind=organ_kind,
            purpose=purpose,
            is_given=is_given,
            ground=ground,
            **event_fields(occurred_at=occurred_at, by=by, at=at, told=told),
        )
    if not is_given and purpose == ConsentPurpose.TRANSPLANT:
        because = _("Consent to transplant this organ was refused.")
        stop_allocation(donor, organ_kinds=[organ_kind], because=because, by=by, at=at)
    return consent


@action("organs.donor.death_declared")
def declare_death(
    *,
    donor: Donor,
    method: str,
    first_declarer: str,
    occurred_at: datetime,
    by: StaffMember,
    at: datetime,
    second_declarer: str = "",
    told: Told | None = None,
) -> DeathDeclaration:
    """Record who declared the donor's death, when and how."""
    donor = lock(donor)
    check_can_declare_death(donor, method=method, second_declarer=second_declarer)
    with refused_as(DonorRefused):
        return DeathDeclaration.objects.create(
            donor=donor,
            method=method,
            first_declarer=first_declarer,
            second_declarer=second_declarer,
            **event_fields(occurred_at=occurred_at, by=by, at=at, told=told),
        )


@action("organs.donor.abo_sample_recorded")
def record_abo_sample(
    *,
    donor: Donor,
    blood_group: str,
    occurred_at: datetime,
    by: StaffMember,
    at: datetime,
    blood_subgroup: str = "",
    laboratory: Hospital | None = None,
    told: Told | None = None,
) -> DonorAboSample:
    """Record one ABO determination; one that disagrees is recorded too, and stops every offer."""
    donor = lock(donor)
    with refused_as(DonorRefused):
        sample = DonorAboSample.objects.create(
            donor=donor,
            blood_group=blood_group,
            blood_subgroup=blood_subgroup,
            laboratory=laboratory,
            **event_fields(occurred_at=occurred_at, by=by, at=at, told=told),
        )
    if disagreement := abo_disagreement(donor, donor.abo_samples.all()):
        change_matching_facts(donor, because=disagreement, by=by, at=at)
    return sample


@action("organs.donor.abo_sample_set_aside")
def set_aside_abo_sample(
    *, sample: DonorAboSample, by: StaffMember, at: datetime, reason: str
) -> DonorAboSample:
    """Let a sample count no longer, because it was mixed up or the like; it stays on record."""
    donor = lock(sample.donor)
    sample = DonorAboSample.objects.select_for_update().get(pk=sample.pk)
    check_can_set_aside(sample)
    sample.set_aside_at, sample.set_aside_by, sample.set_aside_because = at, by, reason
    with refused_as(DonorRefused):
        sample.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_because"])
    change_matching_facts(donor, because=_("An ABO sample was set aside."), by=by, at=at)
    return sample


@action("organs.donor.test_recorded")
def record_test(
    *,
    donor: Donor,
    marker: str,
    result: str,
    occurred_at: datetime,
    by: StaffMember,
    at: datetime,
    is_haemodiluted: bool = False,
    told: Told | None = None,
) -> DonorTest:
    """Record a test for an infectious disease; that of the newest sample is the current one."""
    donor = lock(donor)
    before = donor.tests.select_for_update().filter(marker=marker, is_current=True).first()
    is_current = before is None or occurred_at >= before.occurred_at
    if before is not None and is_current:
        before.is_current = False
        before.save(update_fields=["is_current"])
    with refused_as(DonorRefused):
        test = DonorTest.objects.create(
            donor=donor,
            marker=marker,
            result=result,
            is_haemodiluted=is_haemodiluted,
            is_current=is_current,
            **event_fields(occurred_at=occurred_at, by=by, at=at, told=told),
        )
    _announce_test(test, before, by=by, at=at)
    return test


def _announce_test(test: DonorTest, before: DonorTest | None, *, by: StaffMember, at: datetime) -> None:
    """Let a result that differs from the one known end the runs, or be found out beside a newer one."""
    words = {"marker": test.get_marker_display(), "result": str(test.get_result_display()).lower()}
    if not test.is_current:
        title = _("%(marker)s of an earlier sample: %(result)s.") % words
        finding_recorded.send(sender=DonorTest, donor=test.donor, title=title, text=title, by=by, at=at)
    elif not _says_the_same(before, test):
        was = str(before.get_result_display() if before else _("no result")).lower()
        because = _("%(marker)s is %(result)s (it was: %(before)s).") % {**words, "before": was}
        change_matching_facts(test.donor, because=because, by=by, at=at)


@action("organs.donor.finding_recorded")
def record_finding(
    *,
    donor: Donor,
    kind: str,
    text: str,
    occurred_at: datetime,
    by: StaffMember,
    at: datetime,
    told: Told | None = None,
) -> DonorFinding:
    """Record a finding of the donor's history, examination, imaging or cultures."""
    donor = lock(donor)
    with refused_as(DonorRefused):
        finding = DonorFinding.objects.create(
            donor=donor,
            kind=kind,
            text=text,
            **event_fields(occurred_at=occurred_at, by=by, at=at, told=told),
        )
    title = _("New finding: %(kind)s.") % {"kind": str(finding.get_kind_display()).lower()}
    finding_recorded.send(sender=DonorFinding, donor=donor, title=title, text=text, by=by, at=at)
    return finding


@action("organs.donor.organ_assessed")
def record_organ_assessment(
    *,
    donor: Donor,
    organ_kind: str,
    quality: str,
    occurred_at: datetime,
    by: StaffMember,
    at: datetime,
    text: str = "",
    told: Told | None = None,
) -> OrganAssessment:
    """Record a dated assessment of one kind of organ of the donor."""
    donor = lock(donor)
    with refused_as(DonorRefused):
        assessment = OrganAssessment.objects.create(
            donor=donor,
            organ_kind=organ_kind,
            quality=quality,
            text=text,
            **event_fields(occurred_at=occurred_at, by=by, at=at, told=told),
        )
    words = {"organ": assessment.get_organ_kind_display(), "quality": assessment.get_quality_display()}
    title = _("New assessment of the %(organ)s: %(quality)s.") % {k: str(v).lower() for k, v in words.items()}
    finding_recorded.send(
        sender=OrganAssessment, donor=donor, title=title, text=f"{title} {text}".strip(), by=by, at=at
    )
    return assessment


@action("organs.donor.hla_typing_recorded")
def record_hla_typing(
    *,
    donor: Donor,
    antigens: Sequence[str],
    occurred_at: datetime,
    by: StaffMember,
    at: datetime,
    method: str = HlaMethod.UNKNOWN,
    laboratory: Hospital | None = None,
    told: Told | None = None,
) -> DonorHlaTyping:
    """Record a typing report, which takes the place of the one that matching used; antigens are canonical."""
    donor = lock(donor)
    before = donor.hla_typings.select_for_update().filter(is_current=True).first()
    if before is not None:
        before.is_current = False
        before.save(update_fields=["is_current"])
    with refused_as(DonorRefused):
        typing = DonorHlaTyping.objects.create(
            donor=donor,
            antigens=list(antigens),
            method=method,
            laboratory=laboratory,
            **event_fields(occurred_at=occurred_at, by=by, at=at, told=told),
        )
    if before is None or before.antigens != typing.antigens:
        change_matching_facts(donor, because=_("The donor has another HLA typing."), by=by, at=at)
    return typing


def _says_the_same(before: DonorTest | None, test: DonorTest) -> bool:
    return (
        before is not None and before.result == test.result and before.is_haemodiluted == test.is_haemodiluted
    )
