"""Collects the texts to translate; never guesses: a nearly right word is wrong in a clinic."""

from argparse import ArgumentParser

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def add_arguments(self, parser: ArgumentParser) -> None:  # type: ignore[override]
        super().add_arguments(parser)  # type: ignore[arg-type]
        parser.set_defaults(
            locale=["nl"],
            no_location=True,
            no_obsolete=True,
            ignore_patterns=[".venv", "var", "tests", "bench"],
        )
