"""The static site: plain Markdown pages and data files, written to a folder from which the site engine makes HTML.

`write.write_site` writes the pages, `engine.build_html` runs MkDocs over them. Address, order and words of the pages are
those of the site's specification (docs/architecture.md tells where it is).
"""

__all__ = ["charts", "engine", "libraries", "model", "pictures", "search_data", "versions", "write"]
