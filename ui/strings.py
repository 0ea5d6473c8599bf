"""What the chat shows, in Chinese and English, by name; what it refuses is in `rag.messages`."""

from __future__ import annotations

from rag.messages import Language

# name: (中文, English)
LABELS: dict[str, tuple[str, str]] = {
    # the page
    "title": ("出处", "Chuchu"),
    "motto": ("答案都是原文，都有出处", "Every answer is the report's own words"),
    "tab_ask": ("提问", "Ask"),
    "tab_search": ("检索", "Search"),
    "tab_documents": ("文档", "Documents"),
    "language": ("界面语言", "Language"),
    "question": ("问题", "Question"),
    "question_hint": ("向这些文档提问…", "Ask these documents…"),
    "send": ("提问", "Ask"),
    "keys": (
        "Enter 发送 · Shift+Enter 换行 · / 回到这里",
        "Enter sends · Shift+Enter breaks the line · / comes back here",
    ),
    "within": ("在哪些文档里找", "Which documents"),
    "everywhere": ("全部文档", "all documents"),
    "reader": ("原文", "The source"),
    # empty
    "welcome": ("有什么想查的？", "What would you like to know?"),
    "loaded": (
        "库里有 {documents} 份文档、{articles} 篇文章、{paragraphs} 个段落",
        "The library holds {documents}, {articles}, {paragraphs}",
    ),
    "documents_one": ("1", "1 document"),
    "documents_many": ("{count}", "{count} documents"),
    "articles_one": ("1", "1 article"),
    "articles_many": ("{count}", "{count} articles"),
    "paragraphs_one": ("1", "1 paragraph"),
    "paragraphs_many": ("{count}", "{count} paragraphs"),
    "dated": ("文中年份 {first}–{last}", "years {first} to {last}"),
    "dated_one": ("文中年份 {first}", "year {first}"),
    "added_on": ("最近加入 {date}", "last added {date}"),
    "try": ("比如问：", "For example:"),
    "try_nowhere": ("这一问，文中没有答案", "not answered anywhere in there"),
    "random": ("随便问一个", "A random question"),
    "nothing_loaded": (
        "库里还没有文档。请到“文档”页加入文件。",
        "There are no documents yet. Add files under Documents.",
    ),
    # an answer
    "confidence_high": ("很有把握（{percent}%）", "very sure ({percent} %)"),
    "confidence_good": ("比较有把握（{percent}%）", "fairly sure ({percent} %)"),
    "confidence_low": ("把握不大，请看原文（{percent}%）", "not sure: check the sentence ({percent} %)"),
    "not_found": ("这些文档里没有找到答案", "Not in these reports"),
    "nearest": ("最接近的段落", "The nearest passages"),
    "nothing_near": ("也没有相近的段落。", "Nothing near it either."),
    "advice": ("可以试试：", "What you can try:"),
    "advice_words": (
        "换用文中可能出现的说法，例如全称、专名、年份",
        "words the report itself may use: full names, years",
    ),
    "advice_one": ("一次只问一件事", "one thing at a time"),
    "advice_near": ("打开下面的段落看看", "reading the passages below"),
    "citation": ("出处 {rank}：{place}", "source {rank}: {place}"),
    "sources": ("一共读到的段落（{count}）", "All passages it was read from ({count})"),
    "advice_within": ("在全部文档里找，刚才只看了 {within}", "all documents: only {within} was searched"),
    "carried": ("沿用：", "carried over:"),
    "carried_undo": ("不沿用“{what}”，重新提问", "ask again without “{what}”"),
    "judge": ("答得对吗？", "Was it right?"),
    "verdict_right": ("对", "right"),
    "verdict_wrong_piece": ("段落对，答案不对", "right paragraph, wrong piece"),
    "verdict_wrong_paragraph": ("段落不对", "wrong paragraph"),
    "verdict_in_documents": ("文中其实有", "it is in the documents"),
    "verdict_not_in_documents": ("文中没有", "it isn't in them"),
    "judged": ("记下了，谢谢", "noted, thank you"),
    "show_where": (
        "请打开写着答案的段落，选中答案，再点“答案在这里”",
        "open the paragraph it stands in, select the answer, then click “the answer is here”",
    ),
    "copy": ("复制答案与出处", "Copy with source"),
    "copied": ("已复制", "copied"),
    # conversations
    "conversations": ("对话", "Conversations"),
    "begin": ("新对话", "New conversation"),
    "forget": ("删除“{title}”", "Delete “{title}”"),
    "forget_sure": ("删除对话“{title}”？不留痕迹。", "Delete the conversation “{title}”? No trace of it is kept."),
    "export_as": ("导出：", "Export:"),
    # the source
    "changed": (
        "这份文档后来换了版本，当时标出的地方已不在原处",
        "the document has changed since: what was marked is not there now",
    ),
    "link": ("本段链接", "Link to this paragraph"),
    "original": ("打开原文件", "Open the file"),
    "here": ("答案在这里", "The answer is here"),
    "here_hint": ("先选中答案的文字，更准确", "select the words of the answer first, to be exact"),
    "close": ("关闭", "Close"),
    "page": ("第 {first} 页", "page {first}"),
    "pages": ("第 {first}–{last} 页", "pages {first}–{last}"),
    "paragraph": ("第 {number} 段", "paragraph {number}"),
    "also_in": ("还见于 {count} 处：", "also in {count} places:"),
    "also_in_one": ("还见于：", "also in:"),
    "place": ("{document} 第 {number} 段", "{document} paragraph {number}"),
    "broken": ("原文在此处断开", "the source breaks off here"),
    "broken_page": ("原文在此处换页：第 {page} 页", "page {page} begins here"),
    "wider": ("多看几段", "More around it"),
    "gone": ("这一段已不在库中", "this paragraph is no longer in the library"),
    "why": ("怎么找到的", "Why it was found"),
    "why_words": ("与问题共有的词：{words}", "words in common with the question: {words}"),
    "why_no_words": ("没有共有的词，是按意思找到的", "no words in common: found by meaning"),
    "why_meaning_near": ("意思与问题很接近", "close to the question in meaning"),
    "why_meaning_some": ("意思与问题有些接近", "somewhat close to the question in meaning"),
    "why_meaning_far": ("意思与问题不太接近", "not close to the question in meaning"),
    "why_reader": ("阅读之后排在第 {rank}", "placed {rank} after reading"),
    "why_numbers": ("数值", "numbers"),
    "why_lexical": ("词面", "wording"),
    "why_dense": ("语义", "meaning"),
    "why_score": ("得分", "score"),
    # search
    "search": ("检索", "Search"),
    "search_hint": ("输入词语，看看哪些段落排在前面", "Words to look for: see which passages come first"),
    "search_top": ("列出几段", "How many passages"),
    "nothing_found": ("没有找到相关的段落", "No passage found"),
    "search_empty": (
        "这里只检索、不作答：按相关程度列出段落，并说明为什么。",
        "Passages by relevance, and why; nothing is answered here.",
    ),
    # documents
    "upload": ("把文件拖到这里，或点击选择", "Drop files here, or click to choose"),
    "upload_kinds": (
        "{suffixes}；每份不超过 {size} MB，一次最多 {count} 份",
        "{suffixes}; at most {size} MB each, {count} at once",
    ),
    "adding": ("正在读入 {done}/{total}：{name}", "Reading {done} of {total}: {name}"),
    "adding_begun": ("正在准备…", "Getting ready…"),
    "added": ("新增 {count} 份", "{count} added"),
    "updated": ("更新 {count} 份", "{count} updated"),
    "renamed": ("改名 {count} 份", "{count} renamed"),
    "unchanged": ("未变 {count} 份", "{count} unchanged"),
    "removed": ("已取出 {name}", "{name} was removed"),
    "skipped": ("跳过 {count} 份", "{count} skipped"),
    "column_title": ("标题", "title"),
    "column_pages": ("页数", "pages"),
    "column_paragraphs": ("段落", "paragraphs"),
    "column_added": ("加入日期", "added"),
    "column_do": ("操作", "actions"),
    "show": ("查看全文", "Read"),
    "remove": ("取出", "Remove"),
    "remove_sure": (
        "把 {name} 从库里取出？原文不留痕迹。",
        "Remove {name} from the library? No trace of its text is kept.",
    ),
    "no_documents": ("库里还没有文档", "No documents yet"),
    "more": ("继续往下（还有 {count} 段）", "Go on ({count} more paragraphs)"),
    "cannot_write": (
        "这个库不能写：可以提问，不能加入或取出。",
        "This library cannot be written: ask, but nothing can be added or removed.",
    ),
    "serving": ("网页对话在 {address} ；按 Ctrl-C 结束", "the chat is at {address} ; Ctrl-C ends it"),
}


def label(key: str, language: Language, **fields: object) -> str:
    """The words named ``key`` in ``language``, filled with ``fields``. Raises KeyError for a name not in the table."""
    chinese, english = LABELS[key]
    return (chinese if language == "zh" else english).format(**fields)
