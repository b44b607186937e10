"""What the commands that take in a file have in common."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from patients.imports.tables import FileRefused
from transplant_site.audit import Refusal

SHOWN_PROBLEMS = 100


class FileCommand(BaseCommand):
    """Takes in a file, all or none: results go to standard output, all else to standard error."""

    @contextmanager
    def refusals_of(self, path: Path) -> Iterator[None]:
        """Tell what a file was refused for, each problem with its place, and end with exit code 1."""
        try:
            yield
        except OSError as error:
            raise CommandError(f"{path} can't be read: {error.strerror}.") from error
        except FileRefused as refusal:
            self._show_problems(path, refusal)
            count = len(refusal.problems)
            raise CommandError(
                f"{path}: {count:,} {'problem' if count == 1 else 'problems'}, nothing was taken in."
            ) from refusal
        except Refusal as refusal:
            raise CommandError(f"{path}: {refusal} Nothing was taken in.") from refusal

    def _show_problems(self, path: Path, refusal: FileRefused) -> None:
        for problem in refusal.problems[:SHOWN_PROBLEMS]:
            self.stderr.write(f"{path.name}, {problem}")
        more = len(refusal.problems) - SHOWN_PROBLEMS
        if more > 0:
            self.stderr.write(f"... and {more:,} more.")

    @contextmanager
    def progress_bar(self, what: str) -> Iterator[Callable[[int, int], None]]:
        """Show how many of how many are done, where a person looks on."""
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
            task = bar.add_task(what, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
