from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "transplant_site.staff"
    label = "staff"
    verbose_name = _("Hospitals and staff")
