"""Record three adversarial games on a ring of Gaussians: what G makes, what D believes, and both losses, along the way.

    python tools/record_game.py [FILE]            (make weights; a few minutes)

nonsaturating, saturating   D has learnt long before G begins; the two differ in G's loss alone.
collapse                    nobody starts first, and G learns ten times as fast as D.
mended                      the same with a G as slow as D: only where it ends is kept.

In a round D makes one step, then G one. Most frames stand after whole rounds; in the stretches every half of a round
has one. Each game is played from every seed, and the frames are those of the first. The file is the same each time on
the same machine; a game is chaotic, so that on another one the points may go other ways.
"""

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from keep import keep, versions

from rnn_core.data import Examples
from rnn_core.losses import gan_generator_loss
from rnn_core.models import GAN, mlp
from rnn_core.optim import SGD, Adam
from rnn_core.tasks import near_centres, ring, ring_centres
from rnn_core.training import descend
from unrolled.recordings.games import NAMES
from unrolled.recordings.packing import pack, pack_logits, pack_pull

FILE = Path(__file__).parents[1] / "src/unrolled/recordings/games.json"
HEAD_START = {"head_start": 10_000, "discriminator": "relu", "generator_optimiser": "SGD", "generator_lr": 0.02}
TOGETHER = {"head_start": 0, "discriminator": "tanh", "generator_optimiser": "Adam"}
GAMES = {
    "nonsaturating": {"saturating": False, **HEAD_START},
    "saturating": {"saturating": True, **HEAD_START},
    "collapse": {"saturating": False, **TOGETHER, "generator_lr": 0.01},
    "mended": {"saturating": False, **TOGETHER, "generator_lr": 0.001},
}
SETTINGS = {"seeds": 5, "hidden": [32, 32], "code_size": 2, "batch": 64, "lr": 0.001, "beta1": 0.5, "unseen": 1000}
CHECKPOINTS = (
    0, 8, 12, 16, 20, 30, 40, 50, 60, 80, 100, 125, 150, 175, 200, 208, 250, 300, 350, 400, 500, 600, 700, 800, 1000,
    1200, 1400, 1600, 1800, 2000,
)  # fmt: skip
STRETCHES = ((0, 8), (200, 208))
PLANE = {"sd": 0.1, "reach": 0.3, "least": 0.1, "extent": 3.2, "resolution": 25, "shown": 80}
ABOUT = {
    "command": "make weights (tools/record_game.py)",
    "task": "rnn_core.tasks.ring(N, rng=rng): 8 Gaussians on a circle of radius 2",
    "networks": "mlp, tanh in G; D has its activation by game; D learns with Adam(lr, beta1)",
}


def frames(checkpoints=CHECKPOINTS, stretches=STRETCHES):
    """(rounds, what has moved) of every frame, in the order in which they come."""
    kept = []
    for rounds in range(checkpoints[-1] + 1):
        fine = any(first < rounds <= last for first, last in stretches)
        if fine:
            kept += [(rounds - 1, "D"), (rounds, "G")]
        elif rounds in checkpoints:
            kept.append((rounds, "round" if rounds else "start"))
    return kept


