"""Questions answered with quotes, without a language model: patterns as data over the records and their views.

`ask` understands a question by `patterns.yaml`, answers it from the knowledge base, and quotes the words it rests on. What
it does not understand gets the best hits of the search and the nearest questions, never a guess.
"""

from kb.ask.answer import Answer, AnswerQuote
from kb.ask.knowledge_base import KnowledgeBase
from kb.ask.questions import ask

__all__ = ["Answer", "AnswerQuote", "KnowledgeBase", "ask", "browser"]
