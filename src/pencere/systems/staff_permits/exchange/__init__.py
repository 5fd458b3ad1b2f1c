"""The exchange with the ministry: signed messages out of the outbox, signed receipts back."""
