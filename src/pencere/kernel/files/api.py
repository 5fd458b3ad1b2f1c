"""What other packages may ask of kept files."""

from pencere.kernel.files.actions import delete, store, sweep
from pencere.kernel.files.downloads import as_download, open_file
from pencere.kernel.files.kinds import KINDS, Kind
from pencere.kernel.files.models import StoredFile
from pencere.kernel.files.uploads import too_large_fields

__all__ = [
    "KINDS",
    "Kind",
    "StoredFile",
    "as_download",
    "delete",
    "open_file",
    "store",
    "sweep",
    "too_large_fields",
]
