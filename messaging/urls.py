from django.urls import path, re_path

from messaging import views

app_name = "messaging"
urlpatterns = [
    path("conversations/", views.conversation_list, name="conversation_list"),
    path("conversations/about/<slug:kind>/<slug:reference>/", views.start, name="start"),
    path("conversations/<slug:reference>/", views.conversation, name="conversation"),
    re_path(
        r"^conversations/(?P<reference>[\w-]+)/post/(?P<kind>message|note|talk)/$", views.post, name="post"
    ),
    path("conversations/<slug:reference>/read/", views.mark_read, name="mark_read"),
    path("conversations/<slug:reference>/close/", views.close, name="close"),
    path("conversations/<slug:reference>/entries/<uuid:entry>/correct/", views.correct, name="correct"),
    path("notices/", views.notice_list, name="notice_list"),
    path("notices/seen/", views.see_notices, name="see_notices"),
]
