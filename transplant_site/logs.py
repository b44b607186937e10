"""What enters the log of the site, and what must not."""

import re
from collections.abc import MutableMapping
from typing import Any

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

# The last line of a traceback of an error of the database, and all of its message. PostgreSQL repeats values
# in it: of the row it refused, of what it could not read as a date.
DATABASE_ERROR = re.compile(
    r"^(?P<indent>[ |]*)(?P<error>(?:psycopg|django\.db)[\w.]*\.\w+): (?P<message>.*?)"
    r"(?=\n\n(?:The above exception|During handling of the above)"
    r"|\n[ |]*Traceback \(most recent call last\)|\Z)",
    re.MULTILINE | re.DOTALL,
)
LINES_WITH_VALUES = re.compile(r"^(?:DETAIL|CONTEXT|LINE \d+):.*\n?", re.MULTILINE)
# How a message begins that names nothing but what the schema names.
NAMES_ONLY = re.compile(
    r'new row for relation "\w+" violates check constraint "\w+"'
    r'|duplicate key value violates unique constraint "\w+"'
    r'|conflicting key value violates exclusion constraint "\w+"'
    r'|(?:insert or update|update or delete) on table "\w+" violates foreign key constraint "\w+"'
    r'|null value in column "\w+" of relation "\w+" violates not-null constraint'
)


class RequestLogMiddleware(RequestMiddleware):
    """Log each request's method and path; a query string may carry a name that was searched for."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path}"


def without_values(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out of a traceback's text the messages in which PostgreSQL repeats values."""
    if text := event.get("exception"):
        event["exception"] = LINES_WITH_VALUES.sub("", DATABASE_ERROR.sub(_without_message, str(text)))
    return event


def _without_message(error: re.Match[str]) -> str:
    named = NAMES_ONLY.match(error["message"])
    return f"{error['indent']}{error['error']}: {named[0] if named else '(message withheld)'}"