class Recorder:
    """Looks at one game: at the same codes, points and grid in every frame."""

    def __init__(self, gan, unseen):
        self.gan, self.found = gan, {key: [] for key in ("samples", "pull", "scale", "field", "spread", "d_loss",
                                                         "g_loss", "belief", "push", "shares")}  # fmt: skip
        rng = np.random.default_rng(0)
        self.codes, self.real = gan.noise(unseen, rng), Examples(ring(unseen, rng=rng, dtype=np.float32))
        axis = np.linspace(-PLANE["extent"], PLANE["extent"], PLANE["resolution"], dtype=np.float32)
        self.grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)

    def look(self):
        gan, S, keep = self.gan, PLANE["shown"], lambda **found: [self.found[k].append(v) for k, v in found.items()]
        fakes = gan.generator.forward(self.codes)[0]
        logits, seen = gan.judge(fakes)
        _, dlogits = gan_generator_loss(logits, saturating=gan.saturating)
        pull = -len(fakes) * gan.discriminator.backward(dlogits, seen)[0]
        pushed, scale = pack_pull(pull[:S])
        field, spread = pack_logits(gan.judge(self.grid)[0])
        keep(samples=pack(fakes[:S], PLANE["extent"]), pull=pushed, scale=scale, field=field, spread=spread)
        keep(push=short(np.linalg.norm(pull, axis=1).mean()))
        keep(d_loss=short(gan.d.loss_and_grads(self.real, self.codes)[0]))
        keep(g_loss=short(gan.g.loss_and_grads(self.real, self.codes)[0]))
        keep(belief=short(gan.predict(fakes).mean()), shares=self.shares(fakes))

    def shares(self, fakes):
        return [round(float(share), 3) for share in near_centres(fakes, ring_centres(), PLANE["reach"])]


def short(value):
    """Four digits of a number, whatever its size."""
    return float(f"{value:.4g}")


def record(name, seed, wanted=None, *, settings=SETTINGS):
    """Play one game; returns what was seen in each of the frames `wanted` (all if None)."""
    how, wanted = GAMES[name], frames() if wanted is None else wanted
    weights, codes, data = np.random.default_rng(seed).spawn(3)
    size, Z = settings["hidden"], settings["code_size"]
    generator = mlp((Z, *size, 2), rng=weights, dtype=np.float32)
    discriminator = mlp((2, *size, 1), rng=weights, dtype=np.float32, activation=how["discriminator"])
    gan = GAN(generator, discriminator, Z, rng=codes, saturating=how["saturating"])
    d_optimiser, beta1 = Adam(settings["lr"], beta1=settings["beta1"]), settings["beta1"]
    g_lr = how["generator_lr"]
    g_optimiser = SGD(g_lr) if how["generator_optimiser"] == "SGD" else Adam(g_lr, beta1=beta1)

    def move(player, optimiser):
        descend(player, Examples(ring(settings["batch"], rng=data, dtype=np.float32)), optimiser)

    for _ in range(how["head_start"]):
        move(gan.d, d_optimiser)
    recorder = Recorder(gan, settings["unseen"])
    for rounds in range(wanted[-1][0] + 1):
        if {(rounds, "start"), (rounds, "round"), (rounds, "G")} & set(wanted):
            recorder.look()
        if rounds == wanted[-1][0]:
            return recorder.found
        move(gan.d, d_optimiser)
        if (rounds, "D") in wanted:
            recorder.look()
        move(gan.g, g_optimiser)


def covered(shares):
    """The number of modes with at least a tenth of their fair share."""
    return int((np.array(shares) >= PLANE["least"] / len(shares)).sum())


def record_all(wanted=None, *, settings=SETTINGS, workers=2):
    """Everything the file holds, as a dict."""
    wanted = frames() if wanted is None else wanted
    jobs = [(name, seed, wanted if seed == 0 and name in NAMES else wanted[-1:])
            for name in GAMES for seed in range(settings["seeds"])]  # fmt: skip
    with ProcessPoolExecutor(workers) as pool:
        played = list(pool.map(partial(record, settings=settings), *zip(*jobs, strict=True)))
    found = {job[:2]: game for job, game in zip(jobs, played, strict=True)}
    ends = {name: [covered(found[name, seed]["shares"][-1]) for seed in range(settings["seeds"])] for name in GAMES}
    return {
        "settings": ABOUT | settings | {"games": GAMES} | versions(),
        **PLANE,
        "centres": np.round(ring_centres(), 6).tolist(),
        "rounds": [rounds for rounds, _ in wanted],
        "moves": [moved for _, moved in wanted],
        "runs": {name: {"ends": ends[name], **found[name, 0]} for name in NAMES},
        "mended": ends["mended"],
    }


if __name__ == "__main__":
    keep(record_all(), FILE, indent=0)
