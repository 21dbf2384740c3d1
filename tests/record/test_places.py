"""Where an item stands: pages and sheets of the blocks reach the locators of running text too."""

from __future__ import annotations

from itertools import accumulate

from kb.schema import Source
from parser.document import Block, Document
from parser.pipeline import record_of

PAGES = {
    1: ("甲区清洁行动计划", "一、总体目标", "到2020年，清洁率达到90%以上。", "二、主要任务"),
    2: ("（一）治理河道。完成河道清淤20公里。（牵头单位：区水利局；配合单位：区财政局）",),
    3: ("（二）整治工地。（牵头单位：区住建局）",),
}


def test_items_of_running_text_know_their_page() -> None:
    lines = [(page, line) for page, held in PAGES.items() for line in held]
    starts = accumulate((len(line) + 1 for _, line in lines), initial=0)
    blocks = tuple(
        Block(kind="paragraph", span=(at, at + len(line)), page=page)
        for (page, line), at in zip(lines, starts, strict=False)
    )
    source = Source(name="计划.pdf", sha256="0" * 64, media_type="application/pdf")
    record = record_of(Document(source=source, text="\n".join(line for _, line in lines), blocks=blocks))
    found = {item.duties[0].mention: item.locator.page for item in record.items if item.duties}
    assert found == {"区水利局": 2, "区住建局": 3}
