"""rnn_core against PyTorch, Keras and ONNX Runtime on random cases, live: make oracles (ROUNDS=20 for more).

Each round draws sizes and numbers anew. The table gives the largest difference of each kind of case, in units of
the largest number if that is above 1; the exit status is 1 if one is above its tolerance.
"""

import argparse
import sys
import warnings
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parents[1] / "engine"))
import keras_cases
import onnx_cases
import torch_cases
from oracle_checks import cast, compare, difference


def rounds(seed):
    """(framework, tolerance, cases) of one round."""
    for dtype, tolerance in ((torch.float64, 1e-10), (torch.float32, 1e-5)):
        cases = torch_cases.all_cases(np.random.default_rng(seed), dtype, small=False)
        ours = np.float64 if dtype == torch.float64 else np.float32
        yield f"PyTorch {ours.__name__}", tolerance, {name: cast(case, ours) for name, case in cases.items()}
    cases = keras_cases.all_cases(np.random.default_rng(seed), small=False)
    yield "Keras float32", 1e-5, {name: cast(case, np.float32) for name, case in cases.items()}
    yield "ONNX Runtime float32", 1e-5, onnx_cases.all_cases(np.random.default_rng(seed), small=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0, help="of the first round")
    options = parser.parse_args()
    warnings.filterwarnings("ignore", "Using padding='same'")
    torch.set_num_threads(1)
    worst, wrong, compared = {}, [], 0
    for seed in range(options.seed, options.seed + options.rounds):
        for framework, tolerance, cases in rounds(seed):
            for name, case in cases.items():
                for what, ours, theirs in compare(name, case):
                    gap, compared = difference(ours, theirs), compared + 1
                    row = framework, tolerance, name.split(":")[0]
                    worst[row] = max(worst.get(row, 0), gap)
                    if gap > tolerance:
                        wrong.append(f"{framework}, seed {seed}, {name}, {what}: {gap:.2g}")
    print(f"{'framework':<22}{'case':<18}{'largest difference':>20}{'tolerance':>12}")
    for (framework, tolerance, kind), gap in worst.items():
        print(f"{framework:<22}{kind:<18}{gap:>20.1e}{tolerance:>12.0e}")
    print("\n".join(wrong[:20]))
    print(f"{compared} comparisons in {options.rounds} rounds, {len(wrong)} above their tolerance")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
