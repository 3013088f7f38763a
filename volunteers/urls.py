from django.urls import path

from volunteers import views

app_name = "volunteers"

urlpatterns = [
    path("v/", views.home, name="home"),
    path("v/<uuid:family>/diary/", views.diary, name="diary"),
]
