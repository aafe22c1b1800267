"""The onnx package: whether files are valid models by its checker, with the shapes and types of all values inferred.

    python3 bench/peers/onnx_check.py MODEL.onnx ...

Prints inputs and outputs, and fails with what is wrong. On Debian and Ubuntu the package is python3-onnx.
"""

import sys

import onnx
from onnx import TensorProto, checker, shape_inference


def told(value):
    tensor = value.type.tensor_type
    dims = ", ".join(dim.dim_param or str(dim.dim_value) for dim in tensor.shape.dim)
    return f"{value.name} {TensorProto.DataType.Name(tensor.elem_type).lower()} ({dims})"


def main(paths):
    for path in paths:
        model = onnx.load(path)
        checker.check_model(model, full_check=True)
        shape_inference.infer_shapes(model, check_type=True, strict_mode=True)
        opsets = ", ".join(f"{opset.domain or 'ai.onnx'} {opset.version}" for opset in model.opset_import)
        print(f"{path}: valid, IR {model.ir_version}, {opsets}, {len(model.graph.node)} nodes")
        print("  in:", "; ".join(told(value) for value in model.graph.input))
        print("  out:", "; ".join(told(value) for value in model.graph.output))


if __name__ == "__main__":
    main(sys.argv[1:])
