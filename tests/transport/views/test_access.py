"""A shipment doesn't exist for those whom it doesn't concern: every page of it, asked for and sent to."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import staff_member
from transplant_site.access.roles import Role
from transport import reach
from transport.urls import urlpatterns

pytestmark = pytest.mark.django_db

COORDINATOR, CLINICIAN, COURIER = Role.COORDINATOR, Role.CLINICIAN, Role.COURIER
EVERYONE = {COORDINATOR, CLINICIAN, COURIER}
BOTH, GET, POST = {"get", "post"}, {"get"}, {"post"}

# Of each page: who may ask for one of their own, and how. Whoever else asks is refused before anything is
# looked for, so that the answer is the same for a shipment that there is and one that there isn't.
PAGES = {
    "shipment": (EVERYONE, GET),
    "assign": ({COORDINATOR}, BOTH),
    "ready": ({COORDINATOR}, POST),
    "cancel": ({COORDINATOR}, BOTH),
    "divert": ({COORDINATOR}, BOTH),
    "expect": ({COORDINATOR}, BOTH),
    "deliver": ({CLINICIAN}, POST),
    "deliver_unchecked": ({CLINICIAN}, BOTH),
    "hand_over": (EVERYONE, BOTH),
    "receive": (EVERYONE, BOTH),
    "refuse": (EVERYONE, BOTH),
    "withdraw": (EVERYONE, POST),
    "confirm": (EVERYONE, POST),
    "acknowledge": ({COORDINATOR, CLINICIAN}, BOTH),
    "carry": ({CLINICIAN, COURIER}, GET),
    "events": (EVERYONE, POST),
    "events_csv": ({COORDINATOR, CLINICIAN}, GET),
    "label": ({COORDINATOR}, GET),
    "downtime_forms": (EVERYONE, GET),
}
OF_ANOTHER_SUBJECT = {"shipment_list", "plan"}


@pytest.fixture
def where(way):
    """Give the address of a page of a shipment that is on its way, and of one that there isn't."""
    way.on_the_way()
    handed = way.hand(way.surgeon, by=way.courier)

    def address(name, *, exists=True):
        reference = way.shipment.reference if exists else "SHP-26-999999-X"
        more = {"divert": [way.offer.reference], "acknowledge": [uuid4()]}
        if name in {"receive", "refuse", "withdraw", "confirm"}:
            more[name] = [handed.pk]
        return reverse(f"transport:{name}", args=[reference, *more.get(name, [])])

    return address


def test_no_page_is_forgotten_here():
    assert {pattern.name for pattern in urlpatterns} == set(PAGES) | OF_ANOTHER_SUBJECT


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_gets_404(client_as, where, name, method):
    roles, methods = PAGES[name]
    for role in (COORDINATOR, CLINICIAN, COURIER):
        client = client_as(staff_member(role))
        answer = getattr(client, method)(where(name))
        expected = 405 if method not in methods else 404 if role in roles else 403
        assert answer.status_code == expected, (role, name, method)
        of_none = getattr(client, method)(where(name, exists=False))
        assert of_none.status_code == expected


@pytest.mark.parametrize("name", PAGES)
def test_a_courier_of_the_same_carrier_who_does_not_carry_it_is_a_stranger(client_as, way, where, name):
    roles, methods = PAGES[name]
    colleague = client_as(staff_member(COURIER, carrier=way.carrier))
    for method in methods:
        expected = 404 if COURIER in roles else 403
        assert getattr(colleague, method)(where(name)).status_code == expected


@pytest.mark.parametrize("role", [Role.LABORATORY, Role.REGULATOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("name", PAGES)
def test_other_roles_are_refused(client_as, where, role, name):
    client = client_as(staff_member(role))
    for method in PAGES[name][1]:
        assert getattr(client, method)(where(name)).status_code == 403


def test_nobody_plans_for_an_offer_of_others(client_as, accepted):
    address = reverse("transport:plan", args=[accepted.offer.reference])
    for method in ("get", "post"):
        assert getattr(client_as(staff_member(COORDINATOR)), method)(address).status_code == 404
        assert getattr(client_as(staff_member(CLINICIAN)), method)(address).status_code == 403
        assert getattr(client_as(staff_member(COURIER)), method)(address).status_code == 403


def test_the_list_holds_ones_own_only(client_as, way):
    listing = reverse("transport:shipment_list")
    assert way.shipment.reference in client_as(way.courier).get(listing).content.decode()
    for role in (COORDINATOR, CLINICIAN, COURIER):
        assert way.shipment.reference not in client_as(staff_member(role)).get(listing).content.decode()


def test_whose_hands_it_is_in_reaches_it_wherever_they_work(way):
    way.readied()
    someone = staff_member(CLINICIAN)
    assert not reach.shipments(someone).exists()
    handed = way.hand(someone, by=way.coordinator, exception_reason="The courier fell ill")
    assert reach.shipments(someone).get() == way.shipment
    handed.withdrawn_at = timezone.now()
    handed.save()
    assert not reach.shipments(someone).exists()
