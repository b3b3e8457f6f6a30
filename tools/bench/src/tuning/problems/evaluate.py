"""Evaluates trials for another process: a line of JSON in, one out.

{"load": NAME, "seed": SEED} begins a study and answers with its parameters; {"evaluate": CONFIGURATION} with the observed
value; {"end": true} with the gap after each trial.
"""

import json
import sys
from typing import Any

import catalogue
from play import Play


def main() -> None:
    play: Play | None = None
    for line in sys.stdin:
        request = json.loads(line)
        answer: dict[str, Any]
        if "load" in request:
            problem = catalogue.load(request["load"], request["seed"])
            play = Play(problem, request["seed"])
            answer = {"family": problem.family, "parameters": problem.parameters}
        elif play is None:
            answer = {"error": "load a problem first"}
        elif "evaluate" in request:
            answer = {"observed": play.observe(request["evaluate"])}
        else:
            answer = {"gaps": play.gaps}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
