"""Receipts, numbers, addresses of centres, and the arithmetic of pace."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pencere.blocks.sms.smpp import receipts
from pencere.blocks.sms.smpp.addresses import Address, Ton, international, written
from pencere.blocks.sms.smpp.centre import BadAddress, Centre, MessageIds
from pencere.blocks.sms.smpp.messages import Receipt
from pencere.blocks.sms.smpp.pace import Backoff, TokenBucket, Window
from pencere.blocks.sms.smpp.pdu import EsmClass, ShortMessage, Tag

TEXT = (
    "id:{} sub:001 dlvrd:001 submit date:2004071200 done date:2004071201 stat:{} err:000 text:2 AZE"
)


def receipt(text: str, *tlvs: tuple[int, bytes]) -> ShortMessage:
    return ShortMessage(
        source="994502340003",
        esm_class=EsmClass.RECEIPT,
        short_message=text.encode(),
        tlvs=tlvs,
    )


# Receipts


def test_a_receipt_of_the_usual_kind() -> None:
    assert receipts.read(receipt(TEXT.format("ab12", "DELIVRD")), "azercell") == Receipt(
        centre="azercell",
        message_id="ab12",
        state="delivered",
        error="000",
        done="2004071201",
        recipient="994502340003",
    )


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("id:7 stat:UNDELIV err:21", "undeliverable"),
        ("ID:7 Stat:undeliv Err:21", "undeliverable"),
        ("stat:EXPIRED id:7 err:21", "expired"),
        ("id:7 submit date:1 done date:2 stat:REJECTD err:21", "rejected"),
        ("id:7 stat:WHATEVER err:21", "unknown"),
        ("id: 7  err:21", "unknown"),
    ],
)
def test_centres_write_receipts_as_they_like(text: str, state: str) -> None:
    read = receipts.read(receipt(text))

    assert read is not None
    assert (read.message_id, read.state, read.error) == ("7", state, "21")


def test_the_text_that_was_sent_says_nothing_about_itself() -> None:
    read = receipts.read(receipt("id:7 stat:DELIVRD err:000 text:id:8 stat:EXPIRED"))

    assert read is not None
    assert (read.message_id, read.state) == ("7", "delivered")


def test_parameters_decide_where_there_are_both() -> None:
    read = receipts.read(
        receipt(
            "id:7 stat:DELIVRD",
            (Tag.RECEIPTED_MESSAGE_ID, b"8\0"),
            (Tag.MESSAGE_STATE, b"\x03"),
            (Tag.NETWORK_ERROR_CODE, b"\x03\x00\x15"),
        )
    )
    assert read is not None
    assert (read.message_id, read.state, read.error) == ("8", "expired", "030015")
    assert read.is_final


def test_a_receipt_that_names_no_message_is_none() -> None:
    assert receipts.read(receipt("hello")) is None


def test_a_person_s_text_is_no_receipt_whatever_it_says() -> None:
    text = TEXT.format("1", "DELIVRD").encode()
    assert not receipts.is_receipt(ShortMessage(short_message=text))
    assert not receipts.is_receipt(ShortMessage(esm_class=EsmClass.UDH, short_message=text))


@pytest.mark.parametrize(
    ("written_id", "ids", "plain"),
    [
        ("1A", "hexadecimal", "26"),
        ("0026", "decimal", "26"),
        ("abc-1", "text", "abc-1"),
        ("abc-1", "decimal", "abc-1"),
    ],
)
def test_ids_are_brought_to_one_way_of_writing(
    written_id: str, ids: MessageIds, plain: str
) -> None:
    assert receipts.plain_id(written_id, ids) == plain


@pytest.mark.parametrize("state", sorted(set(receipts.STATES.values())))
def test_a_receipt_that_was_written_is_read(state: str) -> None:
    sent = ShortMessage(source="8103", destination_ton=1, destination="994502340003")
    wrote = receipts.write(sent, "m1", state=state, at="2004071201")
    read = receipts.read(wrote)

    assert receipts.is_receipt(wrote)
    assert read is not None
    assert (read.message_id, read.state, read.recipient) == ("m1", state, "994502340003")
    assert read.is_final == (state not in {"enroute", "accepted"})


# Numbers


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("+994502340003", Address(Ton.INTERNATIONAL, 1, "994502340003")),
        ("8103", Address(Ton.NETWORK_SPECIFIC, 0, "8103")),
        ("Pencere", Address(Ton.ALPHANUMERIC, 0, "Pencere")),
    ],
)
def test_numbers_are_written_by_their_look(number: str, address: Address) -> None:
    assert written(number) == address


@pytest.mark.parametrize(
    "number", ["", "+", "Pəncərə", "a name too long", "+9945023400031234", "1" * 16]
)
def test_what_is_no_number_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="short message"):
        written(number)


@pytest.mark.parametrize(
    ("digits", "ton", "country", "number"),
    [
        ("994502340003", 1, "", "+994502340003"),
        ("994502340003", 0, "", "994502340003"),
        ("994502340003", 0, "994", "+994502340003"),
        ("0502340003", 0, "994", "+994502340003"),
        ("502340003", 2, "994", "+994502340003"),
        ("00994502340003", 0, "994", "+994502340003"),
        ("8103", 0, "994", "8103"),
        ("Bank", 5, "994", "Bank"),
    ],
)
def test_numbers_are_completed_where_it_is_certain(
    digits: str, ton: int, country: str, number: str
) -> None:
    assert international(digits, ton, country) == number


# Addresses of centres


def test_a_centre_s_address_says_everything() -> None:
    centre = Centre.from_url(
        "smpp://gate:p%40ss@smsc.example:2776/azercell?binds=2&window=50&rate=3000"
        "&number=8103&number=8104&long_texts=sar&alphabet=latin-1&source_ton=0&country_code=994"
    )
    assert centre == Centre(
        name="azercell",
        host="smsc.example",
        port=2776,
        system_id="gate",
        password="p@ss",
        binds=2,
        window=50,
        rate=3000.0,
        numbers=("8103", "8104"),
        long_texts="sar",
        alphabet="latin-1",
        source_ton=0,
        country_code="994",
    )
    assert "p@ss" not in repr(centre)


def test_tls_has_a_port_of_its_own() -> None:
    assert Centre.from_url("smpps://a:b@host").port == 3550
    assert Centre.from_url("smpp://a:b@host?tls=1").port == 3550
    assert Centre.from_url("smpp://a:b@host").port == 2775
    assert Centre.from_url("smpp://a:b@host").name == "host"


@pytest.mark.parametrize(
    "url",
    [
        "http://host",
        "smpp://",
        "smpp://a:b@host:port",
        "smpp://a:b@host?binds=two",
        "smpp://a:b@host?binds=0",
        "smpp://a:b@host?rate=-1",
        "smpp://a:b@host?colour=red",
        "smpp://a:b@host?long_texts=post",
        "smpp://a:b@host?tls=perhaps",
        "smpp://a:123456789@host",
        "smpp://a-name-that-is-too-long:b@host",
    ],
)
def test_an_address_that_can_t_be_meant_is_refused(url: str) -> None:
    with pytest.raises(BadAddress) as refused:
        Centre.from_url(url)
    assert "123456789" not in str(refused.value)


def test_certificates_are_checked_unless_told_otherwise(tmp_path: Path) -> None:
    assert Centre.from_url("smpp://a:b@host").tls_context() is None
    strict = Centre.from_url("smpps://a:b@host").tls_context()
    loose = Centre.from_url("smpps://a:b@host?tls_insecure=1").tls_context()

    assert strict is not None
    assert strict.verify_mode == ssl.CERT_REQUIRED
    assert loose is not None
    assert loose.verify_mode == ssl.CERT_NONE


# Pace


@given(st.lists(st.floats(0.0, 0.5), max_size=200), st.floats(1.0, 5000.0))
def test_a_bucket_never_gives_more_than_its_rate(gaps: list[float], rate: float) -> None:
    now, taken = 0.0, 0
    bucket = TokenBucket(rate, now)
    for gap in gaps:
        now += gap
        while bucket.take(now):
            taken += 1
    assert taken <= now * rate + bucket.room + 1e-6


def test_a_bucket_says_when_to_come_again() -> None:
    bucket = TokenBucket(10.0, 0.0)
    assert bucket.take(0.0)
    assert not bucket.take(0.0)
    assert bucket.wait == pytest.approx(0.1)
    assert bucket.take(0.1001)


def test_waits_double_and_are_jittered() -> None:
    backoff = Backoff(1.0, 60.0)
    waits = [backoff.next() for _ in range(12)]

    for number, wait in enumerate(waits):
        most = min(60.0, 2.0**number)
        assert most / 2 <= wait <= most
    backoff.reset()
    assert backoff.next() <= 1.0


def test_a_window_gives_way_and_grows_again() -> None:
    window = Window(100)
    window.too_much(10.0)
    window.too_much(10.0)  # others of the same crowd say nothing new

    assert window.size == 50
    assert window.is_paused(10.0)
    assert not window.is_paused(window.resume_at)
    for _ in range(50):
        window.taken(11.0)
    assert window.size == 51
    for _ in range(10_000):
        window.taken(12.0)
    assert window.size == 100


def test_pauses_grow_while_nothing_is_taken() -> None:
    window = Window(100)
    now, pauses = 0.0, []
    for _ in range(12):
        window.too_much(now)
        pauses.append(window.resume_at - now)
        now = window.resume_at
    assert window.size == 1
    assert pauses[-1] > 2.0
    window.taken(now)
    window.too_much(now)
    assert window.resume_at - now <= Window.FIRST_PAUSE
