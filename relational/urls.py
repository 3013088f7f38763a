from allauth.account import views as allauth
from django.conf import settings
from django.urls import include, path

from relational import views
from relational.identity import at_the_door

urlpatterns = [
    path("", views.home, name="home"),
    path("in/", views.sign_in, name="sign_in"),
    # allauth's own views, only those that signing in by a number needs.
    path("in/number/", at_the_door(allauth.confirm_login_code), name="account_confirm_login_code"),
    path("in/logout/", allauth.logout, name="account_logout"),
    path("in/inactive/", allauth.account_inactive, name="account_inactive"),
    path("in/", views.sign_in, name="account_login"),
    path("in/", views.sign_in, name="account_request_login_code"),
    path("in/new/", allauth.signup, name="account_signup"),
    path("help/", views.help_page, name="help"),
    path("gallery/", views.gallery, name="gallery"),
    path("healthz", views.healthz, name="healthz"),
    path("", include("families.urls")),
    path("", include("volunteers.urls")),
]

if settings.DEMO:
    urlpatterns.insert(2, path("in/as/", views.sign_in_as, name="sign_in_as"))

handler400 = "relational.views.bad_request"
handler403 = "relational.views.not_shown"
handler404 = "relational.views.not_shown"
handler500 = "relational.views.went_wrong"
