from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from transplant_site import health

urlpatterns = [
    path("health/alive", health.alive, name="health-alive"),
    path("health/ready", health.ready, name="health-ready"),
    path("health/stores", health.stores, name="health-stores"),
    path("metrics", health.metrics, name="metrics"),
    # A person's address is an administrator's to change: links to set a new password go there.
    path("account/email/", RedirectView.as_view(pattern_name="staff:profile"), name="account_email"),
    path("account/", include("allauth.account.urls")),
    path("account/mfa/", include("allauth.mfa.urls")),
    path("admin/", admin.site.urls),
    path("language/setlang/", login_not_required(set_language), name="set_language"),
    path("interface/", include("transplant_site.interface.urls")),
    path("", include("transplant_site.staff.urls")),
    path("", include("transplant_site.desk.urls")),
    path("", include("transplant_site.audit.urls")),
    path("", include("messaging.urls")),
    path("", include("patients.urls")),
    path("", include("organs.urls")),
    path("", include("transport.urls")),
]

handler400 = "transplant_site.interface.views.bad_request"
handler403 = "transplant_site.interface.views.permission_denied"
handler404 = "transplant_site.interface.views.page_not_found"
handler429 = "transplant_site.interface.views.too_many_requests"
handler500 = "transplant_site.interface.views.server_error"
