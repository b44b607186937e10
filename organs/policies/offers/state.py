"""The state of an offer, and what it stands on: the run and the donor's facts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from organs.models import Donor, MatchRun, Offer, OfferStatus
from organs.policies.offers.refusals import FactsChanged, OfferRefused
from transplant_site.interface.times import format_time


def check_run_holds(run: MatchRun, donor: Donor) -> None:
    """Refuse when what the run was computed from has changed since."""
    if run.invalidated_at is not None:
        raise OfferRefused(
            _("Run %(run)s is not valid since %(time)s: %(because)s A new match run is needed.")
            % {
                "run": run.reference,
                "time": format_time(run.invalidated_at),
                "because": _as_sentence(run.invalidated_because),
            },
            code="run_invalid",
        )
    if run.donor_facts_version != donor.facts_version:
        raise OfferRefused(
            _("The donor's facts have changed since run %(run)s. A new match run is needed.")
            % {"run": run.reference},
            code="facts_changed",
        )


def check_facts_as_seen(seen: str | None, now: str) -> None:
    """Refuse when the page showed other facts than the donor has now; `seen` of None: there was no page."""
    if seen is not None and seen != now:
        raise FactsChanged(
            _("The donor's facts have changed since you opened this page. Look at what has changed first.")
        )


def how_it_ended(offer: Offer) -> str:
    """Say in a sentence how an offer came to be closed."""
    change = offer.status_changes.select_related("by").order_by("-occurred_at", "-id").first()
    if change is None:
        return _("Offer %(offer)s: %(status)s.") % {
            "offer": offer.reference,
            "status": str(offer.get_status_display()).lower(),
        }
    return _("Offer %(offer)s was closed on %(time)s: %(status)s%(person)s. %(reason)s").strip() % {
        "offer": offer.reference,
        "time": format_time(change.occurred_at),
        "status": str(OfferStatus(change.to_status).label).lower(),
        "person": f" ({change.by})" if change.by else "",
        "reason": _as_sentence(change.reason),
    }


def check_is_open(offer: Offer) -> None:
    """Refuse to do anything with an offer that is closed, saying by whom and when it was."""
    if not offer.is_open:
        raise OfferRefused(how_it_ended(offer).strip(), code="closed")


def check_is_accepted(offer: Offer) -> None:
    if offer.status != OfferStatus.ACCEPTED:
        raise OfferRefused(how_it_ended(offer).strip() if not offer.is_open else _("It isn't accepted yet."))
    if hasattr(offer, "transplant"):
        raise OfferRefused(
            _("The organ of offer %(offer)s has been transplanted.") % {"offer": offer.reference},
            code="transplanted",
        )


def check_says_why(reason: str, refusal: str) -> None:
    if not reason.strip():
        raise OfferRefused(refusal, code="needs_reason", field="reason")


def _as_sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
