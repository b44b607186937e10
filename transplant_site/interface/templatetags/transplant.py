"""The tags and filters of our pages; docs/interface.md shows them in use.

Each tag fills a template in `templates/_components/`, so that all markup stays in templates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.db import models
from django.forms import BaseForm
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from transplant_site.interface import statuses, times
from transplant_site.interface.errors import summary_of
from transplant_site.interface.parameters import with_parameters

register = template.Library()

UNKNOWN = "–"


def _fill(context: Context, component: str, values: Mapping[str, Any]) -> SafeString:
    engine = context.template.engine  # type: ignore[union-attr]
    inner = context.new(
        {"request": context.get("request"), "csrf_token": context.get("csrf_token"), **values}
    )
    return engine.get_template(f"_components/{component}.html").render(inner)


def _fill_alone(component: str, values: Mapping[str, Any]) -> SafeString:
    """Fill a component that needs nothing of the page, without white space around it."""
    return _trim(render_to_string(f"_components/{component}.html", values))


def _trim(content: str) -> SafeString:
    """Trim what a block rendered; the engine has escaped it already."""
    return mark_safe(content.strip())  # noqa: S308


# Times -----------------------------------------------------------------------------------------------


@register.filter
def clinical_time(value: datetime | None) -> str:
    """`22-Nov-2026 09:15 CET`."""
    return times.format_time(value) if value else UNKNOWN


@register.filter
def clinical_date(value: date | datetime | None) -> str:
    """`22-Nov-2026`."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return times.format_date(value) if value else UNKNOWN


@register.filter
def clock(value: datetime | None) -> str:
    """`09:15 CET`, for places where the day is plain."""
    if not value:
        return UNKNOWN
    local = timezone.localtime(value)
    return f"{local:%H:%M} {times.zone_name(local)}"


@register.filter
def age(born: date | None, on: date | datetime | None = None) -> str:
    """The age in years (months or days for the very young), today or on a day."""
    if not born:
        return UNKNOWN
    day = timezone.localtime(on).date() if isinstance(on, datetime) else on or timezone.localdate()
    return times.format_age(born, day)


@register.filter
def duration(value: timedelta | None) -> str:
    """`3 h 12 min`."""
    return times.format_duration(value) if value is not None else UNKNOWN


@register.filter
def ago(value: datetime | None) -> str:
    """`12 min ago`, or `in 12 min`."""
    if not value:
        return UNKNOWN
    distance = timezone.now() - value
    words = {"time": times.format_duration(distance)}
    return _("%(time)s ago") % words if distance >= timedelta() else _("in %(time)s") % words


@register.filter
def utc(value: datetime | None) -> str:
    """`2026-11-22T08:15:00Z`, for attributes that scripts read."""
    return times.format_utc(value) if value else ""


@register.simple_tag
def moment(value: datetime | date | None, relative: bool = False) -> SafeString:
    """A time as `<time>`, with its distance from now on request."""
    if not value:
        values = {"machine": "", "text": "", "distance": ""}
    elif isinstance(value, datetime):
        values = {
            "machine": times.format_utc(value),
            "text": times.format_time(value),
            "distance": ago(value) if relative else "",
        }
    else:
        values = {"machine": value.isoformat(), "text": times.format_date(value), "distance": ""}
    return _fill_alone("moment", values)


# Values ----------------------------------------------------------------------------------------------


@register.filter
def unit(value: Any, name: str) -> str:
    """A figure with its unit: `{{ weight|unit:"kg" }}`."""
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, Decimal):
        value = f"{value.normalize():f}"
    return f"{value}\u00a0{name}"


@register.filter
def thousands(value: int | None) -> str:
    """`18,204`."""
    return f"{value:,}" if value is not None else UNKNOWN


@register.filter
def known(value: Any) -> Any:
    """The value, or a dash where there is none."""
    return UNKNOWN if value is None or value == "" else value


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon of the sprite; without a label it is decoration and hidden from screen readers."""
    sprite = f"{static('vendor/bootstrap-icons/icons.svg')}#{name}"
    return _fill_alone("icon", {"sprite": sprite, "label": label, "css": css})


@register.simple_tag(takes_context=True)
def tag(context: Context, text: Any, tone: str = "neutral", icon: str = "circle") -> SafeString:
    """A status tag from its parts: word, tone, icon."""
    look = statuses.Look(tone, icon)
    return _fill(context, "tag", {"text": text, "tone": look.tone, "icon": look.icon})


@register.simple_tag(takes_context=True)
def status(context: Context, instance: models.Model, field: str = "status") -> SafeString:
    """The status tag of a model's field, in the look its app registered."""
    look = statuses.look_of(instance, field)
    text = getattr(instance, f"get_{field}_display", lambda: getattr(instance, field))()
    return _fill(context, "tag", {"text": text, "tone": look.tone, "icon": look.icon})


