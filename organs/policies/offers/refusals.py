"""What is refused of offers."""

from __future__ import annotations

from transplant_site.audit import Refusal


class OfferRefused(Refusal):
    """An offer can't be made, or can't take this step, as things stand."""


class FactsChanged(OfferRefused):
    """The donor's facts are not those that the page showed any more."""

    code = "facts_not_as_seen"
