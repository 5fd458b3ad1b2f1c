"""What others may ask of versions: replay cases under another one, move open ones, take it back."""

from __future__ import annotations

from pencere.casework.versions.actions import Outcome, move_open_cases, undo_move
from pencere.casework.versions.replays import Report, replay_service, replayed

__all__ = ["Outcome", "Report", "move_open_cases", "replay_service", "replayed", "undo_move"]
