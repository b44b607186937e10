"""Pages that are printed: PDF of text, rules, boxes to tick and QR codes, without a library of the system."""

from __future__ import annotations

from itertools import groupby
from unicodedata import normalize

import segno
from django.http import HttpResponse
from django.utils.translation import get_language
from fpdf import FPDF

A4 = (210.0, 297.0)
A5_LYING = (210.0, 148.0)
FONT = "helvetica"
"""Every reader of PDF has it; its letters are those of Western Europe."""
_ENCODING = "cp1252"
_WITHOUT_STROKE = str.maketrans("ŁłĐđĦħŦŧı", "LlDdHhTti")  # Unicode sees no accent in these
_QUIET_ZONE = 4  # modules of white that a reader of QR codes needs around them


class Paper(FPDF):
    """A document to print, in black, measured in millimetres; whoever draws breaks the pages."""

    def __init__(self, title: str, *, size: tuple[float, float] = A4) -> None:
        super().__init__(unit="mm", format=size)
        self.core_fonts_encoding = _ENCODING
        self.set_auto_page_break(auto=False)
        self.set_title(printable(title))
        self.set_lang(get_language() or "en")

    def normalize_text(self, text: str) -> str:
        """Let no letter stop the printing."""
        return str(super().normalize_text(printable(text)))

    def write_in(
        self, text: str, *, x: float, y: float, w: float, h: float, size: float, style: str = ""
    ) -> float:
        """Write a text into a box, in smaller letters if it doesn't fit, and return where it ends."""
        while True:
            self.set_font(FONT, style, size)
            line = size * 0.42  # points to millimetres, with room between the lines
            lines = self.multi_cell(w, line, text, align="L", dry_run=True, output="LINES")
            if len(lines) * line <= h or size <= 6:
                break
            size -= 0.5
        self.set_xy(x, y)
        self.multi_cell(w, line, text, align="L")
        return y + len(lines) * line

    def qr_code(self, content: str, *, x: float, y: float, size: float) -> None:
        """Draw a QR code as rectangles: it stays sharp at any size."""
        rows = list(segno.make_qr(content, error="m").matrix_iter(border=_QUIET_ZONE))
        module = size / len(rows)
        for number, row in enumerate(rows):
            column = 0
            for is_dark, run in groupby(row):
                length = len(list(run))
                if is_dark:
                    self.rect(
                        x + column * module, y + number * module, length * module, module * 1.02, style="F"
                    )
                column += length


def printable(text: str) -> str:
    """Spell a text in the letters of the font: what has none loses its accent, else becomes “?”."""
    return "".join(map(_printable, normalize("NFC", text)))


def _printable(letter: str) -> str:
    if _has(letter):
        return letter
    parts = normalize("NFKD", letter).translate(_WITHOUT_STROKE)
    return "".join(filter(_has, parts)) or "?"


def _has(letter: str) -> bool:
    try:
        letter.encode(_ENCODING)
    except UnicodeEncodeError:
        return False
    return True


def pdf_response(paper: Paper, *, name: str) -> HttpResponse:
    """Answer with a document that the browser shows, to be printed."""
    answer = HttpResponse(bytes(paper.output()), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer
