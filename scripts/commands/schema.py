"""`zeren schema`: the JSON Schema of the plan record."""

from __future__ import annotations

from kb.codec import json_schema
from scripts import screen


def schema_command() -> None:
    """输出计划记录的 JSON Schema。"""
    screen.print_json(json_schema())
