from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = [
    path("", views.notice_list, name="notice-list"),
    path("<int:pk>/", views.notice_open, name="notice-open"),
    path("preferences/", views.preferences, name="preferences"),
    path("preferences/history/", views.preference_history, name="preference-history"),
    path("undelivered/", views.delivery_list, name="delivery-list"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
