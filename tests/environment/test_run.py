"""What the tests are run in, and that the documents name every variable there is."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests import run

CHECKOUT = Path(__file__).resolve().parents[2]


def variables_of_the_settings() -> set[str]:
    """Give the variables that the settings read, as they stand in the code."""
    code = (CHECKOUT / "transplant_site" / "settings.py").read_text()
    getters = r"environment\.(?:text|required|boolean|whole_number|words|one_of|path|is_set)|\bsecret"
    return set(re.findall(rf'(?:{getters})\(\s*"([A-Z_]+)"', code))


def variables_of_the_page() -> set[str]:
    """Give the variables in the first column of the table in docs/running.md."""
    page = (CHECKOUT / "docs" / "running.md").read_text().split("## Variables")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    return {name for cell in cells for name in re.findall(r"`([A-Z_]+)`", cell)}


def test_the_page_on_running_names_every_variable_of_the_settings():
    assert len(variables_of_the_settings()) > 20
    assert not variables_of_the_settings() - variables_of_the_page()


@pytest.fixture
def shell(monkeypatch):
    """A shell in which every variable of the page has a value; gives their names."""
    names = {*variables_of_the_page(), "PGOPTIONS", "PGSSLMODE", "PGSERVICE", "MONGODB_RELAY_URI"}
    for name in names:
        monkeypatch.setenv(name, "somebody's")
    monkeypatch.setenv("HOME", "/home")
    return names


def test_the_tests_take_no_servers_rules_or_secrets_from_the_shell(shell, monkeypatch):
    run.forget_the_shells_settings()
    left = {name for name in shell if os.environ.get(name) == "somebody's"}
    assert left <= {"TRANSPLANT_DATA", "TRANSPLANT_VENV", "TRANSPLANT_PYTHON", "PORT"}
    assert os.environ["TRANSPLANT_MODE"] == "development"
    assert os.environ["HOME"] == "/home"


@pytest.mark.parametrize("name", ["TRANSPLANT_SCREENSHOTS", "TRANSPLANT_VPRA_POOL"])
def test_the_shell_says_where_pictures_are_kept_and_examples_are_found(name, monkeypatch):
    monkeypatch.setenv(name, "here")
    run.forget_the_shells_settings()
    assert os.environ[name] == "here"


def test_a_folder_that_cannot_hold_the_environment_is_said_without_a_traceback(tmp_path):
    (tmp_path / "file").touch()
    finished = subprocess.run(
        [CHECKOUT / "bin" / "manage", "help"],
        env={**os.environ, "TRANSPLANT_VENV": str(tmp_path / "file" / "venv")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 1
    assert "TRANSPLANT_VENV=/path/to/venv" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_every_command_says_what_it_does():
    listed = subprocess.run([CHECKOUT / "bin" / "help"], capture_output=True, text=True, check=True).stdout
    names = {file.name for file in (CHECKOUT / "bin").glob("[a-z]*") if file.is_file()}
    assert {line.split()[0] for line in listed.splitlines() if len(line.split()) > 3} == {
        f"bin/{name}" for name in names
    }
