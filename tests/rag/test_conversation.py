"""Follow-up questions: what they carry over is shown, can be undone, and questions that stand alone are left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import Conversation, Library
from rag.comparing import compares
from rag.conversation import follow
from rag.errors import QuestionError
from rag.following import look_at
from rag.records import Answer, Carried, Turn
from rag.words import Words, question_words

REPORTS = {
    "四川.md": "# 四川报告\n\n2024年四川地区生产总值增长5.7%。\n\n2025年四川地区生产总值目标增长5.5%以上。\n\n"
    "四川收集立法建议700条，其中50条被采纳。\n",
    "湖北.md": "# 湖北报告\n\n2024年湖北地区生产总值增长5.8%。\n\n湖北唯一的货运机场叫“花湖机场”，建在鄂州。\n\n"
    "花湖机场开通货线91条。\n\n武汉天河机场开通货线12条。\n\n"
    "学校的李德仁院士获得全省最高的奖，省里的目标不变。\n",
}
TURN = Turn("去年北京有多少人？", "去年北京有多少人？", (), Answer("x", "not_found", None, 0.0, (), ()))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, text in REPORTS.items():
        (folder / name).write_text(text, "utf-8")
    with Library.create(tmp_path / "library") as library:
        library.add([folder])
        yield library


def after(library: Library, first: str, *texts: str) -> Turn:
    """The last turn of a conversation."""
    conversation = Conversation(library)
    for text in (first, *texts):
        turn = conversation.ask(text)
    return turn


def test_a_new_place_takes_the_place_of_the_last_one(library: Library) -> None:
    turn = after(library, "四川2024年地区生产总值增长多少？", "那湖北呢？")
    assert turn.question == "那湖北呢？"
    assert turn.asked == "湖北2024年地区生产总值增长多少？"
    assert turn.carried == (Carried("year", "2024年"), Carried("words", "地区生产总值增长多少"))
    assert turn.answer.text == "5.8%"
    assert turn.answer.question == turn.asked


def test_a_place_that_no_report_is_of_takes_the_place_of_the_last_one_too(library: Library) -> None:
    turn = after(library, "四川2024年地区生产总值增长多少？", "那云南呢？")
    assert turn.asked == "云南2024年地区生产总值增长多少？"


def test_thanks_are_not_what_the_next_question_follows(library: Library) -> None:
    thanks = after(library, "四川2024年地区生产总值增长多少？", "谢谢！")
    assert (thanks.asked, thanks.carried, thanks.answer.text) == ("谢谢！", (), None)
    turn = after(library, "四川2024年地区生产总值增长多少？", "谢谢！", "好的", "那湖北呢？")
    assert turn.asked == "湖北2024年地区生产总值增长多少？"
    assert turn.answer.text == "5.8%"


def test_a_new_year_takes_the_place_of_the_last_one(library: Library) -> None:
    turn = after(library, "四川2024年地区生产总值增长多少？", "那2025年呢？")
    assert turn.asked == "四川2025年地区生产总值增长多少？"
    assert turn.answer.text is not None
    assert turn.answer.text.startswith("5.5%")


def test_a_part_of_what_was_said_is_looked_for_where_it_was_said(library: Library) -> None:
    turn = after(library, "四川收集了多少条立法建议？", "其中多少被采纳？")
    assert Carried("document", "四川.md") in turn.carried
    assert turn.answer.citations[0].sentence == "四川收集立法建议700条，其中50条被采纳。"


def test_a_pronoun_after_a_name_is_that_name(library: Library) -> None:
    turn = after(library, "湖北唯一的货运机场叫什么名字？", "它开通了多少条货线？")
    assert turn.asked == "花湖机场开通了多少条货线？"
    assert Carried("name", "花湖机场") in turn.carried
    assert turn.answer.passages[0].text == "花湖机场开通货线91条。"


def test_what_is_carried_over_can_be_undone_one_by_one(library: Library) -> None:
    first = Conversation(library).ask("四川2024年地区生产总值增长多少？")
    full = Conversation(library, [first]).ask("那湖北呢？")
    for undone in full.carried:
        turn = Conversation(library, [first]).ask("那湖北呢？", without=[undone])
        assert turn.carried == tuple(each for each in full.carried if each != undone)
        assert undone.text not in turn.asked
    bare = Conversation(library, [first]).ask("那湖北呢？", without=full.carried)
    assert (bare.asked, bare.carried) == ("那湖北呢？", ())


@pytest.mark.parametrize(
    "text",
    [
        "湖北2024年地区生产总值增长多少？",
        "湖北的机场开通了多少条货线呢？",
        "四川收集了多少条立法建议，其中多少被采纳？",
        "李德仁是谁？",
        "How many routes does the airport of Hubei have, and is it the only one?",
        "Quel est le taux de croissance du Hubei ?",
        "那曲机场开通了多少条货线？",
        "榅桲还可以叫什么？",
        "其他机场开通了多少条货线？",
        "这些年湖北最大的变化是什么？",
        "这几年湖北最大的变化是什么？",
        "How many airports are there in Hubei?",
        "与其他省份签署了多少协议？",
    ],
)
def test_a_question_that_stands_alone_is_not_touched(library: Library, text: str) -> None:
    turn = after(library, "四川2024年地区生产总值增长多少？", text)
    assert (turn.asked, turn.carried) == (text, ())
    assert turn.answer == library.ask(text)


@pytest.mark.parametrize(
    "text",
    [
        "那湖北呢？", "2025年？", "其中多少被采纳？", "增长了多少？", "它有多大？", "在几个国家？",
        "那湖北增加了多少？", "什么时候開始的？", "這些機場呢？",
        "And in 2025?", "What about Hubei?", "Who built it?", "Why?", "Et en 2025 ?", "Und Hubei?", "¿Y en 2025?",
        "それはいくつですか？", "그것은 몇 개입니까?",
    ],
)  # fmt: skip
def test_a_question_that_follows_carries_something_over(library: Library, text: str) -> None:
    assert after(library, "四川2024年地区生产总值增长多少？", text).carried


def test_a_question_that_opens_a_conversation_carries_nothing_over(library: Library) -> None:
    assert after(library, "它增长了多少？").carried == ()


def test_documents_that_were_chosen_are_kept_to(library: Library) -> None:
    conversation = Conversation(library)
    conversation.ask("四川收集了多少条立法建议？")
    turn = conversation.ask("其中多少被采纳？", document="湖北*")
    assert all(each.kind != "document" for each in turn.carried)
    assert {passage.document for passage in turn.answer.passages} <= {"湖北.md"}
    assert turn.document == "湖北*"


def test_a_conversation_goes_on_from_turns_that_were_kept(library: Library) -> None:
    conversation = Conversation(library)
    conversation.ask("四川2024年地区生产总值增长多少？")
    with library.memory() as memory:
        number = memory.conversations.begin()
        for turn in conversation.turns:
            memory.conversations.keep(number, turn)
        kept = [each.turn for each in memory.conversations.turns(number)]
    assert Conversation(library, kept).ask("那湖北呢？") == conversation.ask("那湖北呢？")
    assert len(conversation.turns) == 2


def test_a_refused_question_is_no_turn(library: Library) -> None:
    conversation = Conversation(library)
    with pytest.raises(QuestionError):
        conversation.ask(" ")
    assert conversation.turns == ()


def test_a_document_whose_name_looks_like_a_pattern_is_carried_over_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a[1]*.md").write_text(REPORTS["四川.md"], "utf-8")
    (tmp_path / "a1b.md").write_text(REPORTS["湖北.md"], "utf-8")
    with Library.create(tmp_path / "library") as library:
        library.add([tmp_path / "a[1]*.md", tmp_path / "a1b.md"])
        turn = after(library, "四川收集了多少条立法建议？", "其中多少被采纳？")
        assert {passage.document for passage in turn.answer.passages} == {"a[1]*.md"}


@pytest.mark.parametrize(
    ("first", "text", "asked"),
    [
        ("四川2024年地区生产总值增长多少？", "哪个省最高？", "2024年 地区生产总值增长；哪个省最高？"),
        ("四川2024年地区生产总值增长多少？", "谁最高？", "2024年 地区生产总值增长；谁最高？"),
        ("四川2024年地区生产总值增长多少？", "其他省份呢？", "其他省份2024年地区生产总值增长多少？"),
        ("四川2024年地区生产总值增长多少？", "各省呢？", "各省2024年地区生产总值增长多少？"),
        ("What was Hubei's GDP growth in 2024?", "What about the other provinces?", None),
    ],
)
def test_a_question_about_all_provinces_leaves_the_last_one_and_is_declined(
    library: Library, first: str, text: str, asked: str | None
) -> None:
    turn = after(library, first, text)
    assert asked is None or turn.asked == asked
    assert {each.kind for each in turn.carried} == {"year", "words"}
    assert compares(turn.asked)
    assert turn.answer.status == "not_found"


@pytest.mark.parametrize(
    ("first", "text", "asked"),
    [
        ("河北2024年GDP增长多少？", "那湖北和四川呢？", "湖北和四川2024年GDP增长多少？"),
        ("河北2024年GDP增长多少？", "What about Jiangsu?", "Jiangsu 2024年GDP增长多少？"),
        ("What was Hubei's GDP in 2024?", "And Wuhan?", "What was Wuhan's GDP in 2024?"),
        ("河北2024年GDP增长多少？", "该省2024年粮食产量是多少？", "河北；该省2024年粮食产量是多少？"),
        ("Wie viele Satelliten hat Jilin-1?", "Und in Tianjin?", "Tianjin Wie viele Satelliten hat Jilin-1?"),
        ("Wie viele Satelliten hat Jilin?", "Und in Tianjin?", "Wie viele Satelliten hat Tianjin?"),
        ("福建去年出口增速是多少？", "进口呢？", "福建去年进口增速是多少？"),
        ("福建2024年固定资产投资增长多少？", "出口呢？", "福建2024年出口增长多少？"),
        ("福建有多少个产业园？", "港口呢？", "福建；港口是多少？"),
        ("湖北2024年GDP是多少？", "福建はどうですか？", "福建2024年GDP是多少？"),
        ("湖北省の2024年の成長率は？", "福建はどうですか？", "福建の2024年の成長率は？"),
        ("Wie hoch war das Wachstum in Hubei?", "Und wie ist es mit Fujian?", "Wie hoch war das Wachstum in Fujian?"),
        ("What is the capital of Fujian?", "How many people live there?", "How many people live there? capital Fujian"),
        ("浙江有哪些世界级港口？", "还有哪些？", "浙江 世界级港口；还有哪些？"),
        ("浙江有哪些世界级港口？", "还有吗？", "浙江 世界级港口；还有吗？"),
        ("浙江有哪些世界级港口？", "还有呢？", "浙江 世界级港口；还有哪些？"),
        ("湖北和四川2024年GDP增长多少？", "那河北呢？", "河北2024年GDP增长多少？"),
        ("江苏和浙江哪个GDP更高？", "湖北和四川呢？", "湖北和四川哪个GDP更高？"),
        ("江苏和浙江哪个GDP更高？", "那湖北呢？", "湖北和浙江哪个GDP更高？"),
        ("¿Cuál es el PIB de Hubei?", "¿Y en Sichuan?", "¿Cuál es el PIB de Sichuan?"),
        ("Quel est le PIB du Hubei ?", "Et au Sichuan ?", "Quel est le PIB du Sichuan ?"),
        ("후베이의 성장률은 얼마입니까?", "쓰촨은 어떻습니까?", "쓰촨의 성장률은 얼마입니까?"),
        ("李德仁是谁？", "他是哪里人？", "李德仁是哪里人？"),
        ("福建2024年GDP是多少？", "四川的目标是多少？", "GDP；四川的目标是多少？"),
        ("福建2025年GDP目标是多少？", "四川的目标是多少？", "2025年 GDP；四川的目标是多少？"),
    ],
)
def test_a_question_is_asked_with_what_it_leaves_out_of_the_last_one(
    library: Library, first: str, text: str, asked: str
) -> None:
    turn = Turn(first, first, (), TURN.answer)
    assert follow(text, (turn,), library.words)[0] == asked


def test_he_is_the_person_spoken_of_and_no_answer_that_is_none(library: Library) -> None:
    named = Turn("李德仁获得了什么奖？", "李德仁获得了什么奖？", (), TURN.answer)
    school = named_answer(library, "湖北唯一的货运机场叫什么名字？")
    asked, carried = follow("他是哪个学校的？", (named,), library.words)
    assert asked == "李德仁是哪个学校的？"
    turns = (named, Turn("他是哪个学校的？", asked, carried, school))
    assert follow("他获得了什么奖？", turns, library.words)[0] == "李德仁获得了什么奖？"


def test_a_document_of_another_province_is_not_carried_with_a_name_in_letters(library: Library) -> None:
    (answer,) = (after(library, "四川收集了多少条立法建议？").answer,)
    first = "How many routes does the airport of Hubei have?"
    conversation = Conversation(library, [Turn(first, first, (), answer)])
    turn = conversation.ask("How many are there?")
    assert Carried("name", "Hubei") in turn.carried
    assert Carried("document", "四川.md") not in turn.carried


def named_answer(library: Library, text: str) -> Answer:
    """An answer that is a name of a thing."""
    answer = library.ask(text)
    assert answer.text == "花湖机场"
    return answer


@given(st.text(max_size=60), st.text(max_size=60))
@settings(deadline=None, max_examples=300)
def test_any_two_questions_can_be_asked_one_after_the_other(first: str, second: str) -> None:
    words = Words([f"{word} 3000 r" for word in sorted(question_words())])
    turn = Turn(first, first, (), TURN.answer)
    try:
        look_at(first, words)
        asked, carried = follow(second, (turn,), words)
    except QuestionError:
        return
    assert asked.strip()
    assert (asked == second) or carried
    assert follow(second, (turn,), words, frozenset(carried)) == (second, ())
