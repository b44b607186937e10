"""Commands that somebody orders: the log names them, and not only the account of the database."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from transplant_site.staff.models import StaffMember


def add_by(parser: ArgumentParser) -> None:
    """Add --by, which `ordered_by` reads."""
    parser.add_argument(
        "--by", required=True, metavar="E-MAIL", help="the account of whoever orders it; the log names them"
    )


def ordered_by(email: str) -> StaffMember:
    """Give the person whose account is named."""
    found = StaffMember.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if found is None:
        raise CommandError(f"--by: no active account has the address {email}.")
    return found
