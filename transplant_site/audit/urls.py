from django.urls import path

from transplant_site.audit.views import cases, proof, timeline

app_name = "audit"
urlpatterns = [
    path("audit/", timeline.timeline, name="timeline"),
    path("audit/find/", timeline.find, name="find"),
    path("audit/refusals/", timeline.refusals, name="refusals"),
    path("audit/unnamed/", timeline.unnamed, name="unnamed"),
    path("audit/proof/", proof.proof, name="proof"),
    path("audit/proof/public_keys.txt", proof.public_keys, name="public_keys"),
    path("audit/proof/checkpoint.txt", proof.checkpoint, name="checkpoint"),
    path("audit/entries/<uuid:event>/", timeline.entry, name="entry"),
    path("audit/history/<str:label>/<str:key>/", timeline.history, name="history"),
    path("audit/cases/<slug:reference>/", cases.case, name="case"),
    path("audit/cases/<slug:reference>/seen/", cases.seen, name="seen"),
    path("audit/cases/<slug:reference>/seen/<uuid:person>/", cases.seen_by, name="seen_by"),
    path("audit/cases/<slug:reference>/open/", cases.open_case, name="open_case"),
    path("audit/cases/<slug:reference>/opened/", cases.opened, name="opened"),
]
