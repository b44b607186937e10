"""A donor's page: what is known, what is missing, what has happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from organs.models import (
    Donor,
    DonorAboSample,
    DonorIdentity,
    DonorStatus,
    DonorTest,
    Marker,
    MatchRun,
    Offer,
    OfferStatusChange,
    Organ,
)
from organs.policies.checklists import Readiness, readiness
from organs.policies.donors import (
    abo_disagreement,
    can_move,
    is_abo_confirmed,
    is_open,
    samples_missing,
    splits_of,
)
from patients.hla import Typing
from transplant_site.interface.timeline import Event
from transplant_site.records.vocabulary import OrganKind, TestResult

EVENTS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class OrganLine:
    """An organ and its parts, with the steps that are open to it."""

    organ: Organ
    parts: list[Any]
    may_split: bool


@dataclass
class DonorPage:
    """All that a donor's page shows, in a number of queries that doesn't grow with what there is."""

    donor: Donor

    @cached_property
    def identity(self) -> DonorIdentity | None:
        return self.donor.identities.filter(superseded_at__isnull=True).first()

    @property
    def name(self) -> str:
        if self.donor.identity_erased_at is not None:
            return _("Identity erased")
        known = self.identity
        if known is None or not (known.given_name or known.family_name):
            return _("Name not recorded")
        return f"{known.given_name} {known.family_name}".strip()

    @property
    def is_open(self) -> bool:
        return is_open(self.donor)

    @property
    def may_close(self) -> bool:
        return can_move(self.donor, DonorStatus.CLOSED)

    @property
    def may_stop(self) -> bool:
        return can_move(self.donor, DonorStatus.NOT_PROCEEDING)

    # Blood group

    @cached_property
    def samples(self) -> list[DonorAboSample]:
        return list(
            self.donor.abo_samples.select_related(
                "recorded_by", "laboratory", "set_aside_by", "on_behalf_of"
            ).order_by("occurred_at")
        )

    @property
    def abo_disagreement(self) -> str:
        return abo_disagreement(self.donor, self.samples)

    @property
    def is_abo_confirmed(self) -> bool:
        return is_abo_confirmed(self.donor, self.samples)

    @property
    def abo_samples_missing(self) -> int:
        return samples_missing(self.samples)

    # Findings of all kinds

    @cached_property
    def death(self) -> Any:
        return getattr(self.donor, "death_declaration", None)

    @cached_property
    def consents(self) -> list[Any]:
        return list(self.donor.consents.select_related("recorded_by", "on_behalf_of"))

    @property
    def valid_consents(self) -> list[Any]:
        return [consent for consent in self.consents if not consent.is_withdrawn]

    @cached_property
    def tests(self) -> list[DonorTest]:
        return list(self.donor.tests.select_related("recorded_by", "on_behalf_of"))

    @property
    def serology(self) -> list[tuple[Any, DonorTest | None, int]]:
        """Each marker, its newest test, and how many earlier ones there are."""
        of_marker: dict[str, list[DonorTest]] = {}
        for test in self.tests:
            of_marker.setdefault(test.marker, []).append(test)
        return [
            (
                marker.label,
                next((test for test in of_marker.get(marker, []) if test.is_current), None),
                max(0, len(of_marker.get(marker, [])) - 1),
            )
            for marker in Marker
        ]

    @cached_property
    def findings(self) -> list[Any]:
        return list(self.donor.findings.select_related("recorded_by", "on_behalf_of"))

    @cached_property
    def assessments(self) -> list[Any]:
        return list(self.donor.organ_assessments.select_related("recorded_by", "on_behalf_of"))

    @cached_property
    def typings(self) -> list[Any]:
        return list(self.donor.hla_typings.select_related("recorded_by", "laboratory", "on_behalf_of"))

    @property
    def typing(self) -> Any:
        return next((typing for typing in self.typings if typing.is_current), None)

    @property
    def hla(self) -> str:
        return Typing.read(" ".join(self.typing.antigens)).report if self.typing else ""

    # Organs, runs and offers

    @cached_property
    def organs(self) -> list[OrganLine]:
        organs = self.donor.organs.prefetch_related("parts").order_by("kind", "side")
        return [
            OrganLine(
                organ=organ,
                parts=list(organ.parts.all()),
                may_split=self.is_open and bool(splits_of(organ)),
            )
            for organ in organs
        ]

    @cached_property
    def runs(self) -> list[MatchRun]:
        return list(self.donor.match_runs.select_related("created_by").order_by("-created_at")[:20])

    @cached_property
    def offers(self) -> list[Offer]:
        found = Offer.objects.filter(run__donor=self.donor).select_related("centre", "registration", "run")
        return list(found.order_by("-sent_at")[:50])

    @cached_property
    def readiness(self) -> list[tuple[str, str, Readiness]]:
        """For each kind of organ on record (the kidney if none): what stands against offers."""
        kinds = sorted({line.organ.kind for line in self.organs}) or [OrganKind.KIDNEY.value]
        return [(kind, str(OrganKind(kind).label), readiness(self.donor, kind)) for kind in kinds]

    # What has happened

    @cached_property
    def timeline(self) -> list[Event]:
        """The newest events first."""
        events = [
            *self._words_events(),
            *self._abo_events(),
            *self._findings_events(),
            *self._status_events(),
            *self._recovery_events(),
            *self._run_events(),
            *self._offer_events(),
        ]
        # Of what happened in the same moment the later one in the order above stands first.
        in_order = sorted(enumerate(events), key=lambda entry: (entry[1].at, entry[0]), reverse=True)
        return [event for _place, event in in_order[:EVENTS_SHOWN]]

    def _words_events(self) -> Iterator[Event]:
        for consent in self.consents:
            words = {"organ": consent.get_organ_kind_display(), "purpose": consent.get_purpose_display()}
            if consent.is_given:
                text = _("Consent given: %(organ)s, %(purpose)s") % words
            else:
                text = _("Consent refused: %(organ)s, %(purpose)s") % words
            yield _recorded(consent, text, "file-earmark-check")
        if self.death:
            method = self.death.get_method_display()
            yield _recorded(
                self.death, _("Death declared: %(method)s") % {"method": method}, "file-earmark-medical"
            )

    def _abo_events(self) -> Iterator[Event]:
        for sample in self.samples:
            yield _recorded(sample, _("ABO sample taken"), "droplet")
            if sample.set_aside_at:
                text = _("ABO sample set aside: %(reason)s") % {"reason": sample.set_aside_because}
                yield Event(sample.set_aside_at, text, sample.set_aside_by, "slash-circle", "warning")

    def _findings_events(self) -> Iterator[Event]:
        for test in self.tests:
            words = {"marker": test.get_marker_display(), "result": test.get_result_display()}
            tone = "danger" if test.result == TestResult.POSITIVE else "neutral"
            yield _recorded(test, _("%(marker)s: %(result)s") % words, "clipboard-data", tone)
        for typing in self.typings:
            report = Typing.read(" ".join(typing.antigens)).report
            yield _recorded(typing, _("HLA typed: %(antigens)s") % {"antigens": report}, "diagram-3")
        for finding in self.findings:
            yield _recorded(finding, f"{finding.get_kind_display()}: {finding.text}", "journal-text")
        for assessment in self.assessments:
            words = {
                "organ": assessment.get_organ_kind_display(),
                "quality": assessment.get_quality_display(),
            }
            yield _recorded(assessment, _("%(organ)s assessed: %(quality)s") % words, "clipboard2-pulse")

    def _status_events(self) -> Iterator[Event]:
        for change in self.donor.status_changes.select_related("by"):
            text = str(DonorStatus(change.to_status).label)
            if change.reason:
                text = f"{text}: {change.reason}"
            yield Event(change.occurred_at, text, change.by, "flag", "primary")

    def _recovery_events(self) -> Iterator[Event]:
        for line in self.organs:
            label = line.organ.label
            for moment, text in (
                (line.organ.cross_clamp_at, _("%(organ)s: cross-clamp")),
                (line.organ.cold_perfusion_at, _("%(organ)s: cold perfusion")),
                (line.organ.recovered_at, _("%(organ)s: recovered")),
            ):
                if moment:
                    yield Event(moment, text % {"organ": label}, icon="box-seam", tone="info")

    def _run_events(self) -> Iterator[Event]:
        for run in self.runs:
            words = {"run": run.reference, "count": run.candidates_count}
            text = _("Match run %(run)s: %(count)d ranked") % words
            yield Event(run.created_at, text, run.created_by, "list-ol", "info")
            if run.invalidated_at:
                words = {"run": run.reference, "because": run.invalidated_because}
                text = _("Match run %(run)s no longer valid: %(because)s") % words
                yield Event(run.invalidated_at, text, icon="x-octagon", tone="warning")

    def _offer_events(self) -> Iterator[Event]:
        changes: QuerySet[OfferStatusChange] = (
            OfferStatusChange.objects.filter(offer__run__donor=self.donor)
            .select_related("offer__centre", "by")
            .order_by("-occurred_at")
        )
        labels = dict(Offer._meta.get_field("status").choices or ())
        for change in changes[:EVENTS_SHOWN]:
            words = {
                "offer": change.offer.reference,
                "centre": change.offer.centre.name,
                "status": labels.get(change.to_status, change.to_status),
            }
            text = _("Offer %(offer)s to %(centre)s: %(status)s") % words
            yield Event(change.occurred_at, text, change.by, "send", "info")


def _recorded(event: Any, sentence: str, icon: str, tone: str = "neutral") -> Event:
    """Tell what somebody recorded, perhaps on behalf of someone."""
    return Event(
        at=event.occurred_at,
        sentence=sentence,
        who=event.recorded_by,
        icon=icon,
        tone=tone,
        recorded_at=event.recorded_at,
        on_behalf_of=event.on_behalf_of,
    )
