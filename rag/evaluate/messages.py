"""What is said about gold and measuring, in Chinese and English, by name; `rag.messages` has the rest."""

from __future__ import annotations

# name: (中文, English)
LINES: dict[str, tuple[str, str]] = {
    # gold files
    "gold_unsupported": (
        "{file}：标准答案文件不能是 {suffix}；可以是 .jsonl .csv .tsv .xlsx、SQuAD 的 .json（或 .json.xz .json.gz）、"
        "BEIR 文件夹",
        "{file}: {suffix} is no gold file; these are: .jsonl .csv .tsv .xlsx, SQuAD's .json (or .json.xz .json.gz), a"
        " BEIR folder",
    ),
    "gold_empty": ("{file}：里面一个问题也没有；请写上问题", "{file}: no questions in it; write some"),
    "gold_no_column": (
        "{file}：找不到答案列；请把那一列的表头写成其中之一：{names}",
        "{file}: no column of answers; call it one of these in the header: {names}",
    ),
    "gold_no_question": (
        "{file} 第 {row} 行：没有问题；请写上问题，或删去这一行",
        "{file} row {row}: no question; write one, or take the row out",
    ),
    "gold_no_answers": (
        "{file} 第 {row} 行：没有 answers；请写上答案，不该有答案的写 []",
        "{file} row {row}: no answers; give them, or [] for a question that must not be answered",
    ),
    "gold_wrong_answers": (
        '{file} 第 {row} 行：answers 不是文字的列表；请写成 ["…", "…"]',
        '{file} row {row}: answers are no list of texts; write ["…", "…"]',
    ),
    "gold_wrong_type": (
        "{file} 第 {row} 行：{name} 不是文字；请改成文字",
        "{file} row {row}: {name} is no text; make it one",
    ),
    "gold_not_json": (
        "{file} 第 {row} 行：不是 JSON；请改正这一行",
        "{file} line {row}: not JSON; put this line right",
    ),
    "gold_no_key": (
        "{file} 第 {row} 行：没有 {name}；请补上",
        "{file} line {row}: no {name}; add it",
    ),
    "gold_not_squad": (
        "{file}：不是 SQuAD 格式（data、paragraphs、context、qas）；请检查是不是给错了文件",
        "{file}: not in SQuAD's format (data, paragraphs, context, qas); check that it is the right file",
    ),
    "gold_not_beir": (
        "{file}：不是 BEIR 文件夹，没有 {missing}；要有 queries.jsonl、corpus.jsonl 和 qrels/test.tsv",
        "{file}: no BEIR folder, {missing} is not there; it has queries.jsonl, corpus.jsonl and qrels/test.tsv",
    ),
    "gold_wrong_judgement": (
        "{file} 第 {row} 行：不是“问题 文档 分数”三列；请改正这一行",
        "{file} line {row}: not the three columns question, document and score; put this line right",
    ),
    "gold_no_texts": (
        "{file}：这个文件里只有问题，没有原文；请去掉 --corpus-from-gold，先用 chuchu add 加入文档",
        "{file}: only questions in it and no texts; leave out --corpus-from-gold, and chuchu add the documents",
    ),
    # what is to be known of the gold before the numbers are believed
    "gold_repeated": (
        "{file}：{count} 个编号出现不止一次（{ids}）；都算在内，后面的记作 #2、#3；请改成不同的编号",
        "{file}: ids that come more than once: {count} ({ids}); all are counted, the later ones as #2, #3; give each"
        " question its own id",
    ),
    "gold_left_out": (
        "{file}：有 {count} 段原文是空的或读不了，没有加入；问到它们的问题都算没找到",
        "{file}: texts that are empty or cannot be read, and were not added: {count}; questions about them count as"
        " not found",
    ),
    "gold_no_document": (
        "{file}：有 {count} 个问题的文档不在库中（{ids}），都算没找到；请用 chuchu list 核对文档名",
        "{file}: questions whose document is not in the library: {count} ({ids}), they count as not found; compare the"
        " names with chuchu list",
    ),
    "gold_no_evidence": (
        "{file}：有 {count} 个问题的原文依据在文档中找不到（{ids}），都算没找到；请照原文一字不差地抄写依据",
        "{file}: questions whose evidence is in no document: {count} ({ids}), they count as not found; copy the"
        " evidence from the document as it is",
    ),
    "gold_across": (
        "{file}：有 {count} 个问题的原文依据跨了段（{ids}）；以含依据最多的那一段为准",
        "{file}: questions whose evidence runs over several paragraphs: {count} ({ids}); the one with most of it is"
        " taken",
    ),
    "gold_unasked": (
        "{file}：有 {count} 个问题没法问（{ids}），都算没答对；请看一看是不是空的或太长",
        "{file}: questions that cannot be asked: {count} ({ids}), they count as wrong; see whether they are empty or"
        " too long",
    ),
    # measuring
    "setting_unknown": (
        "--compare {setting}：没有这种设置；可以是 {known}、阅读器，或编码器的文件夹",
        "--compare {setting}: there is no such setting; these are: {known}, a reader, or the folder of an encoder",
    ),
    "floor_wrong": (
        "--fail-under {floor}：请写成 指标=数值，如 recall@5=0.95；指标有 {known}",
        "--fail-under {floor}: write METRIC=VALUE, as recall@5=0.95; the metrics are {known}",
    ),
    "floor_unmeasured": (
        "--fail-under {measure}：没有能算这个指标的问题；请换一个指标，或在文件中加上这样的问题",
        "--fail-under {measure}: no question to measure it with; name another metric, or add such questions",
    ),
    "floor_missed": ("没有达到 --fail-under 的要求：{measures}", "missed what --fail-under asks for: {measures}"),
    "output_is_input": (
        "{file}：输出和输入是同一个文件；请给输出另起一个名字",
        "{file}: output and input are the same file; give the output another name",
    ),
    "output_refused": (
        "{file}：写不了，系统报告“{reason}”；请换一个能写的位置",
        "{file}: cannot be written, the system says: {reason}; name a place where it can",
    ),
}
