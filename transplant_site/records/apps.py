from django.apps import AppConfig

# Listens to the making of models: stands here because apps are imported before any model is.
from transplant_site.records import coded  # noqa: F401


class RecordsConfig(AppConfig):
    name = "transplant_site.records"
    label = "records"
