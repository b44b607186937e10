"""A scripted load: threads that write rows and documents until told to stop, whatever happens to the stores.

Run as a process of its own: `python -m tests.integration.load`. Each thread posts messages into a
conversation of its own. What PostgreSQL didn't confirm is sent again with the same submission, as a browser
would; every fourth message is first written and rolled back. When it is terminated it finishes, each thread
with a handful of messages at least, and tells as JSON what was confirmed and what users saw that they must
not see.
"""

import json
import os
import random
import signal
import sys
import threading
import time
import traceback
from uuid import uuid4

import django

THREADS = 4
AT_LEAST = 5


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "transplant_site.settings")
    django.setup()

    is_over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: is_over.set())
    confirmed: list[str] = []
    faults: list[str] = []
    conversations = [start_conversation() for _ in range(THREADS)]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    threads = [
        threading.Thread(target=talk, args=[conversation, is_over, confirmed, faults])
        for conversation in conversations
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump({"confirmed": confirmed, "faults": faults}, sys.stdout)


def start_conversation():
    from django.utils import timezone

    from messaging.models import SubjectKind
    from messaging.services import conversations
    from messaging.subjects import Subject
    from tests.factories import hospital, staff_member
    from transplant_site.access.roles import Role

    centre = hospital(name="Centre Hospital")
    clinician = staff_member(Role.CLINICIAN, hospital=centre)
    subject = Subject(
        kind=SubjectKind.OFFER,
        id=uuid4(),
        reference="OFR-26-000031-7",
        path="/offers/OFR-26-000031-7/",
        hospitals=(centre,),
    )
    return conversations.start_conversation(
        subject=subject, title="Load", by=clinician, at=timezone.now(), hospitals=[centre]
    )


def talk(conversation, is_over, confirmed, faults):
    from django.db import Error, connection

    try:
        count = 0
        while not is_over.is_set() or count < AT_LEAST:
            submission = uuid4()
            if random.random() < 0.25:
                until_confirmed(post_and_roll_back, conversation, uuid4())
            number = until_confirmed(post, conversation, submission)
            confirmed.append(str(submission))
            count += 1
            try:
                check_can_be_read(conversation, number)
            except Error:
                connection.close()
    except Exception:  # noqa: BLE001 (whatever a user would have seen)
        faults.append(traceback.format_exc())
    finally:
        connection.close()


def until_confirmed(write, conversation, submission):
    """Send again while PostgreSQL is away; anything else that goes wrong is a fault."""
    from django.db import Error, connection

    while True:
        try:
            return write(conversation, submission)
        except Error:
            connection.close()
            time.sleep(0.1)


def post(conversation, submission):
    from django.utils import timezone

    from messaging.services import conversations

    header = conversations.post_message(
        conversation=conversation,
        body=f"Words of {submission}",
        by=conversation.started_by,
        at=timezone.now(),
        submission=submission,
    )
    return header.pk


def post_and_roll_back(conversation, submission):
    from django.db import transaction

    with transaction.atomic():
        post(conversation, submission)
        transaction.set_rollback(True)


def check_can_be_read(conversation, number):
    """A writer sees its own words, or is told that the page isn't complete."""
    from transplant_site import documents
    from transplant_site.documents import Collection

    page = documents.read(Collection.COMMUNICATIONS, key=conversation.pk, limit=50)
    if page.is_complete and number not in [one["id"] for one in page]:
        raise AssertionError(f"{number} was written and can't be read")


if __name__ == "__main__":
    main()
