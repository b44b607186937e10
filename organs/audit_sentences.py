"""What the log says of donors, runs, offers, checks, transplants and events."""

from django.utils.translation import gettext_lazy as _

from transplant_site.audit import registry

registry.describe_all(
    {
        "organs.offer.sent": _("Offer {subject} was sent, rank {rank}"),
        "organs.offer.notification_confirmed": _(
            "Offer {subject} was received: the clock runs until {deadline_at}"
        ),
        "organs.offer.deadline_extended": _("The deadline of offer {subject} was moved to {deadline_at}"),
        "organs.offer.reminded": _("The centre was reminded of offer {subject}"),
        "organs.offer.bypassed": _("Offer {subject} was bypassed: code {refusal_code_id}"),
        "organs.offer.accepted": _("Offer {subject} was accepted by {actor}"),
        "organs.offer.provisionally_accepted": _("A provisional yes to offer {subject} was given by {actor}"),
        "organs.offer.declined": _("Offer {subject} was declined by {actor}: code {refusal_code_id}"),
        "organs.offer.answer_confirmed": _("{actor} confirmed the answer to offer {subject}"),
        "organs.offer.withdrawn": _("Offer {subject} was withdrawn"),
        "organs.offer.fell_through": _("The acceptance of offer {subject} fell through"),
        "organs.offer.promoted": _("Backup offer {subject} became the primary offer"),
        "organs.offer.read": _("Offer {subject} was shown to {actor}"),
        "organs.offer.facts_read": _("What was shown for offer {subject} was shown to {actor}"),
        "organs.offer.answering": _("{actor} saw the candidate while answering an offer"),
        "organs.downtime_forms.printed": _("{actor} printed downtime forms for offer {subject}"),
        "organs.offers.exported": _("{actor} exported a list of offers"),
        "organs.transplant.recorded": _("Transplant {subject} was recorded"),
        "organs.transplant.read": _("Transplant {subject} was shown to {actor}"),
        "organs.transplants.exported": _("{actor} exported a list of transplants"),
        "organs.adverse_event.reported": _("Adverse event {subject} was reported"),
        "organs.adverse_event.read": _("Adverse event {subject} was shown to {actor}"),
        "organs.adverseevents.exported": _("{actor} exported a list of adverse events"),
        "organs.match_runs.exported": _("{actor} exported a list of match runs"),
        "organs.exceptions.exported": _("{actor} exported a list of exceptions"),
    }
)
for name, words in {
    "organs.transplant.recording": _("{actor} saw the recipient while recording a transplant"),
    "organs.follow_up.recording": _("{actor} saw the recipient while recording a follow-up"),
}.items():
    registry.describe(name, words, about="patients.patient")
registry.describe("organs.part.moved", _("An organ part became: {status}"), about="organs.organpart")
for name, words in {
    "organs.preservation.recorded": _("{actor} recorded how an organ part was kept"),
    "organs.preservation.begun": _("An organ part was put on a machine"),
    "organs.preservation.ended": _("An organ part was taken from a machine"),
}.items():
    registry.describe(name, words, about="organs.preservationperiod")
registry.describe("organs.allocation.made", _("An organ part was allocated"), about="organs.offer")
registry.describe("organs.allocation.ended", _("An allocation ended"), about="organs.offer")
registry.describe("organs.check.entered", _("{actor} made a two-person check"), about="organs.twopersoncheck")
registry.describe(
    "organs.organ.not_transplanted", _("The organ of offer {subject} was given up"), about="organs.offer"
)
registry.describe(
    "organs.follow_up.recorded", _("A follow-up was recorded by {actor}"), about="organs.followup"
)
registry.describe(
    "organs.adverse_event.acknowledged",
    _("{actor} acknowledged an adverse event"),
    about="organs.adverseeventnotice",
)
registry.describe(
    "organs.exception.recorded", _("An exception from a rule was recorded"), about="organs.ruleexception"
)
registry.describe(
    "organs.exception.reviewed", _("{actor} reviewed an exception"), about="organs.ruleexception"
)

ABOUT_DONORS = {
    "organs.donor.registered": _("Donor {subject} was registered"),
    "organs.donor.corrected": _("The record of donor {subject} was corrected"),
    "organs.donor.identity_corrected": _(
        "The identity of donor {subject} was corrected; earlier versions stay"
    ),
    "organs.donor.identity_erased": _("The identity of donor {subject} was erased"),
    "organs.donor.status_changed": _("Donor {subject} took another status: {status}"),
    "organs.donor.consent_recorded": _("Consent or its refusal was recorded for donor {subject}"),
    "organs.donor.death_declared": _("The declaration of death of donor {subject} was recorded"),
    "organs.donor.abo_sample_recorded": _("{actor} recorded an ABO sample of donor {subject}"),
    "organs.donor.abo_sample_set_aside": _("{actor} set an ABO sample of donor {subject} aside"),
    "organs.donor.test_recorded": _("An infectious-disease test of donor {subject} was recorded"),
    "organs.donor.finding_recorded": _("A finding on donor {subject} was recorded"),
    "organs.donor.organ_assessed": _("An organ of donor {subject} was assessed"),
    "organs.donor.hla_typing_recorded": _("An HLA typing of donor {subject} was recorded"),
    "organs.donor.opened_for_reason": _("{actor} gave a reason to read donor {subject} long after its case"),
    "organs.donor.read": _("Donor {subject} was shown to {actor}"),
    "organs.donors.exported": _("{actor} exported a list of donors"),
    "organs.donors.imported": _("Donors were imported from a file"),
    "organs.checklist.completed": _("{actor} completed a pre-allocation checklist of donor {subject}"),
}
ABOUT_RUNS = {
    "organs.match_run.made": _("Match run {subject} was made: {candidates_count} ranked"),
    "organs.match_run.read": _("Match run {subject} was shown to {actor}"),
    "organs.match_candidate.read": _("A ranked candidate of match run {subject} was shown to {actor}"),
    "organs.match_run.exported": _("{actor} exported match run {subject}"),
}

for name, sentence in ABOUT_DONORS.items():
    registry.describe(name, sentence, about="organs.donor")
for name, sentence in ABOUT_RUNS.items():
    registry.describe(name, sentence, about="organs.matchrun")
registry.describe_all(
    {
        "organs.organ.added": _("Organ {subject} was put on record"),
        "organs.organ.recovered": _("The recovery of organ {subject} was recorded"),
        "organs.organ.split": _("Organ {subject} was split"),
        "organs.organ.read": _("Organ {subject} was shown to {actor}"),
    }
)
registry.describe(
    "organs.crossmatch.assessed",
    _("{actor} assessed a crossmatch: {verdict}"),
    about="organs.crossmatchassessment",
)
registry.describe(
    "organs.crossmatch.asked",
    _("{actor} asked the laboratory for its word on a crossmatch"),
    about="organs.crossmatchrequest",
)
registry.describe(
    "organs.candidate.read", _("A candidate was shown to {actor} for an offer"), about="patients.patient"
)
registry.describe("organs.crossmatch.read", _("A crossmatch was shown to {actor}"), about="patients.patient")
registry.describe(
    "organs.refusal_codes.loaded", _("The refusal codes were loaded"), about="organs.refusalcode"
)
registry.describe(
    "organs.balances.imported", _("Exchange balances were imported"), about="organs.balancesheet"
)
