"""Donors' and runs' pages: who reaches them, what they ask, what they say."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from organs.models import Donor, MatchRun, PreAllocationChecklist
from tests.factories import (
    candidate,
    characterised_donor,
    coordinator,
    donor,
    hospital,
    kidneys,
    match_run,
    staff_member,
)
from transplant_site.access.roles import Role

pytestmark = pytest.mark.django_db

OF_A_DONOR = (
    "donor",
    "correct_donor",
    "correct_identity",
    "close_donor",
    "stop_donor",
    "record_consent",
    "declare_death",
    "record_abo_sample",
    "record_test",
    "record_finding",
    "record_organ_assessment",
    "record_hla_typing",
    "add_organ",
    "start_run",
)
OF_A_RUN = ["match_run", "match_run_excluded", "match_run_changes", "match_run_print", "match_run_csv"]


@pytest.fixture
def by():
    return coordinator()


@pytest.fixture
def run(by):
    candidate(blood_group="A", vpra="0.2", unacceptable="A24 B44 DQ7")
    candidate(blood_group="B", vpra="0")
    one = characterised_donor(by=by)
    kidneys(one, by=by)
    match_run(one, by=by)
    return MatchRun.objects.select_related("donor").get(pk=match_run(one, by=by).pk)


def addresses(run):
    donor_reference = run.donor.reference
    organ = run.donor.organs.first().reference
    sample = run.donor.abo_samples.first().pk
    return [
        *(reverse(f"organs:{name}", args=[donor_reference]) for name in OF_A_DONOR),
        *(reverse(f"organs:{name}", args=[run.reference]) for name in OF_A_RUN),
        reverse("organs:record_recovery", args=[donor_reference, organ]),
        reverse("organs:split_organ", args=[donor_reference, organ]),
        reverse("organs:set_aside_abo_sample", args=[donor_reference, sample]),
        reverse("organs:checklist", args=[donor_reference, "kidney"]),
        reverse("organs:match_candidate", args=[run.reference, 1]),
    ]


def test_every_page_opens_for_the_donors_own_coordinator(run, by, client_as):
    client = client_as(by)
    lists = [reverse(f"organs:{name}") for name in ("donor_list", "register_donor", "match_run_list")]
    for address in [*addresses(run), *lists]:
        assert client.get(address, follow=True).status_code == 200, address


def test_a_stranger_from_another_organisation_finds_nothing(run, client_as):
    client = client_as(coordinator())
    for address in addresses(run):
        assert client.get(address).status_code == 404, address
        assert client.post(address, {}).status_code in {404, 405}, address


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR}))
def test_other_roles_are_refused(run, role, client_as):
    client = client_as(staff_member(role))
    for address in addresses(run):
        assert client.get(address).status_code == 403, address


def test_only_the_laboratory_reaches_the_crossmatches(run, by, client_as):
    address = reverse("organs:crossmatch_list")
    assert client_as(by).get(address).status_code == 403
    assert client_as(staff_member(Role.LABORATORY)).get(address).status_code == 200
    waiting = run.candidates.get(rank=1).registration.reference
    stranger = client_as(staff_member(Role.LABORATORY))
    assert stranger.get(reverse("organs:assess_crossmatch", args=[run.reference, waiting])).status_code == 404


def test_the_lists_take_as_many_queries_for_many_rows_as_for_few(
    by, client_as, django_assert_max_num_queries
):
    one = donor(by=by)
    for _ in range(12):
        donor(by=by)
        candidate(blood_group="A", vpra="0")
    run = match_run(one, by=by)
    client = client_as(by)
    with django_assert_max_num_queries(25):
        client.get(reverse("organs:donor_list"))
    with django_assert_max_num_queries(32):
        client.get(reverse("organs:match_run", args=[MatchRun.objects.get(pk=run.pk).reference]))


ANSWERS = {
    "kind": "DBD",
    "blood_group": "A",
    "rhesus": "positive",
    "sex": "male",
    "age_years": "44",
    "height_value": "181",
    "height_unit": "cm",
    "weight_value": "80,5",
    "weight_unit": "kg",
    "hla": "A2 A24(9) B7 B44(12) DR15(2) DR4",
    "given_name": "Demo",
    "family_name": "Newcomer",
}


def test_a_donor_is_registered_after_the_answers_were_checked(by, client_as):
    client = client_as(by)
    answers = ANSWERS | {"hospital": str(hospital("donor_hospital").pk)}
    address = reverse("organs:register_donor")

    shown = client.post(address, answers).content.decode()
    assert "Check your answers" in shown
    assert "A2 A24(9) B7 B44(12) DR15(2) DR4" in shown
    assert 'name="family_name"' not in shown.replace('type="hidden" name="family_name"', "")
    assert not Donor.objects.exists()

    answer = client.post(address, answers | {"confirmed": "1"})
    made = Donor.objects.get()
    assert answer.headers["Location"] == reverse("organs:donor", args=[made.reference])
    assert (made.procurement_organisation, str(made.weight_kg), made.height_cm) == (by.hospital, "80.5", 181)
    assert made.hla_typings.get().antigens == ["A2", "A9", "A24", "B7", "B12", "B44", "DR2", "DR15", "DR4"]


def test_the_list_names_the_donors_hospital_under_its_own_heading(run, by, client_as):
    shown = client_as(by).get(reverse("organs:donor_list")).content.decode()
    assert f'data-label="Hospital">{run.donor.hospital.name}' in shown


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"hla": "A2 A3 A11"}, "at most two"),
        ({"hla": "Z9"}, "not an HLA antigen"),
        ({"hla": "A*02:01"}, "allele"),
        ({"age_years": "-3"}, "greater than or equal to 0"),
        ({"age_years": "", "birth_date": ""}, "Enter the age"),
        ({"birth_date": "01-Jan-1999"}, "By the birth date"),
        ({"birth_date": "01-Jan-2999"}, "in the future"),
        ({"weight_value": "9000"}, "not possible"),
        ({"blood_subgroup": "A2B"}, "A1 and A2 go with A"),
        ({"kind": ""}, "Choose one"),
        ({"hospital": "0192f0c1-0000-7000-8000-000000000000"}, "Select a valid choice"),
    ],
)
def test_what_can_not_be_is_refused_with_words(by, client_as, wrong, said):
    answers = ANSWERS | {"hospital": str(hospital("donor_hospital").pk), "confirmed": "1"}
    answer = client_as(by).post(reverse("organs:register_donor"), answers | wrong)
    assert said in answer.content.decode()
    assert not Donor.objects.exists()


def test_a_recovery_before_death_was_declared_asks_for_its_reason_on_the_page(by, client_as):
    one = donor(by=by)
    organ = kidneys(one, by=by)[0].organ
    address = reverse("organs:record_recovery", args=[one.reference, organ.reference])
    client = client_as(by)
    data = {"recovered_at": timezone.localtime().strftime("%d-%b-%Y %H:%M")}
    refused = client.post(address, data)
    assert "say why" in str(refused.context["form"].errors["exception_reason"])
    assert client.post(address, data | {"exception_reason": "It is on paper."}).status_code == 302
    assert organ.recoveries.get().recorded_by == by


def test_an_identity_that_was_changed_meanwhile_is_not_overwritten(by, client_as):
    one = donor(by=by, family_name="Seen")
    address = reverse("organs:correct_identity", args=[one.reference])
    seen = {"replaces": one.identities.get().pk, "family_name": "Mine"}
    colleague = coordinator(by.hospital)
    assert client_as(colleague).post(address, seen | {"family_name": "Theirs"}).status_code == 302
    answer = client_as(by).post(address, seen).content.decode()
    assert f"{colleague} changed the identity" in answer
    assert one.identities.get(superseded_at__isnull=True).family_name == "Theirs"


def test_a_checklist_with_another_abo_is_refused_and_nothing_is_kept(run, by, client_as):
    seen = ("consent_seen", "death_declaration_seen", "serology_seen", "hla_seen", "identity_verified")
    address = reverse("organs:checklist", args=[run.donor.reference, "kidney"])
    client = client_as(by)
    ticked = dict.fromkeys(seen, "on")

    answer = client.post(address, ticked | {"blood_group": "B"})
    assert "Stop" in answer.content.decode()
    assert not PreAllocationChecklist.objects.exists()

    client.post(address, ticked | {"blood_group": "A"})
    client.post(address, ticked | {"blood_group": "A"})
    assert PreAllocationChecklist.objects.count() == 1


def test_the_checklist_does_not_show_the_blood_group(run, by, client_as):
    page = client_as(by).get(reverse("organs:checklist", args=[run.donor.reference, "kidney"])).content
    banner = page.decode().split('class="identity-abo"')[1].split("</div>")[0]
    assert ">A<" not in banner


def test_an_explanation_sums_to_the_total(run, by, client_as):
    page = client_as(by).get(reverse("organs:match_candidate", args=[run.reference, 1])).content.decode()
    total = run.candidates.get(rank=1).total_points
    assert "First on the list" in page
    assert f"<strong>{total}</strong>" in page


def test_every_page_of_a_run_says_whose_rules_these_are(run, by, client_as):
    client = client_as(by)
    for name in OF_A_RUN[:-1]:
        page = client.get(reverse(f"organs:{name}", args=[run.reference])).content.decode()
        assert "Replica of the simulator" in page, name


def test_filters_take_rows_away_and_never_renumber(by, client_as):
    for year in (2012, 2014, 2016):
        candidate(blood_group="A", vpra="0", first_dialysis_on=date(year, 1, 1))
    run = MatchRun.objects.get(pk=match_run(donor(by=by), by=by).pk)
    last = run.candidates.select_related("registration").get(rank=3)
    address = reverse("organs:match_run", args=[run.reference])
    page = client_as(by).get(address, {"candidate": last.registration.reference}).content.decode()
    assert 'id="why-link-3"' in page
    assert 'id="why-link-1"' not in page


def test_two_coordinators_who_start_a_run_at_once_make_one(run, by, client_as):
    address = reverse("organs:start_run", args=[run.donor.reference])
    form = {"organ_kind": "kidney", "seen_runs": run.reference}
    client_as(by).post(address, form)
    answer = client_as(coordinator(by.hospital)).post(address, form)
    assert "since you opened this page" in answer.content.decode()
    assert run.donor.match_runs.filter(invalidated_at__isnull=True).count() == 1


def test_nobody_who_has_left_is_said_to_have_told_what_is_recorded(run, by, client_as):
    """They would be asked to confirm it, and so be shown it."""
    colleague, left = (coordinator(by.hospital) for _ in range(2))
    left.memberships.update(valid_until=timezone.localdate())

    page = client_as(by).get(reverse("organs:record_consent", args=[run.donor.reference]))

    offered = page.context["form"].fields["on_behalf_of"].queryset
    assert colleague in offered
    assert left not in offered
