from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, UUIDField, Value
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from transplant_site.access.permissions import Permission
from transplant_site.access.roles import ROLE_CHOICES, Role
from transplant_site.records.models import Record, ValidFromUntil
from transplant_site.staff.models.hospitals import Carrier, DateRange, Hospital


class Profession(models.TextChoices):
    COORDINATOR = "coordinator", _("Transplant coordinator")
    SURGEON = "surgeon", _("Surgeon")
    PHYSICIAN = "physician", _("Physician")
    NURSE = "nurse", _("Nurse")
    LABORATORY_SCIENTIST = "laboratory_scientist", _("Laboratory scientist")
    COURIER = "courier", _("Courier")
    INSPECTOR = "inspector", _("Inspector")
    ADMINISTRATOR = "administrator", _("Administrator")


LICENSED = frozenset({Profession.SURGEON, Profession.PHYSICIAN, Profession.NURSE})
"""Who may be one of the two persons that verify an organ before transplant."""


class StaffMemberManager(BaseUserManager["StaffMember"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> StaffMember:
        member = self.model(email=self.normalize_email(email).lower(), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> StaffMember:
        """Create a person with the role of administrator, as `manage.py createsuperuser` asks for."""
        member = self.create_user(email, password, **fields)
        member.memberships.create(role=Role.ADMINISTRATOR, valid_from=timezone.localdate())
        return member

    def get_by_natural_key(self, username: str | None) -> StaffMember:
        return self.get(email__iexact=username)


class StaffMember(AbstractBaseUser):
    """A person who signs in: what they may do follows from the membership they act under."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    given_name = models.CharField(_("given name"), max_length=100)
    family_name = models.CharField(_("family name"), max_length=100)
    profession = models.CharField(_("profession"), max_length=32, choices=Profession.choices)
    licence_number = models.CharField(_("licence number"), max_length=64, blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(_("joined at"), auto_now_add=True)

    objects = StaffMemberManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["given_name", "family_name", "profession"]

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff members")
        ordering = ["family_name", "given_name", "id"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="staff_staffmember_one_per_email"),
            models.CheckConstraint(
                condition=~Q(profession__in=[Profession.SURGEON, Profession.PHYSICIAN])
                | ~Q(licence_number=""),
                name="staff_staffmember_doctor_has_licence",
                violation_error_message=_("Surgeons and physicians need their licence number."),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.given_name

    @property
    def is_licensed(self) -> bool:
        return self.profession in LICENSED

    # What the person acts as

    @cached_property
    def membership(self) -> Membership | None:
        """The membership acted under: the one set by `act_as`, else the first that is valid today."""
        return self.memberships.valid_on(timezone.localdate()).select_related("hospital", "carrier").first()

    def act_as(self, membership: Membership | None) -> StaffMember:
        """Act under `membership` from now on."""
        self.membership = membership  # type: ignore[misc]  # a cached_property may be set
        return self

    @property
    def role(self) -> Role | None:
        return Role(self.membership.role) if self.membership else None

    @property
    def hospital(self) -> Hospital | None:
        return self.membership.hospital if self.membership else None

    @property
    def carrier(self) -> Carrier | None:
        return self.membership.carrier if self.membership else None

    def may(self, permission: Permission) -> bool:
        return self.is_active and self.role is not None and permission in self.role.definition.permissions

    # What Django admin asks

    @property
    def is_staff(self) -> bool:
        return self.may(Permission.ADMIN_USE)

    @property
    def is_superuser(self) -> bool:
        return self.is_staff

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_staff

    def has_perms(self, perm_list: list[str], obj: Any = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


NOWHERE = UUID(int=0)
"""Stands for the place of those who belong to none, so that their memberships may not overlap either."""


class Membership(Record):
    """A person has a role at a hospital or a carrier, from one day to another; several are possible."""

    staff_member = models.ForeignKey(StaffMember, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=16, choices=ROLE_CHOICES)
    hospital = models.ForeignKey(
        Hospital, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    carrier = models.ForeignKey(
        Carrier, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until, not included"), null=True, blank=True)

    objects = ValidFromUntil["Membership"].as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    role__in=[Role.COORDINATOR, Role.CLINICIAN, Role.LABORATORY],
                    hospital__isnull=False,
                    carrier__isnull=True,
                )
                | Q(role=Role.COURIER, hospital__isnull=True, carrier__isnull=False)
                | Q(
                    role__in=[Role.REGULATOR, Role.ADMINISTRATOR], hospital__isnull=True, carrier__isnull=True
                ),
                name="staff_membership_fits_role",
                violation_error_message=_(
                    "Coordinators, clinicians and laboratory staff belong to a hospital, couriers to a "
                    "carrier, regulators and administrators to neither."
                ),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="staff_membership_ends_after_it_begins",
                violation_error_message=_("A membership ends after the day it begins."),
            ),
            ExclusionConstraint(
                name="staff_membership_once_at_a_time",
                expressions=[
                    (F("staff_member"), RangeOperators.EQUAL),
                    (F("role"), RangeOperators.EQUAL),
                    (
                        Coalesce("hospital", "carrier", Value(NOWHERE), output_field=UUIDField()),
                        RangeOperators.EQUAL,
                    ),
                    (DateRange("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("The person has this role there already on some of these days."),
            ),
        ]

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)

    def __str__(self) -> str:
        place = self.hospital or self.carrier
        return f"{self.get_role_display()}, {place}" if place else str(self.get_role_display())
