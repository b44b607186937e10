"""The settings, read in a process of their own as each kind of installation would."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from transplant_site import environment
from transplant_site.environment import PRODUCTION_NEEDS

CHECKOUT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SECRET_KEY": "k" * 60,
    "ALLOWED_HOSTS": "transplant.example.org",
    "DATABASE_URL": "postgresql://application:pw@db.example.org:6432/transplant?sslmode=verify-full",
    "MONGODB_URI": "mongodb://app:pw@one.example.org,two.example.org/?replicaSet=rs0&tls=true",
}
SHOWN = """
import json
from django.conf import settings
names = "DEBUG ALLOWED_HOSTS SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT "
names += "SECURE_HSTS_SECONDS SECURE_PROXY_SSL_HEADER MONGODB_URI SECRET_KEY"
database = settings.DATABASES["default"]
shown = {name: getattr(settings, name) for name in names.split()}
shown["DATABASE"] = {part: database[part] for part in ("HOST", "PORT", "USER", "NAME", "OPTIONS")}
print(json.dumps(shown))
"""


def run(command: list[str], variables: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run Python in an environment that holds nothing of ours but the variables."""
    ours = ("TRANSPLANT", "DATABASE", "MONGODB", "SECRET_KEY", "ALLOWED_HOSTS", "DJANGO")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        [sys.executable, *command],
        env={**clean, "DJANGO_SETTINGS_MODULE": "transplant_site.settings", **variables},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )


def settings(variables: dict[str, str]) -> dict:
    finished = run(["-c", SHOWN], variables)
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


def test_production_without_anything_names_all_that_is_missing():
    finished = run(["manage.py", "check"], {})
    assert finished.returncode == 1
    assert "Traceback" not in finished.stderr
    for name in PRODUCTION_NEEDS:
        assert f"\n  {name}: " in finished.stderr
    assert "bin/serve" in finished.stderr


@pytest.mark.parametrize("missing", sorted(PRODUCTION_NEEDS))
def test_production_without_one_of_its_needs_names_it_alone(monkeypatch, missing):
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv(missing)
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.check_production()
    named = [name for name in PRODUCTION_NEEDS if f"\n  {name}: " in str(refusal.value)]
    assert named == [missing]


def test_production_is_strict():
    found = settings(PRODUCTION)
    assert found["DEBUG"] is False
    assert found["SESSION_COOKIE_SECURE"] is True
    assert found["CSRF_COOKIE_SECURE"] is True
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert found["ALLOWED_HOSTS"] == ["transplant.example.org"]
    assert found["MONGODB_URI"] == PRODUCTION["MONGODB_URI"]
    assert found["SECURE_PROXY_SSL_HEADER"] is None
    assert found["DATABASE"]["HOST"] == "db.example.org"
    assert found["DATABASE"]["PORT"] == 6432
    assert found["DATABASE"]["OPTIONS"]["sslmode"] == "verify-full"


def test_a_named_proxy_is_believed_and_a_role_may_have_an_address_of_its_own():
    addresses = {
        "DATABASE_OWNER_URL": "postgresql://owner:pw@db.example.org/transplant",
        "MONGODB_OWNER_URI": "mongodb://owner:pw@one.example.org/",
    }
    found = settings({**PRODUCTION, **addresses, "TRUSTED_PROXIES": "1", "TRANSPLANT_DATABASE_ROLE": "owner"})
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert found["DATABASE"]["USER"] == "owner"
    assert found["MONGODB_URI"] == addresses["MONGODB_OWNER_URI"]


@pytest.mark.parametrize(
    ("command", "variable"),
    [
        ("relay", "DATABASE_RELAY_URL"),
        ("verify_audit", "DATABASE_AUDITOR_URL"),
        ("migrate", "DATABASE_OWNER_URL"),
        ("prepare", "DATABASE_OWNER_URL"),
        ("ensure_collections", "DATABASE_OWNER_URL"),
        ("createcachetable", "DATABASE_OWNER_URL"),
        ("describe_schema", "DATABASE_OWNER_URL"),
    ],
)
def test_a_command_whose_role_has_no_address_names_the_variable(command, variable):
    """With the application's address it would be refused later, or for ever."""
    for mode in ("production", "demo"):
        finished = run(["manage.py", command], {**PRODUCTION, "TRANSPLANT_MODE": mode})
        assert finished.returncode == 1
        assert f"{variable} is not set." in finished.stderr
        assert "Traceback" not in finished.stderr


def test_variables_of_libpq_reach_no_embedded_server(tmp_path):
    shown = (
        "import os; from django.conf import settings; settings.DATABASES; print(os.environ.get('PGOPTIONS'))"
    )
    variables = {"TRANSPLANT_DATA": str(tmp_path), "PGOPTIONS": "-c default_transaction_read_only=on"}
    embedded = run(["-c", shown], {**variables, "TRANSPLANT_MODE": "demo"})
    assert embedded.stdout == "None\n", embedded.stderr
    assert run(["-c", shown], {**variables, **PRODUCTION}).stdout == f"{variables['PGOPTIONS']}\n"


def test_static_files_are_collected_beside_the_data(tmp_path):
    shown = "from django.conf import settings; print(settings.STATIC_ROOT)"
    found = run(["-c", shown], {"TRANSPLANT_MODE": "demo", "TRANSPLANT_DATA": str(tmp_path)})
    assert found.stdout == f"{tmp_path / 'static-collected'}\n"


def test_a_data_folder_that_cannot_be_made_is_said_without_a_traceback(tmp_path):
    (tmp_path / "file").touch()
    variables = {"TRANSPLANT_MODE": "demo", "TRANSPLANT_DATA": str(tmp_path / "file" / "data")}
    finished = run(["manage.py", "check"], variables)
    assert finished.returncode == 1
    assert "Set TRANSPLANT_DATA to a folder of your own" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_an_unknown_role_is_refused():
    finished = run(["manage.py", "check"], {**PRODUCTION, "TRANSPLANT_DATABASE_ROLE": "root"})
    assert finished.returncode == 1
    assert "TRANSPLANT_DATABASE_ROLE is 'root'" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_the_demo_runs_without_debug_over_plain_http_and_keeps_the_secret_it_made(tmp_path):
    variables = {"TRANSPLANT_MODE": "demo", "TRANSPLANT_DATA": str(tmp_path / "new")}
    found = settings(variables)
    assert found["DEBUG"] is False
    assert found["SESSION_COOKIE_SECURE"] is False
    assert found["SECURE_SSL_REDIRECT"] is False
    assert found["SECURE_HSTS_SECONDS"] == 0
    assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert settings(variables)["SECRET_KEY"] == found["SECRET_KEY"]
    assert len(found["SECRET_KEY"]) >= 50
    assert (tmp_path / "new" / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_commands_that_need_no_store_run_without_one(tmp_path):
    variables = {"TRANSPLANT_MODE": "demo", "TRANSPLANT_DATA": str(tmp_path)}
    for command in ("check", "makemigrations --check --dry-run", "collectstatic --dry-run --no-input"):
        finished = run(["manage.py", *command.split()], variables)
        assert finished.returncode == 0, finished.stderr


def test_a_command_that_needs_a_store_says_how_to_start_one(tmp_path):
    variables = {"TRANSPLANT_MODE": "development", "TRANSPLANT_DATA": str(tmp_path)}
    finished = run(["manage.py", "migrate"], variables)
    assert finished.returncode == 1
    assert "bin/manage stores start" in finished.stderr
    assert "Traceback" not in finished.stderr
