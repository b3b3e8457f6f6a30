"""Judges a support vector machine or gradient boosting on scikit-learn's handwritten digits by cross-validation."""

import argparse
import statistics

from sklearn.base import ClassifierMixin
from sklearn.datasets import load_digits
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import SVC


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--model", choices=["svm", "boosting"], default="svm")
    svm = parser.add_argument_group("svm")
    svm.add_argument("--kernel", choices=["linear", "poly", "rbf"], default="rbf")
    svm.add_argument("--C", type=float, default=1.0, help="how much a misread digit weighs")
    svm.add_argument("--gamma", type=float, default=0.01, help="how near images have to be; not with linear")
    svm.add_argument("--degree", type=int, default=3, help="of poly")
    boosting = parser.add_argument_group("boosting")
    boosting.add_argument("--learning_rate", type=float, default=0.1)
    boosting.add_argument("--max_leaf_nodes", type=int, default=31)
    boosting.add_argument("--max_iter", type=int, default=10, help="rounds of ten trees, one for each digit")
    return parser.parse_args()


def classifier(chosen: argparse.Namespace) -> ClassifierMixin:
    if chosen.model == "svm":
        return SVC(kernel=chosen.kernel, C=chosen.C, gamma=chosen.gamma, degree=chosen.degree)
    return HistGradientBoostingClassifier(
        learning_rate=chosen.learning_rate,
        max_leaf_nodes=chosen.max_leaf_nodes,
        max_iter=chosen.max_iter,
        max_bins=17,  # pixels are whole numbers from 0 to 16
        early_stopping=False,
        random_state=chosen.seed,
    )


def main() -> None:
    chosen = options()
    digits = load_digits()
    images, labels = digits.data / 16, digits.target
    # The seed alone decides the folds: all trials are judged by the same ones.
    folds = StratifiedKFold(n_splits=3, shuffle=True, random_state=chosen.seed)
    scores: list[float] = []
    for train, test in folds.split(images, labels):
        model = classifier(chosen).fit(images[train], labels[train])
        scores.append(model.score(images[test], labels[test]))
        # The mean so far lets Slipway stop a trial that its first folds show to be a poor one.
        print(f"slipway-metric accuracy={statistics.fmean(scores):.4f} step={len(scores)}", flush=True)


if __name__ == "__main__":
    main()
