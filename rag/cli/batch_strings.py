"""What the command line shows about a batch, in Chinese and English, by name."""

from __future__ import annotations

# name: (中文, English)
LINES: dict[str, tuple[str, str]] = {
    "help_batch": ("批量提问：问题文件进，答案文件出", "a file of questions in, the same rows with answers out"),
    "help_file": (
        "问题文件：.xlsx .csv .tsv .jsonl，或每行一个问题的 .txt",
        "file of questions: .xlsx .csv .tsv .jsonl, or .txt with one on each line",
    ),
    "help_output": (
        "答案文件，格式看后缀（默认：问题文件旁的 名称.answers.后缀）",
        "file of answers, its suffix says the format (default: NAME.answers.SUFFIX beside the questions)",
    ),
    "help_resume": ("接着上次停下的地方做，问过的不再问", "go on where the last run stopped, asking nothing twice"),
    "unit_row": (" 行", " rows"),
    "batch_done": (
        "{rows} 行：有答案 {answered}，没有找到 {not_found}，出错 {errors}",
        "{rows} rows: {answered} answered, {not_found} not found, {errors} errors",
    ),
    "batch_column": ("问题列：{column}", "questions: column {column}"),
    "batch_column_of": ("问题列：{column}（工作表 {sheet}）", "questions: column {column} of sheet {sheet}"),
    "batch_asked": ("问了 {asked} 个不同的问题", "{asked} different questions asked"),
    "batch_confidence": ("把握的分布：", "confidence of the answers:"),
    "batch_looks": ("值得再看一眼的有 {count} 行：", "{count} rows worth a second look:"),
    "batch_look": ("第 {row} 行 · {why} · {question}", "row {row} · {why} · {question}"),
    "batch_look_answered": ("把握不大（{percent}%）", "not sure ({percent} %)"),
    "batch_look_not_found": ("差一点有答案（{percent}%）", "nearly answered ({percent} %)"),
    "batch_look_error": ("出错", "error"),
    "batch_more": ("……另有 {count} 行", "… and {count} more"),
    "batch_written": ("答案在 {file}", "answers in {file}"),
    "batch_go_on": (
        "停在第 {done} 行，共 {total} 行；同样的命令加 --resume 接着做",
        "stopped at row {done} of {total}; the same command with --resume goes on",
    ),
}
