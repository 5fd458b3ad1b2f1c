"""What other packages may ask of kept files."""

from pencere.kernel.files.actions import delete, store, store_own, sweep
from pencere.kernel.files.downloads import as_download, open_file
from pencere.kernel.files.kinds import KINDS, Kind
from pencere.kernel.files.models import StoredFile
from pencere.kernel.files.scanning import ScannerStatus, scanner_status
from pencere.kernel.files.uploads import too_large_fields

__all__ = [
    "KINDS",
    "Kind",
    "ScannerStatus",
    "StoredFile",
    "as_download",
    "delete",
    "open_file",
    "scanner_status",
    "store",
    "store_own",
    "sweep",
    "too_large_fields",
]
