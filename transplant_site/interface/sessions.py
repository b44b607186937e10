"""Sessions in the database, asked for no key that the database can't hold."""

from __future__ import annotations

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str | None) -> bool:
        """Take a cookie with a NUL for what it is, no session: PostgreSQL would refuse the question."""
        return bool(super()._validate_session_key(key)) and "\x00" not in str(key)  # type: ignore[misc]
