"""The most that can flow through a network of whole kroner."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable

Node = tuple[Hashable, ...]
SOURCE: Node = ("source",)
SINK: Node = ("sink",)


class Network:
    """Nodes joined by edges that let at most so many kroner through.

    Flow is found along shortest ways (Edmonds and Karp 1972,
    doi:10.1145/321694.321699), in the order in which edges were added, so that the same
    network gives the same flow. A way may take flow back from an edge, never from the
    source.
    """

    def __init__(self) -> None:
        self._left: dict[Node, dict[Node, int]] = {SOURCE: {}, SINK: {}}

    def add(self, start: Node, end: Node, most: int) -> None:
        """Let `most` more kroner through from one node to another."""
        self._left.setdefault(start, {}).setdefault(end, 0)
        self._left[start][end] += most
        self._left.setdefault(end, {}).setdefault(start, 0)

    def flow(self, start: Node, end: Node) -> int:
        """Return what flows along an edge."""
        return self._left[end][start]

    def push(self) -> int:
        """Let as much flow as the network allows on top, and return how much."""
        pushed = 0
        while way := self._way():
            most = min(self._left[start][end] for start, end in way)
            for start, end in way:
                self._left[start][end] -= most
                self._left[end][start] += most
            pushed += most
        return pushed

    def _way(self) -> list[tuple[Node, Node]]:
        """Return a shortest way from source to sink with something left."""
        came_from: dict[Node, Node] = {SOURCE: SOURCE}
        queue = deque([SOURCE])
        while queue and SINK not in came_from:
            node = queue.popleft()
            for end, left in self._left[node].items():
                if left > 0 and end not in came_from:
                    came_from[end] = node
                    queue.append(end)
        if SINK not in came_from:
            return []
        way, node = [], SINK
        while node != SOURCE:
            way.append((came_from[node], node))
            node = came_from[node]
        return way
