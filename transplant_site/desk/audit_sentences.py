"""What the log says of the desk."""

from django.utils.translation import gettext_lazy as _

from transplant_site.audit import registry

registry.describe_all(
    {
        "desk.demo.loaded": _("The demonstration was loaded"),
        "desk.search.patients_listed": _("{actor} found patients by a search"),
        "desk.history.read": _("{actor} read a history"),
    }
)
