"""Which items of a plan speak of the same thing: goal, measure, task and project joined (`graph.links.join`)."""

from graph.links.join import link_items

__all__ = ["link_items"]
