from django.urls import path

from organs.views import (
    adverse_events,
    answers,
    board,
    characterisation,
    checklists,
    checks,
    crossmatches,
    donors,
    exceptions,
    inspection,
    match_runs,
    offers,
    organs,
    preservation,
    printing,
    reading,
    recovery,
    transplants,
)

app_name = "organs"

DONORS = [
    path("donors/", donors.donor_list, name="donor_list"),
    path("donors/register/", donors.register_donor, name="register_donor"),
    path("donors/<slug:reference>/", donors.donor, name="donor"),
    path("donors/<slug:reference>/open/", reading.open_donor, name="open_donor"),
    path("donors/<slug:reference>/correct/", donors.correct_donor, name="correct_donor"),
    path("donors/<slug:reference>/identity/", donors.correct_identity, name="correct_identity"),
    path("donors/<slug:reference>/close/", donors.close_donor, name="close_donor"),
    path("donors/<slug:reference>/stop/", donors.stop_donor, name="stop_donor"),
    path("donors/<slug:reference>/consent/", characterisation.record_consent, name="record_consent"),
    path("donors/<slug:reference>/death/", characterisation.declare_death, name="declare_death"),
    path("donors/<slug:reference>/abo/", characterisation.record_abo_sample, name="record_abo_sample"),
    path(
        "donors/<slug:reference>/abo/<uuid:sample>/set-aside/",
        characterisation.set_aside_abo_sample,
        name="set_aside_abo_sample",
    ),
    path("donors/<slug:reference>/test/", characterisation.record_test, name="record_test"),
    path("donors/<slug:reference>/finding/", characterisation.record_finding, name="record_finding"),
    path(
        "donors/<slug:reference>/assessment/",
        characterisation.record_organ_assessment,
        name="record_organ_assessment",
    ),
    path("donors/<slug:reference>/hla/", characterisation.record_hla_typing, name="record_hla_typing"),
    path("organs/<slug:reference>/", organs.organ, name="organ"),
    path("donors/<slug:reference>/organs/add/", recovery.add_organ, name="add_organ"),
    path(
        "donors/<slug:reference>/organs/<slug:organ>/recovery/",
        recovery.record_recovery,
        name="record_recovery",
    ),
    path("donors/<slug:reference>/organs/<slug:organ>/split/", recovery.split_organ, name="split_organ"),
    path("donors/<slug:reference>/checklist/<slug:organ_kind>/", checklists.checklist, name="checklist"),
]

MATCHING = [
    path("donors/<slug:reference>/match/", match_runs.start_run, name="start_run"),
    path("match-runs/", match_runs.match_run_list, name="match_run_list"),
    path("match-runs/<slug:reference>/", match_runs.match_run, name="match_run"),
    path("match-runs/<slug:reference>/excluded/", match_runs.match_run_excluded, name="match_run_excluded"),
    path("match-runs/<slug:reference>/changes/", match_runs.match_run_changes, name="match_run_changes"),
    path("match-runs/<slug:reference>/print/", match_runs.match_run_print, name="match_run_print"),
    path("match-runs/<slug:reference>/run.csv", match_runs.match_run_csv, name="match_run_csv"),
    path(
        "match-runs/<slug:reference>/candidates/<int:rank>/",
        match_runs.match_candidate,
        name="match_candidate",
    ),
    path("crossmatches/", crossmatches.crossmatch_list, name="crossmatch_list"),
    path("crossmatches/<slug:reference>/<slug:candidate>/", crossmatches.assess, name="assess_crossmatch"),
    path(
        "match-runs/<slug:reference>/ask-laboratory/<slug:candidate>/",
        crossmatches.ask,
        name="ask_laboratory",
    ),
]

OFFERS = [
    path("offers/", board.offer_list, name="offer_list"),
    path("offers/board/", board.offer_board, name="offer_board"),
    path("match-runs/<slug:reference>/offer/", offers.send_offer, name="send_offer"),
    path("offers/<slug:reference>/", offers.offer, name="offer"),
    path("offers/<slug:reference>/downtime.pdf", printing.downtime_forms, name="downtime_forms"),
    path("offers/<slug:reference>/received/", offers.confirm_notification, name="confirm_notification"),
    path("offers/<slug:reference>/accept/", answers.accept_offer, name="accept_offer"),
    path("offers/<slug:reference>/provisional/", answers.say_provisional_yes, name="say_provisional_yes"),
    path("offers/<slug:reference>/decline/", answers.decline_offer, name="decline_offer"),
    path("offers/<slug:reference>/confirm-answer/", answers.confirm_answer, name="confirm_answer"),
    path("offers/<slug:reference>/extend/", offers.extend_deadline, name="extend_deadline"),
    path("offers/<slug:reference>/bypass/", offers.bypass_offer, name="bypass_offer"),
    path("offers/<slug:reference>/withdraw/", offers.withdraw_offer, name="withdraw_offer"),
    path("offers/<slug:reference>/promote/", offers.promote_backup, name="promote_backup"),
    path("offers/<slug:reference>/fall-through/", offers.let_fall_through, name="let_fall_through"),
]

PRESERVATION = [
    path("offers/<slug:reference>/preservation/", preservation.preservation, name="preservation"),
]

CHECKS = [
    path("checks/<uuid:allocation>/<slug:stage>/", checks.check, name="check"),
]

TRANSPLANTS = [
    path("offers/<slug:reference>/transplant/", transplants.record_transplant, name="record_transplant"),
    path(
        "offers/<slug:reference>/not-transplanted/",
        transplants.record_not_transplanted,
        name="record_not_transplanted",
    ),
    path("transplants/", transplants.transplant_list, name="transplant_list"),
    path("transplants/<slug:reference>/", transplants.transplant, name="transplant"),
    path("transplants/<slug:reference>/follow-up/", transplants.record_follow_up, name="record_follow_up"),
]

SAFETY = [
    path("adverse-events/", adverse_events.adverse_event_list, name="adverse_event_list"),
    path("adverse-events/<slug:reference>/", adverse_events.adverse_event, name="adverse_event"),
    path(
        "adverse-events/<slug:reference>/acknowledge/",
        adverse_events.acknowledge,
        name="acknowledge_adverse_event",
    ),
    path(
        "donors/<slug:reference>/adverse-events/new/",
        adverse_events.report_for_donor,
        name="report_for_donor",
    ),
    path(
        "offers/<slug:reference>/adverse-events/new/",
        adverse_events.report_for_offer,
        name="report_for_offer",
    ),
    path("exceptions/", exceptions.exception_list, name="exception_list"),
    path("exceptions/<uuid:exception>/", exceptions.exception, name="exception"),
]

INSPECTION = [
    path("audit/offers/<slug:reference>/", inspection.offer_as_shown, name="offer_as_shown"),
]

urlpatterns = [*DONORS, *MATCHING, *OFFERS, *PRESERVATION, *CHECKS, *TRANSPLANTS, *SAFETY, *INSPECTION]
