"""What is said about serving the chat: a part of the table of `rag.messages`."""

from __future__ import annotations

# name: (中文, English)
LINES: dict[str, tuple[str, str]] = {
    "port_taken": (
        "端口 {port} 已被占用，也许网页对话已经开着；请换一个：chuchu chat --port {other}",
        "port {port} is taken, perhaps the chat is open already; name another one: chuchu chat --port {other}",
    ),
    "host_refused": (
        "不能在 {host}:{port} 上提供服务，系统报告“{reason}”；请检查 --host 和 --port",
        "cannot serve at {host}:{port}, the system says: {reason}; check --host and --port",
    ),
    "auth_wanted": (
        "{host} 会对网络开放：请用 --auth 文件 指定用户（python -m ui.gate 文件 用户名 添加一个），或明说 --no-auth",
        "{host} is open to a network: say who may come in with --auth FILE (python -m ui.gate FILE NAME adds a user),"
        " or --no-auth aloud",
    ),
    "auth_unreadable": (
        "{file}：读不了这个用户文件；用 python -m ui.gate 文件 用户名 建立一个",
        "{file}: this file of users cannot be read; python -m ui.gate FILE NAME makes one",
    ),
    "auth_line": (
        "{file} 第 {number} 行不是用户；用 python -m ui.gate 文件 用户名 重新添加",
        "{file}, line {number} is no user; python -m ui.gate FILE NAME adds one again",
    ),
    "auth_empty": (
        "{file}：里面没有用户；用 python -m ui.gate 文件 用户名 添加",
        "{file}: no user in it; python -m ui.gate FILE NAME adds one",
    ),
    "mcp_missing": (
        "--mcp 需要另外的包：pip install 'chuchu[mcp]'",
        "--mcp needs packages of its own: pip install 'chuchu[mcp]'",
    ),
    "upload_many": (
        "{file}：一次最多 {most} 份，没有读；请分几次加入",
        "{file}: at most {most} files at once, this one was not read; add them in several goes",
    ),
}
