"""What `make` runs: `check` says what is not current or would break clients; the others write."""

import sys

from upkeep import pages, released


def main(word: str) -> int:
    """Do one chore; its exit code."""
    if word == "reference":
        pages.write()
    elif word == "released":
        released.keep()
    elif word == "check":
        return _tell([*(f"{path} is not current: make reference" for path in pages.outdated()), *released.problems()])
    else:
        return _tell(["expected one of: check, reference, released"])
    return 0


def _tell(problems: list[str]) -> int:
    for problem in problems:
        print(problem, file=sys.stderr)
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
