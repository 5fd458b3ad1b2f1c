"""The processes of the SMS channel: the gateway, and the demonstration's stand-in for a centre."""

from __future__ import annotations

import asyncio
import logging

from pencere.config.databases import home, private_folders
from pencere.config.postgres import available
from pencere.config.problems import SetupError
from pencere.config.processes import refuse_taken_port


def serve_gateway(*, deciders: int) -> None:
    """Serve the centres that the settings name until a signal says to stop."""
    private_folders(home())
    with available(home(), "sms"):
        import django

        django.setup()
        from django.conf import settings

        from pencere.blocks.sms.gateway.process import serve
        from pencere.blocks.sms.smpp.api import BadAddress, Centre

        if not settings.SMS_CENTRES:
            raise SetupError(
                "No SMS centre is named: set PENCERE_SMS_CENTRES, as docs/operate.md says."
            )
        try:
            centres = [Centre.from_url(url) for url in settings.SMS_CENTRES]
        except BadAddress as problem:
            raise SetupError(f"PENCERE_SMS_CENTRES can't be read: {problem}.") from problem
        names = [centre.name for centre in centres]
        if len(set(names)) < len(names):
            raise SetupError("Two SMS centres of PENCERE_SMS_CENTRES have the same name.")
        serve(centres, deciders=deciders, wants_receipts=settings.SMS_RECEIPTS)


def serve_stand_in(*, port: int) -> None:
    """Be an SMS centre for this machine until a signal says to stop; needs no database."""
    from pencere.blocks.sms.demo.centre import run

    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    private_folders(home())
    refuse_taken_port("127.0.0.1", port)
    asyncio.run(run(home(), port))
