"""Work about regimes that nobody waits for with the page open."""

from __future__ import annotations

from pencere.blocks.regimes import trials
from pencere.blocks.regimes.models import Trial
from pencere.kernel import jobs


@jobs.task(name="regimes.try", queue="default", retry=0, is_awaited=True)
def try_on_a_day(*, trial: str) -> None:
    """Try a proposal on the decisions of a day; that it failed is seen on its page."""
    row = Trial.objects.select_related("proposal").filter(pk=trial).first()
    if row is None or row.status == Trial.Status.DONE:
        return  # the draft was deleted meanwhile, or this is a second run
    try:
        trials.run(row)
    except Exception:
        Trial.objects.filter(pk=row.pk).update(status=Trial.Status.FAILED)
        raise


@jobs.periodic(cron="17 3 * * *")
@jobs.task(name="regimes.forget-people", queue="housekeeping")
def forget_people(*, timestamp: int) -> None:
    """Each night: who was listed in trials long past is nobody's business any more."""
    trials.forget_people()
