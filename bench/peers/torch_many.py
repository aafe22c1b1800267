"""What one would write with PyTorch in place of `bntrain compare FILE --target label --layers 50,50,50 --epochs 20 --seeds N`.

Reads a small table of numbers once. For each seed it puts a fifth of each class aside, standardizes by the other rows, and trains
two networks from the same weights, without and with batch norm; both are validated after each epoch. Seeds are dealt out to
processes, which are forked after the imports, and each uses one thread. Batches are indexed from tensors in memory.

Usage: torch_many.py FILE SEEDS PROCESSES
"""

import json
import sys
import time
from multiprocessing import get_context

import numpy as np
import pandas as pd
import torch
from torch import nn

LAYERS = (50, 50, 50)
EPOCHS = 20
BATCH_SIZE = 64
LEARNING_RATE = 0.1
VALIDATION_SHARE = 0.2


def split_rows(labels, random):
    """The same share of every class to validate."""
    train, validation = [], []
    for label in np.unique(labels):
        rows = random.permutation(np.flatnonzero(labels == label))
        aside = round(VALIDATION_SHARE * len(rows))
        validation.append(rows[:aside])
        train.append(rows[aside:])
    return np.concatenate(train), np.concatenate(validation)


def load(features, labels, seed):
    train, validation = split_rows(labels, np.random.default_rng(seed))
    mean, deviation = features[train].mean(axis=0), features[train].std(axis=0)
    used = deviation > 0
    scaled = ((features[:, used] - mean[used]) / deviation[used]).astype(np.float32)
    arrays = (scaled[train], labels[train], scaled[validation], labels[validation])
    return [torch.from_numpy(array) for array in arrays]


def make_network(inputs, outputs, batch_norm, seed):
    layers = []
    for width in LAYERS:
        layers.append(nn.Linear(inputs, width, bias=not batch_norm))
        if batch_norm:
            layers.append(nn.BatchNorm1d(width))
        layers.append(nn.ReLU(inplace=True))
        inputs = width
    network = nn.Sequential(*layers, nn.Linear(inputs, outputs))
    torch.manual_seed(seed)
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
    return nn.functional.cross_entropy(logits, labels).item(), (logits.argmax(1) == labels).float().mean().item()


def train_epoch(network, optimizer, x, labels, order):
    """Loss over the epoch's steps, summed as tensors: .item() would wait for each."""
    network.train()
    if len(order) % BATCH_SIZE == 1:
        order = order[:-1]  # Batch norm refuses a batch of one row; bntrain leaves that row out too.
    x, labels = x[order], labels[order]
    loss_sum, correct = torch.zeros(()), torch.zeros((), dtype=torch.int64)
    for rows, target in zip(x.split(BATCH_SIZE), labels.split(BATCH_SIZE)):
        optimizer.zero_grad(set_to_none=True)
        logits = network(rows)
        loss = nn.functional.cross_entropy(logits, target)
        loss.backward()
        optimizer.step()
        loss_sum += loss.detach() * len(rows)
        correct += (logits.detach().argmax(1) == target).sum()
    return loss_sum.item() / len(order), correct.item() / len(order)


def train(batch_norm, data, seed):
    train_x, train_labels, validation_x, validation_labels = data
    network = make_network(train_x.shape[1], int(train_labels.max()) + 1, batch_norm, seed)
    optimizer = torch.optim.SGD(network.parameters(), lr=LEARNING_RATE, foreach=True)
    orders = torch.Generator().manual_seed(seed)
    epochs = [(evaluate(network, train_x, train_labels), evaluate(network, validation_x, validation_labels))]
    for _ in range(EPOCHS):
        order = torch.randperm(len(train_x), generator=orders)
        training = train_epoch(network, optimizer, train_x, train_labels, order)
        epochs.append((training, evaluate(network, validation_x, validation_labels)))
    return epochs


def pair(seed):
    data = load(features, labels, seed)
    return [train(batch_norm, data, seed) for batch_norm in (False, True)]


torch.set_num_threads(1)
path, seeds, processes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
began = time.perf_counter()
table = pd.read_csv(path)
features = table.drop(columns="label").to_numpy().astype(np.float64)
labels = table["label"].to_numpy().astype(np.int64)
if processes == 1:
    pairs = [pair(seed) for seed in range(1, seeds + 1)]
else:
    with get_context("fork").Pool(processes) as pool:
        pairs = pool.map(pair, range(1, seeds + 1), chunksize=1)
seconds = time.perf_counter() - began
scores = [np.mean([arms[arm][-1][1][1] for arms in pairs]) for arm in (0, 1)]
print(json.dumps({"seconds": seconds, "baseline": scores[0], "batchnorm": scores[1]}))
