"""From untrusted text to output: one encoder per position, and no other way.

Everything that a description says is a plain `str`. A template prints `Encoded` values
only (`templating.py` refuses the rest), and only the functions of this module make
them: each one for one position, such that the text cannot end the literal, comment,
cell or element in which it stands. The frames that put encoded parts together are
`LiteralString`: they stand in our own source and hold nothing of a document.
"""

from specloom.encode.nodes import Encoded, Json, Markdown, Python, Toml

__all__ = ["Encoded", "Json", "Markdown", "Python", "Toml"]
