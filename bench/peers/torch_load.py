"""PyTorch: a model file of bntrain, loaded by its documentation, against what `bntrain predict` says.

    python3 bench/peers/torch_load.py MODEL TABLE.csv

The file is read by hand, the state_dict is loaded with strict=True into the equal nn.Sequential, rows are encoded by this
script's own arithmetic in float64 from the metadata, and the outputs are compared with the predictions: probabilities of
classes, or numbers in units of the target's deviation. Prints the max difference, and fails from 1e-5 on.
"""

import csv
import json
import math
import struct
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

import numpy
import torch
from torch import nn

TOLERANCE = 1e-5
PROGRAM = Path(__file__).resolve().parents[2] / "bin" / "bntrain.js"
MISSING = {"NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?", "-"}
ACTIVATIONS = {
    "relu": nn.ReLU,
    "leaky-relu": nn.LeakyReLU,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "gelu": lambda: nn.GELU(approximate="tanh"),
}


def read_model(path):
    """The state_dict and the metadata, each part of which but two is JSON."""
    data = Path(path).read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__")
    state = {}
    for name, tensor in header.items():
        dtype = {"F32": "<f4", "I64": "<i8"}[tensor["dtype"]]
        begin, end = (8 + length + offset for offset in tensor["data_offsets"])
        values = numpy.frombuffer(data[begin:end], dtype).reshape(tensor["shape"]).copy()
        state[name] = torch.from_numpy(values)
    return state, {name: value if name in ("format", "version") else json.loads(value) for name, value in metadata.items()}


def make_network(widths, activation, batchNorm, bnEps, bnMomentum, bnStats, folded=False):
    layers = []
    for inputs, outputs in zip(widths[:-2], widths[1:-1]):
        layers.append(nn.Linear(inputs, outputs, bias=not batchNorm))
        if batchNorm:
            layers.append(nn.BatchNorm1d(outputs, eps=bnEps, momentum=bnMomentum))
        layers.append(ACTIVATIONS[activation]())
    layers.append(nn.Linear(widths[-2], widths[-1]))
    return nn.Sequential(*layers)


def scaled(value, part):
    z = (value - part["mean"]) / part["deviation"]
    return 3 * math.asinh(z / 3) if part.get("squash") == "asinh" else z


def encode_date(text, spec):
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        date = datetime.strptime(text, "%d/%m/%Y" if spec["dayFirst"] else "%m/%d/%Y")
    date = date.replace(tzinfo=date.tzinfo or timezone.utc).astimezone(timezone.utc)
    days = (datetime(date.year + 1, 1, 1) - datetime(date.year, 1, 1)).days
    second = date.hour * 3600 + date.minute * 60 + date.second
    turns = {
        "day of year": (date.timetuple().tm_yday - 1) / days,
        "weekday": date.weekday() / 7,
        "time of day": second / 86400,
    }
    values = []
    for part in spec["parts"]:
        if part["part"] in turns:
            angle = 2 * math.pi * turns[part["part"]]
            values += [math.sin(angle), math.cos(angle)]
        else:
            values.append(scaled(getattr(date, part["part"]), part))
    return values


def encode(spec, text, missing):
    """The numbers that a cell becomes."""
    kind = spec["kind"]
    if kind in ("numeric", "date"):
        absent = text == "" or text in missing
        width = sum(1 if part["part"] in ("year", "month") else 2 for part in spec.get("parts", []))
        if kind == "numeric":
            values = [scaled(spec["filler"] if absent else float(text), spec)]
        else:
            values = [0.0] * width if absent else encode_date(text, spec)
    else:
        absent = text == ""
        if kind == "boolean":
            values = [float(text == spec["yes"])]
        else:
            values = [float(text == category) for category in spec["categories"]]
            if spec["other"]:
                values.append(float(not absent and text not in spec["categories"]))
    return values + ([float(absent)] if spec["indicator"] else [])


def read_rows(table):
    with open(table, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def missing_words(metadata):
    return MISSING if metadata["reading"]["na"] is None else set(metadata["reading"]["na"])


def encode_rows(metadata, rows):
    """The network's inputs, as its state_dict has numbers: float32."""
    missing = missing_words(metadata)
    inputs = metadata["inputs"]
    x = [[value for spec in inputs for value in encode(spec, row[spec["name"]].strip(), missing)] for row in rows]
    return torch.tensor(x, dtype=torch.float64).float()


def predictions(model, table, classes):
    flags = ["--probabilities"] if classes else []
    program = ["node", str(PROGRAM), "predict", model, table, *flags]
    lines = subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    rows = list(csv.reader(lines))[1:]
    return numpy.array([[float(cell) for cell in (row[1:] if classes else row)] for row in rows])


def main(model, table):
    state, metadata = read_model(model)
    network = make_network(**metadata["network"])
    network.load_state_dict(state, strict=True)
    network.eval()
    rows = read_rows(table)
    target = metadata["target"]
    classes = target["classes"]
    expected = predictions(model, table, classes)
    with torch.no_grad():
        out = network(encode_rows(metadata, rows))
    if classes:
        found = torch.softmax(out.double(), dim=1).numpy()
    else:
        found = out.double().numpy()
        if "range" in target:
            found = found.clip(scaled(target["range"]["min"], target), scaled(target["range"]["max"], target))
        expected = scaled(expected, target)
    assert found.shape == expected.shape, (found.shape, expected.shape)
    worst = numpy.abs(found - expected).max()
    print(f"{model}: {len(rows)} rows, {len(state)} tensors, max difference {worst:.2g}")
    return 0 if worst < TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
