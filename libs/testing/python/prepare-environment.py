"""Makes a virtual environment for the requirements given, unless it is there: DIRECTORY REQUIREMENTS.

The lock belongs to the kernel: whoever dies while making an environment leaves it to the next one, who starts anew.
"""

import fcntl
import shutil
import subprocess
import sys
import venv
from pathlib import Path

directory, requirements = Path(sys.argv[1]), Path(sys.argv[2])
complete = directory / ".complete"
python = directory / "bin" / "python"


def run(title, *command):
    print(title, flush=True)
    subprocess.run(command, check=True, stdout=sys.stderr)


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
        run(
            "preparing a database of MLflow's own server",
            python, "-m", "mlflow", "db", "upgrade", f"sqlite:///{directory}/fresh.db",
        )
        complete.touch()
