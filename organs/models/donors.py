from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from patients.models.immunology import AbstractHlaTyping
from transplant_site.records.lifecycle import Lifecycle
from transplant_site.records.models import ClinicalEvent, Record, StatusChange, reference_field
from transplant_site.records.vocabulary import (
    BloodGroup,
    BloodSubgroup,
    OrganKind,
    RhesusFactor,
    Sex,
    TestResult,
)
from transplant_site.staff.models import Hospital


class DonorKind(models.TextChoices):
    DBD = "DBD", _("After brain death (DBD)")
    DCD = "DCD", _("After circulatory death (DCD)")
    LIVING = "LIVING", _("Living donor")


class DonorStatus(models.TextChoices):
    REGISTERED = "registered", _("Registered")
    IN_ALLOCATION = "in_allocation", _("In allocation")
    RECOVERED = "recovered", _("Organs recovered")
    CLOSED = "closed", _("Closed")
    NOT_PROCEEDING = "not_proceeding", _("Does not proceed")


OPEN_DONORS = frozenset({DonorStatus.REGISTERED, DonorStatus.IN_ALLOCATION, DonorStatus.RECOVERED})
"""In these an organ may still be allocated, or allocated anew."""

DONOR_LIFE = Lifecycle(
    name="A donor",
    statuses=DonorStatus,
    transitions={
        DonorStatus.REGISTERED: frozenset({DonorStatus.IN_ALLOCATION, DonorStatus.NOT_PROCEEDING}),
        DonorStatus.IN_ALLOCATION: frozenset({DonorStatus.RECOVERED, DonorStatus.NOT_PROCEEDING}),
        DonorStatus.RECOVERED: frozenset({DonorStatus.CLOSED}),
        DonorStatus.CLOSED: frozenset(),
        DonorStatus.NOT_PROCEEDING: frozenset(),
    },
)


