"""Addresses of the OpenID provider."""

from __future__ import annotations

from django.urls import URLPattern, path

from pencere.blocks.openid import endpoints, views

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
]
