"""Every line Chuchu says on the command line, in Chinese and English, by name.

A line about something that failed says what, why, and what to do next.
"""

from __future__ import annotations

from typing import Literal

Language = Literal["zh", "en"]

# name: (中文, English)
MESSAGES: dict[str, tuple[str, str]] = {
    # files
    "file_missing": (
        "{file}：没有这个文件或文件夹；请检查路径",
        "{file}: no such file or folder; check the path",
    ),
    "file_empty": ("{file}：文件是空的；请换一个有内容的文件", "{file}: the file is empty; give one with text in it"),
    # the command line
    "misuse": ("用法不对：{what}；{command} --help 列出用法", "misused: {what}; {command} --help shows how"),
    "misuse_missing": (
        "{command} 后面还缺 {names}；{command} --help 列出用法",
        "{command} also needs {names}; {command} --help shows how",
    ),
    "misuse_unknown": (
        "{command} 不认识 {names}；{command} --help 列出用法",
        "{command} does not know {names}; {command} --help shows how",
    ),
    "misuse_unquoted": (
        "多出来的词：{names}；带空格的问题请放在引号里",
        "words too many: {names}; put a question with spaces in quotes",
    ),
    "misuse_command": (
        "没有 {value} 这个命令；chuchu --help 列出命令，提问用 chuchu ask “问题”",
        'there is no command {value}; chuchu --help lists them, and chuchu ask "QUESTION" asks',
    ),
    "misuse_no_value": (
        "{names} 后面要有一个值；{command} --help 列出用法",
        "{names} needs a value; {command} --help shows how",
    ),
    "misuse_choice": (
        "{names} 没有 {value} 这个选择；{command} --help 列出用法",
        "{names} cannot be {value}; {command} --help shows how",
    ),
    "misuse_value": (
        "{names} 不能是 {value}；请给一个正整数",
        "{names} cannot be {value}; give a whole number above 0",
    ),
    "no_answer_to_ask": (
        "{what}。这里无法询问；确定要做请加 --yes",
        "{what}. There is nobody to ask here; add --yes if you mean it",
    ),
    "sample_missing": (
        "找不到示例文档（{folder}）；请重新安装 chuchu，或用 chuchu add 加入自己的文件",
        "the sample reports are not in {folder}; install chuchu again, or chuchu add your own files",
    ),
    "chat_missing": (
        "没有找到网页对话；请重新安装 chuchu",
        "the web chat is not installed; install chuchu again",
    ),
    "stopped": ("已停止；已完成的部分都保存了", "stopped; what was finished is kept"),
    "system_refused": ("{what}：系统报告“{reason}”", "{what}: the system says: {reason}"),
    "unexpected": (
        "出了意料之外的错（{kind}：{detail}）；设 CHUCHU_DEBUG=1 再运行一次，把输出报告给我们",
        "something unexpected went wrong ({kind}: {detail}); run it again with CHUCHU_DEBUG=1 and report what it shows",
    ),
    # readers
    "reader_unknown": (
        "没有名为 {reader} 的阅读器；可用的有：{known}",
        "there is no reader called {reader}; there are: {known}",
    ),
    # questions
    "question_empty": ("问题是空的；请写出要问什么", "the question is empty; write what to ask"),
    "question_long": (
        "问题太长（{length} 个字符，最多 {most} 个）；请缩短后再问",
        "the question is too long ({length} characters, at most {most}); ask it in fewer words",
    ),
    "question_not_text": (
        "问题里有无法识别的字符；请检查终端或文件的编码是否为 UTF-8",
        "the question has characters that are no text; check that the terminal or file is UTF-8",
    ),
}


def message(key: str, language: Language, **fields: object) -> str:
    """The line named ``key`` in ``language``, filled with ``fields``. Raises KeyError for a name not in the table."""
    chinese, english = MESSAGES[key]
    return (chinese if language == "zh" else english).format(**fields)
