"""Run every check, also after one has failed, and say which did."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SCRIPTS = Path(sys.executable).parent
OURS = ["transplant_site", "patients", "organs", "transport", "messaging"]
TEMPLATES = ["templates"]
# Nothing here connects to a store; the checks of a production's settings need values that look real.
PRODUCTION = {
    "TRANSPLANT_MODE": "production",
    "SECRET_KEY": "a key for checks only, long enough and with many different characters: 0123456789",
    "ALLOWED_HOSTS": "transplant.example.org",
    "DATABASE_URL": "postgresql://nobody:none@127.0.0.1:1/none",
    "DATABASE_OWNER_URL": "postgresql://nobody:none@127.0.0.1:1/none",
    "MONGODB_URI": "mongodb://127.0.0.1:1/none",
}


def python_tool(name: str, *arguments: str) -> list[str]:
    # Not the script itself: its first line breaks in a path with spaces or of great length.
    return [sys.executable, str(SCRIPTS / name), *arguments]


CHECKS: dict[str, list[str]] = {
    "ruff check": [str(SCRIPTS / "ruff"), "check", "."],
    "ruff format": [str(SCRIPTS / "ruff"), "format", "--check", "."],
    "mypy": [sys.executable, "-m", "mypy"],
    "djlint": python_tool("djlint", "--lint", "--quiet", *TEMPLATES),
    "import-linter": python_tool("lint-imports", "--no-cache"),
    "migrations": [sys.executable, "-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"],
    "settings": [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}


def rules_of_an_organisation(folder: str) -> str:
    """Give a rule-set profile as an allocation organisation would write it: production refuses the demo's."""
    demo = Path("organs/data/demo_rules.toml").read_text()
    rules = Path(folder) / "rules.toml"
    rules.write_text(demo.replace("is_fictitious = true", "is_fictitious = false"))
    return str(rules)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        run_all({**PRODUCTION, "TRANSPLANT_RULES": rules_of_an_organisation(folder)})


def run_all(variables: dict[str, str]) -> None:
    environment = {**os.environ, **variables, "PYTHONDONTWRITEBYTECODE": "1"}
    failed = []
    for name, command in CHECKS.items():
        start = time.monotonic()
        finished = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        is_right = finished.returncode == 0
        print(f"{'ok    ' if is_right else 'FAILED'} {name} ({time.monotonic() - start:.1f} s)", flush=True)
        if not is_right:
            failed.append(name)
            print(finished.stdout, flush=True)
    if failed:
        sys.exit(f"{len(failed)} of {len(CHECKS)} checks failed: {', '.join(failed)}. bin/fix repairs form.")


if __name__ == "__main__":
    main()
