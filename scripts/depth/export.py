"""Writes the trained network as ONNX with 16 bit weights: `python scripts/depth/export.py final.pt network.onnx`.

Out come the disparity and the share of sky, (1, 2, h/2, w/2). Needs torch and onnx.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from model import DepthNet
from onnx import ModelProto, TensorProto, helper, numpy_helper
from torch import Tensor, nn

LEAST = 64
"""Numbers from which a tensor is stored with 16 bits."""


class Shipped(nn.Module):
    """The network as the engine runs it: disparity instead of its root, a share instead of a logit."""

    def __init__(self, net: DepthNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, codes: Tensor) -> Tensor:
        found = self.net(codes)
        return torch.cat([found[:, :1].square(), torch.sigmoid(found[:, 1:])], 1)


def loaded(path: Path) -> DepthNet:
    """The network that train.py saved, ready to be run."""
    net = DepthNet()
    state = torch.load(path, map_location="cpu")
    net.load_state_dict({name: value.float() if value.is_floating_point() else value for name, value in state.items()})
    return net.eval()


def halve(model: ModelProto) -> None:
    """Stores the large weights with 16 bits; each is cast back when the network is loaded."""
    kept, casts = [], []
    for weights in model.graph.initializer:
        if weights.data_type != TensorProto.FLOAT or np.prod(weights.dims) <= LEAST:
            kept.append(weights)
            continue
        half = f"{weights.name}_half"
        kept.append(numpy_helper.from_array(numpy_helper.to_array(weights).astype(np.float16), half))
        casts.append(helper.make_node("Cast", [half], [weights.name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(nodes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trained", type=Path)
    parser.add_argument("network", type=Path)
    asked = parser.parse_args()
    axes = {"codes": {2: "h", 3: "w"}, "found": {2: "h2", 3: "w2"}}
    names = {"input_names": ["codes"], "output_names": ["found"], "dynamic_axes": axes}
    given = (torch.rand(1, 3, 256, 384),)
    torch.onnx.export(
        Shipped(loaded(asked.trained)).eval(), given, asked.network, **names, opset_version=17, dynamo=False
    )
    model = onnx.load(asked.network)
    halve(model)
    onnx.checker.check_model(model)
    onnx.save(model, asked.network)


if __name__ == "__main__":
    main()
