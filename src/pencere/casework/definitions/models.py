"""Published versions of services: what an open application goes by, whatever came later."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from pencere.casework.definitions.model import ServiceDefinition
from pencere.casework.definitions.reading import read_definition
from pencere.kernel.ids import new_id


class ServiceVersion(models.Model):
    """One published text of a service's definition; a trigger keeps it as it was published."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.CharField(max_length=100)
    """The definition's id: agency.service."""
    number = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    """SHA-256 of the definition's canonical form: its meaning without comments and layout."""
    source = models.TextField()
    published_at = models.DateTimeField()
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("service", "number", name="version_number_is_unique"),
            models.UniqueConstraint("service", "content_hash", name="version_content_is_unique"),
            models.UniqueConstraint(
                "service", condition=Q(is_current=True), name="one_current_version_a_service"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.number}"

    @property
    def definition(self) -> ServiceDefinition:
        """What this version says, parsed once a process: versions never change."""
        found = PARSED.get(self.content_hash)
        if found is None:
            languages = tuple(code for code, _name in settings.LANGUAGES)
            found = read_definition(self.source, file=self.service, languages=languages)
            PARSED[self.content_hash] = found
        return found


PARSED: dict[str, ServiceDefinition] = {}
"""By content hash. A deferred `source` is fetched just when its hash isn't here yet."""
