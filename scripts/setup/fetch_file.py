"""Fetches one file over HTTPS: python3 fetch_file.py URL FILE. Proxies and certificates are those of the environment.

Prints `BYTES TOTAL` lines as it goes; TOTAL is 0 where the server does not say.
"""

import os
import sys
import urllib.request

BLOCK = 1 << 20


def main(url, path):
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with urllib.request.urlopen(url, timeout=60) as answer, open(temporary, "wb") as file:
            total, done = int(answer.headers.get("Content-Length") or 0), 0
            while block := answer.read(BLOCK):
                file.write(block)
                done += len(block)
                print(done, total, flush=True)
            if done < total:
                raise OSError(f"Connection reset: {done} of {total} bytes came")
        os.replace(temporary, path)
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)


if __name__ == "__main__":
    main(*sys.argv[1:])
