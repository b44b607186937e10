"""What may be done with a donor in the state it is in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from organs.models import (
    Donor,
    DonorAboSample,
    DonorIdentity,
    DonorKind,
    DonorStatus,
    DonorTest,
    Marker,
    Organ,
    PartStatus,
    Rule,
)
from organs.models.donors import DONOR_LIFE, OPEN_DONORS, ConsentPurpose, DeathDeclaration
from organs.models.organs import PAIRED, PartKind, Side
from organs.policies.rules import unexplained
from transplant_site.audit import Refusal, allows
from transplant_site.interface.times import format_time
from transplant_site.records.lifecycle import TransitionRefused
from transplant_site.records.models import CLOCK_TOLERANCE
from transplant_site.records.vocabulary import OrganKind, TestResult


class DonorRefused(Refusal):
    """Something can't be done with, or recorded for, this donor."""


EXPECTED_MARKERS = (
    Marker.HIV_ANTIBODY,
    Marker.HBV_SURFACE_ANTIGEN,
    Marker.HBV_CORE_ANTIBODY,
    Marker.HCV_ANTIBODY,
)
"""Without a result of these a centre can't judge the offer; missing ones are advice, not a stop."""

SAMPLES_NEEDED = 2

SPLITS: dict[str, tuple[frozenset[str], ...]] = {
    OrganKind.LIVER: (
        frozenset({PartKind.LEFT_LATERAL, PartKind.EXTENDED_RIGHT}),
        frozenset({PartKind.LEFT_LOBE, PartKind.RIGHT_LOBE}),
    ),
}
"""Into which parts an organ may be split."""


def check_has_happened(occurred_at: datetime, *, at: datetime) -> None:
    """Refuse a moment that lies in the future."""
    if occurred_at > at + CLOCK_TOLERANCE:
        raise DonorRefused(_("This lies in the future: enter a time that has passed."), code="future")


# ABO


def valid_samples(samples: Iterable[DonorAboSample]) -> list[DonorAboSample]:
    """Leave out the samples that were set aside."""
    return [sample for sample in samples if sample.set_aside_at is None]


def samples_missing(samples: Iterable[DonorAboSample]) -> int:
    """Count the samples that are still needed: two, of two times and two people."""
    return max(0, SAMPLES_NEEDED - len(valid_samples(samples)))


def abo_disagreement(donor: Donor, samples: Iterable[DonorAboSample]) -> str:
    """Say what disagrees about the donor's blood group; empty when nothing does."""
    valid = valid_samples(samples)
    groups = {donor.blood_group, *(sample.blood_group for sample in valid)}
    if len(groups) > 1:
        return _("The ABO samples and the record disagree: %(groups)s.") % {
            "groups": ", ".join(sorted(groups))
        }
    subgroups = {s for s in (donor.blood_subgroup, *(sample.blood_subgroup for sample in valid)) if s}
    if len(subgroups) > 1:
        return _("The ABO subgroups disagree: %(groups)s.") % {"groups": ", ".join(sorted(subgroups))}
    return ""


def check_abo_is_confirmed(donor: Donor, samples: Iterable[DonorAboSample]) -> None:
    """Refuse unless two samples, of two times and two people, agree with the record."""
    samples = list(samples)
    if disagreement := abo_disagreement(donor, samples):
        raise DonorRefused(disagreement, code="abo_disagrees")
    if missing := samples_missing(samples):
        raise DonorRefused(
            _("Two ABO samples of different times, reported by two people, are needed: %(count)d missing.")
            % {"count": missing},
            code="abo_incomplete",
        )


def is_abo_confirmed(donor: Donor, samples: Iterable[DonorAboSample]) -> bool:
    return allows(check_abo_is_confirmed, donor, samples)


def check_can_set_aside(sample: DonorAboSample) -> None:
    """Refuse to set a sample aside twice."""
    if sample.set_aside_at is not None:
        raise DonorRefused(_("This sample has been set aside already."))


# Corrections


def check_not_changed(names: Sequence[str], *, donor: Donor) -> None:
    """Refuse to correct a record that is not as it was when its reader opened it, and say who changed it."""
    if names:
        raise DonorRefused(
            _("%(who)s changed the donor since you opened this page: %(fields)s. Look again, then correct.")
            % {"who": donor.corrected_by or _("Somebody"), "fields": ", ".join(names)},
            code="changed_meanwhile",
        )


def check_can_correct_identity(donor: Donor, present: DonorIdentity | None, *, replaces: UUID | None) -> None:
    """Refuse to replace a version that its reader hasn't seen, and to bring an erased identity back."""
    if donor.identity_erased_at is not None:
        raise DonorRefused(
            _("The identity of %(donor)s was erased.") % {"donor": donor.reference}, code="erased"
        )
    if present is not None and present.pk != replaces:
        raise DonorRefused(
            _("%(who)s changed the identity at %(time)s, after you opened it. Look at it again.")
            % {"who": present.recorded_by or _("Somebody"), "time": format_time(present.recorded_at)},
            code="changed_meanwhile",
        )


# Life cycle


