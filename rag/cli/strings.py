"""What the command line shows when all is well, in Chinese and English, by name; refusals are in `rag.messages`."""

from __future__ import annotations

from rag.cli.batch_strings import LINES as BATCH
from rag.messages import Language

# name: (中文, English)
STRINGS: dict[str, tuple[str, str]] = {
    # help
    "usage": ("用法：", "usage: "),
    "help_title": (
        "出处 Chuchu：向一批报告提问，答案是报告原文，并指出它写在哪一段。",
        "Chuchu 出处: ask your reports a question; the answer is the report's own words, with the paragraph they"
        " stand in.",
    ),
    "help_end": (
        "从这里开始：chuchu add 文件夹，然后 chuchu ask “问题”。",
        'Start here: chuchu add FOLDER, then chuchu ask "QUESTION".',
    ),
    "help_commands": ("命令", "commands"),
    "help_arguments": ("参数", "arguments"),
    "help_options": ("选项", "options"),
    "help_add": ("读入文件和文件夹", "read files and folders into the library"),
    "help_remove": ("取出文档，原文不留痕迹", "take documents out, with every trace of their text"),
    "help_list": ("列出文档", "list the documents"),
    "help_show": ("显示一份文档的全文", "show the extracted text of one document"),
    "help_ask": ("提问，得到带出处的答案", "one answer with its sources"),
    "help_search": ("只检索，列出相关段落", "the passages found for a query, and why"),
    "help_evaluate": ("用标准答案评测检索和回答", "how good it is, measured with gold questions"),
    "help_chat": ("打开网页对话", "serve the web chat"),
    "help_gold": (
        "从文档的句子中拟出评测题，请人核定",
        "propose gold questions from the library's own sentences, for a person to go over",
    ),
    "help_rebuild": ("重建索引，可换编码器", "make the indexes again, with another encoder if named"),
    "help_doctor": ("检查安装、模型和库", "what is installed, which models, how the library is"),
    "help_help": ("显示这份说明", "show this help"),
    "help_version": ("显示版本", "show the version"),
    "help_library": (
        "库所在的文件夹（默认：$CHUCHU_LIBRARY，否则用户数据文件夹）",
        "folder of the library (default: $CHUCHU_LIBRARY, else the user data folder)",
    ),
    "help_language": ("界面语言（默认：随系统）", "language of messages (default: the locale's)"),
    "help_path": ("文件或文件夹", "a file or folder"),
    "help_sync": ("源文件夹里已经没有的文件，也从库里取出", "also remove what is gone from a folder added before"),
    "help_encoder": (
        "编码器：bundled、模型文件夹或 hub 名称；只有 bundled 会把外语问题的词也换成文档语言的词去找",
        "encoder: bundled, a model folder, or a hub name; only bundled also looks for the words of a question in the "
        "language of the text",
    ),
    "help_reader": (
        "阅读器：bundled、chuchu-reader-1，或抽取式问答模型的文件夹或 hub 名称",
        "reader: bundled, chuchu-reader-1, or folder or hub name of a question-answering model",
    ),
    "help_reranker": (
        "重排模型：交叉编码器的文件夹或 hub 名称",
        "reranker: folder or hub name of a cross-encoder",
    ),
    "help_host": (
        "在哪个地址上提供服务（默认 127.0.0.1，只有本机能用）",
        "address to serve at (default 127.0.0.1: this computer only)",
    ),
    "help_port": ("端口（默认 7860）", "port (default 7860)"),
    "help_auth": (
        "只让文件里的用户进来，密码以散列保存；python -m ui.gate 文件 用户名 添加用户",
        "let in only the users of a file, their passwords hashed; python -m ui.gate FILE NAME adds one",
    ),
    "help_no-auth": ("对网络开放而不设密码", "open to a network without a password"),
    "help_mcp": ("同时作为 MCP 工具提供（需 pip install 'chuchu[mcp]'）", "offer MCP tools too (needs chuchu[mcp])"),
    "help_name": ("文档名，见 chuchu list", "a document's name, as chuchu list shows it"),
    "help_question": ("问题，放在引号里", "the question, in quotes"),
    "help_query": ("要找的内容，放在引号里", "what to look for, in quotes"),
    "help_top": ("列出前 N 段（默认 5）", "how many passages (default 5)"),
    "help_document": ("只看名称或标题符合 GLOB 的文档", "only documents whose name or title matches GLOB"),
    "help_json": ("输出 JSON", "print JSON"),
    "help_proposed": ("拟多少题（默认 20）", "how many questions (default 20)"),
    "help_gold_file": (
        "标准答案：.jsonl .csv .tsv .xlsx（列：question、answers，用 | 隔开，空着就是不该有答案；"
        "evidence 是原文中的一句，document 是文档名）、SQuAD 的 .json(.xz)、BEIR 文件夹",
        "gold questions: .jsonl .csv .tsv .xlsx (columns: question; answers, with | between, empty where there must be"
        " none; evidence, a piece of the document as it stands; document), SQuAD's .json(.xz), a BEIR folder",
    ),
    "help_corpus-from-gold": ("文档取自标准答案文件，不用库", "ask the texts in the gold file, not the library"),
    "help_compare": (
        "再测一种设置：lexical、dense、fused、fused+reader、阅读器或编码器（可多次）",
        "measure another setting too: lexical, dense, fused, fused+reader, a reader or an encoder (more than once)",
    ),
    "help_report": ("报告写成 HTML", "write the report as HTML"),
    "help_json_file": ("报告写成 JSON", "write the report as JSON"),
    "help_run": ("检索结果写成 TREC 格式", "write what was found in TREC's format"),
    "help_details": ("每个问题写一行 JSON", "write a line of JSON for each question"),
    "help_fail-under": (
        "指标没有达到就以状态 3 退出，如 recall@5=0.95；refused 是不得超过（可多次）",
        "exit with 3 when a measure is below, as recall@5=0.95; refused: when it is above (more than once)",
    ),
    "help_yes": ("不再询问", "do not ask first"),
    "help_verify": ("逐一核对库中每一处引文位置", "check every stored range again"),
    # an answer
    "confidence_high": ("很有把握（{percent}%）", "very sure ({percent} %)"),
    "confidence_good": ("比较有把握（{percent}%）", "fairly sure ({percent} %)"),
    "confidence_low": ("把握不大，请看原文（{percent}%）", "not sure: check the sentence ({percent} %)"),
    "not_found": ("这些文档里没有找到答案", "Not in these reports"),
    "comparing": (
        "要把几份文档放在一起比较或相加才能回答，而这里只引用原文写明的话；请逐个提问。",
        "It takes comparing or adding up across reports, and only what one of them says is quoted: ask about each.",
    ),
    "nearest": ("最接近的段落：", "The nearest passages:"),
    "nothing_near": ("也没有相近的段落。", "Nothing near it either."),
    "page": ("第 {first} 页", "page {first}"),
    "pages": ("第 {first}–{last} 页", "pages {first}–{last}"),
    "paragraph": ("第 {number} 段", "paragraph {number}"),
    "also_in": ("还见于 {count} 处：{places}", "also in {count} places: {places}"),
    "also_in_one": ("还见于：{places}", "also in {places}"),
    "place": ("{document} 第 {number} 段", "{document} paragraph {number}"),
    "between": ("；", "; "),
    "source_removed": ("来源已移除", "source removed"),
    "carried": ("沿用：{what}", "carried over: {what}"),
    # search
    "nothing_found": ("没有找到相关的段落", "no passage found"),
    "why_words": ("共同的词：{words}", "words in common: {words}"),
    "why_numbers": ("词面 {lexical:.2f} · 语义 {dense:.2f}", "wording {lexical:.2f} · meaning {dense:.2f}"),
    # the library
    "left": ("剩 {{remaining}}", "left {{remaining}}"),
    "unit_file": (" 份", " files"),
    "proposed": (
        "拟了 {count} 题；措辞与原文相同，比人问的容易找到。请在网页的评测页里接受、修改或拒绝",
        "{count} proposed, in the report's own words, which are found more easily than what people ask; accept, edit or"
        " reject them in the Evaluate tab of the chat",
    ),
    "nothing_to_propose": (
        "没有新的题可拟：带数字、日期、书名的句子都问过了",
        "nothing new to propose: every sentence with a number, date or name in it has been asked about",
    ),
    "unit_question": (" 个", " questions"),
    "unit_passage": (" 段", " passages"),
    "added": ("新增 {count} 份", "{count} added"),
    "updated": ("更新 {count} 份", "{count} updated"),
    "renamed": ("改名 {count} 份", "{count} renamed"),
    "unchanged": ("未变 {count} 份", "{count} unchanged"),
    "removed": ("取出 {count} 份", "{count} removed"),
    "skipped": ("跳过 {count} 份", "{count} skipped"),
    "missing": (
        "{count} 份已不在原来的文件夹里，仍留在库中；加 --sync 则取出",
        "{count} gone from their folder, kept in the library; --sync removes them",
    ),
    "ignored": ("{count} 个文件不是能读的格式，没有理会", "{count} of no format that is read, passed over"),
    "nothing_to_add": ("没有可以读入的文件", "no files to read there"),
    "and_more": ("……另有 {count} 份", "… and {count} more"),
    "column_name": ("名称", "name"),
    "column_title": ("标题", "title"),
    "column_paragraphs": ("段落", "paragraphs"),
    "column_pages": ("页数", "pages"),
    "column_added": ("加入日期", "added"),
    "cost_seconds": ("{count} 段，约 {seconds} 秒", "{count} passages, about {seconds} s"),
    "cost_minutes": ("{count} 段，约 {minutes} 分钟", "{count} passages, about {minutes} min"),
    "go_on": ("重建索引：{cost}。继续吗？[y/N] ", "making the indexes again: {cost}. Go on? [y/N] "),
    "left_as_it_is": ("没有改动", "nothing was changed"),
    "rebuilt": ("索引已重建：{cost}", "made the indexes again: {cost}"),
    "doctor_installed": ("已安装", "installed"),
    "doctor_models": ("模型", "models"),
    "doctor_library": ("库", "library"),
    "folder": ("文件夹", "folder"),
    "format": ("格式版本", "format"),
    "documents": ("文档", "documents"),
    "paragraphs": ("段落", "paragraphs"),
    "passages": ("可引用的段", "passages"),
    "vectors": ("向量", "vectors"),
    "encoder": ("编码器", "encoder"),
    "reader": ("阅读器", "reader"),
    "well": ("一切正常", "all is well"),
    "no_library_here": ("{folder}（还没有库）", "{folder} (no library yet)"),
    "verified": ("核对了 {count} 段与原文是否一致", "compared {count} passages with the text they were taken from"),
    "no_library_yet": (
        "还没有库：先加入示例文档（chuchu add 文件夹 可加入你自己的）",
        "no library yet: adding the sample reports first (chuchu add FOLDER adds your own)",
    ),
}


STRINGS |= BATCH


def say(key: str, language: Language, **fields: object) -> str:
    """The line named ``key`` in ``language``, filled with ``fields``. Raises KeyError for a name not in the table."""
    chinese, english = STRINGS[key]
    return (chinese if language == "zh" else english).format(**fields)
