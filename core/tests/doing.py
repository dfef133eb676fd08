"""Effects for tests: what they do is seen in ``done``, how they fail is said by their payload."""

from core.effects import Undo, effect_task
from core.errors import Misconfigured, Unavailable

done: list[dict[str, object]] = []


@effect_task(queue="default", max_attempts=3)
def note_down(*, word: str, key: str, attempt: int) -> None:
    done.append({"word": word, "key": key, "attempt": attempt})


@effect_task(queue="mail")
def note_in_mail(*, word: str) -> None:
    done.append({"word": word})


@effect_task(queue="default", max_attempts=3)
def fail_for_now() -> None:
    raise Unavailable("The other side does not answer.")


@effect_task(queue="default")
def fail_for_good() -> None:
    raise Misconfigured("The key of the other side is wrong.")


@effect_task(queue="default", max_attempts=2)
def crash() -> None:
    raise ZeroDivisionError("a bug")


@effect_task(queue="default", max_attempts=3)
def fail_with(*, words: str) -> None:
    raise RuntimeError(bytes.fromhex(words).decode())


@effect_task(queue="default", undo=Undo("Note it down", right="core.retry_effect"))
def note_if_not_undone(*, word: str) -> None:
    done.append({"word": word})