def check_can_move(donor: Donor, to: str, *, reason: str = "") -> None:
    """Refuse a status that the life cycle doesn't lead to, or one that needs a reason and has none."""
    try:
        DONOR_LIFE.check(donor.status, to)
    except TransitionRefused as refusal:
        raise DonorRefused(str(refusal), code="life_cycle") from refusal
    if to == DonorStatus.NOT_PROCEEDING and not reason:
        raise DonorRefused(_("Say why the donation doesn't proceed."), code="no_reason")


def can_move(donor: Donor, to: str) -> bool:
    return DONOR_LIFE.allows(donor.status, to)


def check_is_open(donor: Donor) -> None:
    """Refuse once the donor's case is closed or doesn't proceed."""
    if donor.status not in OPEN_DONORS:
        raise DonorRefused(
            _("Donor %(reference)s: %(status)s.")
            % {"reference": donor.reference, "status": donor.get_status_display()},
            code="closed",
        )


def is_open(donor: Donor) -> bool:
    return donor.status in OPEN_DONORS


# Death


def check_can_declare_death(donor: Donor, *, method: str, second_declarer: str) -> None:
    """Refuse a declaration that doesn't go with the kind of donation, or of a living donor."""
    if donor.kind == DonorKind.LIVING:
        raise DonorRefused(_("This is a living donor."))
    neurological = DeathDeclaration.Method.NEUROLOGICAL
    if (donor.kind == DonorKind.DBD) != (method == neurological):
        raise DonorRefused(
            _("Neurological criteria go with donation after brain death, circulatory ones with the other.")
        )
    if method == neurological and not second_declarer:
        raise DonorRefused(_("Neurological criteria are declared by two people: name the second one."))
    if DeathDeclaration.objects.filter(donor=donor).exists():
        raise DonorRefused(_("The declaration of death is recorded already."))


# Organs


def check_can_add_organ(donor: Donor, *, kind: str, side: str) -> None:
    """Refuse an organ of a closed donor, one whose side doesn't fit, or one for which consent is refused."""
    check_is_open(donor)
    if (kind in PAIRED) != (side in (Side.LEFT, Side.RIGHT)):
        raise DonorRefused(_("Kidneys and lungs are left or right, other organs are unpaired."))
    check_consent_not_refused(donor, kind)


def check_consent_not_refused(donor: Donor, organ_kind: str) -> None:
    """Refuse when consent to transplant this kind of organ was refused."""
    refused = donor.consents.filter(
        organ_kind=organ_kind, purpose=ConsentPurpose.TRANSPLANT, is_withdrawn=False, is_given=False
    )
    if refused.exists():
        raise DonorRefused(
            _("Consent to transplant this organ was refused: %(organ)s.")
            % {"organ": OrganKind(organ_kind).label},
            code="consent_refused",
        )


def recovery_rules_not_kept(
    donor: Donor, moments: Iterable[datetime], *, declared_at: datetime | None
) -> list[Rule]:
    """Name the rules that a recovery at these moments stands against; such a one needs a reason."""
    broken = []
    if not is_open(donor):
        broken.append(Rule.DONATION_PROCEEDS)
    if donor.is_deceased and (declared_at is None or any(moment < declared_at for moment in moments)):
        broken.append(Rule.DEATH_DECLARED)
    return broken


def check_can_record_recovery(
    donor: Donor,
    moments: Sequence[datetime],
    *,
    declared_at: datetime | None,
    exception_reason: str,
    at: datetime,
) -> None:
    """Refuse times in the future or none at all; against a rule only with the reason of an exception."""
    if not moments:
        raise DonorRefused(_("Enter a time of the recovery."), code="no_time")
    for moment in moments:
        check_has_happened(moment, at=at)
    broken = recovery_rules_not_kept(donor, moments, declared_at=declared_at)
    if words := unexplained(broken, exception_reason):
        raise DonorRefused(words, code="exception_needs_reason")


def splits_of(organ: Organ) -> tuple[frozenset[str], ...]:
    """Return the ways in which the organ can be split as it is."""
    whole = next((part for part in organ.parts.all() if part.kind == PartKind.WHOLE), None)
    is_at_hand = whole is not None and whole.status == PartStatus.AVAILABLE
    return SPLITS.get(organ.kind, ()) if is_at_hand else ()


def check_can_split(organ: Organ, kinds: Iterable[str]) -> None:
    """Refuse parts that the organ can't be split into, and an organ that is allocated or gone."""
    if frozenset(kinds) not in SPLITS.get(organ.kind, ()):
        raise DonorRefused(
            _("A liver is split into left lateral segment and extended right lobe, or into two lobes.")
        )
    if not splits_of(organ):
        raise DonorRefused(_("Only an organ that is whole and available can be split."))


# Serology


def serology_advice(current_tests: Iterable[DonorTest]) -> list[str]:
    """Say which expected results are missing or pending."""
    results = {test.marker: test.result for test in current_tests}
    advice = []
    for marker in EXPECTED_MARKERS:
        result = results.get(marker)
        if result is None:
            advice.append(_("%(marker)s: no result.") % {"marker": marker.label})
        elif result not in (TestResult.NEGATIVE, TestResult.POSITIVE):
            advice.append(
                _("%(marker)s: %(result)s.")
                % {"marker": marker.label, "result": TestResult(result).label.lower()}
            )
    return advice
