"""The record doubts itself: a stage after extraction that looks for what is likely wrong, tells it and lowers its certainty."""

from parser.doubts.table import DETECTORS, Detector, doubted

__all__ = ["DETECTORS", "Detector", "doubted"]
