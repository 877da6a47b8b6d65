"""A row's own narration is what is said."""

from engine.binding import bound, values
from engine.writers.template import TemplateWriter
from schemas.brief import Kind
from tests.engine.writers.briefs import brief, material


def test_a_rows_narration_is_spoken_whole_in_order_and_instead_of_the_designs_words() -> None:
    words = "This bottle keeps tea hot. It is made of steel! Who would not want one? Have a look."
    row = brief(Kind.PRODUCT, narration=words)
    writer = TemplateWriter()
    board = writer.storyboard(row, material())
    script = bound(writer.script(row, board, "en"), values(row, "en"))
    assert " ".join(line.text for line in script.lines) == words
