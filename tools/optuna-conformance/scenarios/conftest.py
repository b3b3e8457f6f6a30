import os

import optuna
import pytest

optuna.logging.set_verbosity(optuna.logging.WARNING)
PORT = int(os.environ["OPTUNA_PORT"])


def proxy():
    return optuna.storages.GrpcStorageProxy(host="localhost", port=PORT)


@pytest.fixture
def storage():
    """The unmodified client, on a storage without studies."""
    client = proxy()
    for study in client.get_all_studies():
        client.delete_study(study._study_id)
    yield client
    client.close()
