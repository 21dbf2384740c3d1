"""The knowledge base for other programs: plain functions whose every result carries its quotes, over HTTP and over MCP."""

__all__ = ["answers", "assistant", "connections", "http"]
