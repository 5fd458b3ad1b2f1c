"""Addresses of this package. The names `account_…`, `mfa_…` and `usersessions_…` are those by
which django-allauth finds its own pages; what it has beyond these isn't reachable."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from pencere.blocks.identity import api_key_views as api_keys
from pencere.blocks.identity import mobile_views as mobile
from pencere.blocks.identity import security_views as security
from pencere.blocks.identity import (
    views,
    views_codes,
    views_recovery,
    views_registration,
    views_seen,
    views_sessions,
    views_step_up,
)

to_overview = RedirectView.as_view(pattern_name="identity_security")

urlpatterns: list[URLPattern] = [
    path("", to_overview),
    path("security/", security.overview, name="identity_security"),
    path("acting-for/", security.acting_for, name="identity_acting_for"),
    path("post/", security.post, name="identity_post"),
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("login/second-step/", views.SecondStep.as_view(), name="mfa_authenticate"),
    path("login/passkey/", views.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("login/mobile-id/", mobile.sign_in, name="identity_mobile_sign_in"),
    path("mobile-id/wait/", mobile.wait, name="identity_mobile_wait"),
    path("mobile-id/standing/", mobile.standing, name="identity_mobile_standing"),
    path("mobile-id/", mobile.own, name="identity_mobile"),
    path("mobile-id/<uuid:contract_id>/block/", mobile.block, name="identity_mobile_block"),
    path("again/mobile-id/", mobile.again, name="identity_mobile_again"),
    path("login/code/", views_codes.ask_to_sign_in, name="identity_code_sign_in"),
    path("code/", views_codes.enter, name="identity_code"),
    path("register/", views_registration.person, name="identity_register"),
    path("register/passport/", views_registration.foreigner, name="identity_register_foreigner"),
    path("register/password/", views_registration.password, name="identity_register_password"),
    path("recover/", views_recovery.ask, name="identity_recover"),
    path("recover/password/", views_recovery.password, name="identity_recover_password"),
    path("recover/second-step/", views_recovery.factors, name="identity_recover_factors"),
    path("recover/not-me/<str:token>/", views_recovery.not_me, name="identity_not_me"),
    path("recover/open/", views_recovery.open_again, name="identity_recover_open"),
    path("seen/", views_seen.seen, name="identity_seen"),
    path("logout/", views.SignOut.as_view(), name="account_logout"),
    path("closed/", views.Closed.as_view(), name="account_inactive"),
    path("again/", security.PasswordAgain.as_view(), name="account_reauthenticate"),
    path("again/code/", security.CodeAgain.as_view(), name="mfa_reauthenticate"),
    path("again/passkey/", security.PasskeyAgain.as_view(), name="mfa_reauthenticate_webauthn"),
    path("password/", security.Password.as_view(), name="account_change_password"),
    path("factors/first/", views_step_up.first_factor, name="identity_first_factor"),
    path("factors/", to_overview, name="mfa_index"),
    path("factors/app/add/", security.AddApp.as_view(), name="mfa_activate_totp"),
    path("factors/app/remove/", security.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("passkeys/", security.Passkeys.as_view(), name="mfa_list_webauthn"),
    path("passkeys/add/", security.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/", security.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", security.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("recovery-codes/", security.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/new/",
        security.NewRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("keys/", api_keys.keys, name="identity_api_keys"),
    path("keys/new/", api_keys.new_key, name="identity_api_key_new"),
    path("keys/<uuid:key_id>/revoke/", api_keys.revoke, name="identity_api_key_revoke"),
    path("sessions/", views_sessions.sessions, name="usersessions_list"),
    path("sign-ins/", views_sessions.sign_ins, name="identity_sign_ins"),
    path("sign-ins.csv", views_sessions.sign_ins_csv, name="identity_sign_ins_csv"),
]
