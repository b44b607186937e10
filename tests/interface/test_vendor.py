"""What comes from elsewhere is what was checked in: files, licences, icons."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

VENDOR = Path(settings.BASE_DIR) / "static" / "vendor"
TEMPLATES = Path(settings.BASE_DIR) / "templates"


def recorded() -> dict[str, str]:
    lines = (VENDOR / "CHECKSUMS").read_text().splitlines()
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


def present() -> dict[str, str]:
    files = [path for path in VENDOR.rglob("*") if path.is_file() and path.name != "CHECKSUMS"]
    return {str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_vendored_file_has_its_recorded_checksum():
    assert present() == recorded()


def test_every_vendored_library_has_its_licence():
    folders = [folder for folder in VENDOR.iterdir() if folder.is_dir()]
    assert folders
    assert [folder.name for folder in folders if not (folder / "LICENSE").is_file()] == []


def test_no_vendored_script_asks_for_a_source_map():
    assert [p.name for p in VENDOR.rglob("*.js") if b"sourceMappingURL" in p.read_bytes()] == []


def test_every_icon_that_templates_and_code_name_is_in_the_sprite():
    sprite = set(
        re.findall(r'<symbol id="([a-z0-9-]+)"', (VENDOR / "bootstrap-icons" / "icons.svg").read_text())
    )
    named: dict[str, str] = {}
    for template in TEMPLATES.rglob("*.html"):
        for name in re.findall(r"""(?:\{% icon |icon=)"([a-z0-9-]+)\"""", template.read_text()):
            named[name] = template.name
    for app in ("transplant_site", "patients", "organs", "transport", "messaging"):
        for source in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            found = re.findall(
                r"""icon="([a-z0-9-]+)"|Look\("[a-z]+", "([a-z0-9-]+)"\)""", source.read_text()
            )
            named |= {first or second: source.name for first, second in found}
    assert {name: where for name, where in named.items() if name not in sprite} == {}


def test_every_file_that_a_stylesheet_or_script_names_can_be_collected(tmp_path, settings):
    """The manifest storage of demo and production refuses a file that names one that is missing."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert any(tmp_path.glob("css/site.*.css"))
