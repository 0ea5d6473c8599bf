"""What the server offers to programs, whom it lets in, and what never happens."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import shutil
import stat
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from driving import PATIENCE, ROOT, command, environment, serving
from gradio_client import Client
from playwright.sync_api import Browser, Page, expect

from ui.gate import add_user, hashed, matches

QUESTION = "代表建议的落实率达到多少？"
WATCH = """
import sys
def note(event, args):
    if event in ("socket.getaddrinfo", "socket.connect"):
        with open({log!r}, "a") as file:
            file.write(repr((event, args[0] if event == "socket.getaddrinfo" else args[1])) + "\\n")
sys.addaudithook(note)
"""
READ_ONLY = """
import os
real = os.access
def access(path, mode, **given):
    return not (mode & os.W_OK and os.fspath(path).startswith({library!r})) and real(path, mode, **given)
os.access = access
os.environ["XDG_DATA_HOME"] = {library!r} + "-own"
"""
Opened = Callable[..., Page]
Ask = Callable[[Page, str], None]


def called(address: str, name: str, **given: object) -> Any:
    """What an endpoint gives over plain HTTP, as the README's curl asks it."""
    body = json.dumps(given).encode()
    request = urllib.request.Request(f"{address}/gradio_api/call/v2/{name}", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as begun:
        event = json.load(begun)["event_id"]
    with urllib.request.urlopen(f"{address}/gradio_api/call/v2/{name}/{event}", timeout=60) as told:
        lines = told.read().decode().splitlines()
    return json.loads(next(line for line in lines if line.startswith("data: ")).removeprefix("data: "))[0]


def status(address: str, **headers: str) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=60) as answered:
            return int(answered.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code


def record(library: Path, *words: str) -> Any:
    given = command(*words, "--json", "--library", library)
    return json.loads(subprocess.run(given, env=environment(), check=True, capture_output=True).stdout)


def test_the_endpoints_give_the_records_of_the_command_line_over_http_and_to_gradio_client(
    address: str, seeded: Path
) -> None:
    wanted = record(seeded, "ask", QUESTION)
    answers = [called(address, "ask", question=QUESTION)]
    client = Client(address, verbose=False)
    answers.append(client.predict(QUESTION, api_name="/ask"))
    for answer in answers:
        assert answer.pop("seconds") >= 0
        assert answer == {name: value for name, value in wanted.items() if name != "seconds"}
    assert called(address, "search", query="海域", top=3) == record(seeded, "search", "海域", "--top", "3")
    assert client.predict(api_name="/documents") == record(seeded, "list")
    assert set(client.view_api(return_format="dict", print_info=False)["named_endpoints"]) == {
        "/ask",
        "/search",
        "/documents",
    }
    client.close()


def test_the_programs_of_the_readme_work_as_written(address: str) -> None:
    readme = (ROOT / "README.md").read_text("utf-8").replace("http://127.0.0.1:7860", address)
    [python], [shell] = (
        re.findall(rf"^```{kind}\n(.*?)^```", readme, re.DOTALL | re.MULTILINE) for kind in ("py", "sh")
    )
    for words in ([sys.executable, "-c", python], ["bash", "-euo", "pipefail", "-c", shell]):
        done = subprocess.run(words, env=environment(), capture_output=True, encoding="utf-8", check=True)
        assert "91.72%" in done.stdout


def test_with_mcp_the_endpoints_are_tools(browser: Browser, seeded: Path) -> None:
    del browser
    pytest.importorskip("mcp", reason="pip install 'chuchu[mcp]'")
    # In a thread: Playwright has a loop of its own in this one.
    with serving(seeded, "--mcp") as served, ThreadPoolExecutor(1) as apart:
        listed = apart.submit(lambda: asyncio.run(tools(f"{served}/gradio_api/mcp/"))).result()
    assert listed == {"ask", "search", "documents"}


async def tools(place: str) -> set[str]:
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async with streamable_http_client(place) as (read, write, _), ClientSession(read, write) as session:
        await session.initialize()
        return {tool.name for tool in (await session.list_tools()).tools}


def test_no_request_leaves_the_host_neither_from_the_page_nor_from_the_server(
    browser: Browser, seeded: Path, tmp_path: Path, ask: Ask
) -> None:
    log = tmp_path / "looked-up"
    (tmp_path / "sitecustomize.py").write_text(WATCH.format(log=str(log)), "utf-8")
    asked: set[str | None] = set()
    with serving(seeded, path=tmp_path) as served:
        page = browser.new_context(locale="zh-CN").new_page()
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: asked.add(urllib.parse.urlsplit(request.url).hostname))
        page.goto(served)
        page.locator(".try").first.wait_for()
        ask(page, QUESTION)
        expect(page.locator("#reader mark.quote")).to_be_visible()
        for tab in page.get_by_role("tab").all():
            tab.click()
        page.context.close()
        assert status(f"{served}/gradio_api/file=http://example.com/") == 403
        assert status(f"{served}/gradio_api/proxy=http://example.com/") == 403
    assert asked - {None} == {"127.0.0.1"}
    looked_up = log.read_text("utf-8").splitlines() if log.exists() else []
    assert not [line for line in looked_up if not any(home in line for home in ("127.0.0.1", "localhost", "'::1'"))]


