"""Patients in Django admin: to look at, and to correct through the services that keep the earlier values.

Looking at an identity is recorded here as on the site's own pages. What a life cycle rules is read-only.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from patients.models import (
    AntibodyScreening,
    CandidateCriteria,
    CombinedOrgans,
    HeartStatus,
    HlaTyping,
    KidneyProfile,
    LaboratoryValue,
    LungScore,
    Patient,
    PatientIdentity,
    Registration,
    StatusPeriod,
    UnacceptableAntigen,
)
from patients.policies.refusals import PatientsRefusal
from patients.services import patients as patient_services
from patients.services import waiting_list
from patients.services.patients import ClinicalFacts, Person
from patients.services.waiting_list import KidneyFacts
from transplant_site.audit.admin import ReadOnlyAdmin, RecordedReads
from transplant_site.interface.admin import KeptAdmin, ReadOnlyInline

PATIENT = "patients.patient"


class ThroughService(RecordedReads, KeptAdmin):
    """A change goes through a service; what the service refuses is said, and nothing is changed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except PatientsRefusal as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]  # the form says it, with what was entered
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        refusal = getattr(request, "refusal", None)
        return form if refusal is None else refused(form, refusal)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        self.hand_over(obj, form, by=request.staff, at=timezone.now())  # type: ignore[attr-defined]

    def hand_over(self, obj: Any, form: Any, *, by: Any, at: Any) -> None:
        raise NotImplementedError


def refused(form: Any, refusal: PatientsRefusal) -> Any:
    """Give the form that says what the service refused."""

    def clean(self: Any) -> Any:
        self.add_error(None, str(refusal))
        return self.cleaned_data

    return type(f"Refused{form.__name__}", (form,), {"clean": clean})


class ReasonForm(forms.ModelForm):  # type: ignore[type-arg]
    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=forms.Textarea({"rows": 2}), max_length=2000
    )


# Patients


class IdentityInline(ReadOnlyInline):
    model = PatientIdentity
    fields = ("family_name", "given_name", "birth_date", "recorded_at", "recorded_by", "superseded_at")
    related = ("recorded_by",)


class RegistrationInline(ReadOnlyInline):
    model = Registration
    fields = ("reference", "programme", "organ_kind", "status", "registered_on", "closed_at")
    related = ("programme__hospital",)


class HlaTypingInline(ReadOnlyInline):
    model = HlaTyping
    fields = ("antigens", "method", "laboratory", "occurred_at", "is_current")
    related = ("laboratory",)


class UnacceptableAntigenInline(ReadOnlyInline):
    model = UnacceptableAntigen
    fields = ("antigen", "source", "mean_fluorescence", "listed_on", "removed_on")


class AntibodyScreeningInline(ReadOnlyInline):
    model = AntibodyScreening
    fields = ("vpra", "occurred_at", "valid_until", "is_valid", "laboratory", "is_current")
    related = ("laboratory",)


class LaboratoryValueInline(ReadOnlyInline):
    model = LaboratoryValue
    fields = ("analyte", "value", "unit", "occurred_at", "laboratory")
    related = ("laboratory",)


class PatientForm(ReasonForm):
    class Meta:
        model = Patient
        fields = ("sex", "blood_group", "blood_subgroup", "rhesus", "height_cm", "weight_kg")


