"""What of a description is in the output: each construct, counted, with its fate.

* `keywords.py`: the positive list of what is read, and why the rest is not.
* `report.py`: what a description holds (`sources.census`) and what was said about it
  (diagnostics), as one `Report`.
* `wording.py`: the report as text, JSON and Markdown.
"""

from __future__ import annotations

from specloom.fidelity.report import (
    Construct,
    Fate,
    Loss,
    Report,
    note_unread,
    report,
)

__all__ = ["Construct", "Fate", "Loss", "Report", "note_unread", "report"]
