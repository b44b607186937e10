"""What the environment says about this installation, read through getters that raise with advice.

Nothing here imports Django's settings: the settings are made from it.
"""

import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import overload

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = ("true", "yes", "on", "1")
FALSE_WORDS = ("false", "no", "off", "0")
PATHS = ("TRANSPLANT_DATA", "TRANSPLANT_RULES", "TRANSPLANT_AUDIT_FOLDER", "STATIC_ROOT")


class Mode(StrEnum):
    """What an installation is for: it decides which defaults are allowed."""

    DEMO = "demo"
    DEVELOPMENT = "development"
    PRODUCTION = "production"

    @property
    def has_embedded_stores(self) -> bool:
        return self is not Mode.PRODUCTION


def is_set(name: str) -> bool:
    """Tell whether the variable has a value; an empty one counts as absent."""
    return bool(os.environ.get(name, "").strip())


@overload
def text(name: str, *, default: str) -> str: ...
@overload
def text(name: str, *, default: None = None) -> str | None: ...
def text(name: str, *, default: str | None = None) -> str | None:
    """Give the value of a variable, or the default when it is absent or empty."""
    return os.environ[name].strip() if is_set(name) else default


def required(name: str, *, advice: str) -> str:
    """Give the value of a variable that has no default."""
    if not is_set(name):
        raise ImproperlyConfigured(f"{name} is not set. {advice}")
    return os.environ[name].strip()


def boolean(name: str, *, default: bool) -> bool:
    """Give a yes or no; any word but the known ones is an error, never a silent no."""
    if not is_set(name):
        return default
    word = os.environ[name].strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(
        f"{name} is {os.environ[name]!r}, which is neither yes nor no. "
        f"Use one of {', '.join(TRUE_WORDS)} or one of {', '.join(FALSE_WORDS)}."
    )


def whole_number(name: str, *, default: int, minimum: int = 0, maximum: int | None = None) -> int:
    """Give a whole number within its bounds."""
    if not is_set(name):
        return default
    try:
        number = int(os.environ[name])
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {os.environ[name]!r}, which is not a whole number.") from None
    if number < minimum or (maximum is not None and number > maximum):
        bounds = f"at least {minimum}" if maximum is None else f"between {minimum} and {maximum}"
        raise ImproperlyConfigured(f"{name} is {number}; it must be {bounds}.")
    return number


def words(name: str, *, default: Sequence[str] = ()) -> list[str]:
    """Give a list whose members are separated by commas or spaces."""
    if not is_set(name):
        return list(default)
    return os.environ[name].replace(",", " ").split()


def one_of(name: str, *, choices: Sequence[str], default: str) -> str:
    """Give one of the words that are known."""
    word = text(name, default=default)
    if word not in choices:
        raise ImproperlyConfigured(
            f"{name} is {word!r}. Use one of {', '.join(choices)}; without it, {default}."
        )
    return word


def web_address(name: str) -> str | None:
    """Give an address of the web, None when it is absent."""
    value = text(name)
    if value is not None and not value.startswith(("https://", "http://")):
        raise ImproperlyConfigured(f"{name} is {value!r}, which begins neither with https:// nor http://.")
    return value


def path(name: str, *, default: Path) -> Path:
    """Give an absolute path; a relative one is taken from the working directory."""
    value = text(name)
    return Path(value).expanduser().resolve() if value else default


def make_paths_absolute() -> None:
    """Let relative paths in variables mean the same to a process that is started in another folder."""
    for name in PATHS:
        if is_set(name):
            os.environ[name] = str(path(name, default=Path()))


def database_variable(role: str) -> str:
    """Name the variable that holds the address of PostgreSQL for a role."""
    return "DATABASE_URL" if role == "application" else f"DATABASE_{role.upper()}_URL"


def forget_libpq() -> None:
    """Drop the variables that libpq adds to every address: they are meant for other servers than ours."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]


def mode() -> Mode:
    """Give the mode of this installation; production unless the environment says otherwise."""
    choices = [mode.value for mode in Mode]
    return Mode(one_of("TRANSPLANT_MODE", choices=choices, default=Mode.PRODUCTION.value))


PRODUCTION_NEEDS = {
    "SECRET_KEY": "A long random text that signs sessions. Make one with: "
    "python -c 'import secrets; print(secrets.token_urlsafe(64))'",
    "ALLOWED_HOSTS": "The host names the site answers to, separated by commas: transplant.example.org",
    "DATABASE_URL": "The PostgreSQL server: postgresql://transplant_application:PASSWORD@HOST:5432/transplant",
    "MONGODB_URI": "The MongoDB replica set: mongodb://USER:PASSWORD@HOST1,HOST2,HOST3/?replicaSet=NAME&tls=true",
}


def check_production() -> None:
    """Refuse to start in production while something it needs is missing, naming all that is."""
    missing = [f"  {name}: {advice}" for name, advice in PRODUCTION_NEEDS.items() if not is_set(name)]
    if missing:
        raise ImproperlyConfigured(
            "This is production (TRANSPLANT_MODE is not demo or development), and settings are missing:\n"
            + "\n".join(missing)
            + "\nTo try the site with servers of its own, run bin/serve instead."
        )
