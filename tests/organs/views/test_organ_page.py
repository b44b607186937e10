"""The page of an organ: who reaches it, and what each of them sees."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organs import reach
from organs.models import OfferKind, OrganAssessment
from organs.services import characterisation, offers
from organs.services.recovery import add_organ, split_organ
from tests.factories import coordinator, offer_case, staff_member
from tests.factories.offers import recovered, transplanted
from tests.factories.shipments import shipment_case
from transplant_site.access.roles import Role
from transplant_site.records.vocabulary import OrganKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return offer_case(3)


def page_of(client, organ):
    answer = client.get(organ.get_absolute_url())
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_donors_coordinator_sees_the_whole_organ(case, client_as):
    transplant = transplanted(case)
    characterisation.record_organ_assessment(
        donor=case.donor,
        organ_kind=OrganKind.KIDNEY,
        quality=OrganAssessment.Quality.GOOD,
        text="Two arteries",
        occurred_at=timezone.now(),
        by=case.coordinator,
        at=timezone.now(),
    )

    page = page_of(client_as(case.coordinator), case.left.organ)

    for text in (
        "Two arteries",
        "Transplanted",
        "Whole",
        "Left",
        "Cross-clamp",
        str(case.surgeons[0]),
        transplant.reference,
        transplant.offer.reference,
        case.run.reference,
        "The centre has set no limit",
    ):
        assert text in page, text


def test_a_centre_follows_the_organ_while_its_offer_is_open_or_accepted(case, client_as):
    offer = case.send(0)
    surgeon = case.surgeons[0]
    address = case.left.organ.get_absolute_url()
    assert client_as(surgeon).get(address).status_code == 200

    offers.withdraw_offer(offer=offer, by=case.coordinator, at=timezone.now(), reason="Another candidate")

    assert client_as(surgeon).get(address).status_code == 404
    offer_page = client_as(surgeon).get(offer.get_absolute_url()).content.decode()
    assert case.left.organ.reference in offer_page
    assert address not in offer_page


def test_a_centre_sees_nothing_of_what_other_centres_were_offered(case, client_as):
    own = case.send(0, kind=OfferKind.PRIMARY)
    backup = case.send(1, kind=OfferKind.BACKUP)
    case.accept(own)

    page = page_of(client_as(case.surgeons[1]), case.left.organ)

    assert backup.reference in page
    for text in (
        own.reference,
        case.surgeons[0].family_name,
        case.surgeons[0].hospital.name,
        case.run.reference,
    ):
        assert text not in page, text


def test_a_centre_reaches_only_the_part_it_was_offered(case):
    liver = add_organ(
        donor=case.donor, kind=OrganKind.LIVER, side="none", by=case.coordinator, at=timezone.now()
    )
    split_organ(organ=liver, kinds=["left_lateral", "extended_right"], by=case.coordinator, at=timezone.now())
    assert reach.parts(case.coordinator).filter(organ=liver).count() == 3
    assert not reach.parts(case.surgeons[0]).filter(organ=liver).exists()
    assert not reach.organs(case.surgeons[0]).filter(pk=liver.pk).exists()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CLINICIAN])
def test_a_stranger_finds_nothing(case, role, client_as):
    assert client_as(staff_member(role)).get(case.left.organ.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("role", [Role.LABORATORY, Role.COURIER, Role.REGULATOR, Role.ADMINISTRATOR])
def test_other_roles_are_refused(case, role, client_as):
    assert client_as(staff_member(role)).get(case.left.organ.get_absolute_url()).status_code == 403


def test_the_page_asks_as_many_queries_for_a_long_life_as_for_a_short_one(case, client_as):
    recovered(case)
    client = client_as(case.coordinator)
    organ = case.left.organ
    page_of(client, organ)
    case.send(0)
    with CaptureQueriesContext(connection) as few:
        page_of(client, organ)
    for number in (1, 2):
        offer = case.send(number, kind=OfferKind.BACKUP)
        offers.confirm_notification(offer=offer, by=case.surgeons[number], at=timezone.now())
    with CaptureQueriesContext(connection) as many:
        page_of(client, organ)
    assert len(many) == len(few)


def test_the_shipment_stands_on_the_organs_page_and_links_back(client_as):
    made = shipment_case()
    organ = made.allocations[0].part.organ
    for person in (made.coordinator, made.surgeon):
        client = client_as(person)
        assert made.shipment.reference in page_of(client, organ)
        shipment = client.get(made.shipment.get_absolute_url()).content.decode()
        assert organ.get_absolute_url() in shipment
    assert organ.get_absolute_url() not in (
        client_as(made.courier).get(made.shipment.get_absolute_url()).content.decode()
    )


def test_an_exact_reference_jumps_to_the_organ(case, client_as):
    organ = case.left.organ
    answer = client_as(case.coordinator).get(reverse("desk:search"), {"q": organ.reference.lower()})
    assert answer.headers["Location"] == organ.get_absolute_url()
    nothing = client_as(coordinator()).get(reverse("desk:search"), {"q": organ.reference})
    assert nothing.status_code == 200
    assert organ.get_absolute_url() not in nothing.content.decode()
