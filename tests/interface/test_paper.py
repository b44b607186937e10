from transplant_site.interface.paper import Paper, printable


def test_letters_of_western_europe_stay_as_they_are():
    assert printable("“Ångström” – 5 °C, Œuvre") == "“Ångström” – 5 °C, Œuvre"


def test_other_letters_lose_their_accents_or_become_question_marks():
    assert printable("Łódź, Dvořák, ﬁ, Ω") == "Lódz, Dvorák, fi, ?"


def test_a_long_text_is_written_smaller_and_stays_in_its_box():
    paper = Paper("Long")
    paper.add_page()
    assert paper.write_in("kidney, left; " * 12, x=10, y=10, w=80, h=20, size=22) <= 30


def test_a_qr_code_stays_in_its_square():
    paper = Paper("Code")
    paper.add_page()
    drawn: list[tuple[float, ...]] = []
    paper.rect = lambda x, y, w, h, **_how: drawn.append((x, y, x + w, y + h))
    paper.qr_code("SHP-26-000001-K", x=20, y=30, size=40)
    assert len(drawn) > 100
    assert min(left for left, *_ in drawn) > 20
    assert max(right for _x, _y, right, _b in drawn) < 60
    assert max(bottom for *_, bottom in drawn) < 70
