"""What is known of each kept file; the content itself lies in the file store."""

from __future__ import annotations

from django.db import models

from pencere.kernel.ids import new_id


class StoredFile(models.Model):
    """One kept file. Several may share one content, which is stored once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sha256 = models.CharField(max_length=64)
    """Of the content, in hex: where the store keeps it."""
    size = models.BigIntegerField()
    """Bytes."""
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=150)
    """What to call it when it is downloaded; made safe on the way in."""
    owner = models.UUIDField(null=True)
    """The party whose it is; whether somebody else may have it is for the owning package."""
    created_at = models.DateTimeField()
    scanned_at = models.DateTimeField(null=True)
    """When the virus scanner last looked at the content; None when none has yet."""
    infection = models.CharField(max_length=100, blank=True)
    """What the scanner found in it after it was taken: nobody may open it."""

    class Meta:
        indexes = [
            models.Index("sha256", name="storedfile_by_content"),
            models.Index(
                "created_at",
                "id",
                condition=models.Q(scanned_at__isnull=True),
                name="storedfile_unscanned",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(size__gte=0), name="storedfile_size_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
