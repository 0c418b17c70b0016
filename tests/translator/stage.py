"""A stand-in for one program of a translation chain: flushes at NUL, and does as it is told.

``python stage.py -z PREFIX``: puts PREFIX before each word. A text with HANG is never answered, one
with DIE ends the program, one with EMPTY is answered by nothing.
"""

import re
import sys
import time

prefix = sys.argv[-1]
WORD = re.compile(r"\[[^\]]*\]|\S+")


def marked(word: re.Match[str]) -> str:
    """Return a word with the prefix; what stands in brackets passes untouched."""
    return word[0] if word[0].startswith("[") else prefix + word[0]


buffer = b""
while chunk := sys.stdin.buffer.read1(4096):
    buffer += chunk
    while b"\0" in buffer:
        line, _, buffer = buffer.partition(b"\0")
        if b"HANG" in line:
            time.sleep(60)
        if b"DIE" in line:
            sys.exit(3)
        body = line.removesuffix(b".[][\n]").decode()
        said = "" if "EMPTY" in body else WORD.sub(marked, body)
        sys.stdout.buffer.write(f"{said}.[][\n]\0".encode())
        sys.stdout.buffer.flush()
