"""MkDocs hooks: the Markdown files of the repository's root are pages of the site, README.md as its first."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGES = {"README.md": "index.md"} | {name: name for name in ("CONTRIBUTING.md", "STYLE.md", "CHANGELOG.md")}

_LINK = re.compile(r"(\]\()((?!https?:|#)[^)\s]+)(\))")
_LABELLED = re.compile(r"\[([^\]]+)\]\(((?:\.\./)+[^)\s#]+)[^)]*\)")


def on_files(files: Any, config: Any) -> Any:
    """Add the root's pages, with links that hold inside the site."""
    from mkdocs.structure.files import File  # MkDocs lives in an environment of its own.

    for name, page in PAGES.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=_LINK.sub(_from_root, text)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Return a page of docs/ with its links to the root's pages turned to those of the site."""
    if page.file.src_uri in PAGES.values():
        return markdown
    up = "../" * (page.file.src_uri.count("/") + 1)

    def within(link: re.Match[str]) -> str:
        """Return a link, or its text alone if it leads to a file that is no page, such as a test."""
        is_page = not link[2].startswith(up) or link[2].removeprefix(up) in PAGES
        return link[0] if is_page else link[1]

    return _LINK.sub(_to_root, _LABELLED.sub(within, markdown))


def _from_root(link: re.Match[str]) -> str:
    path, hash_, anchor = link[2].partition("#")
    return link[1] + PAGES.get(path, path.removeprefix("docs/")) + hash_ + anchor + link[3]


def _to_root(link: re.Match[str]) -> str:
    path, hash_, anchor = link[2].partition("#")
    folders, _, name = path.rpartition("../")
    return link[1] + (folders + PAGES[name] if name in PAGES and path != name else path) + hash_ + anchor + link[3]