@register.simple_tag(takes_context=True)
def abo(context: Context, group: str | None, rh: str = "", size: str = "") -> SafeString:
    """The blood group as text, alike everywhere; size is empty or `lg`."""
    return _fill(context, "abo", {"group": group, "rh": rh, "size": size})


@register.simple_tag(takes_context=True)
def ref(context: Context, reference: str, url: str = "") -> SafeString:
    """A human reference in its own letters, as a link when an address is given."""
    return _fill(context, "reference", {"reference": reference, "url": url})


# Addresses -------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def url_with(context: Context, **changes: Any) -> str:
    """The present address with some parameters changed; None or "" removes one."""
    request: HttpRequest = context["request"]
    return with_parameters(request, **changes)


@register.simple_tag
def crumb(label: Any, where: str = "", *args: Any, **kwargs: Any) -> SafeString:
    """One step of the breadcrumb: a URL name or an address, or nothing for the present page."""
    url = reverse(where, args=args, kwargs=kwargs) if where and not where.startswith("/") else where
    return _fill_alone("crumb", {"label": label, "url": url})


# Blocks ----------------------------------------------------------------------------------------------


@register.simple_block_tag(takes_context=True)
def page_header(
    context: Context, content: str, title: Any, subtitle: Any = "", reference: str = ""
) -> SafeString:
    """The heading of a page; what stands inside are its actions."""
    values = {"actions": _trim(content), "title": title, "subtitle": subtitle, "reference": reference}
    return _fill(context, "page_header", values)


@register.simple_block_tag(takes_context=True)
def card(
    context: Context,
    content: str,
    title: Any = "",
    icon: str = "",
    tone: str = "",
    id: str = "",
    level: int = 2,
) -> SafeString:
    """A titled panel."""
    values = {"body": content, "title": title, "icon": icon, "tone": tone, "id": id, "level": level}
    return _fill(context, "card", values)


@register.simple_block_tag(takes_context=True)
def facts(context: Context, content: str, columns: int = 1) -> SafeString:
    """A definition list; inside stand `{% fact %}`."""
    return _fill(context, "facts", {"body": content, "columns": columns})


@register.simple_tag(takes_context=True)
def fact(context: Context, label: Any, value: Any, note: Any = "", wide: bool = False) -> SafeString:
    """One line of a definition list; what is not recorded says so."""
    missing = value is None or value == ""
    return _fill(
        context, "fact", {"label": label, "value": value, "note": note, "missing": missing, "wide": wide}
    )


@register.simple_block_tag(takes_context=True)
def fact_block(context: Context, content: str, label: Any, note: Any = "", wide: bool = False) -> SafeString:
    """One line of a definition list whose value is markup."""
    value = _trim(content)
    values = {"label": label, "value": value, "note": note, "missing": not value, "wide": wide}
    return _fill(context, "fact", values)


@register.simple_block_tag(takes_context=True)
def notice(
    context: Context, content: str, tone: str = "info", title: Any = "", icon: str = "", role: str = ""
) -> SafeString:
    """A message that stands in the page; role="alert" has it read out at once."""
    icons = {"success": "check-circle", "warning": "exclamation-triangle", "danger": "exclamation-octagon"}
    values = {"body": content, "tone": tone, "title": title, "icon": icon or icons.get(tone, "info-circle")}
    return _fill(context, "notice", {**values, "role": role})


@register.simple_block_tag(takes_context=True)
def empty_state(context: Context, content: str, title: Any, icon: str = "inbox") -> SafeString:
    """An empty state: the title says why there is nothing, the body what to do next."""
    return _fill(context, "empty_state", {"body": _trim(content), "title": title, "icon": icon})


@register.simple_block_tag(takes_context=True)
def identity(
    context: Context,
    content: str,
    name: Any,
    kind: str = "patient",
    blood_group: str = "",
    rh: str = "",
    born: date | None = None,
    age_text: Any = "",
    sex: Any = "",
    organ: Any = "",
    centre: Any = "",
    reference: str = "",
    url: str = "",
) -> SafeString:
    """The banner that stays in sight and says whose page this is; inside stand further facts (tags)."""
    values = {
        "extra": _trim(content), "name": name, "kind": kind, "group": blood_group, "rh": rh, "born": born,
        "age_text": age_text, "sex": sex, "organ": organ, "centre": centre, "reference": reference,
        "url": url,
    }  # fmt: skip
    return _fill(context, "identity", values)


@register.simple_block_tag(takes_context=True)
def event(
    context: Context, content: str, at: datetime, who: Any = "", icon: str = "circle-fill",
    tone: str = "neutral", recorded_at: datetime | None = None, on_behalf_of: Any = "", id: str = "",
) -> SafeString:  # fmt: skip
    """One entry of a `<ol class="timeline">`: when, who, and a sentence inside."""
    late = recorded_at is not None and abs(recorded_at - at) >= timedelta(minutes=1)
    values = {
        "body": _trim(content), "at": at, "who": who, "icon": icon, "tone": tone, "id": id,
        "recorded_at": recorded_at if late else None, "on_behalf_of": on_behalf_of,
    }  # fmt: skip
    return _fill(context, "event", values)


