import pytest

from rag.transcribed import MOST, readings


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("광둥성", "guangdong"),
        ("저장", "zhejiang"),
        ("쓰촨성은", "sichuan"),
        ("헤이룽장", "heilongjiang"),
        ("гуандун", "guangdong"),
        ("тяньцзинь", "tianjin"),
        ("шаньдуне", "shandong"),
        ("шанхайского", "shanghai"),
        ("сианьцы", "xianci"),
        ("аньхой", "anhui"),
    ],
)
def test_a_chinese_name_in_hangul_or_cyrillic_letters_is_read_as_pinyin(word: str, name: str) -> None:
    assert name in readings(word)


@pytest.mark.parametrize("word", ["", "도시", "провинция", "выставка", "forest", "森林", "면적", "123"])
def test_a_word_that_is_no_such_name_has_no_reading(word: str) -> None:
    assert readings(word) == []


@pytest.mark.parametrize("word", ["ши" * 500, "시" * 500, "ань" * 300])
def test_the_readings_of_a_word_are_never_many(word: str) -> None:
    assert len(readings(word)) <= MOST
