"""What users see of MongoDB's absence."""

from uuid import uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from tests.documents.builders import communication
from tests.factories import staff_member
from transplant_site import documents
from transplant_site.access.roles import Role
from transplant_site.documents import Collection
from transplant_site.documents.middleware import StoreAwayMiddleware
from transplant_site.documents.models import Delivery

pytestmark = pytest.mark.django_db


def find():
    return documents.find_one(Collection.COMMUNICATIONS, uuid4())


def test_a_page_that_cannot_do_without_mongodb_says_so(nobody_there, rf):
    with pytest.raises(documents.StoreAway) as away:
        find()
    response = StoreAwayMiddleware(lambda _request: HttpResponse()).process_exception(rf.get("/"), away.value)
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "kept safely and delivered later" in response.content.decode()


def test_any_other_error_is_left_to_others(rf):
    middleware = StoreAwayMiddleware(lambda _request: HttpResponse("page"))
    assert middleware.process_exception(rf.get("/"), ZeroDivisionError()) is None
    assert middleware(rf.get("/")).content == b"page"


def test_pages_say_when_documents_are_delivered_later(client_as, nobody_there):
    client = client_as(staff_member(Role.COORDINATOR))
    page = client.get(reverse("messaging:conversation_list"))
    assert "document store cannot be reached" not in page.content.decode()

    with pytest.raises(documents.StoreAway):
        find()
    page = client.get(reverse("messaging:conversation_list"))
    assert page.status_code == 200
    assert "document store cannot be reached" in page.content.decode()
    assert nobody_there.door.attempts == 1


def test_administrators_see_what_waits_and_not_what_it_says(client_as):
    with transaction.atomic():
        number = documents.record(Collection.COMMUNICATIONS, communication(body="Mrs. Peeters has a fever."))
    client = client_as(staff_member(Role.ADMINISTRATOR))
    row = Delivery.objects.get(document_ids=[number])
    for address in (
        reverse("admin:documents_delivery_changelist"),
        reverse("admin:documents_delivery_change", args=[row.pk]),
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert str(row.pk) in page.content.decode()
        assert "Peeters" not in page.content.decode()
    assert client.get(reverse("admin:documents_delivery_add")).status_code == 403
    assert client.post(reverse("admin:documents_delivery_delete", args=[row.pk])).status_code == 403
