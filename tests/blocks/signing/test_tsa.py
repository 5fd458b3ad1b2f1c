"""The time-stamp service: RFC 3161 requests, and whatever else arrives."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest
from asn1crypto import tsp
from django.test import Client
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from pencere.blocks.signing import api
from pencere.blocks.signing.encoding import is_indefinite
from pencere.blocks.signing.timestamps import MAX_REQUEST_BYTES, Rejection, respond

QUERY = "application/timestamp-query"
DIGEST = hashlib.sha256(b"salam").digest()


def request(algorithm: str = "sha256", digest: bytes = DIGEST, **more: object) -> bytes:
    imprint = {"hash_algorithm": {"algorithm": algorithm}, "hashed_message": digest}
    asked = {"version": "v1", "message_imprint": imprint, "cert_req": True, "nonce": 81}
    made: bytes = tsp.TimeStampReq(asked | more).dump()
    return made


def failure(answer: bytes) -> set[str]:
    status = Rejection.load(answer)["status"]
    assert status["status"].native == "rejection"
    found: set[str] = status["fail_info"].native
    return found


@pytest.mark.django_db
def test_it_works() -> None:
    answer = Client().post("/tsa", request(), content_type=QUERY)
    assert answer["Content-Type"] == "application/timestamp-reply"
    parsed = tsp.TimeStampResp.load(answer.content)
    assert parsed["status"]["status"].native == "granted"
    told = parsed["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    assert told["message_imprint"]["hashed_message"].native == DIGEST
    assert told["nonce"].native == 81


@pytest.mark.peer
def test_openssl_accepts_the_stamp(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"salam")
    (tmp_path / "reply").write_bytes(respond(request()))
    (tmp_path / "root").write_bytes(api.trust().roots[0])
    pem = ["openssl", "x509", "-inform", "DER", "-in", "root", "-out", "root.pem"]
    subprocess.run(pem, cwd=tmp_path, check=True)
    ask = ["openssl", "ts", "-verify", "-data", "data", "-in", "reply", "-CAfile", "root.pem"]
    done = subprocess.run(ask, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout, done.stderr


def test_weak_digests_and_odd_requests_are_rejected() -> None:
    assert failure(respond(request("sha1", b"x" * 20))) == {"bad_alg"}
    assert failure(respond(request(digest=b"short"))) == {"bad_data_format"}
    assert failure(respond(request(req_policy="1.2.3.4"))) == {"unaccepted_policy"}
    assert failure(respond(b"")) == {"bad_data_format"}
    assert failure(respond(b"0" * (MAX_REQUEST_BYTES + 1))) == {"bad_data_format"}


@limits(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_rubbish_is_rejected(noise: bytes) -> None:
    assert failure(respond(noise)) == {"bad_data_format"}


@pytest.mark.django_db
def test_the_page_says_what_it_takes() -> None:
    client = Client()
    assert client.get("/tsa").status_code == 405
    assert client.post("/tsa", b"x", content_type="text/plain").status_code == 415
    large = client.post("/tsa", b"x" * 10_000, content_type=QUERY)
    assert large.status_code == 413


@pytest.mark.django_db
def test_certificates_and_lists_are_public() -> None:
    client = Client()
    assert client.get("/pki/root.crt").content == api.trust().roots[0]
    assert client.get("/pki/issuing.crl")["Content-Type"] == "application/pkix-crl"
    assert client.get("/pki/root.key").status_code == 404


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (b"\x30\x80", True),
        (b"\x30\x82\x03\x80", False),
        (b"\x30\x81\x80", False),
        (b"\xa0\x82\x03\x84\x30\x80", True),
        (b"\x7f\x81\x01\x80", True),
        (b"", False),
    ],
)
def test_a_length_that_ends_in_0x80_is_not_indefinite(header: bytes, expected: bool) -> None:
    assert is_indefinite(header) is expected
