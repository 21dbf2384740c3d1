"""The registry: which unit a mention means, for a plan of a given issuer; what became of it; whom a group covers.

The shipped vocabulary knows the organisations that every region has; the workspace's own `units.yaml` adds and
corrects units, groups and successions. A mention that neither knows becomes a unit by its form, `reviewed` false; none
is dropped.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from kb.schema import Level, Unit, UnitKind
from kb.script import simplified
from kb.units.forms import group_form, has_level, is_part_of_unit, kind_of
from kb.units.groups import group_key, units_covered
from kb.units.issuer import Issuer
from kb.units.names import Name, take_apart
from kb.units.places import DIVISION_CHARS, HAN, LEVEL_CHARS, LEVEL_OF_CHAR, TOWNSHIP, TOWNSHIP_SEAT, ZONE_SEAT, is_zone
from kb.units.regions import (
    city_shorts,
    is_region,
    province_shorts,
    region_level,
    region_slug,
    short_name,
    to_ascii,
)
from kb.units.stems import Organisation
from kb.units.stems import stems as known_stems
from kb.units.succession import Succession, general_successions
from kb.units.words import unit_words
from kb.units.workspace_units import OwnUnits, read_own

_BRACKETS = re.compile(r"[（(【\[〔][^（）()【】\[\]〔〕]*[)）】\]〕]")
_HAN = re.compile("[\u4e00-\u9fff]")
_DAMAGE = re.compile(r"\??#(\d{3,5});\??")
_LEVEL_SLUG = {"provincial": "sheng", "municipal": "shi", "district": "qu", "township": "zhen"}
# Endings of a township's and a zone's administration.
_TOWNSHIP = re.compile(f"^(.*?)({TOWNSHIP}){TOWNSHIP_SEAT}?$")
_ZONE = re.compile(f"{ZONE_SEAT}$")
_TWICE = re.compile(f"([{DIVISION_CHARS}])\\1[{HAN}]{{2}}")
"""A level that is told twice: 县县科委."""


class UnitPlace:
    """Region that a mention belongs to, as ids and names need it."""

    def __init__(self, region: str | None, level: Level, slug: str, prefix: str) -> None:
        self.region, self.level, self.slug, self.prefix = region, level, slug, prefix


class Registry:
    """Resolves mentions. Immutable after loading; `resolve` depends on nothing but its arguments."""

    def __init__(self, own: OwnUnits) -> None:
        self._own = own

    def resolve(self, mention: str, issuer: Issuer) -> Unit:
        """The canonical unit that a mention means in a plan of `issuer`.

        Two mentions of one unit (区环保局, 环保局, 吴兴区环境保护局) give equal units. An unknown one gives a unit by
        its form with `reviewed` false. Never raises.
        """
        name = simplified(_clean(mention))
        own = self._own.unit(name, issuer)
        if own:
            return own
        core = _BRACKETS.sub("", name) or name
        if own := self._own.unit(core, issuer):
            return own
        unit = _resolve(name, core, issuer)
        return self._own.corrected(unit)

    def successors(self, unit: Unit, issuer: Issuer) -> tuple[Succession, ...]:
        """Who the unit became, step by step, oldest first; empty where nothing is known to have changed.

        What the workspace states (`confirmed`) replaces the general table (`suggested`).
        """
        own = self._own.successions(unit, lambda name: self.resolve(name, issuer))
        return own or general_successions(unit, issuer, self.resolve)

    def members(self, group: Unit, units: Iterable[Unit]) -> tuple[str, ...]:
        """Ids of those of `units` that a group covers: as the workspace states them, else by kind and level."""
        if group.kind != "group":
            return ()
        known = tuple(units)
        stated = self._own.members(group, known)
        return stated if stated is not None else units_covered(group, known)


def load_registry(extra: Path | None = None) -> Registry:
    """The shipped registry with the workspace's own `units.yaml` over it.

    `extra` that does not exist is the same as none. Raises `WorkspaceError` for a file that cannot be read as units.
    """
    return Registry(read_own(extra))


def _clean(mention: str) -> str:
    """Mention without white space but between Latin words, damage read as the character it names, brackets full width."""
    between = "" if _HAN.search(mention) else " "
    name = _DAMAGE.sub(lambda m: chr(int(m[1])), between.join(mention.split()))
    return name.replace("(", "（").replace(")", "）")


def _resolve(name: str, core: str, issuer: Issuer) -> Unit:
    if _TWICE.match(core) and not take_apart(core):
        core = core[1:]
    if group_form(name):
        return _group(name, issuer)
    taken = take_apart(core) or _field(core)
    if (taken and taken.stem.entry.id in ("zhengfu", "guanweihui")) or is_region(core):
        return _government(core, taken, issuer)
    if taken and not taken.stem.entry.loose and not (taken.loose and not _own_head(taken, core, issuer)):
        return _known(taken, core, issuer)
    township = _TOWNSHIP.match(core)
    if township and len(township[1]) > 0 and kind_of(core) == "township":
        return _township(township[1] + township[2], issuer)
    zone = _ZONE.sub("", core)
    if is_zone(zone):
        return _zone(zone, issuer)
    return _by_form(core, issuer, taken.stem.entry.kind if taken else None)


def _field(core: str) -> Name | None:
    """公安 of 公安、交通运输部门: the department of that field."""
    stem = known_stems().get(core) or known_stems().get(f"{core}局")
    return Name(stem) if stem and not stem.entry.loose else None


def _own_head(taken: Name, core: str, issuer: Issuer) -> bool:
    """A loose head that names the issuer's region or a known one: 平潭海事局 in a plan of 平潭综合实验区, 杭州海关."""
    head = core[: len(core) - len(taken.stem.text)]
    return bool(_region_named(head, issuer))


