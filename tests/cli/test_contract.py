"""What the questions at the command line print for machines has the form that the contract gives it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.cli.test_queries import ask, workspace

__all__ = ["ask", "workspace"]

SHAPES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).resolve().parents[1] / "cases" / "contract.yaml").read_text(encoding="utf-8")
)


def test_the_shapes_are_schemas() -> None:
    for shape in SHAPES.values():
        Draft202012Validator.check_schema(shape)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        *(
            ("search", "垃圾分类"),
            ("search", "交通局"),
            ("search", "没有这样的词"),
            ("lead", "垃圾"),
            ("lead", "没有这样的词"),
        ),
        *(("unit", "交通局"), ("ask", "垃圾由谁配合"), ("ask", "区住建局牵头哪些任务"), ("ask", "今天天气怎么样")),
    ],
)
def test_what_is_printed_has_the_shape(ask: Any, command: str, words: str) -> None:
    status, out, _ = ask(command, words, "--json")
    assert status == 0
    Draft202012Validator(SHAPES[command]).validate(json.loads(out))


@pytest.mark.parametrize("command", ["search", "lead", "unit", "ask"])
def test_nothing_less_has_the_shape(command: str) -> None:
    assert not Draft202012Validator(SHAPES[command]).is_valid({})
