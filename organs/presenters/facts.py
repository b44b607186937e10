"""The donor's facts as an offer kept them, in groups of labelled lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from transplant_site.interface.times import format_time


@dataclass(frozen=True)
class Line:
    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    title: str
    icon: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """A line that reads otherwise than before."""

    field: str
    before: str
    after: str


def groups(facts: Mapping[str, Any], *, organ_kind: str = "") -> list[Group]:
    """Arrange facts for reading; of organs and their assessments only those of the kind, if one is named."""
    found = [
        Group(_("Donor"), "heart-pulse", _donor(facts)),
        Group(_("HLA"), "diagram-3", _hla(facts)),
        Group(_("Infectious diseases"), "droplet-half", [*_tests(facts)]),
        Group(
            _("Organ"),
            "clipboard2-pulse",
            [
                *_consents(facts, organ_kind),
                *_organs(facts, organ_kind),
                *_assessments(facts, organ_kind),
            ],
        ),
        Group(_("Findings"), "journal-text", [*_findings(facts)]),
    ]
    return [group for group in found if group.lines]


def changes(before: Mapping[str, Any], after: Mapping[str, Any], *, organ_kind: str = "") -> list[Change]:
    """Say line by line what differs between two states of the facts."""
    old, new = _flat(before, organ_kind), _flat(after, organ_kind)
    labels = [*old, *(label for label in new if label not in old)]
    return [
        Change(label, old.get(label, "–"), new.get(label, "–"))
        for label in labels
        if old.get(label) != new.get(label)
    ]


def without_texts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Give facts with a mark for each free text, which may name someone; equal texts have equal marks."""
    shown = {**facts, "cause_of_death": _mark(facts.get("cause_of_death"))}
    for name in ("findings", "assessments"):
        shown[name] = [{**each, "text": _mark(each.get("text"))} for each in facts.get(name, ())]
    return shown


def _mark(text: str | None) -> str:
    if not text:
        return ""
    return _("withheld (%s)") % salted_hmac("organs.facts", text, algorithm="sha256").hexdigest()[:8]


def _flat(facts: Mapping[str, Any], organ_kind: str) -> dict[str, str]:
    lines: dict[str, str] = {}
    for group in groups(facts, organ_kind=organ_kind):
        for line in group.lines:
            label = f"{group.title}: {line.label}"
            value = f"{line.value} ({line.note})" if line.note else line.value
            lines[label] = f"{lines[label]}; {value}" if label in lines else value
    return lines


def _donor(facts: Mapping[str, Any]) -> list[Line]:
    abo = facts["blood_group"] + (f" ({facts['blood_subgroup']})" if facts.get("blood_subgroup") else "")
    confirmed = facts.get("abo", {}).get("is_confirmed")
    note = _("two samples agree") if confirmed else _("not confirmed by two samples")
    death = facts.get("death_declaration")
    height, weight = facts.get("height_cm"), facts.get("weight_kg")
    lines = [
        Line(_("Kind of donation"), _word(facts.get("kind"))),
        Line(_("Age"), _("%(age)s years") % {"age": facts["age_years"]}),
        Line(_("Sex"), _word(facts.get("sex"))),
        Line(_("ABO"), abo, note),
        Line(_("Rh"), _word(facts.get("rhesus"))),
        Line(_("Height"), f"{height} cm" if height else _("not recorded")),
        Line(_("Weight"), f"{weight} kg" if weight else _("not recorded")),
        Line(_("Cause of death"), facts.get("cause_of_death") or _("not recorded")),
    ]
    if death:
        lines.append(Line(_("Death declared"), _time(death["at"]), _word(death.get("method"))))
    return lines


def _hla(facts: Mapping[str, Any]) -> list[Line]:
    hla = facts.get("hla")
    if not hla:
        return [Line(_("Typing"), _("not recorded"))]
    return [
        Line(_("Typing"), hla.get("report") or " ".join(hla["antigens"]), _time(hla.get("typed_at"))),
        Line(_("Method"), _word(hla.get("method"))),
    ]


def _tests(facts: Mapping[str, Any]) -> list[Line]:
    lines = []
    for test in facts.get("tests", ()):
        note = _time(test.get("sampled_at"))
        if test.get("is_haemodiluted"):
            note += " · " + _("sample haemodiluted")
        lines.append(Line(_word(test["marker"]), _word(test["result"]), note))
    return lines


def _organs(facts: Mapping[str, Any], organ_kind: str) -> list[Line]:
    lines = []
    for organ in facts.get("organs", ()):
        if organ_kind and organ["kind"]["code"] != organ_kind:
            continue
        side = organ["side"]
        name = (
            organ["kind"]["label"] if side["code"] == "none" else f"{organ['kind']['label']}, {side['label']}"
        )
        lines.append(Line(name, _recovery(organ) or _("not recovered yet"), organ["reference"]))
    return lines


def _recovery(organ: Mapping[str, Any]) -> str:
    words = {
        "cross_clamp_at": _("cross-clamp %(time)s"),
        "cold_perfusion_at": _("cold perfusion %(time)s"),
        "recovered_at": _("recovered %(time)s"),
    }
    return ", ".join(text % {"time": _time(organ[name])} for name, text in words.items() if organ.get(name))


def _consents(facts: Mapping[str, Any], organ_kind: str) -> list[Line]:
    return [
        Line(
            _("Consent, %(purpose)s") % {"purpose": _word(consent["purpose"]).lower()},
            _("given") if consent["is_given"] else _("refused"),
            _word(consent["ground"]),
        )
        for consent in facts.get("consents", ())
        if not organ_kind or consent["organ_kind"]["code"] == organ_kind
    ]


def _assessments(facts: Mapping[str, Any], organ_kind: str) -> list[Line]:
    return [
        Line(
            _("Assessment, %(organ)s") % {"organ": _word(assessment["organ_kind"]).lower()},
            " · ".join(filter(None, [_word(assessment["quality"]), assessment.get("text")])),
            _time(assessment.get("at")),
        )
        for assessment in facts.get("assessments", ())
        if not organ_kind or assessment["organ_kind"]["code"] == organ_kind
    ]


def _findings(facts: Mapping[str, Any]) -> list[Line]:
    return [
        Line(_word(finding["kind"]), finding["text"], _time(finding.get("at")))
        for finding in facts.get("findings", ())
    ]


def _word(choice: Mapping[str, str] | None) -> str:
    return choice["label"] if choice and choice.get("label") else _("not recorded")


def _time(text: str | None) -> str:
    return format_time(datetime.fromisoformat(text)) if text else ""
