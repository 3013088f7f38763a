from allauth.account import views as allauth
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as spare
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as lock
from django.conf import settings
from django.urls import include, path

from relational import browsers, views
from relational.factors import on_the_record
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
    # the second factor
    path("in/second/", at_the_door(second.authenticate), name="mfa_authenticate"),
    path("in/lock/", views.use_my_lock, name="mfa_login_webauthn"),
    path("in/again/", second.reauthenticate, name="mfa_reauthenticate"),
    path("in/again/lock/", lock.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("in/ways/", views.ways_in, name="mfa_index"),
    path("in/ways/", views.ways_in, name="mfa_list_webauthn"),
    path("in/ways/app/", on_the_record(app.activate_totp), name="mfa_activate_totp"),
    path("in/ways/app/away/", on_the_record(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("in/ways/lock/", on_the_record(lock.add_webauthn), name="mfa_add_webauthn"),
    path("in/ways/lock/<int:pk>/away/", on_the_record(lock.remove_webauthn), name="mfa_remove_webauthn"),
    path("in/ways/spare/", spare.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("in/ways/spare/new/", on_the_record(spare.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("in/ways/spare/file/", spare.download_recovery_codes, name="mfa_download_recovery_codes"),
    # where she is signed in
    path("in/where/", views.where_signed_in, name="where_signed_in"),
    path("in/where/others/", views.end_others, name="end_others"),
    path("in/where/end/", views.end_one, name="end_one"),
    path("help/", views.help_page, name="help"),
    path("gallery/", views.gallery, name="gallery"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", browsers.robots_txt, name="robots"),
    path(".well-known/security.txt", browsers.security_txt, name="security_txt"),
    path("csp-report/", browsers.csp_report, name="csp_report"),
    path("", include("families.urls")),
    path("", include("volunteers.urls")),
]

if settings.DEMO:
    urlpatterns.insert(2, path("in/as/", views.sign_in_as, name="sign_in_as"))

handler400 = "relational.views.bad_request"
handler403 = "relational.views.not_shown"
handler404 = "relational.views.not_shown"
handler429 = "relational.views.too_many"  # allauth's; Django has none of its own
handler500 = "relational.views.went_wrong"