@admin.register(Patient)
class PatientAdmin(ThroughService):
    form = PatientForm
    subjects = {PATIENT: "pk"}
    list_display = ("reference", "hospital", "blood_group", "sex", "died_on", "registered_at")
    list_filter = ("blood_group", "sex", ("hospital", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("hospital",)
    search_fields = ("reference", "identities__family_name", "identities__given_name")
    readonly_fields = ("reference", "hospital", "died_on", "registered_at", "registered_by")
    fieldsets = (
        (None, {"fields": ("reference", "hospital", "registered_at", "registered_by", "died_on")}),
        (
            gettext_lazy("Blood group and body"),
            {
                "fields": (
                    "sex",
                    ("blood_group", "blood_subgroup", "rhesus"),
                    ("height_cm", "weight_kg"),
                    "reason",
                )
            },
        ),
    )
    inlines = (
        IdentityInline,
        RegistrationInline,
        HlaTypingInline,
        UnacceptableAntigenInline,
        AntibodyScreeningInline,
        LaboratoryValueInline,
    )

    def hand_over(self, obj: Patient, form: Any, *, by: Any, at: Any) -> None:
        patient_services.correct_clinical_facts(
            patient=obj, facts=ClinicalFacts.of(obj), reason=form.cleaned_data["reason"], by=by, at=at
        )


class IdentityForm(ReasonForm):
    class Meta:
        model = PatientIdentity
        fields = tuple(Person.__dataclass_fields__)


@admin.register(PatientIdentity)
class PatientIdentityAdmin(ThroughService):
    """The present version can be corrected, which adds a version; earlier versions are to look at."""

    form = IdentityForm
    subjects = {PATIENT: "patient_id"}
    list_display = ("patient", "family_name", "given_name", "birth_date", "recorded_at", "superseded_at")
    list_filter = (("superseded_at", admin.EmptyFieldListFilter),)
    list_select_related = ("patient",)
    search_fields = ("patient__reference", "family_name", "given_name", "national_number")
    readonly_fields = ("patient", "recorded_at", "recorded_by", "superseded_at")
    fields = (
        "patient",
        ("family_name", "given_name"),
        "birth_date",
        ("national_number", "hospital_number"),
        ("telephone", "email"),
        "address",
        "reason",
        ("recorded_at", "recorded_by", "superseded_at"),
    )

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not (isinstance(obj, PatientIdentity) and obj.superseded_at is not None)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_fields(request, obj)
        return fields if self.has_change_permission(request, obj) else [f for f in fields if f != "reason"]

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        # The admin's own log keeps how an object is called: the patient's reference, and never a name.
        return super().log_change(request, obj.patient, message)

    def hand_over(self, obj: PatientIdentity, form: Any, *, by: Any, at: Any) -> None:
        patient_services.correct_identity(
            patient=obj.patient,
            person=Person.of(obj),
            replaces=obj.pk,
            reason=form.cleaned_data["reason"],
            by=by,
            at=at,
        )


# Immunology and laboratory


@admin.register(HlaTyping)
class HlaTypingAdmin(ReadOnlyAdmin):
    subjects = {PATIENT: "patient_id"}
    list_display = ("patient", "antigens", "method", "laboratory", "occurred_at", "is_current")
    list_filter = ("is_current", "method")
    list_select_related = ("patient", "laboratory")
    search_fields = ("patient__reference",)
    date_hierarchy = "occurred_at"


@admin.register(UnacceptableAntigen)
class UnacceptableAntigenAdmin(ReadOnlyAdmin):
    subjects = {PATIENT: "patient_id"}
    list_display = ("patient", "antigen", "source", "mean_fluorescence", "listed_on", "removed_on")
    list_filter = ("source", ("removed_on", admin.EmptyFieldListFilter))
    list_select_related = ("patient",)
    search_fields = ("patient__reference", "=antigen")


@admin.register(AntibodyScreening)
class AntibodyScreeningAdmin(ReadOnlyAdmin):
    subjects = {PATIENT: "patient_id"}
    list_display = ("patient", "vpra", "occurred_at", "valid_until", "is_valid", "laboratory", "is_current")
    list_filter = ("is_current", "is_valid")
    list_select_related = ("patient", "laboratory")
    search_fields = ("patient__reference",)
    date_hierarchy = "occurred_at"


@admin.register(LaboratoryValue)
class LaboratoryValueAdmin(ReadOnlyAdmin):
    subjects = {PATIENT: "patient_id"}
    list_display = ("patient", "analyte", "value", "unit", "occurred_at", "laboratory")
    list_filter = ("analyte",)
    list_select_related = ("patient", "laboratory")
    search_fields = ("patient__reference",)
    date_hierarchy = "occurred_at"


# The waiting list


class StatusPeriodInline(ReadOnlyInline):
    model = StatusPeriod
    fields = ("status", "started_at", "ended_at", "reason", "recorded_by")
    related = ("recorded_by",)


class KidneyProfileInline(ReadOnlyInline):
    model = KidneyProfile
    fields = (
        *("first_dialysis_on", "returned_wait_days", "a2_consent_on", "a2_reconfirmed_on"),
        *("kidney_programme", "accepts_esp", "accepts_extended_esp"),
    )


class CandidateCriteriaInline(ReadOnlyInline):
    model = CandidateCriteria
    fields = ("valid_from", "valid_until", "donor_age_min", "donor_age_max", "accepts_dcd", "mismatches_max")


class HeartStatusInline(ReadOnlyInline):
    model = HeartStatus
    fields = ("status", "started_at", "valid_until", "recorded_at", "recorded_by")
    related = ("recorded_by",)


class LungScoreInline(ReadOnlyInline):
    model = LungScore
    fields = ("score", "calculated_on", "source", "valid_until", "recorded_at", "recorded_by")
    related = ("recorded_by",)


@admin.register(Registration)
class RegistrationAdmin(ReadOnlyAdmin):
    subjects = {PATIENT: "patient_id"}
    list_display = ("reference", "patient", "programme", "organ_kind", "status", "registered_on", "closed_at")
    list_filter = ("organ_kind", "status", ("programme__hospital", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("patient", "programme__hospital")
    search_fields = ("reference", "=external_id", "patient__reference")
    date_hierarchy = "registered_on"
    inlines = (
        StatusPeriodInline,
        KidneyProfileInline,
        HeartStatusInline,
        LungScoreInline,
        CandidateCriteriaInline,
    )


@admin.register(StatusPeriod)
class StatusPeriodAdmin(ReadOnlyAdmin):
    subjects = {PATIENT: "registration.patient_id"}
    list_display = ("registration", "status", "started_at", "ended_at", "reason")
    list_filter = ("status",)
    list_select_related = ("registration",)
    search_fields = ("registration__reference", "registration__patient__reference")
    date_hierarchy = "started_at"


@admin.register(HeartStatus)
class HeartStatusAdmin(ReadOnlyAdmin):
    subjects = {PATIENT: "registration.patient_id"}
    list_display = ("registration", "status", "started_at", "valid_until", "recorded_at")
    list_filter = ("status",)
    list_select_related = ("registration",)
    search_fields = ("registration__reference", "registration__patient__reference")
    date_hierarchy = "started_at"


@admin.register(LungScore)
class LungScoreAdmin(ReadOnlyAdmin):
    subjects = {PATIENT: "registration.patient_id"}
    list_display = ("registration", "score", "calculated_on", "valid_until", "source")
    list_filter = (("valid_until", admin.EmptyFieldListFilter),)
    list_select_related = ("registration",)
    search_fields = ("registration__reference", "registration__patient__reference")
    date_hierarchy = "calculated_on"


@admin.register(CombinedOrgans)
class CombinedOrgansAdmin(ReadOnlyAdmin):
    subjects = {PATIENT: "patient_id"}
    list_display = ("leading", "following", "valid_from", "valid_until")
    list_filter = (("valid_until", admin.EmptyFieldListFilter),)
    list_select_related = ("leading", "following")
    search_fields = ("leading__reference", "following__reference", "patient__reference")
    date_hierarchy = "valid_from"


class KidneyProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = KidneyProfile
        fields = tuple(KidneyFacts.__dataclass_fields__)


@admin.register(KidneyProfile)
class KidneyProfileAdmin(ThroughService):
    form = KidneyProfileForm
    subjects = {PATIENT: "registration.patient_id"}
    list_display = ("registration", "first_dialysis_on", "returned_wait_days", "a2_consent_on")
    list_filter = (("acceptable_mismatch_since", admin.EmptyFieldListFilter),)
    list_select_related = ("registration",)
    search_fields = ("registration__reference", "registration__patient__reference")
    readonly_fields = ("registration",)

    def hand_over(self, obj: KidneyProfile, form: Any, *, by: Any, at: Any) -> None:
        waiting_list.record_kidney_facts(
            registration=obj.registration, kidney=KidneyFacts.of(obj), by=by, at=at
        )


class CriteriaForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = CandidateCriteria
        fields = tuple(waiting_list.Criteria.__dataclass_fields__)


@admin.register(CandidateCriteria)
class CandidateCriteriaAdmin(ThroughService):
    """The present criteria can be replaced, from today; earlier ones are to look at."""

    form = CriteriaForm
    subjects = {PATIENT: "registration.patient_id"}
    list_display = (
        "registration",
        "valid_from",
        "valid_until",
        "donor_age_min",
        "donor_age_max",
        "accepts_dcd",
    )
    list_filter = (("valid_until", admin.EmptyFieldListFilter), "accepts_dcd")
    list_select_related = ("registration",)
    search_fields = ("registration__reference", "registration__patient__reference")
    readonly_fields = ("registration", "valid_from", "valid_until", "recorded_by")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not (isinstance(obj, CandidateCriteria) and obj.valid_until is not None)

    def hand_over(self, obj: CandidateCriteria, form: Any, *, by: Any, at: Any) -> None:
        waiting_list.set_candidate_criteria(
            registration=obj.registration, criteria=waiting_list.Criteria.of(obj), by=by, at=at
        )
