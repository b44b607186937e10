from django.urls import path

from transplant_site.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.find, name="search"),
    path("downtime.pdf", views.downtime_forms, name="downtime_forms"),
    path("history/<slug:reference>/", views.history, name="history"),
]
