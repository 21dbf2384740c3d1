"""Make `parser/repair/characters.npz`: the pruned n-gram table that the repair of byte-shifted text reads.

    python -m scripts.train_characters [--corpus ../shared/corpus/lm]

Counts government text (`corpus/lm`) and the phrases of `parser/lexicon/phrases.yaml`, smooths by interpolated
Kneser-Ney, keeps the n-grams that say most beyond their shorter forms, stores log-probabilities in sixteenths.

Split: the corpus is cut into documents (regulations by their file marks, State Council papers by their headings, the
rest into blocks of lines, reports by file); every twelfth document of a source and the report of 2019 are held out. The
table never saw them, and tests measure on them (`held_out`).
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from parser.repair import characters
from parser.repair.characters import BITS, MARKS, ORDER, STEP, Ids, Keys, Scores, Table, alphabet_of
from parser.repair.words import phrases

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "lm"
KEPT = {2: 150_000, 3: 330_000, 4: 260_000}
"""How many n-grams of each order the table keeps: under 3 MB packed."""
PHRASE_WEIGHT = 3
"""How often each reviewed phrase counts."""


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


def held_out(corpus: Path = CORPUS) -> str:
    """The documents that the shipped table never saw, one after another."""
    return "\n".join(split(corpus)[1])


class Counts(NamedTuple):
    """The n-grams of one order, sorted by key: how often each stands there, and after how many different characters."""

    keys: Keys
    counts: Scores
    spread: Scores


def count(ids: Ids) -> list[Counts]:
    """N-grams of the orders 1 to 4."""
    grams = [ids.astype(np.uint64)]
    for order in range(2, ORDER + 1):
        grams.append((grams[-1][:-1] << np.uint64(BITS)) | grams[0][order - 1 :])
    unique = [np.unique(g, return_counts=True) for g in grams]
    result = []
    for order, (keys, counts) in enumerate(unique, 1):
        spread = counts.astype(float)
        if order < ORDER:
            tails, kinds = np.unique(unique[order][0] & np.uint64((1 << BITS * order) - 1), return_counts=True)
            spread = np.ones(len(keys))
            spread[np.searchsorted(keys, tails)] = kinds
        result.append(Counts(keys, counts.astype(float), spread))
    return result


def smoothed(counts: list[Counts], size: int) -> list[Scores]:
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


def pruned(counts: list[Counts], found: list[Scores], chars: str) -> Table:
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
    """Write the table: keys as differences cut into byte planes, scores in sixteenths."""

    def small(values: Scores) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
        return np.clip(np.round(values * -STEP), 0, 255).astype(np.uint8)

    parts: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {
        "chars": np.array([ord(c) for c in table.alphabet.chars], np.uint16),
        "score1": small(table.single),
    }
    for order, keys, scores, weights in zip(range(2, ORDER + 1), table.keys, table.scores, table.backoffs, strict=True):
        steps = np.diff(keys, prepend=np.uint64(0))
        planes = [(steps >> np.uint64(8 * place)).astype(np.uint8) for place in range(6, -1, -1)]
        parts[f"keys{order}"] = np.stack(planes)
        parts[f"score{order}"] = small(scores)
        parts[f"weight{order - 1}"] = np.clip(np.round(weights * STEP), -128, 127).astype(np.int8)
    np.savez_compressed(path, **parts)  # type: ignore[arg-type]


def train(texts: list[str]) -> Table:
    """The table of the texts."""
    chars = alphabet(texts)
    ids = np.concatenate([np.append(alphabet_of(chars).read(text), [characters.BREAK]) for text in texts])
    counts = count(ids)
    return pruned(counts, smoothed(counts, len(chars)), chars)


def alphabet(texts: list[str]) -> str:
    """Every Han character of GB2312 and of the texts, the marks, and the classes; in a fixed order."""
    gb2312 = {
        bytes((lead, trail)).decode("gb2312", "ignore") for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF)
    }
    han = {c for text in texts for c in text if "\u4e00" <= c <= "\u9fff"} | gb2312 - {""}
    return "\0\1\n0a" + MARKS + "".join(sorted(han))


def main() -> None:
    """Train on the training part of the corpus and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--output", type=Path, default=ROOT / "parser" / "repair" / "characters.npz")
    arguments = parser.parse_args()
    texts, _ = split(arguments.corpus)
    texts += ["*".join(phrases())] * PHRASE_WEIGHT
    table = train(texts)
    save(table, arguments.output)
    print(f"{arguments.output}: {arguments.output.stat().st_size / 1e6:.2f} MB, n-grams {[len(k) for k in table.keys]}")


if __name__ == "__main__":
    main()
