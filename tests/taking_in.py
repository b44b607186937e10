"""Runs the commands that take in files, on files that the tests write."""

from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command


@dataclass(frozen=True)
class Told:
    """What a command said, and the exit code it would have ended with."""

    out: list[str]
    errors: list[str]
    code: int = 0


class Taker:
    """Writes a file and runs a command on it: `take_in(text)`; anything more are options, None no file."""

    def __init__(self, folder: Path, command: str, name: str) -> None:
        self._path = folder / name
        self._command = command

    def __call__(self, text: str | None, *options: str) -> Told:
        if text is not None:
            self._path.write_text(text, encoding="utf-8")
        out, errors = StringIO(), StringIO()
        code = 0
        try:
            call_command(self._command, self._path, *options, stdout=out, stderr=errors)
        except CommandError as refusal:
            code = refusal.returncode
            errors.write(str(refusal))
        return Told(out.getvalue().splitlines(), errors.getvalue().splitlines(), code)
