"""PyTorch: seconds of a whole SGD step (zero_grad, forward, loss, backward, update), float32, on one thread.

In-place ReLU, gradients set to None and the multi-tensor optimizer are the fastest of eager PyTorch's ways here.
"""

from itertools import cycle

import torch
from serve import blas, serve, time_calls
from torch import nn

# Other batches each step, so that the network does not come to rest on one.
BATCHES = 8


def make_network(widths, batch_norm):
    layers = []
    for inputs, outputs in zip(widths[:-2], widths[1:-1]):
        layers.append(nn.Linear(inputs, outputs, bias=not batch_norm))
        if batch_norm:
            layers.append(nn.BatchNorm1d(outputs))
        layers.append(nn.ReLU(inplace=True))
    layers.append(nn.Linear(widths[-2], widths[-1]))
    return nn.Sequential(*layers)


def make_batches(widths, batch_size):
    """Random batches, and the loss that goes with their targets."""
    outputs = widths[-1]
    xs = [torch.randn(batch_size, widths[0]) for _ in range(BATCHES)]
    if outputs == 1:
        return [(x, torch.randn(batch_size, 1)) for x in xs], nn.functional.mse_loss
    return [(x, torch.randint(0, outputs, (batch_size,))) for x in xs], nn.functional.cross_entropy


def answer(request):
    torch.manual_seed(1)
    network = make_network(request["widths"], request["batchNorm"])
    batches, loss_of = make_batches(request["widths"], request["batchSize"])
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01, foreach=True)
    order = cycle(batches)

    def step():
        x, target = next(order)
        optimizer.zero_grad(set_to_none=True)
        loss_of(network(x), target).backward()
        optimizer.step()

    return time_calls(step, request["budget"])


torch.set_num_threads(1)
serve({"version": torch.__version__, "details": blas()}, answer)
