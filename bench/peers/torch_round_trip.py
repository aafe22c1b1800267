"""PyTorch: from bntrain to PyTorch, where training goes on, and back with --init-from.

    python3 bench/peers/torch_round_trip.py TABLE.csv TARGET [FLAGS of bntrain train ...]

bntrain trains on all rows and saves. PyTorch loads the state_dict with strict=True, goes on for some steps, and writes
safetensors files by hand: the network as it then is, with bntrain's metadata; the same without metadata and in float64; and
another network, of its own, whose affines have a bias in front of batch norm. From each file bntrain starts with
--init-from, and its loss of epoch 0, over all rows in eval mode, is compared with PyTorch's; `bntrain evaluate` has a look
at the first. Fails where losses differ by 1e-5 of themselves.
"""

import json
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import torch
    from torch import nn
except ImportError:
    sys.exit("PyTorch is not installed; Debian and Ubuntu have it as python3-torch")
from torch_load import ACTIVATIONS, PROGRAM, encode_rows, make_network, missing_words, read_model, read_rows, scaled

TOLERANCE = 1e-5
STEPS = 20
DTYPES = {torch.float32: "F32", torch.float64: "F64", torch.int64: "I64"}


def write_model(path, state, metadata=None):
    header, parts, end = {}, [], 0
    if metadata is not None:
        texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in metadata.items()}
        header["__metadata__"] = texts
    for name, tensor in state.items():
        data = tensor.detach().contiguous().numpy().tobytes()
        offsets = [end, end + len(data)]
        header[name] = {"dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": offsets}
        parts.append(data)
        end += len(data)
    start = json.dumps(header).encode()
    Path(path).write_bytes(struct.pack("<Q", len(start)) + start + b"".join(parts))


def bntrain(*args):
    """The events."""
    done = subprocess.run(["node", str(PROGRAM), *args], check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def read_targets(metadata, rows):
    target = metadata["target"]
    texts = [row[target["name"]].strip() for row in rows]
    if target["classes"]:
        return torch.tensor([target["classes"].index(text) for text in texts])
    return torch.tensor([[scaled(float(text), target)] for text in texts], dtype=torch.float64).float()


def go_on(network, x, targets):
    loss_of = nn.CrossEntropyLoss() if targets.dtype == torch.int64 else nn.MSELoss()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
    network.train()
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss_of(network(x), targets).backward()
        optimizer.step()
    network.eval()
    with torch.no_grad():
        return loss_of(network(x).double(), targets if targets.dtype == torch.int64 else targets.double()).item()


def with_biases(widths, activation, bnEps):
    """Batch norm behind affines that have a bias, and dropout behind activations."""
    layers = []
    for inputs, outputs in zip(widths[:-2], widths[1:-1]):
        layers += [nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs, eps=bnEps), ACTIVATIONS[activation](), nn.Dropout(0.1)]
    return nn.Sequential(*layers, nn.Linear(widths[-2], widths[-1]))


def compare(what, expected, found):
    difference = abs(found - expected) / max(abs(expected), abs(found))
    print(f"{what}: PyTorch {expected:.7g}, bntrain {found:.7g}, relative difference {difference:.2g}")
    return difference < TOLERANCE


def main(table, target, *flags):
    with tempfile.TemporaryDirectory() as folder:
        saved, changed, bare, biased = (f"{folder}/{name}.safetensors" for name in ("saved", "changed", "bare", "biased"))
        train = ["train", table, "--target", target, "--validation", "0", "--json", "--quiet", *flags]
        bntrain(*train, "--save", saved)
        state, metadata = read_model(saved)
        missing = missing_words(metadata) | {""}
        rows = [row for row in read_rows(table) if row[target].strip() not in missing]
        x, targets = encode_rows(metadata, rows), read_targets(metadata, rows)

        network = make_network(**metadata["network"])
        network.load_state_dict(state, strict=True)
        loss = go_on(network, x, targets)
        write_model(changed, network.state_dict(), metadata)
        write_model(bare, network.double().state_dict())

        torch.manual_seed(1)
        spec = metadata["network"]
        other = with_biases(spec["widths"], spec["activation"], spec["bnEps"])
        other_loss = go_on(other, x, targets)
        write_model(biased, other.state_dict())

        def start(path):
            epochs = [event for event in bntrain(*train, "--init-from", path) if event["event"] == "epoch"]
            return epochs[0]["trainLoss"]

        agree = [
            compare("evaluate", loss, bntrain("evaluate", changed, table, "--json")[0]["loss"]),
            compare("--init-from, with metadata", loss, start(changed)),
            compare("--init-from, without, in float64", loss, start(bare)),
        ]
        if spec["batchNorm"]:
            agree.append(compare("--init-from, biases in front of batch norm", other_loss, start(biased)))
    return 0 if all(agree) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
