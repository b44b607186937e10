"""manage.py match: rank the candidates for a donor's organ."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from organs.allocation import policy_names, policy_versions
from organs.models import Donor
from organs.policies.matching import MatchRefused
from organs.services.matching import (
    compute_match,
    exclusions_to_csv,
    run_exclusions_to_csv,
    run_match,
    run_to_csv,
)
from patients.imports.tables import Unreadable, moment
from transplant_site.records import references
from transplant_site.records.vocabulary import OrganKind


class Command(BaseCommand):
    help = "Print the ranked candidates for a donor. Only the list goes to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("donor", help="the donor's number elsewhere, or reference")
        parser.add_argument(
            "--policy", choices=policy_names(), help="default: the one for the organ and the donor's age"
        )
        parser.add_argument("--organ", choices=OrganKind.values, help="default: the policy's, else kidney")
        parser.add_argument("--format", choices=["csv"], default="csv")
        parser.add_argument(
            "--show",
            choices=["list", "excluded"],
            default="list",
            help="the ranked candidates, or everybody else with the reason",
        )
        parser.add_argument(
            "--at",
            type=str,
            metavar="MOMENT",
            help="the moment of the match, such as 2023-09-01T12:00:00 (UTC unless a zone is given); "
            "default: the donor's own, else now",
        )
        parser.add_argument(
            "--store", action="store_true", help="keep the run, in the place of the valid one"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        policy, shows_list = options["policy"], options["show"] == "list"
        organ = options["organ"] or (policy_versions(policy)[0].facts.organ if policy else OrganKind.KIDNEY)
        donor = self._donor(options["donor"], organ)
        now = timezone.now()
        matched_at = self._moment(options["at"]) or donor.match_at or now
        try:
            if options["store"]:
                run = run_match(
                    donor=donor, organ_kind=organ, policy=policy, matched_at=matched_at, by=None, at=now
                )
                self.stderr.write(f"Kept as {run.reference}.")
                csv = run_to_csv(run) if shows_list else run_exclusions_to_csv(run)
            else:
                ranking = compute_match(donor, organ_kind=organ, policy=policy, matched_at=matched_at).ranking
                csv = ranking.to_csv() if shows_list else exclusions_to_csv(ranking)
        except MatchRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(csv, ending="")

    def _donor(self, name: str, organ: str) -> Donor:
        wanted = {"reference": name} if references.is_valid(name) else {
            "external_id": name, "external_organ_kind": organ
        }  # fmt: skip
        donor = Donor.objects.select_related("hospital", "procurement_organisation").filter(**wanted).first()
        if donor is None:
            raise CommandError(f"There is no donor {name}: give the number elsewhere or the reference.")
        return donor

    def _moment(self, text: str | None) -> datetime | None:
        if text is None:
            return None
        try:
            return moment(text)
        except Unreadable as reason:
            raise CommandError(f"--at: {reason}") from reason
