"""The Jinja environment; the only importer of jinja2.

Templates show, Python decides: there are loops, one level of ``if`` and values ready to
print. What a template prints must be a piece of output in the template's own language
(`encode.py`); plain text, which may come from a document, is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from specloom.encode import Encoded, Json, Markdown, Python, Toml

_LANGUAGES: dict[str, type[Encoded]] = {
    ".js": Json,
    ".py": Python,
    ".toml": Toml,
    ".md": Markdown,
    ".mdx": Markdown,
    ".yml": Json,
}


class Templates:
    """Renders the templates of one folder.

    Args:
        root: The folder; a template is named by its path below it and ends in
            ``.<language>.jinja``.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._environments = {
            language: _environment(root, language)
            for language in dict.fromkeys(_LANGUAGES.values())
        }

    def render(self, name: str, /, **values: object) -> Encoded:
        """Render one template.

        Args:
            name: Such as ``client/resource.py.jinja``.
            **values: What it may print: encoded pieces, and views that hold them.

        Raises:
            TypeError: If the template prints what no encoder made for its language.
        """
        language = _LANGUAGES[Path(name.removesuffix(".jinja")).suffix]
        template = self._environments[language].get_template(name)
        return language(template.render(values))

    def verbatim(self, folder: str) -> Iterable[tuple[str, str]]:
        """Yield name and text of the files of a folder that are copied as they are."""
        for path in sorted((self.root / folder).rglob("*")):
            if path.is_file() and path.suffix not in {".jinja", ".pyc"}:
                yield (
                    path.relative_to(self.root / folder).as_posix(),
                    path.read_text("utf-8"),
                )


def _environment(root: Path, language: type[Encoded]) -> Environment:
    def finalize(value: object) -> object:
        if not isinstance(value, language):
            message = f"{value!r} is not {language.__name__}: encode it first"
            raise TypeError(message)
        return value

    return Environment(
        loader=FileSystemLoader(root, encoding="utf-8"),
        undefined=StrictUndefined,
        finalize=finalize,
        autoescape=False,  # noqa: S701 - no HTML; `finalize` refuses unencoded text
        auto_reload=False,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
