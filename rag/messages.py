"""Every line Chuchu says on the command line, in Chinese and English, by name.

A line about something that failed says what, why, and what to do next.
"""

from __future__ import annotations

from typing import Literal

from rag.batch_messages import LINES as BATCH
from rag.chat_messages import LINES as CHAT
from rag.chat_serving_messages import LINES as SERVING
from rag.evaluate.messages import LINES as EVALUATE
from rag.model_messages import LINES as MODELS

Language = Literal["zh", "en"]

# name: (中文, English)
MESSAGES: dict[str, tuple[str, str]] = {
    # files
    "file_missing": (
        "{file}：没有这个文件或文件夹；请检查路径",
        "{file}: no such file or folder; check the path",
    ),
    "file_empty": ("{file}：文件是空的；请换一个有内容的文件", "{file}: the file is empty; give one with text in it"),
    # PDF
    "pdf_no_pages": (
        "{file}：PDF 一页也没有；请重新导出",
        "{file}: the PDF has no pages; export it again",
    ),
    "pdf_no_text": (
        "{file}：PDF 里没有文字层，多半是扫描件；请先做文字识别（OCR）再加入",
        "{file}: the PDF has no text layer, it is most likely a scan; run OCR on it first, then add it",
    ),
    "pdf_many_pages": (
        "{file}：PDF 有 {pages} 页，最多读 {most} 页；请拆开再加入",
        "{file}: the PDF has {pages} pages, at most {most} are read; split it and add the parts",
    ),
    "pdf_too_much": (
        "{file}：PDF 第 {page} 页的内容多得不像报告，没有读；请另存或拆开再加入",
        "{file}: page {page} of the PDF holds more than any report would, so it was not read; save it anew or split it",
    ),
    "pdf_broke_off": (
        "{file}：读这份 PDF 时中途失败或用时太长，多半已损坏或异常复杂，没有读；请重新导出或另存为 PDF 再加入",
        "{file}: reading the PDF broke off or took too long, most likely it is damaged or far too complex;"
        " export it again or save it anew, then add it",
    ),
    # what is in files
    "file_large": (
        "{file}：文件太大，最多 {most} MB；请拆成几个文件",
        "{file}: too large, at most {most} MB; split it into several files",
    ),
    "file_long": (
        "{file}：文字太多，最多 {most} 个字符；请拆成几个文件",
        "{file}: too long, at most {most} characters; split it into several files",
    ),
    "file_no_text": (
        "{file}：里面没有文字；扫描件或图片请先做文字识别（OCR）",
        "{file}: no text in it; scans and pictures need text recognition (OCR) first",
    ),
    "file_unsupported": (
        "{file}：不支持 {suffix} 文件；能读的有：{known}",
        "{file}: {suffix} files are not read; these are: {known}",
    ),
    "file_convert": (
        "{file}：这是 {kind} 格式；请用 Word、WPS 或 LibreOffice 打开，另存为 {suffix} 再试",
        "{file}: this is {kind}; open it in Word, WPS or LibreOffice, save it as {suffix} and give that",
    ),
    "file_other_kind": (
        "{file}：后缀是 {suffix}，内容其实是 {kind}；请改正后缀，或换成正确的文件",
        "{file}: called {suffix} but really {kind}; give it the right suffix, or give the right file",
    ),
    "file_encrypted": (
        "{file}：文件有密码；请打开后取消密码再试",
        "{file}: protected by a password; take the password off and try again",
    ),
    "file_damaged": (
        "{file}：文件已损坏，读不出来；请用原来的程序打开并重新保存，或换一份完好的",
        "{file}: damaged and cannot be read; open it in its own program and save it again, or find a whole copy",
    ),
    "file_bomb": (
        "{file}：解压后超过 {most} MB，不像正常的文档；请拆分，或换一个文件",
        "{file}: more than {most} MB when unpacked, which no ordinary document is; split it or give another",
    ),
    "file_vast": (
        "{file}：表格超过 {most} 个单元格；请拆成几个文件",
        "{file}: more than {most} cells in its tables; split it into several files",
    ),
    "file_not_text": (
        "{file}：里面有不成对的代理字符，不是正常的文字；请重新保存为 UTF-8",
        "{file}: has lone surrogates in it, which are no text; save it again as UTF-8",
    ),
    "file_nul": (
        "{file}：第 {place} 字节是 NUL，不是文本文件或已损坏；请重新保存为 UTF-8 文本",
        "{file}: byte {place} is NUL, so it is no text file or damaged; save it again as UTF-8 text",
    ),
    "file_undecodable": (
        "{file}：第 {place} 字节不是 {encoding} 文字，其他编码也读不通；请重新保存为 UTF-8",
        "{file}: byte {place} is not {encoding}, and no other encoding fits; save it again as UTF-8",
    ),
    # files and the library
    "file_only_headings": (
        "{file}：只有标题，没有可以引用的正文；请换一个有内容的文件",
        "{file}: only headings in it and nothing to cite; give one with text below them",
    ),
    "file_special": (
        "{file}：不是普通文件；请给出文件或文件夹",
        "{file}: no ordinary file; give a file or folder",
    ),
    "file_unreadable": (
        "{file}：读不了，系统报告“{reason}”；请检查权限",
        "{file}: cannot be read, the system says: {reason}; check its permissions",
    ),
    "file_nowhere": (
        "{file}：链接没有指向文件，或文件已经不在了；请改正链接或去掉它",
        "{file}: a link that leads to no file, or the file is gone by now; mend the link or take it away",
    ),
    "file_changing": (
        "{file}：读的时候一直在变；请等它写完再加入",
        "{file}: keeps changing while it is read; add it again when it is finished",
    ),
    "file_repeated": (
        "{file}：与库中的 {name} 完全相同，不再加入；要用它请先取出 {name}",
        "{file}: the same bytes as {name} in the library, not added twice; remove {name} first to have this one",
    ),
    "library_missing": (
        "{folder}：这里没有库；请先用 chuchu add 加入文件，或用 --library 指出库的位置",
        "{folder}: no library here; chuchu add files first, or say where it is with --library",
    ),
    "library_exists": (
        "{folder}：这里已经有一个库；换编码器请用 chuchu rebuild --encoder",
        "{folder}: a library is here already; chuchu rebuild --encoder gives it another encoder",
    ),
    "library_newer": (
        "{folder}：这个库由更新的版本建立；请升级 chuchu（pip install -U chuchu）",
        "{folder}: this library was made by a newer version; upgrade chuchu (pip install -U chuchu)",
    ),
    "library_damaged": (
        "{folder}：库的主文件 library.sqlite 已损坏；请从备份恢复这个文件夹，或换一个文件夹重新加入报告",
        "{folder}: its main file library.sqlite is damaged; put the folder back from a backup, or add the reports to a"
        " new one",
    ),
    "library_unfinished": (
        "{folder}：上次写入被中断，而这里又不能写；请在有写权限时打开一次",
        "{folder}: the last writing was interrupted, and nothing can be written here; open it once where it can be",
    ),
    "library_no_folder": (
        "{folder}：库要放在文件夹里，这里却是文件；请用 --library 另指一个文件夹",
        "{folder}: a library is a folder, and here is a file; name another folder with --library",
    ),
    "library_no_place": (
        "{folder}：这里不能写，建不了库；请检查权限，或用 --library 另指一个文件夹",
        "{folder}: nothing can be written here, so no library can be made; check the permissions, or name another"
        " folder with --library",
    ),
    "library_read_only": (
        "{folder}：这个库不能写，只能查；请检查文件夹的权限",
        "{folder}: this library can be read but not written; check the folder's permissions",
    ),
    "library_full": (
        "{folder}：磁盘满了，已完成的部分都保存了；请腾出空间再做一次",
        "{folder}: the disk is full, what was finished is kept; make room and do it again",
    ),
    "library_busy": (
        "{folder}：另一个程序（进程 {process}）正在写这个库；请等它结束再试",
        "{folder}: another program (process {process}) is writing to this library; try again when it is done",
    ),
    "library_refused": (
        "{folder}：库读写失败，系统报告“{reason}”；请检查磁盘",
        "{folder}: the library cannot be read or written, the system says: {reason}; check the disk",
    ),
    "library_caught_up": (
        "{folder}：上次的操作被中断；已回到最后的完整状态，索引已补齐",
        "{folder}: the last run was interrupted; back at the last complete state, and the indexes are in step",
    ),
    "library_behind": (
        "{folder}：索引没有跟上；请用 chuchu rebuild 重建",
        "{folder}: the indexes are behind; chuchu rebuild makes them again",
    ),
    "derived_wrong": (
        "{folder}：索引与库不一致或已损坏；请用 chuchu rebuild 重建",
        "{folder}: the indexes are damaged or not those of the library; chuchu rebuild makes them again",
    ),
    "derived_made_again": (
        "{folder}：索引已损坏，已重新建立",
        "{folder}: the indexes were damaged, and have been made again",
    ),
    "encoder_unfinished": (
        "{folder}：换编码器到 {name} 的工作被中断，仍用原来的；chuchu rebuild --encoder {name} 接着做",
        "{folder}: changing to the encoder {name} was interrupted, the old one stays in use; chuchu rebuild --encoder"
        " {name} goes on",
    ),
    "range_wrong": (
        "{name} 第 {paragraph} 段：与原文对不上；请取出这份文档再重新加入",
        "{name} paragraph {paragraph}: not what its document says; remove the document and add it again",
    ),
    "document_none_match": (
        "没有名称或标题符合 {glob} 的文档；用 chuchu list 查看有哪些",
        "no document's name or title matches {glob}; see chuchu list",
    ),
    "document_none_match_near": (
        "没有名称或标题符合 {glob} 的文档；名称或标题里含有它的，请写成 '{wider}'",
        "no document's name or title matches {glob}; some have it within: write '{wider}'",
    ),
    "document_unknown": (
        "{name}：库中没有这份文档；chuchu list 列出所有文档",
        "{name}: no such document in the library; chuchu list shows them all",
    ),
    "document_unknown_near": (
        "{name}：库中没有这份文档；是不是 {near}？",
        "{name}: no such document in the library; do you mean {near}?",
    ),
    "document_unclear": (
        "{name}：有几份文档都叫这个名称（{names}）；请写出文件夹和后缀",
        "{name}: several documents could be meant ({names}); write the folder and the suffix too",
    ),
    "encoder_failed": (
        "编码器 {name} 不能用：{reason}",
        "the encoder {name} cannot be used: {reason}",
    ),
    "encoder_changed": (
        "{folder}：编码器 {name} 与建库时的不同；请用 chuchu rebuild --encoder {name} 重新编码",
        "{folder}: the encoder {name} is not the one it was made with; chuchu rebuild --encoder {name} encodes it anew",
    ),
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
    "misuse_empty": (
        "{names} 后面是空的；请写上名称，或不写这个选项",
        "{names} has nothing behind it; give a name, or leave it out",
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
    # questions
    "top_outside": ("--top {top}：请给出 1 到 {most} 之间的数", "--top {top}: give a number from 1 to {most}"),
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


MESSAGES |= BATCH | CHAT | EVALUATE | MODELS | SERVING


def message(key: str, language: Language, **fields: object) -> str:
    """The line named ``key`` in ``language``, filled with ``fields``. Raises KeyError for a name not in the table."""
    chinese, english = MESSAGES[key]
    return (chinese if language == "zh" else english).format(**fields)
