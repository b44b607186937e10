"""The label on the box, and paper for when the site is away."""

import dataclasses

import pytest
from django.urls import reverse

from organs import profile
from organs.models import Donor
from organs.profile import LabelField
from tests.factories import staff_member
from tests.factories.people import newest_entry
from tests.pdf import texts_of
from tests.transport.views.requests import page
from transplant_site.access.roles import Role
from transplant_site.audit import Kind
from transplant_site.audit.models import LedgerEntry
from transplant_site.staff.models import Hospital
from transport import labels

pytestmark = pytest.mark.django_db


def pages_of(answer) -> list[str]:
    assert answer["Content-Type"] == "application/pdf"
    return texts_of(answer.content)


def test_the_label_says_what_the_rules_want_on_one_page(client_as, way):
    Donor.objects.filter(pk=way.case.donor.pk).update(blood_group="A", blood_subgroup="A2")
    Hospital.objects.filter(pk=way.coordinator.hospital.pk).update(telephone="+32 2 555 01 00")
    (text,) = pages_of(client_as(way.coordinator).get(page(way, "label")))
    part = way.allocations[0].part
    for word in (
        way.shipment.reference,
        way.case.donor.reference,
        way.coordinator.hospital.name,
        "+32 2 555 01 00",
        "A2",
        part.organ.label,
        "Triple sterile barrier",
        "Not for clinical use",
    ):
        assert word in text


def test_the_label_says_no_more_than_the_rules_want(client_as, way, monkeypatch):
    few = dataclasses.replace(
        profile.current(), label_fields=("donor_reference",), label_barrier="Three bags"
    )
    monkeypatch.setattr(profile, "current", lambda: few)
    (text,) = pages_of(client_as(way.coordinator).get(page(way, "label")))
    assert way.case.donor.reference in text
    assert "Three bags" in text
    assert way.coordinator.hospital.name not in text
    assert "ABO" not in text


def test_without_rules_for_labels_none_is_printed(client_as, way, monkeypatch):
    silent = dataclasses.replace(profile.current(), label_fields=())
    monkeypatch.setattr(profile, "current", lambda: silent)
    answer = client_as(way.coordinator).get(page(way, "label"), follow=True)
    assert "don&#x27;t say what stands on a label" in answer.content.decode()


@pytest.mark.parametrize("field", LabelField)
def test_every_field_of_a_label_has_words_and_a_value(way, field):
    Donor.objects.filter(pk=way.case.donor.pk).update(blood_group="A", blood_subgroup="A1")
    Hospital.objects.filter(pk=way.coordinator.hospital.pk).update(telephone="+32 2 555 01 00")
    rules = dataclasses.replace(profile.current(), label_fields=(field.value,))
    ((name, value),) = labels.lines_of(way.again(), rules)
    assert value
    assert labels.WORDS[name]


def test_the_label_says_nothing_of_the_recipient(client_as, way):
    registration = way.offer.registration
    (text,) = pages_of(client_as(way.coordinator).get(page(way, "label")))
    for secret in (
        registration.reference,
        registration.patient.reference,
        registration.patient.identity.family_name,
        way.offer.reference,
    ):
        assert secret not in text


def test_letters_that_the_font_lacks_stop_nothing(client_as, way):
    Hospital.objects.filter(pk=way.coordinator.hospital.pk).update(name="Łódź Ζωή 東京 “Zoë” – 🫀")
    (text,) = pages_of(client_as(way.coordinator).get(page(way, "label")))
    assert "Lódz ??? ?? “Zoë” – ?" in text


def test_printing_the_label_is_an_export_in_the_log(client_as, way):
    before = newest_entry()
    client_as(way.coordinator).get(page(way, "label"))
    entry = LedgerEntry.objects.get(id__gt=before, kind=Kind.EXPORT)
    assert entry.action_name == "transport.label.printed"
    assert ["transport.shipment", str(way.shipment.pk)] in entry.seen
    assert ["organs.donor", str(way.case.donor.pk)] in entry.seen


def test_what_is_over_needs_no_label(client_as, way):
    way.delivered()
    client = client_as(way.coordinator)
    assert "it needs no label" in client.get(page(way, "label"), follow=True).content.decode()
    assert page(way, "label") not in client.get(page(way)).content.decode()


def test_the_label_is_for_those_who_send_the_shipment(client_as, way):
    assert client_as(staff_member(Role.COORDINATOR)).get(page(way, "label")).status_code == 404
    for person in (way.courier, way.surgeon):
        client = client_as(person)
        assert client.get(page(way, "label")).status_code == 403
        assert page(way, "label") not in client.get(page(way)).content.decode()
    assert page(way, "label") in client_as(way.coordinator).get(page(way)).content.decode()


def test_downtime_forms_of_a_shipment_lead_back_to_it(client_as, way):
    client = client_as(way.courier)
    assert page(way, "downtime_forms") in client.get(page(way)).content.decode()
    first, second, hand_over = pages_of(client.get(page(way, "downtime_forms")))
    assert "first person" in first
    assert "second person" in second
    assert f"http://testserver{page(way)}" in first
    assert f"http://testserver{page(way, 'hand_over')}" in hand_over
    assert all(way.shipment.reference in text for text in (first, second, hand_over))
    assert client_as(staff_member(Role.COURIER)).get(page(way, "downtime_forms")).status_code == 404


def test_downtime_forms_of_an_offer_lead_back_to_it(client_as, way):
    client, where = client_as(way.surgeon), reverse("organs:downtime_forms", args=[way.offer.reference])
    before = newest_entry()
    answer, *checks = pages_of(client.get(where))
    assert way.offer.reference in answer
    assert f"http://testserver{way.offer.get_absolute_url()}" in answer
    assert len(checks) == 2
    entry = LedgerEntry.objects.get(id__gt=before, kind=Kind.EXPORT)
    assert entry.action_name == "organs.downtime_forms.printed"
    assert where in client.get(way.offer.get_absolute_url()).content.decode()


def test_a_blank_set_is_printed_from_the_desk(client_as, way):
    client, where = client_as(way.coordinator), reverse("desk:downtime_forms")
    assert where in client.get(reverse("desk:home")).content.decode()
    texts = pages_of(client.get(where))
    assert len(texts) == 4
    assert not any(way.shipment.reference in text for text in texts)