class Donor(Record):
    """A person who gives organs; who they are stands in `DonorIdentity`."""

    reference = reference_field("DNR")
    external_id = models.CharField(_("number elsewhere"), max_length=40, null=True, blank=True)
    external_organ_kind = models.CharField(
        _("organ of the list the number comes from"),
        max_length=16,
        choices=OrganKind.choices,
        blank=True,
        help_text=_("Numbers from elsewhere are unique per organ."),
    )
    kind = models.CharField(_("kind of donation"), max_length=8, choices=DonorKind.choices)
    hospital = models.ForeignKey(
        Hospital, on_delete=models.PROTECT, related_name="donors", verbose_name=_("donor hospital")
    )
    procurement_organisation = models.ForeignKey(
        Hospital,
        on_delete=models.PROTECT,
        related_name="procured_donors",
        verbose_name=_("procurement organisation"),
    )
    age_years = models.PositiveSmallIntegerField(_("age (years)"))
    sex = models.CharField(_("sex"), max_length=8, choices=Sex.choices, default=Sex.UNKNOWN)
    blood_group = models.CharField(_("ABO"), max_length=2, choices=BloodGroup.choices)
    blood_subgroup = models.CharField(
        _("ABO subgroup"), max_length=3, choices=BloodSubgroup.choices, blank=True
    )
    rhesus = models.CharField(
        _("Rh"), max_length=8, choices=RhesusFactor.choices, default=RhesusFactor.UNKNOWN
    )
    height_cm = models.PositiveSmallIntegerField(_("height (cm)"), null=True, blank=True)
    weight_kg = models.DecimalField(_("weight (kg)"), max_digits=4, decimal_places=1, null=True, blank=True)
    cause_of_death = models.CharField(_("cause of death"), max_length=200, blank=True)
    esp_office = models.CharField(
        _("ESP office"),
        max_length=16,
        blank=True,
        help_text=_(
            "Code of the organ donation office whose subregion counts for donors of 65 and more. "
            "Empty: the hospital's own."
        ),
    )
    status = models.CharField(
        _("status"),
        max_length=16,
        choices=DonorStatus.choices,
        default=DonorStatus.REGISTERED,
        editable=False,
    )
    facts_version = models.PositiveIntegerField(
        default=1,
        editable=False,
        help_text=_("Counts the changes of facts that allocation depends on."),
    )
    match_at = models.DateTimeField(
        _("moment of the match"),
        null=True,
        blank=True,
        help_text=_("For imported donors: the moment at which their candidates are ranked."),
    )
    registered_at = models.DateTimeField(_("registered at"), db_default=Now(), editable=False)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    corrected_at = models.DateTimeField(_("corrected at"), null=True, blank=True, editable=False)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    identity_erased_at = models.DateTimeField(_("identity erased at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("donor")
        verbose_name_plural = _("donors")
        ordering = ["-registered_at", "-id"]
        indexes = [
            models.Index(
                fields=["procurement_organisation", "-registered_at", "-id"], name="organs_donors_of_opo"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["external_organ_kind", "external_id"], name="organs_donor_external_id_per_organ"
            ),
            models.CheckConstraint(
                condition=Q(external_id__isnull=True, external_organ_kind="")
                | Q(external_id__isnull=False, external_organ_kind__in=OrganKind.values),
                name="organs_donor_external_id_says_organ",
            ),
            models.CheckConstraint(
                condition=Q(blood_subgroup="")
                | Q(blood_group="A", blood_subgroup__in=["A1", "A2"])
                | Q(blood_group="AB", blood_subgroup__in=["A1B", "A2B"]),
                name="organs_donor_subgroup_fits_abo",
                violation_error_message=_("A1 and A2 go with A, A1B and A2B with AB."),
            ),
            models.CheckConstraint(
                condition=Q(age_years__lte=110),
                name="organs_donor_age_is_possible",
                violation_error_message=_("A donor is at most 110 years old."),
            ),
            models.CheckConstraint(
                condition=Q(height_cm__isnull=True) | Q(height_cm__range=(20, 260)),
                name="organs_donor_height_is_possible",
                violation_error_message=_("Height is 20 to 260 cm."),
            ),
            models.CheckConstraint(
                condition=Q(weight_kg__isnull=True) | Q(weight_kg__gt=0, weight_kg__lte=400),
                name="organs_donor_weight_is_possible",
                violation_error_message=_("Weight is above 0 and at most 400 kg."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("organs:donor", args=[self.reference])

    @property
    def is_deceased(self) -> bool:
        return self.kind != DonorKind.LIVING


class DonorIdentity(Record):
    """One version of who a donor is. A change adds a version; erasing a person deletes them all."""

    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="identities")
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    national_number = models.CharField(_("national number"), max_length=32, blank=True)
    hospital_number = models.CharField(_("hospital's number"), max_length=32, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    superseded_at = models.DateTimeField(_("replaced at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("donor's identity")
        verbose_name_plural = _("donors' identities")
        ordering = ["donor", "-recorded_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["donor"],
                condition=Q(superseded_at__isnull=True),
                name="organs_donoridentity_one_present",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family_name}, {self.given_name}"


class DonorStatusChange(StatusChange):
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="status_changes")

    class Meta(StatusChange.Meta):
        abstract = False
        verbose_name = _("change of a donor's status")
        verbose_name_plural = _("changes of donors' statuses")


class ConsentPurpose(models.TextChoices):
    TRANSPLANT = "transplant", _("Transplant")
    RESEARCH = "research", _("Research")


class DonorConsent(ClinicalEvent):
    """Consent or authorisation for one organ and purpose: given or refused, by whom, on what ground."""

    class Ground(models.TextChoices):
        DONOR_REGISTER = "donor_register", _("Donor register")
        WRITTEN_WILL = "written_will", _("Written will")
        FAMILY = "family", _("Family")
        PRESUMED = "presumed", _("Presumed by law")
        DONOR = "donor", _("The living donor")

    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="consents")
    organ_kind = models.CharField(_("organ"), max_length=16, choices=OrganKind.choices)
    purpose = models.CharField(
        _("purpose"), max_length=16, choices=ConsentPurpose.choices, default=ConsentPurpose.TRANSPLANT
    )
    is_given = models.BooleanField(_("consent is given"))
    ground = models.CharField(_("ground"), max_length=16, choices=Ground.choices)
    is_withdrawn = models.BooleanField(_("replaced by a later one"), default=False, editable=False)

    class Meta(ClinicalEvent.Meta):
        abstract = False
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["donor", "organ_kind", "-occurred_at", "-id"]
        constraints = [
            *ClinicalEvent.Meta.constraints,
            models.UniqueConstraint(
                fields=["donor", "organ_kind", "purpose"],
                condition=Q(is_withdrawn=False),
                name="organs_donorconsent_one_valid",
            ),
        ]


class DeathDeclaration(ClinicalEvent):
    """Who declared the donor's death, when and how."""

    class Method(models.TextChoices):
        NEUROLOGICAL = "neurological", _("Neurological criteria")
        CIRCULATORY = "circulatory", _("Circulatory criteria")

    donor = models.OneToOneField(Donor, on_delete=models.PROTECT, related_name="death_declaration")
    method = models.CharField(_("by"), max_length=16, choices=Method.choices)
    first_declarer = models.CharField(_("declared by"), max_length=120)
    second_declarer = models.CharField(_("and by"), max_length=120, blank=True)

    class Meta(ClinicalEvent.Meta):
        abstract = False
        verbose_name = _("declaration of death")
        verbose_name_plural = _("declarations of death")
        ordering = ["donor"]


class DonorAboSample(ClinicalEvent):
    """One ABO determination: two are needed, of samples of different times, reported by two people."""

    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="abo_samples")
    blood_group = models.CharField(_("ABO"), max_length=2, choices=BloodGroup.choices)
    blood_subgroup = models.CharField(
        _("ABO subgroup"), max_length=3, choices=BloodSubgroup.choices, blank=True
    )
    laboratory = models.ForeignKey(
        Hospital,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("laboratory"),
    )
    set_aside_at = models.DateTimeField(_("set aside at"), null=True, blank=True, editable=False)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    set_aside_because = models.TextField(
        _("set aside because"),
        blank=True,
        editable=False,
        help_text=_("The sample was mixed up, or the like."),
    )

    class Meta(ClinicalEvent.Meta):
        abstract = False
        verbose_name = _("ABO sample")
        verbose_name_plural = _("ABO samples")
        ordering = ["donor", "occurred_at", "id"]
        constraints = [
            *ClinicalEvent.Meta.constraints,
            models.UniqueConstraint(
                fields=["donor", "occurred_at"],
                condition=Q(set_aside_at__isnull=True),
                name="organs_donorabosample_taken_at_different_times",
                violation_error_message=_("The two samples must be taken at different times."),
            ),
            models.UniqueConstraint(
                F("donor"),
                Coalesce("on_behalf_of", "recorded_by"),
                condition=Q(set_aside_at__isnull=True),
                name="organs_donorabosample_reported_by_different_people",
                violation_error_message=_("The two samples must be reported by two people."),
            ),
            models.CheckConstraint(
                condition=Q(set_aside_at__isnull=True, set_aside_by__isnull=True, set_aside_because="")
                | (Q(set_aside_at__isnull=False, set_aside_by__isnull=False) & ~Q(set_aside_because="")),
                name="organs_donorabosample_says_why_set_aside",
                violation_error_message=_("Say why the sample is set aside."),
            ),
        ]


class Marker(models.TextChoices):
    HIV_ANTIBODY = "hiv_antibody", _("HIV antibody")
    HIV_RNA = "hiv_rna", _("HIV RNA")
    HBV_SURFACE_ANTIGEN = "hbv_surface_antigen", _("HBsAg")
    HBV_CORE_ANTIBODY = "hbv_core_antibody", _("Anti-HBc")
    HCV_ANTIBODY = "hcv_antibody", _("Anti-HCV")
    HCV_RNA = "hcv_rna", _("HCV RNA")
    CMV_IGG = "cmv_igg", _("CMV IgG")
    EBV_IGG = "ebv_igg", _("EBV IgG")
    SYPHILIS = "syphilis", _("Syphilis")
    TOXOPLASMOSIS = "toxoplasmosis", _("Toxoplasmosis IgG")


class DonorTest(ClinicalEvent):
    """One test for an infectious disease; `occurred_at` is when the sample was taken."""

    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="tests")
    marker = models.CharField(_("marker"), max_length=24, choices=Marker.choices)
    result = models.CharField(_("result"), max_length=16, choices=TestResult.choices)
    is_haemodiluted = models.BooleanField(_("sample was haemodiluted"), default=False)
    is_current = models.BooleanField(_("the newest for this marker"), default=True, editable=False)

    class Meta(ClinicalEvent.Meta):
        abstract = False
        verbose_name = _("infectious-disease test")
        verbose_name_plural = _("infectious-disease tests")
        ordering = ["donor", "marker", "-occurred_at", "-id"]
        constraints = [
            *ClinicalEvent.Meta.constraints,
            models.UniqueConstraint(
                fields=["donor", "marker"], condition=Q(is_current=True), name="organs_donortest_one_current"
            ),
        ]


class DonorFinding(ClinicalEvent):
    """A piece of the donor's characterisation in words: history, examination, imaging, culture."""

    class Kind(models.TextChoices):
        MEDICAL_HISTORY = "medical_history", _("Medical history")
        SOCIAL_HISTORY = "social_history", _("Social history")
        EXAMINATION = "examination", _("Examination")
        IMAGING = "imaging", _("Imaging")
        CULTURE = "culture", _("Culture")
        HAEMODYNAMICS = "haemodynamics", _("Haemodynamics")

    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    text = models.TextField(_("finding"))

    class Meta(ClinicalEvent.Meta):
        abstract = False
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["donor", "-occurred_at", "-id"]


class DonorHlaTyping(AbstractHlaTyping):
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="hla_typings")
    is_current = models.BooleanField(_("the one matching uses"), default=True)

    class Meta(AbstractHlaTyping.Meta):
        abstract = False
        verbose_name = _("donor's HLA typing")
        verbose_name_plural = _("donors' HLA typings")
        ordering = ["donor", "-occurred_at", "-id"]
        constraints = [
            *AbstractHlaTyping.Meta.constraints,
            models.UniqueConstraint(
                fields=["donor"], condition=Q(is_current=True), name="organs_donorhlatyping_one_current"
            ),
        ]

    def __str__(self) -> str:
        return " ".join(self.antigens)


class OrganAssessment(ClinicalEvent):
    """A dated assessment of one kind of organ of the donor."""

    class Quality(models.TextChoices):
        GOOD = "good", _("Good")
        ACCEPTABLE = "acceptable", _("Acceptable")
        POOR = "poor", _("Poor")
        NOT_ASSESSED = "not_assessed", _("Not assessed")

    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="organ_assessments")
    organ_kind = models.CharField(_("organ"), max_length=16, choices=OrganKind.choices)
    quality = models.CharField(_("quality"), max_length=16, choices=Quality.choices)
    text = models.TextField(_("assessment"), blank=True)

    class Meta(ClinicalEvent.Meta):
        abstract = False
        verbose_name = _("organ assessment")
        verbose_name_plural = _("organ assessments")
        ordering = ["donor", "organ_kind", "-occurred_at", "-id"]
