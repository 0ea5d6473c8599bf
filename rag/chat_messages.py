"""What is said about conversations, feedback and gold lines: a part of the table of `rag.messages`."""

from __future__ import annotations

# name: (中文, English)
LINES: dict[str, tuple[str, str]] = {
    "chat_damaged": (
        "{file}：对话记录已损坏，库本身没事；请从备份恢复这个文件，或移走它重新开始记录",
        "{file}: what the chat remembers is damaged, the library itself is not; put this file back from a backup, or"
        " move it away to begin anew",
    ),
    "chat_newer": (
        "{file}：对话记录由更新的版本写成；请升级 chuchu（pip install -U chuchu）",
        "{file}: written by a newer version; upgrade chuchu (pip install -U chuchu)",
    ),
    "chat_no_place": (
        "{file}：这里不能写，对话无处保存；请检查权限",
        "{file}: cannot be written, so conversations cannot be kept; check its permissions",
    ),
    "chat_full": (
        "{file}：磁盘满了，以前的对话都在，这一次没有保存；请腾出空间再试",
        "{file}: the disk is full, earlier conversations are kept, this one is not; make room and try again",
    ),
    "chat_busy": (
        "{file}：另一个程序正在写对话记录；请稍后再试",
        "{file}: another program is writing what the chat remembers; try again in a moment",
    ),
    "chat_refused": (
        "{file}：对话记录读写失败，系统报告“{reason}”；请检查磁盘",
        "{file}: what the chat remembers cannot be read or written, the system says: {reason}; check the disk",
    ),
    "conversation_unknown": (
        "没有第 {number} 号对话；可能已被删除，请刷新列表",
        "there is no conversation {number}; it may have been deleted, list them again",
    ),
    "turn_unknown": (
        "没有第 {number} 号问答；可能已被删除，请刷新对话",
        "there is no turn {number}; it may have been deleted, load the conversation again",
    ),
    "line_unknown": (
        "没有第 {number} 号评测题；可能已被删除，请刷新列表",
        "there is no gold line {number}; it may have been deleted, list them again",
    ),
    "line_long": (
        "{start} 太长（{length} 个字符，最多 {most} 个）；请缩短",
        "{start} is too long ({length} characters, at most {most}); make it shorter",
    ),
    "line_no_question": ("评测题没有问题；请写出要问什么", "a gold line without its question; write what to ask"),
    "evidence_needs_document": (
        "请指出这段文字出自哪份文档",
        "say which document this text is from",
    ),
    "evidence_not_there": (
        "{document}：没有一段含有这段文字；请从原文里原样复制",
        "{document}: no paragraph has this text; copy it from the document as it stands",
    ),
    "evidence_wanted": (
        "请指出答案在哪里：文档和那一段的文字",
        "show where it stands: the document, and the text of the paragraph",
    ),
}
