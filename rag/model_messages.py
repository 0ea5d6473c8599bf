"""What is said about readers and rerankers that are named: a part of the table of `rag.messages`."""

from __future__ import annotations

# name: (中文, English)
LINES: dict[str, tuple[str, str]] = {
    "reader_unknown": (
        "没有名为 {reader} 的阅读器；可用的有：{known}，也可以给出模型文件夹，或模型库里的名称（作者/名称）",
        "there is no reader called {reader}; there are: {known}, or give a model folder, or a name from the model hub"
        " (OWNER/NAME)",
    ),
    "reader_failed": ("阅读器不能用：{reason}", "the reader cannot be used: {reason}"),
    "reranker_unknown": (
        "没有名为 {reranker} 的重排模型；请给出模型文件夹，或模型库里的名称（作者/名称）",
        "there is no reranker called {reranker}; give a model folder, or a name from the model hub (OWNER/NAME)",
    ),
    "reranker_failed": ("重排模型不能用：{reason}", "the reranker cannot be used: {reason}"),
}