# Parts -----------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def countdown(context: Context, deadline: datetime | None, label: Any = "", expired: Any = "") -> SafeString:
    """The time left until a deadline of the server; a script keeps it up to date."""
    now = timezone.now()
    left = deadline - now if deadline else None
    values = {
        "deadline": deadline, "label": label, "expired_text": expired, "left": left,
        "is_over": left is not None and left <= timedelta(),
        "is_urgent": left is not None and left <= timedelta(minutes=15),
    }  # fmt: skip
    return _fill(context, "countdown", values)


@register.simple_tag(takes_context=True)
def progress(
    context: Context, done: float, total: float, label: Any, unit: str = "", warn_from: float | None = None
) -> SafeString:
    """Done of total, in figures and as a bar."""
    values = {"done": done, "total": total, "label": label, "unit": unit, "warn_from": warn_from}
    return _fill(context, "progress", {**values, "is_high": warn_from is not None and done >= warn_from})


@register.simple_tag(takes_context=True)
def live(context: Context, at: datetime | None = None, every: int = 30) -> SafeString:
    """`data as of 09:15 CET, live`: turns to stale when nothing newer came in two periods."""
    return _fill(context, "live", {"at": at or timezone.now(), "every": every})


@register.simple_tag(takes_context=True)
def stepper(context: Context, steps: Iterable[Any], label: Any = "") -> SafeString:
    """Planned against actual: steps have name, state, planned_at, actual_at, note.

    The states are done, current, next and late.
    """
    return _fill(context, "stepper", {"steps": steps, "label": label})


@register.simple_tag(takes_context=True)
def diff(context: Context, changes: Iterable[Any], caption: Any = "") -> SafeString:
    """A table of changed fields: each has field, before, after."""
    return _fill(context, "diff", {"changes": changes, "caption": caption})


@register.simple_tag(takes_context=True)
def tabs(context: Context, entries: Iterable[Any], label: Any = "") -> SafeString:
    """Tabs that are addresses: each entry has label, url, is_current and perhaps count."""
    return _fill(context, "tabs", {"entries": entries, "label": label})


@register.simple_tag(takes_context=True)
def record_tabs(context: Context, record: Any, current: str = "record") -> SafeString:
    """The tabs of every record: the record itself, and its history."""
    record_url, history_url = record.get_absolute_url(), reverse("desk:history", args=[record.reference])
    entries = [
        {"label": _("Overview"), "url": record_url, "is_current": current == "record"},
        {"label": _("History"), "url": history_url, "is_current": current == "history"},
    ]
    return _fill(context, "tabs", {"entries": entries, "label": record._meta.verbose_name})


@register.simple_tag(takes_context=True)
def two_person_check(
    context: Context, title: Any, checks: Iterable[Any], form_url: str = "", note: Any = ""
) -> SafeString:
    """The panel of a check by two people: each check has role, by, at, note, or stands open."""
    return _fill(
        context, "two_person_check", {"title": title, "checks": checks, "form_url": form_url, "note": note}
    )


@register.simple_tag(takes_context=True)
def error_summary(context: Context, form: BaseForm | list[BaseForm]) -> SafeString:
    """All errors of a form in one place, each a link to its field."""
    problems = summary_of(form)
    if not problems:
        return SafeString("")
    return _fill(context, "error_summary", {"problems": problems})


@register.simple_tag(takes_context=True)
def show_form(
    context: Context,
    form: BaseForm,
    submit: Any = "",
    cancel: str = "",
    tone: str = "primary",
    action: str = "",
    keep: bool = True,
    help: Any = "",
    id: str = "",
) -> SafeString:
    """A whole form: errors, fields by crispy, buttons; guarded against double clicks and lost input."""
    values = {
        "form": form, "submit": submit or _("Save"), "cancel": cancel, "tone": tone, "action": action,
        "keep": keep, "help": help, "id": id or f"form-{type(form).__name__.lower()}",
    }  # fmt: skip
    return _fill(context, "form", values)


@register.simple_tag
def rows_text(first: int, last: int, total: int, is_more: bool) -> str:
    """`1–50 of 1,524` or, where counting stopped, `1–50 of more than 10,000`."""
    if total == 0:
        return _("No entries")
    words = {"first": f"{first:,}", "last": f"{last:,}", "total": f"{total:,}"}
    if is_more:
        return _("%(first)s–%(last)s of more than %(total)s") % words
    return ngettext("%(first)s–%(last)s of %(total)s", "%(first)s–%(last)s of %(total)s", total) % words
