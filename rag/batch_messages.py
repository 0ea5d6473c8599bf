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
    "table_folder": (
        "{file}：这是文件夹；请给出一个问题文件（{known}）",
        "{file}: a folder; give one file of questions ({known})",
    ),
    "table_no_file": (
        "{file}：这不是普通文件；请给出一个问题文件",
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
    "row_no_question": (
        "“{column}”里没有问题；请填上问题",
        "no question in “{column}”; write one there",
    ),
    "row_not_text": (
        "“{column}”里不是文字；请写成一句话",
        "no text in “{column}”; write the question as one sentence",
    ),
    "question_broke_off": (
        "回答这个问题的进程中途退出了；请单独用 chuchu ask 再问一次",
        "the process that was asked this ended before it answered; ask it alone with chuchu ask",
    ),
    # batch
    "batch_same_file": (
        "{file}：答案不能写回问题文件；请用 -o 另指一个文件",
        "{file}: the answers cannot go into the file of questions; name another with -o",
    ),
    "batch_no_folder": (
        "{file}：没有 {folder} 这个文件夹；请先建好，或用 -o 另指一个文件",
        "{file}: there is no folder {folder}; make it first, or name another file with -o",
    ),
    "batch_unwritable": (
        "{file}：写不了，系统报告“{reason}”；请检查文件夹和权限，在 Excel 里打开着请先关闭，再加 --resume 接着做",
        "{file}: cannot be written, the system says: {reason}; check the folder and its permissions, close the file if"
        " Excel has it open, and go on with --resume",
    ),
    "batch_busy": (
        "{file}：另一个程序正在写这个文件；请等它结束，或用 -o 另指一个文件",
        "{file}: another program is writing this file; wait until it is done, or name another with -o",
    ),
    "batch_journal": (
        "{file}：上次的记录已损坏，接不上；请去掉 --resume 从头做",
        "{file}: the record of the last run is damaged; begin anew without --resume",
    ),
    "batch_stopped": (
        "{file}：存不下答案（{reason}）；请腾出空间，再加 --resume 接着做",
        "{file}: cannot keep the answers ({reason}); make room and go on with --resume",
    ),
    "batch_other_format": (
        "{file}：上次的记录来自另一个版本的 chuchu；请去掉 --resume 从头做",
        "{file}: the last run was by another version of chuchu; begin anew without --resume",
    ),
    "batch_other_file": (
        "{file}：上次做的是另一份问题文件，或文件已改动；请去掉 --resume 从头做",
        "{file}: the last run was of another file of questions, or it has changed; begin anew without --resume",
    ),
    "batch_other_settings": (
        "{file}：上次用的是别的选项（--top、--document、--reader）；请用同样的选项，或去掉 --resume 从头做",
        "{file}: the last run had other options (--top, --document, --reader); give the same ones, or begin anew"
        " without --resume",
    ),
    "batch_other_library": (
        "{file}：上次之后库变了，或是另一个库；请去掉 --resume 从头做",
        "{file}: the library has changed since the last run, or is another; begin anew without --resume",
    ),
    "batch_repeated": ("{file}：编号重复：{ids}；各行都已照答", "{file}: ids repeated: {ids}; every row was answered"),
    "batch_sheets": (
        "只回答了工作表“{sheet}”；这些也像问题：{others}，请各存为一个文件",
        "only the sheet “{sheet}” was answered; these also look like questions: {others}; save each as a file",
    ),
    "batch_changed": (
        "答题期间库有变动，有的答案可能来自变动之前；要一致请重新做一遍",
        "the library changed meanwhile, so some answers may be from before; run it again to have them all alike",
    ),
    "batch_plain": (
        "{file}：太大，答案表里只保留数值、列宽和工作表顺序，没有保留颜色、字体和公式；需要的话请拆成几个文件",
        "{file}: so large that values, widths of columns and the order of sheets were kept, but no colours, fonts and"
        " formulas; split it if you need them",
    ),
}
