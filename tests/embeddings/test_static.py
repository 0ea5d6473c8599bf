"""The static encoder: what its grams are, and that sentence-transformers makes the same of its folder."""

from __future__ import annotations

import shutil
import time
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.encoder import Encoder, EncoderError, load_encoder
from embeddings.grams import Cutter, Folds, codes_of
from embeddings.static import BUNDLED, WEIGHTS

NOTHING = np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.uint32)


@pytest.fixture(scope="module")
def static(static_folder: Path) -> Encoder:
    return load_encoder(str(static_folder))


def test_a_folder_below_the_home_folder_is_named_with_a_tilde(
    static_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(static_folder.parent))
    name = f"~/{static_folder.name}"
    loaded = load_encoder(name)
    assert (loaded.name, loaded.fingerprint) == (name, load_encoder(str(static_folder)).fingerprint)


def grams(text: str) -> list[tuple[int, int]]:
    """Kind and number of each gram of a text."""
    [(_, _, found)] = Cutter(NOTHING).blocks([text])
    return sorted(zip(found.kinds.tolist(), found.numbers.tolist(), strict=True))


def whole(piece: str, kind: int) -> tuple[int, int]:
    """Kind and number of a piece that is a text of its own."""
    return next(found for found in grams(piece) if found[0] == kind)


def test_unspaced_text_gives_every_run_of_one_two_and_three_characters() -> None:
    singles = [(whole(piece, 0)) for piece in "全国经济"]
    pairs = [whole(piece, 1) for piece in ("全国", "国经", "经济")]
    triples = [whole(piece, 2) for piece in ("全国经", "国经济")]
    assert grams("全国经济") == sorted(singles + pairs + triples)


def test_a_word_gives_itself_its_beginning_and_its_runs_of_four_letters() -> None:
    [beginning] = [found for found in grams("reports") if found[0] == 4]
    assert beginning in grams("report")
    assert beginning in grams("reporting")
    assert beginning not in grams("a repor t")
    runs = {found for found in grams("reports") if found[0] == 5}
    assert len(runs) == 4  # repo epor port orts
    assert [kind for kind, _ in grams("loans")] == [3]


def test_marks_spaces_and_changes_of_script_end_grams() -> None:
    assert grams("经济，2024 GDP!") == sorted([*grams("经济"), *grams("2024"), *grams("GDP")])
    assert grams("GDP增长") == sorted([*grams("GDP"), *grams("增长")])


@given(st.lists(st.text(max_size=30), max_size=6))
def test_grams_of_a_text_do_not_depend_on_the_texts_beside_it(texts: list[str]) -> None:
    found = []
    for first, last, block in Cutter(NOTHING).blocks(texts):
        for place in range(last - first):
            mine = block.texts == place
            found.append(sorted(zip(block.kinds[mine].tolist(), block.numbers[mine].tolist(), strict=True)))
    assert found == [grams(text) for text in texts]


@pytest.mark.parametrize(
    ("one", "other"),
    [("全國経濟", "全国经濟"), ("ＧＤＰ ２０２４", "gdp 2024"), ("BANK'S Loans", "bank's loans"), ("全国", " 全国！")],
)
def test_width_case_and_variants_make_no_difference(static: Encoder, one: str, other: str) -> None:
    assert np.array_equal(static.encode_question(one), static.encode_question(other))


@given(st.lists(st.text(max_size=40), min_size=1, max_size=8))
def test_a_vector_is_the_same_to_the_last_bit_however_texts_are_batched(static_folder: Path, texts: list[str]) -> None:
    encoder = load_encoder(str(static_folder))
    assert np.array_equal(encoder.encode(texts), np.array([encoder.encode_question(text) for text in texts]))


def test_a_vector_is_the_same_to_the_last_bit_among_thousands_of_texts(static: Encoder) -> None:
    random = np.random.default_rng(0)
    letters = [*map(chr, random.integers(0x4E00, 0x9FFF, 400)), *"abcdefghij  ，。１２３"]
    texts = ["".join(random.choice(letters, random.integers(0, 200))) for _ in range(2000)]
    assert np.array_equal(static.encode(texts), np.array([static.encode_question(text) for text in texts]))


# Characters that become several, one, or others beside what stands before or after them
TOUCHY = "e\u0301Σσ a가\u1100\u1161\u11a8ｶﾞ\uffa1\uffc2ﬁİ㍻\u09c7\u09be\U0001d6ba\ud800Å①ﷺ中"


@given(st.lists(st.text(max_size=20) | st.text(alphabet=TOUCHY, max_size=20), max_size=6))
def test_texts_are_folded_together_as_each_is_alone(texts: list[str]) -> None:
    assert [codes.tolist() for codes in Folds().of(texts)] == [codes_of(text).tolist() for text in texts]


