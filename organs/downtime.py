"""Downtime forms: what is written on paper while the site is away, and where it is typed in later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from transplant_site.interface.paper import Paper

LEFT, RIGHT, TOP, BOTTOM = 18.0, 192.0, 16.0, 281.0
LABELS = 66.0  # width of what stands before the lines
CODE = 38.0


@dataclass(frozen=True)
class Line:
    """One line of a form: to be written on, or with boxes to tick."""

    label: str
    choices: tuple[str, ...] = ()
    filled: str = ""
    is_tall: bool = False


@dataclass(frozen=True)
class Sheet:
    """One form; its code opens the page at `address`, where it is typed in."""

    title: str
    help: str
    lines: tuple[Line, ...]
    address: str


def offer_answer(*, address: str, offer: str = "", donor: str = "") -> Sheet:
    """Ask for the answer to an offer, as the page of the offer does."""
    return Sheet(
        title=_("Answer to an offer"),
        help=_("The centre answers by telephone; whoever takes it down reads it back."),
        lines=(
            Line(_("Offer"), filled=offer),
            Line(_("Donor ID"), filled=donor),
            Line(_("Organ and side")),
            Line(_("Centre")),
            Line(_("Donor's ABO, as told")),
            Line(_("Answer"), (_("Accept"), _("Provisional yes"), _("Decline"))),
            Line(_("If declined: code, second code")),
            Line(_("In words"), is_tall=True),
            Line(_("Answered by: name, function")),
            Line(_("Told at: date and time")),
            Line(_("Taken down by")),
            Line(_("Read back and confirmed"), (_("Yes"),)),
        ),
        address=address,
    )


def two_person_check(*, address: str, shipment: str = "") -> list[Sheet]:
    """Ask two people for a reading each, on sheets of their own: neither sees the other's."""
    return [
        Sheet(
            title=title,
            help=_("Read label, papers and organ yourself. Don't look at the sheet of the other person."),
            lines=(
                Line(_("Shipment"), filled=shipment),
                Line(_("Check"), (_("On departure"), _("On arrival"))),
                Line(_("Donor ID on the label")),
                Line(_("Donor's ABO, on label and papers")),
                Line(_("Organ and side as labelled"), (_("Yes"), _("No"))),
                Line(_("Triple sterile barrier sound"), (_("Yes"), _("No"))),
                Line(_("Copies of blood type and tests there"), (_("Yes"), _("No"))),
                Line(_("On arrival: recipient's number")),
                Line(_("On arrival: recipient's ABO")),
                Line(_("Remark"), is_tall=True),
                Line(_("Read by: name, function")),
                Line(_("Date and time")),
                Line(_("Signature"), is_tall=True),
            ),
            address=address,
        )
        for title in (_("Two-person check: first person"), _("Two-person check: second person"))
    ]


def hand_over(*, address: str, shipment: str = "") -> Sheet:
    """Ask for a hand-over, signed by both who take part in it."""
    return Sheet(
        title=_("Hand-over of a shipment"),
        help=_("Giver and receiver fill this in together, and both sign it."),
        lines=(
            Line(_("Shipment"), filled=shipment),
            Line(_("Place")),
            Line(_("Box or device, temperature in °C")),
            Line(_("Handed over by: name, house")),
            Line(_("Handed over at: date and time")),
            Line(_("Signature of the giver"), is_tall=True),
            Line(_("Answer"), (_("Received"), _("Refused"))),
            Line(_("If refused: why"), is_tall=True),
            Line(_("Received by: name, house")),
            Line(_("Received at: date and time")),
            Line(_("Signature of the receiver"), is_tall=True),
        ),
        address=address,
    )


def paper_of(sheets: Iterable[Sheet]) -> Paper:
    """Draw the sheets, a page each."""
    paper = Paper(_("Downtime forms"))
    for sheet in sheets:
        _draw(paper, sheet)
    return paper


def _draw(paper: Paper, sheet: Sheet) -> None:
    paper.add_page()
    width = RIGHT - LEFT - CODE - 6
    paper.write_in(_("Downtime form"), x=LEFT, y=TOP, w=width, h=6, size=10)
    end = paper.write_in(sheet.title, x=LEFT, y=TOP + 6, w=width, h=18, size=20, style="B")
    paper.write_in(sheet.help, x=LEFT, y=end + 2, w=width, h=14, size=10)
    paper.qr_code(sheet.address, x=RIGHT - CODE, y=TOP - 4, size=CODE)
    words = _("Type it in here later")
    paper.write_in(words, x=RIGHT - CODE + 2, y=TOP + CODE - 5, w=CODE - 2, h=8, size=8)
    y = TOP + CODE + 8
    for line in sheet.lines:
        y = _draw_line(paper, line, y)
    _draw_foot(paper, sheet)


def _draw_line(paper: Paper, line: Line, y: float) -> float:
    height = 20.0 if line.is_tall else 13.0
    base = y + height - 3
    paper.write_in(line.label, x=LEFT, y=base - 5, w=LABELS - 3, h=8, size=10.5)
    x = LEFT + LABELS
    if line.choices:
        for choice in line.choices:
            paper.rect(x, base - 5, 5, 5)
            paper.write_in(choice, x=x + 7, y=base - 5, w=32, h=6, size=10.5)
            x += 40
    elif line.filled:
        paper.write_in(line.filled, x=x, y=base - 5.5, w=RIGHT - x, h=7, size=13, style="B")
    else:
        paper.line(x, base, RIGHT, base)
    return y + height


def _draw_foot(paper: Paper, sheet: Sheet) -> None:
    paper.line(LEFT, BOTTOM - 18, RIGHT, BOTTOM - 18)
    typed = _("Typed in by, date and time:")
    paper.write_in(typed, x=LEFT, y=BOTTOM - 13, w=LABELS - 3, h=6, size=10.5)
    paper.line(LEFT + LABELS, BOTTOM - 8, RIGHT, BOTTOM - 8)
    words = _("Times in %(zone)s, 24-hour clock. Keep this sheet: it is the original.") % {
        "zone": settings.TIME_ZONE
    }
    paper.write_in(f"{words} {sheet.address}", x=LEFT, y=BOTTOM - 5, w=RIGHT - LEFT, h=8, size=8)
