"""From readings to answers: what says the same counts together, and what is too unsure is no answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.equivalence import fold_answer, is_same_answer
from rag.types import Reading

MAX_ANSWERS = 5
MAX_QUOTES_AN_ANSWER = 3
# A second answer is shown when it is nearly as sure as the first: below this share of the first's probability it more
# often distracts than helps.
_RUNNER_UP_SHARE = 0.8
# One that contradicts the first is shown sooner: whoever must defend an answer has to know of it.
_RIVAL_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Group:
    """Readings that give the same answer, most probable first."""

    readings: tuple[Reading, ...]

    @property
    def probability(self) -> float:
        """The best reading's probability: more irrelevant chunks do not lower it, copies do not raise it."""
        return self.readings[0].probability


def decide(
    readings: Sequence[Reading], *, threshold: float, is_rival: Callable[[Group, Group], object] | None = None
) -> list[Group]:
    """Return the distinct answers, most probable first, at most five; none if the best is below `threshold`.

    Args:
        readings: one for each chunk.
        threshold: the probability that an answer needs.
        is_rival: whether a second answer contradicts the first.
    """
    groups: list[tuple[tuple[str, ...], list[Reading]]] = []
    for reading in sorted(readings, key=lambda reading: (-reading.probability, reading.hit.rank)):
        folded = fold_answer(_answer_text(reading))
        # Each is compared with a group's surest answer only, so that a chain of likenesses cannot join what differs.
        members = next((members for first, members in groups if is_same_answer(first, folded)), None)
        if members is None:
            groups.append((folded, [reading]))
        else:
            members.append(reading)
    ordered = [Group(tuple(members)) for _, members in groups]
    if not ordered or ordered[0].probability < threshold:
        return []
    first = ordered[0]

    def is_shown(group: Group) -> bool:
        share = _RIVAL_SHARE if is_rival is not None and is_rival(first, group) else _RUNNER_UP_SHARE
        return group.probability >= max(threshold, share * first.probability)

    return [group for group in ordered if is_shown(group)][:MAX_ANSWERS]


def count_independent(group: Group) -> int:
    """Return how many articles carry the answer; one and its copies and versions count once."""
    return len({reading.hit.original_id for reading in group.readings})


def _answer_text(reading: Reading) -> str:
    return reading.hit.article.text[reading.answer.start : reading.answer.end]
