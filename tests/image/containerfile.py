"""A Dockerfile read and its first stage performed, without an engine."""

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

Instruction = tuple[str, str]


def instructions(text: str) -> Iterator[Instruction]:
    """Each instruction's word and the rest of it, lines that go on joined."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        if line.strip():
            word, rest = line.strip().split(maxsplit=1)
            yield word.upper(), rest


@dataclass
class Stage:
    """What stands between one FROM and the next."""

    base: str
    steps: list[Instruction] = field(default_factory=list)

    def last(self, word: str) -> str:
        """What the last such instruction says."""
        return next(rest for name, rest in reversed(self.steps) if name == word)

    def words(self, word: str) -> list[str]:
        """The same, of an instruction in its JSON form."""
        rest = self.last(word)
        return list(map(str, json.loads(rest[rest.index("[") :])))


def stages(text: str) -> list[Stage]:
    """The stages of a Dockerfile, in order."""
    found: list[Stage] = []
    for word, rest in instructions(text):
        if word == "FROM":
            found.append(Stage(base=rest))
        else:
            found[-1].steps.append((word, rest))
    return found


class Context:
    """The files that an engine would be sent: those of a clean clone that .dockerignore lets through."""

    def __init__(self, checkout: Path) -> None:
        self.checkout = checkout
        lines = (checkout / ".dockerignore").read_text().splitlines()
        self.patterns = [line for line in lines if line and not line.startswith("#")]

    def files(self) -> list[PurePosixPath]:
        """Their paths, relative to the checkout."""
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607  # whichever git is here
            cwd=self.checkout,
            capture_output=True,
            text=True,
            check=True,
        )
        there = (PurePosixPath(line) for line in listed.stdout.splitlines() if (self.checkout / line).is_file())
        return [path for path in there if self._sent(path)]

    def _sent(self, path: PurePosixPath) -> bool:
        """The last pattern that fits decides."""
        verdicts = [pattern.startswith("!") for pattern in self.patterns if _fits(path, pattern.lstrip("!"))]
        return verdicts[-1] if verdicts else True

    def copy(self, source: str, target: Path) -> None:
        """COPY: a file into a folder, or a folder's files; what is not sent cannot be copied."""
        chosen = [
            path for path in self.files() if path == PurePosixPath(source) or PurePosixPath(source) in path.parents
        ]
        assert chosen, f"COPY {source}: .dockerignore keeps it back, or it is not there"
        for path in chosen:
            inside = path.name if path == PurePosixPath(source) else path.relative_to(source)
            (target / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.checkout / path, target / inside)


def _fits(path: PurePosixPath, pattern: str) -> bool:
    plain = pattern.removeprefix("**/")
    return any(fnmatch(str(each), plain) or (plain != pattern and each.name == plain) for each in (path, *path.parents))


@dataclass(frozen=True)
class Performance:
    """A stage performed in a folder: `home` stands for the image's `workdir`."""

    context: Context
    home: Path
    workdir: str
    path: str
    """Where `python` is the image's Python."""

    def perform(self, stage: Stage) -> None:
        """COPY and RUN, in order; anything else has been read already."""
        for word, rest in stage.steps:
            match word:
                case "COPY":
                    *sources, target = shlex.split(rest)
                    for source in sources:
                        self.context.copy(source, self._folder(target, source))
                case "RUN":
                    self.run(["/bin/sh", "-ec", self.here(rest)])
                case "WORKDIR":
                    assert rest == self.workdir
                case _:
                    raise AssertionError(f"{word} in the first stage: teach this module to perform it")

    def _folder(self, target: str, source: str) -> Path:
        """A folder's files go into the target, and so do files, which is a folder then."""
        assert target.endswith("/") or target == source, f"COPY to {target}: end a folder's name with a slash"
        return self.home / target

    def here(self, text: str) -> str:
        """The same with our folder in place of the image's."""
        return re.sub(rf"(?<![\w./-]){self.workdir}(?=/|\s|$)", str(self.home), text)

    def run(self, command: list[str]) -> None:
        """One command, in a place that knows nothing of ours."""
        ran = subprocess.run(
            command, cwd=self.home, env=self.environment(), capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"

    def environment(self) -> dict[str, str]:
        """What an image has, and where this machine's pip gets packages from."""
        mine = os.environ  # noqa: TID251  # a child process has one
        pip = {
            name: mine[name]
            for name in mine
            if name.startswith(("PIP_", "SSL_", "REQUESTS_")) or "proxy" in name.lower()
        }
        return {**pip, "PATH": f"{self.path}:/usr/bin:/bin", "HOME": str(self.home), "LANG": "C.UTF-8"}
