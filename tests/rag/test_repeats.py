from rag.folding import fold
from rag.repeats import nearly_same, print_of

TEXT = "我们坚持人大的主体是代表，工作开展靠代表，有效发挥代表来自人民、植根人民、服务人民的独特优势。"


def same(one: str, other: str) -> bool:
    return nearly_same(print_of(fold(one)), print_of(fold(other)))


def test_punctuation_width_and_script_variant_make_no_difference() -> None:
    assert same(TEXT, TEXT.replace("，", ",").replace("。", " "))
    assert same("廣西增長６％", "广西增长6%")


def test_a_character_read_differently_in_a_long_paragraph_is_still_the_same() -> None:
    assert same(TEXT * 2, TEXT + TEXT.replace("植根", "值根"))


def test_a_different_number_is_a_different_fact() -> None:
    long = TEXT * 5
    assert not same(f"{long}增长5.5%", f"{long}增长5.4%")


def test_a_year_that_moves_is_a_different_fact() -> None:
    assert not same(f"{TEXT}2024年", f"2024年{TEXT}2025年")


def test_another_place_in_a_short_sentence_is_another_sentence() -> None:
    assert not same("山东省地区生产总值增长百分之五", "山西省地区生产总值增长百分之五")


def test_part_of_a_paragraph_is_not_the_paragraph() -> None:
    assert not same(TEXT, TEXT[:30])


def test_short_texts_are_compared_whole() -> None:
    assert same("各位代表：", "各位代表！")
    assert not same("各位代表", "各位委员")