# ---------------------------------------------------------------- places
def _region_named(head: str, issuer: Issuer) -> str | None:
    """Full name of the region that `head` says: as written, by short name, or the innermost of several."""
    around = [r for r in (issuer.region, *issuer.parents) if r]
    for region in around:
        if head in (region, short_name(region)) or head.endswith(region):
            return region
    if is_region(head):
        return head
    if head in province_shorts():
        return province_shorts()[head]
    if head in city_shorts():
        return city_shorts()[head]
    return next((head[k:] for k in range(1, len(head) - 1) if is_region(head[k:])), None)


def _place(region: str, level: str, issuer: Issuer) -> UnitPlace:
    """Place of a unit from the region and level that its name states; the issuer's own where it states none."""
    if region:
        named = _region_named(region, issuer) or region
        return _at(named, issuer)
    if level in unit_words("names")["national_levels"] or (not level and issuer.level == "national"):
        return UnitPlace(None, "national", "cn", "")
    char = next((c for c in level if c in LEVEL_OF_CHAR), "") if not level.startswith("自治区") else "区"
    own = issuer.region
    if not char or (own and own[-1] == char and not level.startswith("省")):
        return _at(own, issuer) if own else UnitPlace(None, issuer.level, "x", "")
    wanted: Level = "provincial" if level.startswith("自治区") else LEVEL_OF_CHAR[char]
    if own and wanted == issuer.level:
        return _at(own, issuer)
    above = next((r for r in issuer.parents if region_level(r) == wanted), None)
    if above:
        return _at(above, issuer)
    if own and wanted == "provincial" and issuer.level == "provincial":
        return _at(own, issuer)
    slug = f"{region_slug(own)}-" if own else ""
    return UnitPlace(None, wanted, f"{slug}{_LEVEL_SLUG[wanted]}", char)


def _at(region: str, issuer: Issuer) -> UnitPlace:
    """The place of a region: related regions are called by their level (区), others by name (德清县)."""
    level = issuer.level if region == issuer.region else region_level(region)
    related = region == issuer.region or region in issuer.parents
    prefix = region
    if related and region[-1] in LEVEL_CHARS:
        prefix = "自治区" if region.endswith("自治区") else region[-1]
    return UnitPlace(region, level, region_slug(region) or "x", prefix)


# ---------------------------------------------------------------- kinds of units
def _known(taken: Name, core: str, issuer: Issuer) -> Unit:
    stem, entry = taken.stem, taken.stem.entry
    head = core[: len(core) - len(stem.text)] if taken.loose else taken.region
    place = _place(head, taken.level, issuer)
    if not head and not taken.level and _is_national(stem.text, entry, issuer):
        place = UnitPlace(None, "national", "cn", "")
    name = _name(place, stem.short, entry)
    full = _full_name(place, stem.full, stem.text, entry, issuer)
    return Unit(
        id=f"{place.slug}/{entry.id}",
        name=name,
        full_name=full,
        aliases=_aliases(place, stem.short, stem.full, entry, (name, full)),
        kind=entry.kind,
        level=place.level,
        reviewed=True,
    )


