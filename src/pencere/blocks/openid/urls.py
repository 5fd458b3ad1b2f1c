"""Addresses of the OpenID provider."""

from __future__ import annotations

from django.urls import URLPattern, path

from pencere.blocks.openid import dynamic, endpoints, views, views_device, views_logout

urlpatterns: list[URLPattern] = [
    path(".well-known/openid-configuration", endpoints.configuration),
    path(".well-known/oauth-authorization-server", endpoints.configuration),
    path("oauth/jwks", endpoints.jwks),
    path("oauth/authorize", views.authorize, name="openid_authorize"),
    path("oauth/continue/<str:handle>/", views.go_on, name="openid_continue"),
    path("oauth/par", endpoints.pushed_authorization),
    path("oauth/token", endpoints.token, name="openid_token"),
    path("oauth/userinfo", endpoints.userinfo),
    path("oauth/introspect", endpoints.introspect),
    path("oauth/revoke", endpoints.revoke),
    path("oauth/device-authorization", endpoints.device_authorization),
    path("oauth/bc-authorize", endpoints.backchannel_authentication),
    path("oauth/device", views_device.device, name="openid_device"),
    path("oauth/register", dynamic.register),
    path("oauth/register/<str:client_id>", dynamic.manage),
    path("oauth/logout", views_logout.sign_out, name="openid_logout"),
    path("oauth/logout/confirm", views_logout.confirm, name="openid_logout_confirm"),
]