def test_whatever_a_character_before_it_can_be_joined_with_is_folded_in_its_text() -> None:
    joined = [text for text in map(chr, range(0x110000)) if len(unicodedata.normalize("NFD", text)) > 1]
    lasts = {unicodedata.normalize("NFD", text)[-1] for text in joined}
    for last in sorted(lasts):
        text = f"a가{last}中"
        assert Folds().of([text])[0].tolist() == codes_of(text).tolist()


def test_words_it_has_never_met_are_found_again_by_their_letters(static: Encoder) -> None:
    texts = ["青海省囊谦县的盐场", "贵州省荔波县的茶园", "Zwettl Abbey", "Melk Abbey"]
    vectors = static.encode(texts)
    names = ["囊谦", "荔波", "Zwettl", "Melk"]
    assert [(vectors @ static.encode_question(name)).argmax() for name in names] == [0, 1, 2, 3]


@pytest.mark.parametrize("text", ["。！？……——", "!!! ... ???", "\u2028\u200b", "→←↑↓ ★ ▲"])
def test_a_text_of_marks_alone_gives_zero(static: Encoder, text: str) -> None:
    assert not static.encode_question(text).any()


@pytest.mark.parametrize("text", ["𓀀𓀁𓀂", "ꦗꦮ", "ᚠᚢᚦ", "中a１あ한ไทยЖλא", "\ud800中"])
def test_unknown_and_mixed_scripts_give_a_unit_vector(static: Encoder, text: str) -> None:
    assert np.linalg.norm(static.encode_question(text)) == pytest.approx(1, abs=1e-5)


def test_a_megabyte_of_text_is_read_to_its_end_within_seconds(static: Encoder) -> None:
    random = np.random.default_rng(0)
    text = "".join(map(chr, random.integers(0x4E00, 0x9FFF, 1_000_000 // 3)))
    started = time.perf_counter()
    vector = static.encode_question(text)
    assert time.perf_counter() - started < 10
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert not np.array_equal(vector, static.encode_question(text[:-2000]))


@pytest.mark.parametrize("file", [WEIGHTS, "config_static.json"])
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "flipped", "other"])
def test_damaged_weights_are_told_in_one_line(static_folder: Path, tmp_path: Path, file: str, damage: str) -> None:
    from embeddings.static import read_static

    folder = tmp_path / "model"
    shutil.copytree(static_folder, folder)
    content = (folder / file).read_bytes()
    middle = len(content) // 2
    changed = {
        "empty": b"",
        "cut": content[:middle],
        "flipped": content[: middle - 1] + bytes([content[middle - 1] ^ 4]) + content[middle:],
        "other": b"[1, 2]",
    }
    if damage == "missing":
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(changed[damage])
    with pytest.raises(EncoderError) as refused:
        read_static(folder)
    assert "\n" not in str(refused.value)
    assert "install again" in str(refused.value)


def test_sentence_transformers_gives_the_vectors_of_the_bundled_encoder() -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(BUNDLED), trust_remote_code=True, device="cpu")
    texts = [
        "代表建议的落实率达到多少？",
        "How many urban jobs did Guangxi add in 2024?",
        "贷款余额859.85亿元",
        "일자리",
        "",
        "。",
    ]
    np.testing.assert_allclose(model.encode(texts), load_encoder("bundled").encode(texts), atol=1e-5)


def test_the_bundled_encoder_brings_languages_together() -> None:
    encoder = load_encoder("bundled")
    texts = ["新增就业40.5万人。", "城市足球联赛开幕。", "对外贸易增长了6%。"]
    asked = ["How many jobs were created?", "a football league for cities", "commerce extérieur", "サッカーのリーグ"]
    assert [(encoder.encode(texts) @ encoder.encode_question(text)).argmax() for text in asked] == [0, 1, 2, 1]


def test_sentence_transformers_reads_the_folder_and_gives_the_same_vectors(static_folder: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    from embeddings.static import read_static
    from embeddings.static_module import StaticModule

    first = SentenceTransformer(modules=[StaticModule(read_static(static_folder))], device="cpu")
    first.save(str(tmp_path / "saved"), create_model_card=False)
    model = SentenceTransformer(str(tmp_path / "saved"), trust_remote_code=True, device="cpu")
    texts = ["代表建议的落实率", "全國経濟", "", "。", "The bank's loans: 85.985", "中" * 9000, "mixed 混合 テスト"]
    vectors = load_encoder(str(static_folder)).encode(texts)
    np.testing.assert_allclose(model.encode(texts), vectors, atol=1e-5)
    np.testing.assert_allclose(load_encoder(str(tmp_path / "saved")).encode(texts), vectors, atol=1e-5)
