"""What a process needs that Slipway starts, and the quickstart."""

import contextlib
import io
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

from settings import new_study

import slipway

README = Path(__file__).parent.parent / "README.md"


class AWorkerProcess(unittest.TestCase):
    def test_needs_its_environment_alone(self):
        study = new_study()
        program = "import slipway\nfor trial in slipway.Study().trials(): trial.tell(trial['x'])"
        environment = {**os.environ, "SLIPWAY_STUDY": study.name, "SLIPWAY_WORKER": "started"}
        subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=120)
        self.assertEqual(study.show()["counts"]["complete"], 10)
        with self.assertRaisesRegex(ValueError, "the study has no name: give name=… or set SLIPWAY_STUDY"):
            slipway.Study()

    def test_does_not_show_its_token(self):
        token = os.environ["SLIPWAY_TOKEN"]
        study = new_study()
        self.assertNotIn(token, repr(study))
        self.assertNotIn(token, repr(study._connection))


class TheQuickstart(unittest.TestCase):
    def test_has_ten_lines_at_the_most_and_works(self):
        quickstart = re.search(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL).group(1)
        self.assertLessEqual(len(quickstart.splitlines()), 10)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(quickstart, str(README), "exec"), {})
        study = slipway.Study("quickstart")
        self.assertEqual((study.state, study.show()["counts"]["complete"]), ("ended", 30))
        self.assertLess(study.best.value, 0.5)
        self.assertEqual(printed.getvalue(), f"{study.best.value} {study.best.parameters}\n")


if __name__ == "__main__":
    unittest.main()
