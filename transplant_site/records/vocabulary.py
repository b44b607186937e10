"""The words that several apps share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganKind(models.TextChoices):
    KIDNEY = "kidney", _("Kidney")
    LIVER = "liver", _("Liver")
    HEART = "heart", _("Heart")
    LUNG = "lung", _("Lung")
    PANCREAS = "pancreas", _("Pancreas")
    INTESTINE = "intestine", _("Intestine")


class BloodGroup(models.TextChoices):
    """ABO alone: Rh is recorded beside it and is never a rule for organs."""

    O = "O", "O"  # noqa: E741  # the group's name
    A = "A", "A"
    B = "B", "B"
    AB = "AB", "AB"


class BloodSubgroup(models.TextChoices):
    A1 = "A1", "A1"
    A2 = "A2", "A2"
    A1B = "A1B", "A1B"
    A2B = "A2B", "A2B"


class RhesusFactor(models.TextChoices):
    POSITIVE = "positive", _("Rh positive")
    NEGATIVE = "negative", _("Rh negative")
    UNKNOWN = "unknown", _("Rh not known")


class Sex(models.TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    UNKNOWN = "unknown", _("Not known")


class TestResult(models.TextChoices):
    """ "Not known", "not tested" and "pending" differ from blank, and from one another."""

    NEGATIVE = "negative", _("Negative")
    POSITIVE = "positive", _("Positive")
    PENDING = "pending", _("Pending")
    NOT_TESTED = "not_tested", _("Not tested")
    NOT_KNOWN = "not_known", _("Not known")


class CrossmatchVerdict(models.TextChoices):
    POSITIVE = "positive", _("Positive")
    NEGATIVE = "negative", _("Negative")
    CANNOT_BE_EXCLUDED = "cannot_be_excluded", _("Cannot be excluded")
