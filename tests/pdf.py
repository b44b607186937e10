"""What a PDF says: the texts that its pages draw, read without a library."""

import re
import zlib


def texts_of(content: bytes) -> list[str]:
    """Give the texts of a PDF of ours, page by page."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", content, re.DOTALL)
    drawn = [zlib.decompress(one).decode("cp1252") for one in streams if one.startswith(b"x")]
    return [" ".join(re.findall(r"\(((?:[^()\\]|\\.)*)\) Tj", page)) for page in drawn if " Tj" in page]
