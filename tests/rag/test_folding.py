import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.folding import fold, tokens
from rag.spelling import BLOCK_CHARACTERS, spelled

MIXED = "廣西ＧＤＰ增长1.2万，二〇二四年 Blue-Finance’s ひら ก็ 経済６％\n\ud800𠀀a\u0301"


@given(st.text())
def test_folding_keeps_every_position(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert "".join(fold(character) for character in text) == folded


@given(st.text())
def test_any_text_has_tokens_without_white_space_of_bounded_length(text: str) -> None:
    assert all(token and len(token) <= 64 and not any(c.isspace() for c in token) for token in tokens(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("廣西籌集資金", "广西筹集资金"),
        ("ＧＤＰ增长６％", "gdp增长6%"),
        ("二〇二四年", "2024年"),
        ("兩千零二十四", "2024"),
        ("1.2万", "12000"),
        ("百分之五", "5%"),
        ("百分之六点五", "6.5%"),
        ("一亿二千万", "120000000"),
        ("十五个", "15个"),
        ("1,234.5", "1234.5"),
        ("三点五万", "35000"),
        ("1.3万亿", "1300000000000"),
    ],
)
def test_two_writings_of_one_thing_share_a_token_that_is_no_single_character(one: str, other: str) -> None:
    shared = set(tokens(one)) & set(tokens(other))
    assert any(len(token) > 1 for token in shared)


def test_a_numeral_inside_a_word_is_no_number() -> None:
    assert "1" not in tokens("统一思想，一些同志")


def test_different_numbers_share_no_number_token() -> None:
    assert not {t for t in tokens("5.5%") if t[0].isdigit()} & {t for t in tokens("5%") if t[0].isdigit()}


def test_unspaced_scripts_give_characters_and_pairs_and_others_give_words() -> None:
    assert tokens("青岛市") == ["青", "岛", "市", "青岛", "岛市"]
    assert tokens("Blue Finance") == ["blue", "finance"]
    assert "ひら" in tokens("ひらがな")
    assert "경제" in tokens("경제성장")


def test_a_megabyte_on_one_line_is_cut_in_reasonable_time() -> None:
    assert len(tokens("一" * 300_000 + "a" * 300_000 + "1" * 400_000)) > 600_000


@given(st.text(alphabet=MIXED, min_size=200, max_size=300))
def test_a_long_text_is_folded_as_a_short_one_is(text: str) -> None:
    assert fold(text * 5) == fold(text) * 5


@given(st.lists(st.text(max_size=30) | st.text(alphabet=MIXED, max_size=60), max_size=6))
def test_texts_are_spelled_together_with_the_tokens_each_has_alone(texts: list[str]) -> None:
    assert [sorted(line.split(" ")[:-1]) for line in spelled(texts)] == [sorted(tokens(text)) for text in texts]


def test_texts_longer_than_a_block_are_spelled_to_their_end() -> None:
    texts = ["青岛市" * BLOCK_CHARACTERS, "", "Blue Finance", "蓝色金融" * 9]
    assert [sorted(line.split()) for line in spelled(texts)] == [sorted(tokens(text)) for text in texts]
