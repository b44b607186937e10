"""Which organ a candidate may receive, as truth tables."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organs import profile
from organs.models import CrossmatchAssessment, Donor, MatchCandidate, MatchRun
from organs.policies import candidates as policies
from organs.policies.candidates import CandidateRefused
from patients.models import LaboratoryValue
from tests.factories import candidate, coordinator, donor
from transplant_site.staff.models import ProgrammeCriteria

COMPATIBLE = {"O": "O A B AB", "A": "A AB", "B": "B AB", "AB": "AB"}


class Waiting:
    """A candidate of a blood group, as far as the rule looks."""

    def __init__(self, group: str) -> None:
        self.patient = type("Patient", (), {"blood_group": group})
        self.reference = "REG-26-000001-X"


@pytest.mark.parametrize("group", ["O", "A", "B", "AB"])
@pytest.mark.parametrize("candidate_group", ["O", "A", "B", "AB"])
@pytest.mark.parametrize("organ", ["kidney", "liver", "heart"])
def test_blood_groups(group, candidate_group, organ):
    given = Donor(blood_group=group)
    fits = candidate_group in COMPATIBLE[group].split()
    check = {"rules": profile.current(), "on": timezone.localdate()}
    if fits:
        policies.check_blood_groups(given, Waiting(candidate_group), organ, **check)
    else:
        with pytest.raises(CandidateRefused):
            policies.check_blood_groups(given, Waiting(candidate_group), organ, **check)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("nothing", ""),
        ("consent", "written consent"),
        ("reconfirmation", "reconfirmation is missing"),
        ("recent_reconfirmation", "older than 90 days"),
        ("threshold", "no titre threshold"),
        ("titre", "no anti-A titre"),
        ("recent_titre", "newest anti-A titre is older"),
        ("low_titre", "above the programme's 1:8"),
    ],
)
def test_an_a2_kidney_for_b_needs_every_safeguard(missing, said):
    today, now = timezone.localdate(), timezone.now()
    waiting = candidate(blood_group="B")
    kidney = waiting.kidney_profile
    kidney.a2_consent_on = None if missing == "consent" else today - timedelta(days=200)
    age = 100 if missing == "recent_reconfirmation" else 10
    if missing not in ("consent", "reconfirmation"):
        kidney.a2_reconfirmed_on = today - timedelta(days=age)
    kidney.save()
    if missing != "threshold":
        ProgrammeCriteria.objects.create(programme=waiting.programme, valid_from=today, a2_titre_max=8)
    if missing != "titre":
        LaboratoryValue.objects.create(
            patient=waiting.patient,
            analyte="anti_a_titre",
            value=16 if missing == "low_titre" else 4,
            unit="1",
            occurred_at=now - timedelta(days=100 if missing == "recent_titre" else 1),
            recorded_by=coordinator(),
        )
    given = Donor(blood_group="A", blood_subgroup="A2")
    check = {"rules": profile.current(), "on": today}
    if missing == "nothing":
        policies.check_blood_groups(given, waiting, "kidney", **check)
        with pytest.raises(CandidateRefused, match="don't fit"):
            policies.check_blood_groups(given, waiting, "liver", **check)
        with pytest.raises(CandidateRefused, match="don't fit"):
            policies.check_blood_groups(
                Donor(blood_group="A", blood_subgroup="A1"), waiting, "kidney", **check
            )
    else:
        with pytest.raises(CandidateRefused, match=said):
            policies.check_blood_groups(given, waiting, "kidney", **check)


@pytest.mark.django_db
def test_the_laboratorys_word_decides_only_where_the_virtual_crossmatch_cannot():
    given, waiting, by = donor(), candidate(), coordinator()
    run = MatchRun(donor=given)
    words = {"positive": "positive", "negative": "negative", "cannot_be_excluded": "cannot_be_excluded"}
    for virtual in (*words, None):
        row = MatchCandidate(crossmatch=virtual) if virtual else None
        for word in (None, *words):
            CrossmatchAssessment.objects.all().delete()
            if word:
                CrossmatchAssessment.objects.create(
                    donor=given,
                    registration=waiting,
                    method="flow",
                    verdict=word,
                    reason="Test",
                    occurred_at=timezone.now(),
                    recorded_by=by,
                )
            if "positive" in (virtual, word):
                expected = "positive"
            elif virtual == "negative":
                expected = "negative"
            else:
                expected = word or "cannot_be_excluded"
            found = policies.crossmatch_verdict(run, waiting, row, on=timezone.localdate())
            assert found == expected, (virtual, word)