def test_originals_are_handed_out_while_they_are_what_was_read_and_never_as_active_content(
    browser: Browser, tmp_path: Path
) -> None:
    del browser
    (tmp_path / "页.html").write_text("<h1>报告</h1><p>收入12元。</p><script>alert(1)</script>", "utf-8")
    library = tmp_path / "library"
    subprocess.run(command("add", tmp_path / "页.html", "--library", library), env=environment(), check=True)
    with serving(library) as served:
        there = f"{served}/original/{urllib.parse.quote('页.html')}"
        with urllib.request.urlopen(there, timeout=60) as handed:
            assert handed.headers["Content-Type"] == "application/octet-stream"
            assert handed.headers["Content-Disposition"].startswith("attachment")
            assert handed.headers["X-Content-Type-Options"] == "nosniff"
        assert status(f"{served}/original/../library.sqlite") == 404
        assert status(f"{served}/original/{urllib.parse.quote(str(library / 'library.sqlite'), safe='')}") == 404
        (tmp_path / "页.html").write_text("<p>别的</p>", "utf-8")
        assert status(there) == 404


def test_a_network_is_served_with_passwords_or_after_saying_that_there_are_none(seeded: Path) -> None:
    words = command("chat", "--host", "0.0.0.0", "--library", seeded, "--language", "en")
    refused = subprocess.run(words, env=environment(), capture_output=True, encoding="utf-8", check=False)
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "--auth FILE" in refused.stderr


def test_with_a_file_of_users_only_they_are_let_in_to_anything(browser: Browser, seeded: Path, tmp_path: Path) -> None:
    del browser
    users = tmp_path / "users"
    add_user(users, "李", "对的密码")
    add_user(users, "ann", "right")
    assert stat.S_IMODE(users.stat().st_mode) == 0o600
    assert "right" not in users.read_text("utf-8")
    right = base64.b64encode("李:对的密码".encode()).decode()
    with serving(seeded, "--auth", users) as served:
        for place in ("/", "/gradio_api/info", "/original/qingdao-2025.md", "/gold.jsonl"):
            assert status(served + place) == 401
            assert status(served + place, Authorization=f"Basic {right}") == 200
            wrong = base64.b64encode(b"ann:wrong").decode()
            assert status(served + place, Authorization=f"Basic {wrong}") == 401


def test_a_password_is_kept_as_a_salted_hash() -> None:
    kept = hashed("密码")
    assert kept != hashed("密码")
    assert matches(kept, "密码")
    assert not matches(kept, "密碼")


def test_a_port_that_is_taken_is_one_line(address: str, seeded: Path) -> None:
    port = address.rpartition(":")[2]
    words = command("chat", "--port", port, "--library", seeded, "--language", "en")
    refused = subprocess.run(words, env=environment(), capture_output=True, encoding="utf-8", check=False)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert f"port {port} is taken" in refused.stderr


def test_the_first_start_makes_a_library_with_the_sample_corpus(browser: Browser, tmp_path: Path, ask: Ask) -> None:
    with serving(tmp_path / "library") as served:
        page = browser.new_context(locale="zh-CN").new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(served)
        expect(page.locator(".loaded")).to_contain_text("1 份文档")
        ask(page, QUESTION)
        expect(page.locator(".answer")).to_contain_text("91.72%")
        page.context.close()


def test_a_library_that_cannot_be_written_can_be_asked(seeded: Path, opened: Opened, ask: Ask, tmp_path: Path) -> None:
    library = tmp_path / "library"
    shutil.copytree(seeded, library, ignore=shutil.ignore_patterns("chat.sqlite*"))
    # Root, whom tests may run as, can write everywhere: so the system is told to say that this cannot be.
    (tmp_path / "sitecustomize.py").write_text(READ_ONLY.format(library=str(library)), "utf-8")
    with serving(library, path=tmp_path) as served:
        page = opened(served)
        ask(page, QUESTION)
        expect(page.locator(".answer")).to_contain_text("91.72%")
        page.get_by_role("tab", name="文档").click()
        expect(page.locator(".documents tbody tr")).to_have_count(1)
        expect(page.locator("#upload")).to_be_hidden()
        expect(page.locator("#kinds")).to_contain_text("不能写")
    assert not (library / "chat.sqlite").exists()
