"""Hospitals, programmes, staff and their memberships in Django admin.

Nothing is deleted here: a membership, an agreement and a programme end, a person no longer signs in.
What is dated is not rewritten: only its end can be set, and a new row follows.
"""

from __future__ import annotations

from typing import Any

from allauth.account import admin as stock_account  # noqa: F401  # they register: here, and not after us
from allauth.account.models import EmailAddress
from allauth.mfa import admin as stock_mfa  # noqa: F401
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from transplant_site.access.checks import StaffRequest
from transplant_site.access.roles import Role
from transplant_site.audit.admin import ReadOnlyAdmin
from transplant_site.interface.admin import KeptAdmin, NewRows, ReadOnlyInline
from transplant_site.staff import services
from transplant_site.staff.forms import (
    LIMITS,
    AgreementFormSet,
    DatedFormSet,
    HospitalForm,
    LaboratoryAgreementForm,
    MembershipForm,
    MembershipFormSet,
    NewRowsFormSet,
    NewStaffForm,
    ProgrammeCriteriaForm,
    ProgrammeForm,
    ResetForm,
    StaffForm,
)
from transplant_site.staff.models import (
    Carrier,
    Hospital,
    LaboratoryAgreement,
    Membership,
    Programme,
    ProgrammeCriteria,
    StaffMember,
    Submission,
)
from transplant_site.staff.policies import StaffRefused

# The stock pages would let an administrator see secrets and redirect links to set a new password.
admin.site.unregister((Authenticator, EmailAddress))

# Hospitals


class ProgrammeInline(ReadOnlyInline):
    model = Programme
    fields = ("organ_kind", "opened_on", "closed_on")
    related = ("hospital",)


class NewProgrammeInline(NewRows, admin.TabularInline):  # type: ignore[type-arg]
    model = Programme
    form = ProgrammeForm
    formset = NewRowsFormSet
    fields = ("organ_kind", "opened_on", "closed_on")
    verbose_name_plural = _("new programmes")


class LaboratoryAgreementInline(ReadOnlyInline):
    model = LaboratoryAgreement
    fk_name = "hospital"
    fields = ("laboratory", "valid_from", "valid_until")
    related = ("laboratory", "hospital")
    verbose_name_plural = _("laboratories that work for this hospital")


class NewLaboratoryAgreementInline(NewRows, admin.TabularInline):  # type: ignore[type-arg]
    model = LaboratoryAgreement
    fk_name = "hospital"
    form = LaboratoryAgreementForm
    formset = AgreementFormSet
    fields = ("laboratory", "valid_from", "valid_until")
    autocomplete_fields = ("laboratory",)
    verbose_name_plural = _("new agreements with laboratories")


