"""Trains a neural network on scikit-learn's handwritten digits (1,797 images of 8 x 8 pixels, UCI ML repository)."""

import argparse
import json
import pathlib

import joblib
import numpy
from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score, confusion_matrix, log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--hidden", type=int, default=64, help="neurons of the hidden layer")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("out"))
    return parser.parse_args()


def say(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    chosen = options()
    digits = load_digits()
    # The seed alone decides the split and the first weights: the same options give the same model.
    train_x, test_x, train_y, test_y = train_test_split(
        digits.data, digits.target, test_size=0.2, random_state=chosen.seed, stratify=digits.target
    )
    say(f"{len(train_x)} images to learn from, {len(test_x)} to be judged by")

    scaler = StandardScaler().fit(train_x)
    network = MLPClassifier(
        hidden_layer_sizes=(chosen.hidden,), batch_size=32, learning_rate_init=0.002, random_state=chosen.seed
    )
    classes = numpy.unique(digits.target)
    shuffle = numpy.random.default_rng(chosen.seed)
    for epoch in range(1, chosen.epochs + 1):
        order = shuffle.permutation(len(train_x))
        network.partial_fit(scaler.transform(train_x[order]), train_y[order], classes=classes)
        chances = network.predict_proba(scaler.transform(test_x))
        accuracy = accuracy_score(test_y, classes[chances.argmax(axis=1)])
        say(f"epoch {epoch:2}  loss {network.loss_:.4f}  accuracy {accuracy:.4f}")
        say(f"slipway-metric accuracy={accuracy:.4f} loss={network.loss_:.4f} test_loss={log_loss(test_y, chances):.4f} step={epoch}")
        say(f"slipway-progress {epoch / chosen.epochs:.3f} epoch {epoch} of {chosen.epochs}")

    model = make_pipeline(scaler, network)
    judged = model.predict(test_x)
    accuracy = accuracy_score(test_y, judged)
    matrix = confusion_matrix(test_y, judged, labels=classes)
    mistakes = [(count, int(true), int(taken)) for (true, taken), count in numpy.ndenumerate(matrix) if true != taken and count]
    worst = ", ".join(f"{true} for {taken} ({count})" for count, true, taken in sorted(mistakes, reverse=True)[:3])
    say(f"most often mistaken: {worst or 'none'}")

    chosen.out.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, chosen.out / "model.joblib")
    report = {"accuracy": round(accuracy, 4), "images": len(test_x), "confusion": matrix.tolist()}
    (chosen.out / "report.json").write_text(json.dumps(report) + "\n")
    say(f"{accuracy:.2%} of the digits were read right; model and report are in {chosen.out}/")


if __name__ == "__main__":
    main()
