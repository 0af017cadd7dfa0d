"""What `make bench` runs: every benchmark in a process of its own, one table each."""

import argparse
import importlib.util
import subprocess
import sys

BENCHMARKS = {
    "forward": "one photo to the activations of all layers; peers: Keras and other runtimes",
    "sheets": "one photo to all contact sheets; peer: Matplotlib",
    "excitation": "a picture that excites a channel; peer: Keras' forward and backward passes",
    "measured_field": "the measured receptive field of a unit; peer: one such pass in Keras",
    "teaching": "features of 100 photos, a head, a step of fine-tuning; peer: Keras' batched pass",
    "large_set": "the memory that 2,000 photos take with their features and a head",
    "summary": "every number of the network's summary; peer: Keras",
    "browser": "what a visitor waits for, in Chromium",
    "window": "the bench of the Convolution pages at play and after an edit, in Chromium",
    "memory": "the server's memory, with a visitor in Chromium",
}

PEERS = ("onnx", "onnxruntime", "openvino", "torch", "matplotlib", "playwright")

EPILOG = """\
benchmarks:
{benchmarks}

The exit status is 1 if a promise that could be measured is broken. Peers that are not installed
are left out: `make bench-peers` installs them. One benchmark alone, with another number of rounds:
python -m benchmarks.forward 5
"""


def main() -> int:
    """Run the benchmarks that are named, or all."""
    names = _parser().parse_args().names or list(BENCHMARKS)
    missing = [peer for peer in PEERS if importlib.util.find_spec(peer) is None]
    if missing:
        print(f"Not installed: {', '.join(missing)}. `make bench-peers` installs them.\n")
    broken = [name for name in names if not _is_kept(name)]
    print(f"\nBROKEN, or stopped: {', '.join(broken)}" if broken else "\nEvery promise is kept.")
    return 1 if broken else 0


def _is_kept(name: str) -> bool:
    print(flush=True)
    return subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode == 0


def _parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:<16}{what}" for name, what in BENCHMARKS.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure what the explorer promises about speed and memory.",
        epilog=EPILOG.format(benchmarks=listed),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "names", nargs="*", choices=BENCHMARKS, metavar="NAME", help="which to run; all by default"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
