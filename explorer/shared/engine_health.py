"""How an engine is doing, for the teacher's page and for tests."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Health:
    """How the engine is doing.

    Attributes:
        waiting: Questions that wait or are being answered.
        jobs: Long work that waits or runs.
        passes: Passes so far.
        pass_work: Their work, as a multiple of whole passes.
        pictures: Pictures whose activations are kept.
        kept_bytes: Bytes of these, packed.
        answer_bytes: Bytes of kept answers.
        visitors: Visitors who are here.
    """

    waiting: int
    jobs: int
    passes: int
    pass_work: float
    pictures: int
    kept_bytes: int
    answer_bytes: int
    visitors: int
