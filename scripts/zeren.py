"""The command line `zeren`: the commands by name, and the one place where an error becomes a message and a status."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer
from typer.exceptions import TyperException

from kb.controls import terminal_text
from kb.errors import DEBUG, InternalError, ZerenError, refused
from scripts.chinese_help import ChineseCommand, ChineseGroup
from scripts.commands.folder import Folder

COMMANDS = {
    "build": "build:build_command",
    "search": "query:search_command",
    "unit": "query:unit_command",
    "lead": "query:lead_command",
    "ask": "ask:ask_command",
    "serve": "serve:serve_command",
    "mcp": "serve:mcp_command",
    "check": "check:check_command",
    "coverage": "coverage:coverage_command",
    "links": "links:links_command",
    "diff": "diff:diff_command",
    "load": "load:load_command",
    "extract": "extract:extract_command",
    "explain": "explain:explain_command",
    "repair": "repair:repair_command",
    "init": "init:init_command",
    "add": "add:add_command",
    "schema": "schema:schema_command",
}
"""The commands in the order of the help -> module below `scripts.commands` and function."""

_CHINESE = (
    ("No such option: ", "没有这个选项: "),
    ("No such command ", "没有这个命令: "),
    ("Did you mean ", "是不是 "),
    ("Missing argument ", "缺少参数 "),
    ("Missing option ", "缺少选项 "),
    ("Missing command", "缺少命令"),
    ("Invalid value for ", "值不对, "),
    ("Input should be greater than or equal to ", "至少是 "),
    ("Input should be less than or equal to ", "至多是 "),
    ("Got unexpected extra argument(s) ", "多出的参数 "),
    (" requires an argument", " 需要一个值"),
)
"""What typer says of a wrong use, and how we say it."""


_LONG = frozenset({"build", "serve", "mcp"})
"""Commands that live long enough for the collector of cycles; in the others it finds nothing and takes a tenth of the time."""
_INTERRUPTED = 130
"""The status after Ctrl-C; typer turns a KeyboardInterrupt of a command into it."""


def _version(wanted: bool) -> None:
    if wanted:
        try:
            print(f"zeren {version('zeren')}")
        except PackageNotFoundError:
            print("zeren")
        raise typer.Exit


def _zeren(
    context: typer.Context,
    folder: Folder = None,
    shown: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本")] = False,
) -> None:
    context.obj = folder


def application(arguments: Sequence[str] = ()) -> typer.Typer:
    """The command line with the commands that `arguments` name, with all where they name none.

    Importing what all commands need takes longer than most of them run.
    """
    made = typer.Typer(
        name="zeren",
        cls=ChineseGroup,
        help="责任图谱: 读入政府计划, 找出谁牵头、谁配合、何时完成、达到什么指标, 生成可检索的责任网站。",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    made.callback()(_zeren)
    for name in [name for name in COMMANDS if name in arguments] or COMMANDS:
        module, function = COMMANDS[name].split(":")
        made.command(name, cls=ChineseCommand)(getattr(import_module(f"scripts.commands.{module}"), function))
    return made


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 nothing usable, 2 wrong use, 130 interrupted; never a traceback."""
    given = sys.argv[1:] if arguments is None else arguments
    if not _LONG.intersection(given):
        gc.disable()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a request to end clears up like Ctrl-C
    sys.exit(run(given))


def run(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit status."""
    _speak_utf8()
    try:
        given = sys.argv[1:] if arguments is None else arguments
        status = application(given)(args=given, prog_name="zeren", standalone_mode=False)
        sys.stdout.flush()
        if status == _INTERRUPTED:
            print("已中断", file=sys.stderr)
        return status if isinstance(status, int) else 0
    except ZerenError as error:
        return _failed(error)
    except TyperException as error:
        return _misused(error)
    except (KeyboardInterrupt, typer.Abort):
        print("已中断", file=sys.stderr)
        return _INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # The reader (head, less) has gone; typer leaves by SystemExit then, and only then. What is left in the buffer
        # goes nowhere, and that is no error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
        return 0
    except OSError as error:
        return _failed(refused(error))
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        advice = f"这是程序的错误。请把所用的命令和文件告诉维护者; 设 {DEBUG}=1 再运行可以看到出错的位置"
        return _failed(InternalError(f"程序出错: {type(error).__name__}: {error}", advice=advice))


def _failed(error: ZerenError) -> int:
    _say(f"错误: {error}")
    return error.exit_status


def _misused(error: TyperException) -> int:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "zeren"
    said = getattr(error, "format_message", lambda: str(error))()
    for english, chinese in _CHINESE:
        said = said.replace(english, chinese)
    if said:
        _say(f"错误: 用法有误: {said}\n  怎么办: 请看 {command} --help")
    return 2


def _say(message: str) -> None:
    """A message on standard error; names of files and words of a plan in it cannot steer the terminal."""
    print(terminal_text(message), file=sys.stderr)


def _speak_utf8() -> None:
    """Chinese goes out as UTF-8 even where the terminal's encoding cannot hold it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    main()
