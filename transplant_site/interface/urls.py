from django.urls import path

from transplant_site.interface import styleguide, views

app_name = "interface"
urlpatterns = [
    path("clock/", views.clock, name="clock"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("styleguide/list/", styleguide.example_list, name="example_list"),
    path("session/", views.session, name="session"),
]
