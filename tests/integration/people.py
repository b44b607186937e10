"""People at work: they read pages and post messages until told to stop, as browsers would.

Run as a process of its own: `python -m tests.integration.people`. Each of them has a conversation of their
own. When the process is terminated it tells as JSON which answers they got, which of their messages were
taken, and how many pages said that documents are delivered later.
"""

import json
import os
import signal
import sys
import threading
import traceback
from collections import Counter
from uuid import uuid4

import django

PEOPLE = 3
LATER = "document store cannot be reached"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "transplant_site.settings")
    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]

    is_over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: is_over.set())
    told = {"answers": Counter(), "posted": [], "told_later": 0, "faults": []}
    people = [person_with_conversation() for _ in range(PEOPLE)]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    threads = [threading.Thread(target=work, args=[*one, is_over, told]) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump(told, sys.stdout)


def person_with_conversation():
    from django.test import Client

    from tests.integration.load import start_conversation

    conversation = start_conversation()
    client = Client()
    client.force_login(conversation.started_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client, conversation


def work(client, conversation, is_over, told):
    from django.db import connection
    from django.urls import reverse

    pages = [
        reverse("messaging:conversation_list"),
        conversation.get_absolute_url(),
        reverse("patients:patient_list"),
        "/",
    ]
    write_to = reverse("messaging:post", args=[conversation.reference, "message"])
    try:
        while not is_over.is_set():
            for page in pages:
                answer = client.get(page)
                told["answers"][f"GET {answer.status_code}"] += 1
                told["told_later"] += LATER in answer.content.decode()
            submission = str(uuid4())
            sent = {"body": f"Words of {submission}", "submission": submission}
            answer = client.post(write_to, sent)
            told["answers"][f"POST {answer.status_code}"] += 1
            if answer.status_code == 302:
                told["posted"].append(submission)
    except Exception:  # noqa: BLE001 (whatever a user would have seen)
        told["faults"].append(traceback.format_exc())
    finally:
        connection.close()


if __name__ == "__main__":
    main()