@admin.register(Hospital)
class HospitalAdmin(KeptAdmin):
    form = HospitalForm
    list_display = (
        "code",
        "name",
        "country",
        "region",
        "is_transplant_centre",
        "is_donor_hospital",
        "is_laboratory",
        "is_procurement_organisation",
    )
    list_filter = (
        "is_transplant_centre",
        "is_donor_hospital",
        "is_laboratory",
        "is_procurement_organisation",
        "country",
    )
    search_fields = ("code", "name", "city")
    fieldsets = (
        (None, {"fields": ("code", "name")}),
        (
            _("Kind"),
            {
                "fields": (
                    "is_transplant_centre",
                    "is_donor_hospital",
                    "is_laboratory",
                    "is_procurement_organisation",
                )
            },
        ),
        (
            _("Place"),
            {"fields": (("country", "region"), "city", "telephone", ("latitude", "longitude"))},
        ),
    )
    inlines = (
        ProgrammeInline,
        NewProgrammeInline,
        LaboratoryAgreementInline,
        NewLaboratoryAgreementInline,
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("code",) if obj else ()


CRITERIA = (("valid_from", "valid_until"), *LIMITS)


class ProgrammeCriteriaInline(ReadOnlyInline):
    model = ProgrammeCriteria
    template = "admin/edit_inline/stacked.html"
    fields = (("valid_from", "valid_until", "recorded_by"), *LIMITS)
    related = ("recorded_by", "programme__hospital")


class NewProgrammeCriteriaInline(NewRows, admin.StackedInline):  # type: ignore[type-arg]
    model = ProgrammeCriteria
    form = ProgrammeCriteriaForm
    formset = DatedFormSet
    fields = CRITERIA
    verbose_name_plural = _("new acceptance criteria")


@admin.register(Programme)
class ProgrammeAdmin(KeptAdmin):
    form = ProgrammeForm
    list_display = ("hospital", "organ_kind", "opened_on", "closed_on")
    list_filter = ("organ_kind", ("closed_on", admin.EmptyFieldListFilter), "hospital__country")
    list_select_related = ("hospital",)
    search_fields = ("hospital__code", "hospital__name")
    autocomplete_fields = ("hospital", "on_call")
    fields = ("hospital", "organ_kind", ("opened_on", "closed_on"), "on_call")
    inlines = (ProgrammeCriteriaInline, NewProgrammeCriteriaInline)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for row in formset.save(commit=False):
            if isinstance(row, ProgrammeCriteria) and row.recorded_by is None:
                row.recorded_by = request.staff  # type: ignore[attr-defined]
        super().save_formset(request, form, formset, change)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("hospital", "organ_kind") if obj else ()


class SetsRecorder(KeptAdmin):
    """Writes down who made a row."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.recorded_by = request.staff  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)


@admin.register(ProgrammeCriteria)
class ProgrammeCriteriaAdmin(SetsRecorder):
    form = ProgrammeCriteriaForm
    list_display = ("programme", "valid_from", "valid_until", "donor_age_min", "donor_age_max", "accepts_dcd")
    list_filter = (("valid_until", admin.EmptyFieldListFilter), "programme__organ_kind")
    list_select_related = ("programme__hospital",)
    search_fields = ("programme__hospital__code", "programme__hospital__name")
    autocomplete_fields = ("programme",)
    fields = ("programme", *CRITERIA)


@admin.register(LaboratoryAgreement)
class LaboratoryAgreementAdmin(KeptAdmin):
    form = LaboratoryAgreementForm
    list_display = ("hospital", "laboratory", "valid_from", "valid_until")
    list_filter = (("valid_until", admin.EmptyFieldListFilter),)
    list_select_related = ("hospital", "laboratory")
    search_fields = ("hospital__code", "hospital__name", "laboratory__code", "laboratory__name")
    autocomplete_fields = ("hospital", "laboratory")


@admin.register(Carrier)
class CarrierAdmin(KeptAdmin):
    list_display = ("name", "telephone", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name",)


# Staff


class MembershipInline(ReadOnlyInline):
    model = Membership
    fields = ("role", "hospital", "carrier", "valid_from", "valid_until")
    related = ("hospital", "carrier")


class NewMembershipInline(NewRows, admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    form = MembershipForm
    formset = MembershipFormSet
    fields = ("role", "hospital", "carrier", "valid_from", "valid_until")
    autocomplete_fields = ("hospital", "carrier")
    verbose_name_plural = _("new memberships")


class IsActingFilter(admin.SimpleListFilter):
    """Who may act today in a role."""

    title = _("role today")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(role.value, role.definition.display_name) for role in Role]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        valid = Membership.objects.valid_on(timezone.localdate()).filter(role=self.value())
        return queryset.filter(pk__in=valid.values("staff_member"))


@admin.register(StaffMember)
class StaffMemberAdmin(UserAdmin, KeptAdmin):  # type: ignore[type-arg]
    """People who sign in. A password is set on a page of its own, and never shown."""

    form = StaffForm
    add_form = NewStaffForm
    list_display = ("family_name", "given_name", "email", "profession", "is_active", "last_login")
    list_display_links = ("family_name", "given_name")
    list_filter = ("is_active", "profession", IsActingFilter)
    search_fields = ("family_name", "given_name", "email", "licence_number")
    ordering = ("family_name", "given_name", "id")
    filter_horizontal = ()
    readonly_fields = ("last_login", "joined_at")
    fieldsets = (
        (None, {"fields": ("email", "password", "is_active")}),
        (
            _("Person"),
            {"fields": (("given_name", "family_name"), ("profession", "licence_number"), "telephone")},
        ),
        (_("Times"), {"fields": (("joined_at", "last_login"),)}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "email",
                    "given_name",
                    "family_name",
                    "profession",
                    "licence_number",
                    "telephone",
                    "password1",
                    "password2",
                ),
            },
        ),
    )
    inlines = (MembershipInline, NewMembershipInline)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        # Links to set a new password go to every address that sign-in knows of: an earlier one is forgotten.
        EmailAddress.objects.filter(user=obj).exclude(email__iexact=obj.email).delete()


@admin.register(Membership)
class MembershipAdmin(KeptAdmin):
    form = MembershipForm
    list_display = ("staff_member", "role", "hospital", "carrier", "valid_from", "valid_until")
    list_filter = ("role", ("valid_until", admin.EmptyFieldListFilter))
    list_select_related = ("staff_member", "hospital", "carrier")
    search_fields = ("staff_member__family_name", "staff_member__email", "hospital__code", "hospital__name")
    autocomplete_fields = ("staff_member", "hospital", "carrier")


# Signing in


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnlyAdmin):
    """Where links to set a new password go: it follows from the person's address, and is not changed here."""

    subjects = {"staff.staffmember": "user_id"}
    list_display = ("email", "user", "primary", "verified")
    list_filter = ("primary", "verified")
    list_select_related = ("user",)
    search_fields = ("email", "user__email", "user__family_name")


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnlyAdmin):
    """Second factors: that there are some, never their secrets. They can be taken away, with a reason."""

    subjects = {"staff.staffmember": "user_id"}
    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__email", "user__family_name", "user__given_name")
    fields = list_display
    actions = ("reset",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("data")

    @admin.action(description=_("Reset all second factors of these people"))
    def reset(self, request: StaffRequest, queryset: QuerySet[Authenticator]) -> HttpResponse | None:
        form = ResetForm(request.POST if "reason" in request.POST else None)
        people = StaffMember.objects.filter(pk__in=queryset.values("user"))
        if form.is_valid():
            try:
                reset = services.reset_second_factors(
                    members=people, reason=form.cleaned_data["reason"], by=request.staff, at=timezone.now()
                )
            except StaffRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                names = ", ".join(member.display_name for member in reset)
                self.message_user(request, _("Second factors were reset: %(names)s.") % {"names": names})
                return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Reset second factors"),
            "opts": self.opts,
            "form": form,
            "people": people,
            "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
        }
        return TemplateResponse(request, "admin/mfa/authenticator/reset.html", context)


# Rights follow from roles (transplant_site.access.roles); Django's groups would grant nothing.
admin.site.unregister(Group)


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    list_display = ["number", "by", "submitted_at"]
    list_select_related = ["by"]
    search_fields = ["by__email"]
    show_full_result_count = False
