"""Why something was changed, in the words of whoever changes it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

REASON = {"label": _("Reason"), "widget": forms.Textarea({"rows": 2}), "max_length": 2000}
