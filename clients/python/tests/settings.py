"""What the tests share. They need a service: SLIPWAY_URL, SLIPWAY_TOKEN and SLIPWAY_TEAM name it."""

import os
import secrets

import slipway

SPACE = [slipway.Float("x", -5, 5)]

loses_connections = "SLIPWAY_LOSES_CONNECTIONS" in os.environ
"""The network of the tests is a bad one."""


def new_study(**options):
    """A study of its own for each test."""
    given = {"parameters": SPACE, "minimize": "loss", "trials": 10, "sampler": "random", **options}
    return slipway.Study(f"study-{secrets.token_hex(6)}", **given)


def loss_of(trial):
    return (trial["x"] - 2) ** 2
