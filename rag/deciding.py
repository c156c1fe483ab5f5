"""From readings to answers: what says the same counts together, and what is too unsure is no answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

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
        """That at least one of the independent sources that give this answer is right to: 1 - Π(1 - p).

        Each source counts by its surest reading; an article and its copies and versions are one. Only as many count as
        are quoted: many that are nearly sure that they do not answer are no answer. Chunks that say something else do
        not lower it. What it gave over real news is in docs/evaluation.md.
        """
        surest: dict[str, float] = {}
        for reading in self.readings:
            surest.setdefault(reading.hit.original_id, reading.probability)
        counted = list(surest.values())[:MAX_QUOTES_AN_ANSWER]
        # The product loses a last digit, which one source alone must not.
        return 1.0 - prod(1.0 - probability for probability in counted) if counted[1:] else counted[0]


def group_readings(readings: Sequence[Reading]) -> list[Group]:
    """Return the distinct answers that readings give, most probable first."""
    groups: list[tuple[tuple[str, ...], list[Reading]]] = []
    for reading in sorted(readings, key=lambda reading: (-reading.probability, reading.hit.rank)):
        folded = fold_answer(_answer_text(reading))
        # Each is compared with a group's surest answer only, so that a chain of likenesses cannot join what differs.
        members = next((members for first, members in groups if is_same_answer(first, folded)), None)
        if members is None:
            groups.append((folded, [reading]))
        else:
            members.append(reading)
    # The sort is stable: of groups as probable, that with the surest reading comes first.
    return sorted((Group(tuple(members)) for _, members in groups), key=lambda group: -group.probability)


def decide(
    readings: Sequence[Reading], *, threshold: float, is_rival: Callable[[Group, Group], object] | None = None
) -> list[Group]:
    """Return the distinct answers, most probable first, at most five; none if the best is below `threshold`.

    Args:
        readings: one for each chunk.
        threshold: the probability that an answer needs.
        is_rival: whether a second answer contradicts the first.
    """
    return select_groups(group_readings(readings), threshold=threshold, is_rival=is_rival)


def select_groups(
    ordered: Sequence[Group], *, threshold: float, is_rival: Callable[[Group, Group], object] | None = None
) -> list[Group]:
    """Return those of the distinct answers, most probable first, that are given; see `decide`."""
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