def _aliases(
    place: UnitPlace, short: str, full: str, entry: Organisation, told: tuple[str | None, ...]
) -> tuple[str, ...]:
    """Other spellings: without region; level or region before the short and the official stem; stems in between."""
    plain = short.removeprefix("委") if entry.kind == "party" else short
    heads = [h for h in dict.fromkeys((place.prefix, place.region)) if h]
    if entry.id == "dangwei":
        spelled = [f"{h}委" for h in heads] + [f"中共{h}委" for h in heads]
    else:
        stems = [short] if "{}" in full else [short, full]
        others = [o if o in known_stems() else o + short[-1] for o in entry.also if set(o) <= set(entry.full)]
        spelled = [
            plain,
            *(h + s for h in heads for s in stems),
            *(place.prefix + o for o in others if o in known_stems()),
        ]
    return tuple(dict.fromkeys(a for a in spelled if a not in told))


def _is_national(text: str, entry: Organisation, issuer: Issuer) -> bool:
    """财政部, 税务总局, 审计署: national bodies by their type, whoever issued the plan."""
    if issuer.level == "national":
        return True
    return bool(entry.national) and entry.kind == "department" and text.endswith(("部", "总局", "署", "委员会部"))


def _name(place: UnitPlace, short: str, entry: Organisation) -> str:
    if entry.id == "tuanwei":
        if place.prefix == "自治区":
            return "自治区团委"
        return f"团{place.prefix}委" if len(place.prefix) < 2 else f"共青团{place.prefix}委"
    if entry.id == "dangwei":
        if place.prefix == "自治区":
            return "自治区党委"
        return f"{place.prefix}委" if place.prefix else short
    if place.level == "national" and not place.region:
        return _national_name(short, entry)
    if entry.id == "renhang" and place.region:
        return f"人民银行{short_name(place.region)}{'支' if place.level == 'district' else '分'}行"
    if entry.by_place and place.region:
        return short_name(place.region) + short
    return place.prefix + short


def _national_name(short: str, entry: Organisation) -> str:
    """国家发展改革委, 生态环境部: the national body's name without 中华人民共和国."""
    if entry.national and entry.national.startswith(("中央", "全国", "中华全国", "最高")):
        return entry.national.removeprefix("中华")
    if (entry.national or "").endswith("总局") and short.endswith("局") and not short.endswith("总局"):
        short = short[:-1] + "总局"
    return (
        "国家" + short
        if (entry.national or "国家").startswith("国家")
        and not short.startswith("国家")
        and not short.endswith(("部", "总局"))
        else short
    )


def _full_name(place: UnitPlace, full: str, text: str, entry: Organisation, issuer: Issuer) -> str | None:
    if place.level == "national" and not place.region:
        return entry.national
    if not place.region or entry.kind == "enterprise" or entry.by_place or entry.id == "renhang":
        return None
    if text.endswith("分局") and place.level == "district":
        above = next((r for r in issuer.parents if region_level(r) == "municipal"), None)
        if place.region != issuer.region or not above:
            return None
        return f"{above}{full.removesuffix('分局')}局{short_name(place.region)}分局"
    return full.replace("{}", place.region) if "{}" in full else place.region + full


def _government(core: str, taken: Name | None, issuer: Issuer) -> Unit:
    """区政府, 德清县人民政府, 杭州市, 两江新区管委会, 织里镇人民政府."""
    head = core if is_region(core) or not taken else core[: len(core) - len(taken.stem.text)]
    if taken and taken.stem.entry.id == "guanweihui":
        return _zone(head, issuer) if head else _by_form(core, issuer)
    township = _TOWNSHIP.match(head)
    if township and len(head) > 2 and not is_region(head):
        return _township(head, issuer)
    if not head:
        return _by_form(core, issuer)
    level = head if head[0] in LEVEL_CHARS and len(head) < 3 else ""
    place = _place("" if level else head, level, issuer)
    name = place.prefix + "政府" if len(place.prefix) == 1 else f"{place.region or head}人民政府"
    full = f"{place.region}人民政府" if place.region else None
    spelled = (name, f"{place.region}政府", place.region or "", "区府" if name == "区政府" else "")
    return Unit(
        id=f"{place.slug}/zhengfu",
        name=name,
        full_name=full,
        aliases=tuple(a for a in dict.fromkeys(spelled) if a and a not in (name, full) and not a.startswith("None")),
        kind="government",
        level=place.level,
        reviewed=place.region is not None and is_region(place.region),
    )


