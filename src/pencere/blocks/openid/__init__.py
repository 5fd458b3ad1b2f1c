"""The OpenID provider: other systems sign people in with pencere, learn of them what they agree
to, and get tokens for its API."""
