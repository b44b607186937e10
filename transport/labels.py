"""The label on the box of an organ: what the rule-set profile wants on it, and nothing of the recipient."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organs.models import Donor, OrganPart, PartKind
from organs.profile import LabelField, RuleProfile
from transplant_site.interface.paper import A5_LYING, Paper
from transport.models import Shipment

LEFT, RIGHT, TOP, BOTTOM = 10.0, 200.0, 9.0, 139.0  # millimetres on A5, lying
CODE = 46.0
LABELS = 46.0  # width of what stands before the values

WORDS: Mapping[LabelField, str | Promise] = {
    LabelField.DONOR_REFERENCE: gettext_lazy("Donor ID"),
    LabelField.SENDER: gettext_lazy("Sender"),
    LabelField.SENDER_TELEPHONE: gettext_lazy("Telephone"),
    LabelField.DESTINATION: gettext_lazy("To"),
    LabelField.BLOOD_GROUP: gettext_lazy("ABO"),
    LabelField.BLOOD_SUBGROUP: gettext_lazy("ABO subgroup"),
    LabelField.CONTENTS: gettext_lazy("Contents"),
    LabelField.TEMPERATURE: gettext_lazy("Keep at"),
}
LARGE = frozenset({LabelField.DONOR_REFERENCE, LabelField.BLOOD_GROUP, LabelField.CONTENTS})


def lines_of(shipment: Shipment, rules: RuleProfile) -> list[tuple[LabelField, str]]:
    """Return what stands on the label, in the order of the profile; a subgroup only where one is known."""
    parts = parts_in(shipment)
    lines = [(LabelField(name), _VALUES[LabelField(name)](shipment, parts)) for name in rules.label_fields]
    return [(name, value) for name, value in lines if value or name != LabelField.BLOOD_SUBGROUP]


def parts_in(shipment: Shipment) -> list[OrganPart]:
    """Return the organ parts in the box, with their donors."""
    allocations = shipment.contents.select_related("part__organ__donor").order_by("part__organ__reference")
    return [allocation.part for allocation in allocations]


def _of_donors(value: Callable[[Donor], str]) -> Callable[[Shipment, Sequence[OrganPart]], str]:
    def values(shipment: Shipment, parts: Sequence[OrganPart]) -> str:
        return " / ".join(_each_once(value(part.organ.donor) for part in parts))

    return values


def _each_once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _contents(shipment: Shipment, parts: Sequence[OrganPart]) -> str:
    return "; ".join(
        part.organ.label if part.kind == PartKind.WHOLE else f"{part.organ.label}, {part.get_kind_display()}"
        for part in parts
    )


def _sender(shipment: Shipment, parts: Sequence[OrganPart]) -> str:
    return ", ".join(_each_once([shipment.procurement_organisation.name, shipment.origin.name]))


def _sender_telephone(shipment: Shipment, parts: Sequence[OrganPart]) -> str:
    return shipment.procurement_organisation.telephone


def _destination(shipment: Shipment, parts: Sequence[OrganPart]) -> str:
    return ", ".join(filter(None, [shipment.destination.name, shipment.destination.telephone]))


def _temperature(shipment: Shipment, parts: Sequence[OrganPart]) -> str:
    low, high = shipment.temperature_min_c, shipment.temperature_max_c
    return _("%(low)s to %(high)s °C") % {"low": low, "high": high}


_VALUES: Mapping[LabelField, Callable[[Shipment, Sequence[OrganPart]], str]] = {
    LabelField.DONOR_REFERENCE: _of_donors(lambda donor: donor.reference),
    LabelField.SENDER: _sender,
    LabelField.SENDER_TELEPHONE: _sender_telephone,
    LabelField.DESTINATION: _destination,
    LabelField.BLOOD_GROUP: _of_donors(lambda donor: donor.blood_group),
    LabelField.BLOOD_SUBGROUP: _of_donors(lambda donor: donor.blood_subgroup),
    LabelField.CONTENTS: _contents,
    LabelField.TEMPERATURE: _temperature,
}


def label_of(shipment: Shipment, rules: RuleProfile) -> Paper:
    """Draw the label on one page; a scanned code gives the shipment's reference, to type into the search."""
    paper = Paper(_("Label of %(shipment)s") % {"shipment": shipment.reference}, size=A5_LYING)
    paper.add_page()
    paper.rect(LEFT - 4, TOP - 4, RIGHT - LEFT + 8, BOTTOM - TOP + 8)
    heading = _("Human organ for transplant")
    paper.write_in(heading, x=LEFT, y=TOP, w=RIGHT - LEFT - CODE, h=14, size=22, style="B")
    paper.qr_code(shipment.reference, x=RIGHT - CODE + 4, y=TOP - 3, size=CODE)
    paper.write_in(shipment.reference, x=RIGHT - CODE + 9, y=TOP + CODE - 4, w=CODE, h=6, size=10, style="B")
    lines = lines_of(shipment, rules)
    y, height = TOP + 17, (BOTTOM - TOP - 37) / max(len(lines), 1)
    for name, value in lines:
        right = RIGHT if y > TOP + CODE + 2 else RIGHT - CODE
        size = 22 if name in LARGE else 13
        paper.write_in(str(WORDS[name]), x=LEFT, y=y + 1, w=LABELS - 3, h=height, size=11)
        paper.write_in(value, x=LEFT + LABELS, y=y, w=right - LEFT - LABELS, h=height, size=size, style="B")
        y += height
    paper.line(LEFT, BOTTOM - 18, RIGHT, BOTTOM - 18)
    paper.write_in(rules.label_barrier, x=LEFT, y=BOTTOM - 15, w=RIGHT - LEFT, h=8, size=14, style="B")
    paper.write_in(_foot(rules), x=LEFT, y=BOTTOM - 4, w=RIGHT - LEFT, h=5, size=8)
    return paper


def _foot(rules: RuleProfile) -> str:
    name = f"{rules.name}, {rules.version}"
    return _("%(rules)s. Not for clinical use.") % {"rules": name} if rules.is_fictitious else name