def _township(name: str, issuer: Issuer) -> Unit:
    around = [r for r in (issuer.region, *issuer.parents) if r]
    name = next((name.removeprefix(r) for r in around if name.startswith(r) and len(name) > len(r) + 1), name)
    region, bare = issuer.region, name
    held = next((name[:k] for k in range(len(name) - 2, 1, -1) if is_region(name[:k])), None)
    if held and held not in around:
        region, bare = held, name[len(held) :]
    seat = "街道办事处" if bare.endswith("街道") else f"{bare[-1:]}人民政府"
    stem = bare.removesuffix("街道") if bare.endswith("街道") else bare[:-1]
    official = f"{stem}{seat}"
    return Unit(
        id=f"{region_slug(region) if region else 'x'}/{_slug(bare)}",
        name=name,
        full_name=f"{region}{official}" if region and region_level(region) in ("district", "unknown") else official,
        aliases=tuple(dict.fromkeys((official, official.replace("人民政府", "政府")))),
        kind="township",
        level="township",
    )


def _zone(name: str, issuer: Issuer) -> Unit:
    """The administration of a zone; the issuer's own zone may be called by its kind alone (园区管委会)."""
    if issuer.region and issuer.region.endswith(name):
        name = issuer.region
    around = [r for r in (issuer.region, *issuer.parents) if r]
    bare = next((name.removeprefix(r) for r in around if name.startswith(r) and len(name) > len(r) + 1), name)
    if bare[0] in LEVEL_CHARS and len(bare) > 2 and bare[0] == (issuer.region or " ")[-1]:
        bare = bare[1:]
    slug = region_slug(issuer.region) if issuer.region else "x"
    if name == issuer.region:
        return Unit(
            id=f"{slug}/guanweihui",
            name=f"{name}管委会",
            full_name=f"{name}管理委员会",
            kind="government",
            level=issuer.level,
        )
    return Unit(
        id=f"{slug}/{_slug(bare)}",
        name=bare,
        full_name=None,
        aliases=(f"{bare}管委会", f"{bare}管理委员会"),
        kind="government",
        level=issuer.level,
    )


def _group(name: str, issuer: Issuer) -> Unit:
    key = group_key(name)
    level: Level = issuer.level
    if key[0] in LEVEL_OF_CHAR and not key.startswith(("市县", "县市", "区县", "县区")):
        level = _place("", key[0], issuer).level
    elif key.startswith("国务院"):
        level = "national"
    slug = region_slug(issuer.region) if issuer.region else "cn" if issuer.level == "national" else "x"
    shown = name if "、" in name and group_key(name)[:2] in ("市区", "市县", "省市", "县区") else key
    return Unit(id=f"{slug}/{_slug(key)}", name=shown, kind="group", level=level, reviewed=False)


def _by_form(core: str, issuer: Issuer, stated: UnitKind | None = None) -> Unit:
    """A unit the registry does not know: its level and kind by its form, its id by the pinyin of its name."""
    kind: UnitKind = stated or kind_of(core)
    bare, place = _without_region(core, issuer)
    local = kind in ("department", "office", "party", "military") and not is_part_of_unit(core)
    name = place.prefix + bare if local and place.prefix and len(bare) > 1 else core
    full = f"{place.region}{bare}" if local and place.region else None
    return Unit(
        id=f"{place.slug}/{_slug(bare)}",
        name=name,
        full_name=None,
        aliases=tuple(dict.fromkeys(a for a in (bare, full) if a and a != name)),
        kind=kind,
        level=place.level,
    )


def _without_region(core: str, issuer: Issuer) -> tuple[str, UnitPlace]:
    """The name without the region or level at its head, and the place that head says."""
    for region in (issuer.region, *issuer.parents):
        if region and core.startswith(region) and len(core) > len(region) + 1:
            return core[len(region) :], _place(region, "", issuer)
    if core[:1] in LEVEL_CHARS and has_level(core):
        return core[1:], _place("", core[0], issuer)
    head = next((core[:k] for k in range(min(10, len(core) - 2), 1, -1) if is_region(core[:k])), None)
    if head:
        return core[len(head) :], _place(head, "", issuer)
    return core, _place("", "", issuer)


def _slug(name: str) -> str:
    """Readable ASCII of a name; the head of its hash where it has no readable character."""
    return to_ascii(name)[:60] or "u" + hashlib.sha256(name.encode()).hexdigest()[:8]
