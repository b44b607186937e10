from django.urls import path

from patients.views import findings, organ_facts, patients, waiting_list

app_name = "patients"
urlpatterns = [
    path("patients/", patients.patient_list, name="patient_list"),
    path("patients/new/", patients.register_patient, name="register_patient"),
    path("patients/<slug:reference>/", patients.patient, name="patient"),
    path("patients/<slug:reference>/history/", patients.history, name="history"),
    path("patients/<slug:reference>/identity/", patients.correct_identity, name="correct_identity"),
    path("patients/<slug:reference>/facts/", patients.correct_facts, name="correct_facts"),
    path("patients/<slug:reference>/death/", patients.record_death, name="record_death"),
    path("patients/<slug:reference>/hla/", findings.record_typing, name="record_typing"),
    path("patients/<slug:reference>/hla/read/<slug:kind>/", findings.read_hla, name="read_hla"),
    path("patients/<slug:reference>/unacceptable/", findings.list_unacceptable, name="list_unacceptable"),
    path(
        "patients/<slug:reference>/unacceptable/remove/",
        findings.remove_unacceptable,
        name="remove_unacceptable",
    ),
    path("patients/<slug:reference>/screenings/", findings.record_screening, name="record_screening"),
    path("patients/<slug:reference>/values/", findings.record_values, name="record_values"),
    path("patients/<slug:reference>/register/", waiting_list.register_candidate, name="register_candidate"),
    path("waiting-list/", waiting_list.waiting_list, name="waiting_list"),
    path("waiting-list/<slug:reference>/", waiting_list.registration, name="registration"),
    path("waiting-list/<slug:reference>/status/", waiting_list.change_status, name="change_status"),
    path("waiting-list/<slug:reference>/criteria/", waiting_list.set_criteria, name="set_criteria"),
    path("waiting-list/<slug:reference>/kidney/", waiting_list.record_kidney_facts, name="kidney_facts"),
    path("waiting-list/<slug:reference>/heart/", organ_facts.state_heart_status, name="heart_status"),
    path("waiting-list/<slug:reference>/lung/", organ_facts.enter_lung_score, name="lung_score"),
    path("waiting-list/<slug:reference>/combine/", organ_facts.combine_organs, name="combine_organs"),
    path("waiting-list/<slug:reference>/separate/", organ_facts.separate_organs, name="separate_organs"),
]
