"""Makes a virtual environment for the requirements given, unless it is there: DIRECTORY REQUIREMENTS [ARGUMENT...].

The interpreter runs with the arguments, if any, when all is installed.

The lock belongs to the kernel: whoever dies while making an environment leaves it to the next one, who starts anew.
"""

import fcntl
import shutil
import subprocess
import sys
import venv
from pathlib import Path

directory, requirements, finish = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
complete = directory / ".complete"
python = directory / "bin" / "python"


def run(title, *command):
    print(title, flush=True)
    subprocess.run(command, check=True, stdout=sys.stderr, cwd=directory)


directory.parent.mkdir(parents=True, exist_ok=True)
with open(f"{directory}.lock", "w") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    if not complete.exists():
        shutil.rmtree(directory, ignore_errors=True)
        print(f"making a Python environment in {directory}", flush=True)
        venv.create(directory, with_pip=True)
        count = sum(1 for line in requirements.read_text().splitlines() if "==" in line)
        run(
            f"installing {count} packages, which takes a few minutes",
            python, "-m", "pip", "install", "--quiet", "--requirement", requirements,
        )
        if finish:
            run(f"running {' '.join(finish)}", python, *finish)
        complete.touch()
