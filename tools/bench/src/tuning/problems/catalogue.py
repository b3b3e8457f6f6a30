"""Every problem by its name."""

import json

import bbob
import nested
import tabular
import trained

from problem import Problem

_LOADERS = {name: module.load for module in (tabular, bbob, trained, nested) for name in module.NAMES}
NAMES = list(_LOADERS)

# Instances of problems that have more than one; those of BBOB are numbered from 1.
INSTANCES = 5


def load(name: str, seed: int) -> Problem:
    """The instance of a problem that a seed gets."""
    return _LOADERS[name](name, 1 + seed % INSTANCES)


if __name__ == "__main__":
    print(json.dumps(NAMES))
