"""Conversations and notices, over HTTP."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from uuid_utils.compat import uuid7

from messaging import presenters, reach, subjects
from messaging.forms import CorrectionForm, EntryForm, MessageForm, NoteForm, StartForm, TalkForm
from messaging.models import Channel, Conversation, Counterpart
from messaging.policies import MessageRefused, can_post, check_can_correct
from messaging.services import conversations as services
from messaging.services import notices as notice_services
from messaging.tables import ConversationFilter, ConversationTable
from transplant_site import documents
from transplant_site.access.checks import StaffRequest, find_or_404, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import note_export, record_read
from transplant_site.interface.lists import list_page
from transplant_site.staff.models import StaffMember

COMPOSERS: dict[str, type[EntryForm]] = {"message": MessageForm, "note": NoteForm, "talk": TalkForm}


@require_GET
@requires(Permission.CONVERSATION_READ)
def conversation_list(request: StaffRequest) -> HttpResponse:
    return list_page(
        request,
        table_class=ConversationTable,
        filter_class=ConversationFilter,
        queryset=presenters.with_unread(reach.conversations(request.staff), request.staff),
        template="messaging/conversation_list.html",
        export_name="conversations",
        on_export=note_export(request, "messaging.conversations.exported"),
    )


@require_GET
@requires(Permission.CONVERSATION_READ)
def conversation(request: StaffRequest, reference: str) -> HttpResponse:
    return show_conversation(request, find_or_404(reach.conversations(request.staff), reference=reference))


def show_conversation(
    request: StaffRequest, found: Conversation, *, kind: str = "", form: EntryForm | None = None
) -> HttpResponse:
    """Render the page of a conversation with one composer: empty, or as it was refused."""
    kind = kind or request.GET.get("compose", "message")
    if kind not in COMPOSERS:
        kind = "message"
    thread = presenters.thread(found, staff=request.staff, before=cursor_of(request))
    record_read(
        request,
        "messaging.conversation.read",
        [
            ("messaging.conversation", found.pk),
            *(("messaging.messageheader", one.id) for one in thread.entries),
        ],
    )
    may_write = request.staff.may(Permission.CONVERSATION_WRITE) and can_post(found)
    context = {
        "conversation": found,
        "subject_path": subjects.path_of(found.subject_kind, found.subject_reference, by=request.staff),
        "hospitals": found.hospitals.all(),
        "people": StaffMember.objects.filter(conversations_joined__conversation=found),
        "thread": thread,
        "has_unread": any(entry.is_unread for entry in thread.entries),
        "compose": kind,
        "composers": [
            {
                "label": label,
                "url": f"?compose={name}#compose",
                "is_current": name == kind,
            }
            for name, label in [
                ("message", _("Message")),
                ("note", _("Internal note")),
                ("talk", _("Record of a talk")),
            ]
            if name != "note" or request.staff.hospital is not None
        ],
        "form": form or COMPOSERS[kind](initial={"submission": uuid7()}),
        "may_write": may_write,
    }
    return render(request, "messaging/conversation.html", context, status=422 if form else 200)


def cursor_of(request: HttpRequest) -> documents.Cursor | None:
    text = request.GET.get("before", "")
    if not text:
        return None
    try:
        return documents.Cursor.parse(text)
    except ValueError:
        raise BadRequest("There is no such place in this conversation.") from None


@require_POST
@requires(Permission.CONVERSATION_WRITE)
def post(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    found = find_or_404(reach.conversations(request.staff), reference=reference)
    form = COMPOSERS[kind](request.POST)
    if form.is_valid():
        entry = dict(form.cleaned_data)
        if kind == "talk":
            entry["channel"] = Channel(entry["channel"])
            entry["counterpart"] = Counterpart(entry["counterpart"])
        try:
            header = services.post_message(
                conversation=found, by=request.staff, at=timezone.now(), is_internal=kind == "note", **entry
            )
        except MessageRefused as refusal:
            form.add_refusal(refusal)
        else:
            return redirect(f"{found.get_absolute_url()}#entry-{header.pk}")
    return show_conversation(request, found, kind=kind, form=form)


@require_http_methods(["GET", "POST"])
@requires(Permission.CONVERSATION_WRITE)
def correct(request: StaffRequest, reference: str, entry: UUID) -> HttpResponse:
    found = find_or_404(reach.conversations(request.staff), reference=reference)
    header = find_or_404(found.headers.filter(author=request.staff), pk=entry)
    document = documents.find_one(documents.Collection.COMMUNICATIONS, header.pk)
    body = document["body"] if document else ""
    form = CorrectionForm(request.POST or None, initial={"submission": uuid7(), "body": body})
    if request.method == "POST" and form.is_valid():
        try:
            check_can_correct(header, by=request.staff)
            made = services.post_message(
                conversation=found,
                by=request.staff,
                at=timezone.now(),
                channel=Channel(header.channel),
                counterpart=Counterpart(header.counterpart),
                is_internal=header.is_internal,
                occurred_at=header.occurred_at,
                corrects=header,
                **form.cleaned_data,
            )
        except MessageRefused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The correction stands beside the entry it corrects."))
            return redirect(f"{found.get_absolute_url()}#entry-{made.pk}")
    return render(
        request,
        "messaging/correct.html",
        {"conversation": found, "form": form, "header": header, "body": body},
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.CONVERSATION_WRITE)
def start(request: StaffRequest, kind: str, reference: str) -> HttpResponse:
    subject = subjects.find(kind, reference, by=request.staff)
    form = StartForm(
        request.POST or None, subject=subject, own=request.staff.hospital, initial={"submission": uuid7()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.begin(
                subject=subject,
                title=form.cleaned_data["title"],
                body=form.cleaned_data["body"],
                submission=form.cleaned_data["submission"],
                hospitals=form.cleaned_data.get("hospitals", ()),
                by=request.staff,
                at=timezone.now(),
            )
        except MessageRefused as refusal:
            form.add_refusal(refusal)
        else:
            return redirect(made)
    return render(request, "messaging/start.html", {"subject": subject, "form": form})


@require_POST
@requires(Permission.CONVERSATION_READ)
def mark_read(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_or_404(reach.conversations(request.staff), reference=reference)
    services.mark_read(conversation=found, by=request.staff, at=timezone.now())
    return HttpResponse(status=204)


@require_POST
@requires(Permission.CONVERSATION_WRITE)
def close(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_or_404(reach.conversations(request.staff), reference=reference)
    try:
        services.close_conversation(conversation=found, by=request.staff, at=timezone.now())
    except MessageRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Conversation %s is closed.") % found.reference)
    return redirect(found)


@require_GET
@requires(Permission.CONVERSATION_READ)
def notice_list(request: StaffRequest) -> HttpResponse:
    found = reach.notices(request.staff).prefetch_related("receipts__person")
    context = {
        "unseen": found.unseen_by(request.staff).order_by("-is_urgent", "-created_at")[:100],
        "seen": found.seen_by(request.staff).order_by("-created_at")[:50],
    }
    return render(request, "messaging/notice_list.html", context)


@require_POST
@requires(Permission.CONVERSATION_READ)
def see_notices(request: StaffRequest) -> HttpResponse:
    """Take the chosen notices off the person's list, or all of them, and go where one of them leads."""
    found = reach.notices(request.staff).unseen_by(request.staff)
    if chosen := request.POST.get("notice"):
        try:
            found = found.filter(pk=UUID(chosen))
        except ValueError:
            raise BadRequest("There is no such notice.") from None
    notice_services.mark_seen(notices=list(found[:1000]), by=request.staff, at=timezone.now())
    target = request.POST.get("next", "")
    if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return redirect(target)
    return redirect(reverse("messaging:notice_list"))


def bell(request: HttpRequest) -> dict[str, object] | None:
    """Fill the bell in the header: how many notices the person has not seen yet."""
    staff = getattr(request, "staff", None)
    if staff is None or not staff.may(Permission.CONVERSATION_READ):
        return None
    unread = reach.notices(staff).unseen_by(staff)[:100].count()
    return {"unread": unread, "url": reverse("messaging:notice_list")}
