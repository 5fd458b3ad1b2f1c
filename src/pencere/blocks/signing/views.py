"""What the outside asks of our trust services: time-stamps, certificates, revocation lists."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from pencere.blocks.signing import api
from pencere.blocks.signing.timestamps import MAX_REQUEST_BYTES, respond
from pencere.kernel.errors import NotFound, TooLarge

REQUEST_TYPE = "application/timestamp-query"
REPLY_TYPE = "application/timestamp-reply"


@csrf_exempt  # programs ask without a session; a time-stamp changes nothing
@require_POST
def time_stamp(request: HttpRequest) -> HttpResponse:
    """RFC 3161 section 3.4: a TimeStampReq comes in, a TimeStampResp goes out, whatever came."""
    if request.content_type != REQUEST_TYPE:
        return HttpResponse(f"Send {REQUEST_TYPE}.", content_type="text/plain", status=415)
    if int(request.headers.get("Content-Length") or 0) > MAX_REQUEST_BYTES:
        raise TooLarge
    return HttpResponse(respond(request.read(MAX_REQUEST_BYTES + 1)), content_type=REPLY_TYPE)


@require_GET
def trust_file(request: HttpRequest, name: str) -> HttpResponse:
    """A certificate of our authority, or its list of revoked ones, in DER."""
    held = api.trust()
    files = {
        "root.crt": held.roots[0],
        "issuing.crt": held.intermediates[0],
        "root.crl": held.revocation_lists[0],
        "issuing.crl": held.revocation_lists[1],
    }
    if name not in files:
        raise NotFound
    kind = "pkix-crl" if name.endswith(".crl") else "pkix-cert"
    return HttpResponse(files[name], content_type=f"application/{kind}")
