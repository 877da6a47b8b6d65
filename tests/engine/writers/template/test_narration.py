"""A row's own narration is what is said."""

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.binding import bound, values
from engine.writers.template import TemplateWriter
from schemas.brief import Kind
from schemas.script import placeholders_in
from tests.engine.writers.briefs import brief, material

WRITER = TemplateWriter()


def test_a_rows_narration_is_spoken_whole_in_order_and_instead_of_the_designs_words() -> None:
    words = "This bottle keeps tea hot. It is made of steel! Who would not want one? Have a look."
    row = brief(Kind.PRODUCT, narration=words)
    board = WRITER.storyboard(row, material())
    script = bound(WRITER.script(row, board, "en"), values(row, "en"))
    assert " ".join(line.text for line in script.lines) == words


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(1, 11))
def test_every_sentence_of_a_narration_is_said_once(sentences: int, pictures: int) -> None:
    row = brief(Kind.LESSON, bullets=(), narration=" ".join(["So it is."] * sentences), texts={})
    board = WRITER.storyboard(row, material(pictures))
    script = WRITER.script(row, board, "en")
    said = [name for line in script.lines for name in placeholders_in(line.text)]
    assert said == [f"narration{n}" for n in range(1, sentences + 1)]
