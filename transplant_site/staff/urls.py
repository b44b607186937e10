from django.urls import path

from transplant_site.staff import views

app_name = "staff"
urlpatterns = [
    path("me/", views.profile, name="profile"),
    path("me/act-as/", views.act_as, name="act_as"),
    path("me/confirm/", views.confirmations, name="confirmations"),
    path("me/confirm/<str:kind>/<uuid:event>/", views.confirm, name="confirm"),
]
