"""The kinds of signed messages: the `typ` of each."""

MESSAGE = "staff-permits+jws"
RECEIPT = "staff-permits-receipt+jws"
