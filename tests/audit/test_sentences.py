"""Every action is told in a sentence: none is left to its name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

from transplant_site.audit import registry
from transplant_site.audit.apps import is_ours

NAMING = {"action", "record", "record_read", "record_read_if_shown", "note_export"}


def named_actions(source: str) -> Iterator[str]:
    """Give the names of actions that a module uses: as arguments of what names them, or as constants."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _called(node) in NAMING:
            given = [*node.args[:2], *(word.value for word in node.keywords if word.arg == "action")]
            yield from _texts(given)
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id in {"ACTION", "VERIFIED"} for target in node.targets
        ):
            yield from _texts([node.value])


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _texts(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.count(".") >= 1:
            yield node.value


def our_modules() -> Iterator[Path]:
    for config in apps.get_app_configs():
        if is_ours(config.name):
            yield from Path(config.path).rglob("*.py")


def test_every_action_has_a_sentence() -> None:
    named = {name: str(path) for path in our_modules() for name in named_actions(path.read_text())}
    undescribed = sorted(set(named) - set(registry.actions()))

    assert len(named) > 120
    assert {name: named[name] for name in undescribed} == {}


def test_an_action_without_a_sentence_is_noticed() -> None:
    source = '@action("organs.offer.forgotten")\ndef f(): record_read(request, "organs.offer.peeked", [])'

    assert set(named_actions(source)) == {"organs.offer.forgotten", "organs.offer.peeked"}
    assert not {"organs.offer.forgotten", "organs.offer.peeked"} & set(registry.actions())


def test_what_nobody_described_is_told_by_its_name() -> None:
    assert str(registry.sentence_of("organs.offer.put_aside").text) == "Offer put aside"
