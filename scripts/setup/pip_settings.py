"""Prints, as JSON, the user's pip settings that say how the registry is reached, as environment variables."""

import ast
import json
import subprocess
import sys

REACH = """index-url extra-index-url find-links no-index trusted-host proxy cert client-cert timeout default-timeout retries
cache-dir no-cache-dir keyring-provider""".split()
# Later sections win, as they do in pip.
SECTIONS = ["global", "download", ":env:"]

listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True).stdout
settings = {}
for section in SECTIONS:
    for line in listed.splitlines():
        name, _, value = line.partition("=")
        if name.startswith(f"{section}.") and name[len(section) + 1 :] in REACH:
            settings["PIP_" + name[len(section) + 1 :].replace("-", "_").upper()] = ast.literal_eval(value)
print(json.dumps(settings))
