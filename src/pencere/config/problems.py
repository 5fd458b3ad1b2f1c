"""What an operator is told when pencere can't start or a command can't do its work: one
sentence that says what is wrong and what to do, never a traceback."""

from __future__ import annotations

import errno
import os
import pwd


class SetupError(Exception):
    """Something about this machine or this installation that the operator has to mend."""


def user_name(uid: int | None = None) -> str:
    """The name of a user of this machine (of this process when None), or its number."""
    number = os.geteuid() if uid is None else uid
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"


def in_words(error: OSError) -> str | None:
    """One sentence for the errors of the system that an operator can mend, else None."""
    where = str(error.filename) if error.filename else "a file of this installation"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full: {where} can't be written. Free some space and start again."
    if error.errno in (errno.EACCES, errno.EPERM):
        return (
            f"{user_name()} may not use {where}: give it to this user, "
            "or set PENCERE_HOME to a folder that this user may write."
        )
    if error.errno == errno.EROFS:
        return f"{where} is on a read-only disk: set PENCERE_HOME to a folder that can be written."
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"{where} should be a folder: remove what stands there, or set PENCERE_HOME."
    return None
