"""The parts of an OFD file (GB/T 33190-2016, chapters 6 and 7): its documents, their pages, templates and resources."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from kb.errors import BeyondLimitError, UnreadableError
from parser.limits import check
from parser.read.archives import BROKEN, Archive, parsed
from parser.read.ofd_page import Element, Layer, Matter, numbers

PaperBox = tuple[float, float, float, float]
_A4: PaperBox = (0.0, 0.0, 210.0, 297.0)
DAMAGED = "请用 OFD 阅读器打开, 另存为 pdf 后再试"


class OfdDocument(Struct, frozen=True, kw_only=True):
    """One document of a file."""

    entries: tuple[tuple[str, str], ...]
    """Of each page: its id, and the member that describes it."""
    paper: PaperBox
    """Left, top, width and height in millimetres of pages that have none of their own."""
    templates: dict[str, Element]
    units: dict[str, Element]
    """Id -> the content of a composite unit."""
    media: dict[str, str]
    """Id of a picture -> the member that holds it."""
    remarks: int
    """Annotations, watermarks and stamps that show words; they are no part of the pages."""


class OfdArchive(Struct, frozen=True):
    """The members of a file; `where` names it in errors."""

    zip: Archive
    where: str

    def tree(self, name: str) -> Element:
        """The XML member `name`. Raises `UnreadableError` when it is missing or no XML, `BeyondLimitError` when too large."""
        try:
            return parsed(Path(self.where), self.zip.read(name.lstrip("/")))
        except BeyondLimitError:
            raise
        except (*BROKEN, UnreadableError):
            raise UnreadableError(f"ofd 损坏: {name} 无法读取", where=self.where, advice=DAMAGED) from None

    def picture(self, name: str) -> bytes | None:
        """The bytes of a picture; None where there is no such member, or it is broken."""
        try:
            return self.zip.read(name)
        except BROKEN:
            return None


def documents(archive: OfdArchive) -> list[OfdDocument]:
    """The documents of the file in their order. Raises `UnreadableError` when one of them is broken."""
    roots = (_within("", place.text) for place in archive.tree("OFD.xml").iter("{*}DocRoot"))
    return [_document(archive, root) for root in roots]


def _document(archive: OfdArchive, root: str) -> OfdDocument:
    tree = archive.tree(root)
    resources = [
        (place, archive.tree(place))
        for named in tree.iter("{*}DocumentRes", "{*}PublicRes")
        for place in [_within(root, named.text)]
    ]
    pages = tree.find("{*}Pages")
    check("pages", len(_children(pages, "Page")), archive.where)
    return OfdDocument(
        entries=tuple((page.get("ID") or "", _within(root, page.get("BaseLoc"))) for page in _children(pages, "Page")),
        paper=_paper(tree.find("{*}CommonData/{*}PageArea/{*}PhysicalBox")) or _A4,
        templates={
            page.get("ID") or "": archive.tree(_within(root, page.get("BaseLoc")))
            for page in tree.iter("{*}TemplatePage")
        },
        units={
            unit.get("ID") or "": content
            for _, resource in resources
            for unit in resource.iter("{*}CompositeGraphicUnit")
            for content in _children(unit, "Content")
        },
        media=dict(found for place, resource in resources for found in _media(place, resource)),
        remarks=_remarks(archive, root, tree),
    )


def _children(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else element.findall(f"{{*}}{name}")


def _within(base: str, location: str | None) -> str:
    """Member that `location` names in the file `base`: from the root where it begins with a slash."""
    location = (location or "").strip()
    if location.startswith("/"):
        return location.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), location))


def _paper(element: Element | None) -> PaperBox | None:
    held = numbers(element.text) if element is not None else []
    return (held[0], held[1], held[2], held[3]) if len(held) == 4 and held[2] > 0 and held[3] > 0 else None


def _media(place: str, resource: Element) -> Iterator[tuple[str, str]]:
    """Ids of the pictures that the resource file `place` names, and their members."""
    base = posixpath.join(posixpath.dirname(place), resource.get("BaseLoc") or "")
    for medium in resource.iter("{*}MultiMedia"):
        file = medium.find("{*}MediaFile")
        if file is not None and file.text:
            yield medium.get("ID") or "", _within(base.rstrip("/") + "/x", file.text)


def _remarks(archive: OfdArchive, root: str, tree: Element) -> int:
    """How many annotations show words; none where their files are broken, for the text does not need them."""
    try:
        found = 0
        for named in _children(tree, "Annotations"):
            place = _within(root, named.text)
            for file in archive.tree(place).iter("{*}FileLoc"):
                annotations = archive.tree(_within(place, file.text)).iter("{*}Annot")
                found += sum(next(annotation.iter("{*}TextCode"), None) is not None for annotation in annotations)
        return found
    except BeyondLimitError:
        raise
    except UnreadableError:
        return 0


def matters(archive: OfdArchive, document: OfdDocument) -> Iterator[Matter | None]:
    """What each page of the document shows, templates under its own content; None for a page that is broken."""
    trees = [_page_tree(archive, place) for _, place in document.entries]
    used = Counter(name for tree in trees if tree is not None for name in {*_templates(tree)})
    for tree in trees:
        if tree is None:
            yield None
            continue
        named = [name for name in _templates(tree) if name in document.templates]
        yield Matter(
            paper=_paper(tree.find("{*}Area/{*}PhysicalBox")) or document.paper,
            layers=(*(Layer(document.templates[name], used[name] > 1) for name in named), Layer(tree)),
            units=document.units,
            pictures=tuple(
                document.media[key]
                for item in tree.iter("{*}ImageObject")
                if (key := item.get("ResourceID")) in document.media
            ),
        )


def _page_tree(archive: OfdArchive, place: str) -> Element | None:
    try:
        return archive.tree(place)
    except BeyondLimitError:
        raise
    except UnreadableError:
        return None


def _templates(tree: Element) -> list[str]:
    return [template.get("TemplateID") or "" for template in _children(tree, "Template")]
