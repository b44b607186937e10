"""Candidates from a file: unknown ones are registered, known ones follow the file."""

from patients.services.imports.candidates import country_codes, demo_name, import_candidates
from patients.services.imports.progress import OnProgress, in_chunks
from patients.services.imports.report import ImportReport

__all__ = ["ImportReport", "OnProgress", "country_codes", "demo_name", "import_candidates", "in_chunks"]
