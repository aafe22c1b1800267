"""What one would write with pandas and PyTorch in place of `bntrain FILE --layers 100,100,100 --epochs 5 --batch-size 60`.

Reads a table of whole numbers from 0 to 255 with a class in the first column, puts a fifth of each class aside,
standardizes by the other rows, trains two networks from the same weights, without and with batch norm, and prints
losses and accuracies of both splits by epoch. It knows its table's types, which bntrain must find out. Batches are
indexed from tensors in memory, which is many times faster than a DataLoader.
"""

import json
import sys
import time

import numpy as np
import pandas as pd
import torch
from torch import nn

LAYERS = (100, 100, 100)
EPOCHS = 5
BATCH_SIZE = 60
LEARNING_RATE = 0.1
VALIDATION_SHARE = 0.2
SEED = 1


def read_table(path):
    table = pd.read_csv(path, dtype=np.uint8)
    return table.drop(columns="label").to_numpy(), table["label"].to_numpy().astype(np.int64)


def split_rows(labels, random):
    """The same share of every class to validate."""
    train, validation = [], []
    for label in np.unique(labels):
        rows = random.permutation(np.flatnonzero(labels == label))
        aside = round(VALIDATION_SHARE * len(rows))
        validation.append(rows[:aside])
        train.append(rows[aside:])
    return np.concatenate(train), np.concatenate(validation)


def standardize(train, validation):
    """By the training rows, in place."""
    mean = train.mean(axis=0)
    train -= mean
    deviation = np.sqrt(np.einsum("nd,nd->d", train, train) / len(train))
    deviation[deviation == 0] = 1
    train /= deviation
    validation -= mean
    validation /= deviation


def load(path):
    features, labels = read_table(path)
    train, validation = split_rows(labels, np.random.default_rng(SEED))
    train_x, validation_x = features[train].astype(np.float32), features[validation].astype(np.float32)
    standardize(train_x, validation_x)
    arrays = (train_x, labels[train], validation_x, labels[validation])
    return [torch.from_numpy(array) for array in arrays]


def make_network(inputs, outputs, batch_norm):
    layers = []
    for width in LAYERS:
        layers.append(nn.Linear(inputs, width, bias=not batch_norm))
        if batch_norm:
            layers.append(nn.BatchNorm1d(width))
        layers.append(nn.ReLU(inplace=True))
        inputs = width
    network = nn.Sequential(*layers, nn.Linear(inputs, outputs))
    torch.manual_seed(SEED)
    for layer in network:
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
    return network


@torch.no_grad()
def evaluate(network, x, labels):
    network.eval()
    logits = network(x)
    accuracy = (logits.argmax(1) == labels).float().mean()
    return nn.functional.cross_entropy(logits, labels).item(), accuracy.item()


def train_epoch(network, optimizer, x, labels, order):
    """Loss and accuracy over the epoch's steps, summed as tensors: .item() would wait for each."""
    network.train()
    if len(order) % BATCH_SIZE == 1:
        order = order[:-1]  # Batch norm refuses a batch of one row; bntrain leaves that row out too.
    loss_sum, correct = torch.zeros(()), torch.zeros((), dtype=torch.int64)
    for rows in order.split(BATCH_SIZE):
        target = labels[rows]
        optimizer.zero_grad(set_to_none=True)
        logits = network(x[rows])
        loss = nn.functional.cross_entropy(logits, target)
        loss.backward()
        optimizer.step()
        loss_sum += loss.detach() * len(rows)
        correct += (logits.detach().argmax(1) == target).sum()
    return loss_sum.item() / len(order), correct.item() / len(order)


def train(arm, train_x, train_labels, validation_x, validation_labels):
    network = make_network(train_x.shape[1], int(train_labels.max()) + 1, arm == "batchnorm")
    optimizer = torch.optim.SGD(network.parameters(), lr=LEARNING_RATE, foreach=True)
    orders = torch.Generator().manual_seed(SEED)
    seconds = 0.0
    report(arm, 0, evaluate(network, train_x, train_labels), evaluate(network, validation_x, validation_labels), seconds)
    for epoch in range(1, EPOCHS + 1):
        begin = time.perf_counter()
        training = train_epoch(network, optimizer, train_x, train_labels, torch.randperm(len(train_x), generator=orders))
        seconds += time.perf_counter() - begin
        report(arm, epoch, training, evaluate(network, validation_x, validation_labels), seconds)


def report(arm, epoch, training, validation, seconds):
    print(
        json.dumps(
            {
                "event": "epoch",
                "arm": arm,
                "epoch": epoch,
                "trainLoss": training[0],
                "trainScore": training[1],
                "validationLoss": validation[0],
                "validationScore": validation[1],
                "seconds": seconds,
            }
        )
    )


def main():
    data = load(sys.argv[1])
    for arm in ("baseline", "batchnorm"):
        train(arm, *data)


main()
