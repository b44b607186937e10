"""How sign-in works here, where allauth asks."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from transplant_site.audit import Kind, record

# Errors that allauth tells nobody but the form, and the kind and the action they are recorded as.
RECORDED_ERRORS = {
    "too_many_login_attempts": (Kind.LOCKOUT, "account.locked_out"),
    "enter_current_password": (Kind.SIGN_IN_FAILED, "account.password_not_confirmed"),
}


class ClosedSignupAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator, never by a visitor; what is refused is recorded."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Give the error its words, and the log an event, if the code is one of a refused sign-in."""
        if code in RECORDED_ERRORS:
            kind, action = RECORDED_ERRORS[code]
            record(kind, action=action, details={"code": code})
            self.request.audit_sign_in_noted = True
        error: ValidationError = super().validation_error(code, *args)
        return error


class EncryptedSecretsAdapter(DefaultMFAAdapter):
    """Secrets of second factors are encrypted in the database, with a key derived from SECRET_KEY."""

    def encrypt(self, text: str) -> str:
        return _boxes().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _boxes().decrypt(encrypted_text.encode()).decode()


def _boxes() -> MultiFernet:
    """The first key encrypts; the earlier ones still open what they closed."""
    return MultiFernet([_box(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _box(secret: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"transplant second factors").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
