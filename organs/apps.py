from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrgansConfig(AppConfig):
    name = "organs"
    verbose_name = _("Donors, organs and allocation")

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from messaging import subjects
        from messaging.models import SubjectKind
        from organs import audit_sentences, looks, menu, receivers, system_checks  # noqa: F401
        from organs.conversations import donor_changes, donor_subject, offer_changes, offer_subject
        from organs.refusal_codes import ensure_codes

        post_migrate.connect(ensure_codes, sender=self, dispatch_uid="organs.refusal_codes")
        looks.register()
        menu.register()
        subjects.register(SubjectKind.DONOR, donor_subject, changes=donor_changes)
        subjects.register(SubjectKind.OFFER, offer_subject, changes=offer_changes)
