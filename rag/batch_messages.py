"""What is said about tables of questions, in Chinese and English, by name; `rag.messages` has the rest."""

from __future__ import annotations

# name: (中文, English)
LINES: dict[str, tuple[str, str]] = {
    # tables
    "file_questions": (
        "{file}：这是一份问题清单，不随文件夹加入；确实要加入请直接给出这个文件",
        "{file}: a list of questions, not added with its folder; name the file itself to have it added",
    ),
    "table_unsupported": (
        "{file}：问题文件不能是 {suffix}；可以是 {known}",
        "{file}: {suffix} is no file of questions; these are: {known}",
    ),
    "table_no_file": (
        "{file}：这是文件夹；请给出一个问题文件",
        "{file}: not a file; give one file of questions",
    ),
    "table_no_rows": (
        "{file}：表头下面一行也没有；请写上问题再试",
        "{file}: no rows in it; write questions into it and try again",
    ),
    "table_long": (
        "{file}：超过 {most} 行；请拆成几个文件",
        "{file}: more than {most} rows; split it into several files",
    ),
    "table_two_columns": (
        "{file}：有几列都可能是这一列（{names}）；请只留一个这样的列名",
        "{file}: several columns could be meant ({names}); leave only one of them with such a name",
    ),
    "table_no_question": (
        "{file}：找不到问题列；请把那一列的表头写成其中之一：{names}",
        "{file}: no column of questions; call it one of these in the header: {names}",
    ),
    "row_no_json": ("{file} 第 {row} 行：不是 JSON；请改正这一行", "{file} line {row}: not JSON; put this line right"),
    "row_no_object": (
        '{file} 第 {row} 行：不是 JSON 对象；请写成 {{"question": "…"}}',
        '{file} line {row}: no JSON object; write it as {{"question": "…"}}',
    ),
}
