"""The same trainings in plain PyTorch, for the comparison of speed.

    training_step.py --probe            PyTorch's version and BLAS as JSON; fails without PyTorch
    training_step.py FOLDER THREADS     reads the case; for each line "N" on stdin runs N steps and prints one JSON line

Written from the description of the network, for whoever knows PyTorch: no part of it is generated from our graphs.
"""

import json
import re
import sys
import time

import torch
import torch.nn.functional as F

GUARD = 1e-8


def probe():
    torch.ones(64, 64) @ torch.ones(64, 64)  # loads the library
    built = re.search(r"BLAS_INFO=(mkl|open|accelerate)", torch.__config__.show())
    print(json.dumps({"version": torch.__version__, "blas": built[1] if built else loaded_blas()}))


def loaded_blas():
    """Which library stands behind Debian's generic BLAS; None for the reference one. Only Linux can say."""
    try:
        with open("/proc/self/maps") as file:
            paths = {line.split()[-1] for line in file}
    except OSError:
        return None
    # A generic libblas.so lies in the folder of its maker; LAPACK may come from another one.
    generic = [path for path in paths if "/libblas.so" in path]
    found = re.search(r"openblas|blis|mkl|flexiblas", " ".join(generic or paths))
    return found and found[0]


def read_tensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = torch.frombuffer(bytearray(file.read()), dtype=torch.float32)
    header.pop("__metadata__", None)
    places = {name: (entry["shape"], [at // 4 for at in entry["data_offsets"]]) for name, entry in header.items()}
    return {name: data[start:end].reshape(shape).clone() for name, (shape, (start, end)) in places.items()}


def attention(q, k, v, mask=None):
    """softmax(Q Kᵀ / √H + mask) V; [B, N, T, H]"""
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
    if mask is not None:
        scores = scores + mask
    return torch.softmax(scores, -1) @ v


def split_heads(x, heads):
    return x.view(*x.shape[:2], heads, -1).transpose(1, 2)


def merge_heads(x):
    return x.transpose(1, 2).reshape(x.shape[0], x.shape[2], -1)


class Scope:
    """Parameters below one prefix of their names."""

    def __init__(self, parameters, prefix=""):
        self.parameters, self.prefix = parameters, prefix

    def __getitem__(self, name):
        return self.parameters[self.prefix + name]

    def below(self, name):
        return Scope(self.parameters, f"{self.prefix}{name}.")

    def linear(self, name, x):
        return F.linear(x, self[name + ".weight"], self.parameters.get(f"{self.prefix}{name}.bias"))

    def layer_norm(self, name, x, eps):
        return F.layer_norm(x, x.shape[-1:], self[name + ".weight"], self[name + ".bias"], eps)


def encode_image(root, config, pixels):
    p, eps = root.below("model.vision_model"), config["layerNormEps"]
    heads, width, patch = config["heads"], config["width"], config["patchSize"]
    kernel = p["embeddings.patch_embed.weight"].view(width, 3, patch, patch)
    patches = F.conv2d(pixels, kernel, stride=patch).flatten(2).transpose(1, 2)
    first = p["embeddings.cls_token"].expand(len(pixels), -1, -1)
    x = torch.cat([first, patches], 1) + p["embeddings.position_embedding"]
    x = p.layer_norm("embeddings.pre_layernorm", x, eps)
    for index in range(config["layers"]):
        layer = p.below(f"encoder.layers.{index}")
        fused = layer.linear("self_attn.query_key_value", layer.layer_norm("input_layernorm", x, eps))
        q, k, v = fused.view(*x.shape[:2], heads, 3, -1).permute(3, 0, 2, 1, 4).unbind(0)
        x = x + layer.linear("self_attn.dense", merge_heads(attention(q, k, v)))
        h = layer.linear("mlp.fc1", layer.layer_norm("post_attention_layernorm", x, eps))
        x = x + layer.linear("mlp.fc2", h * torch.sigmoid(1.702 * h))
    return p.layer_norm("post_layernorm", x, eps)


def abstract_image(root, config, image):
    p, heads = root.below("model.visual_abstractor"), config["heads"]
    x = p["query_embeds"].expand(len(image), -1, -1)
    for index in range(config["layers"]):
        layer = p.below(f"encoder.layers.{index}.crossattention")
        normed = layer.layer_norm("norm1", x, 1e-5)
        rows = torch.cat([normed, layer.layer_norm("normk", image, 1e-5)], 1)
        a = layer.below("attention")
        positions = torch.cat([a["q_pos_embed"], a["k_pos_embed"]])
        q = split_heads(a.linear("query", normed + a["q_pos_embed"]), heads)
        k = split_heads(a.linear("key", rows + positions), heads)
        v = split_heads(a.linear("value", rows), heads)
        o = layer.below("output")
        x = normed + o.linear("out_proj", merge_heads(attention(q, k, v)))
        h = o.layer_norm("norm2", x, 1e-5)
        gated = F.silu(o.linear("mlp.w1", h)) * o.linear("mlp.w3", h)
        x = x + o.linear("mlp.w2", o.layer_norm("mlp.ffn_ln", gated, config["mlpNormEps"]))
    last = p["vit_eos"].expand(len(image), -1, -1)
    return torch.cat([p.linear("visual_fc", x), last], 1)


def rotary_tables(positions, width, theta):
    frequencies = 1 / theta ** (torch.arange(0, width, 2).float() / width)
    angles = torch.arange(positions).float()[:, None] * frequencies
    return torch.cat([angles, angles], -1).cos(), torch.cat([angles, angles], -1).sin()


def rotate(x, cos, sin):
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat([-second, first], -1) * sin


def decode(root, config, x, parts):
    """`parts`: lengths of text, image, text; each modality has its own norms, keys and values."""
    heads, eps = config["heads"], config["rmsNormEps"]
    length = x.shape[1]
    cos, sin = rotary_tables(length, config["width"] // heads, config["ropeTheta"])
    mask = torch.full((length, length), float("-inf")).triu(1)

    def per_part(x, name, apply):
        text, image = (layer[f"{name}.multiway.{modality}.weight"] for modality in (0, 1))
        pieces = x.split(parts, 1)
        return torch.cat([apply(piece, weight) for piece, weight in zip(pieces, (text, image, text))], 1)

    def rms_norm(x, weight):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * weight

    for index in range(config["layers"]):
        layer = root.below(f"model.layers.{index}")
        normed = per_part(x, "input_layernorm", rms_norm)
        q = split_heads(layer.linear("self_attn.q_proj", normed), heads)
        k = split_heads(per_part(normed, "self_attn.k_proj", F.linear), heads)
        v = split_heads(per_part(normed, "self_attn.v_proj", F.linear), heads)
        mixed = attention(rotate(q, cos, sin), rotate(k, cos, sin), v, mask)
        x = x + layer.linear("self_attn.o_proj", merge_heads(mixed))
        h = per_part(x, "post_attention_layernorm", rms_norm)
        x = x + layer.linear("mlp.down_proj", F.silu(layer.linear("mlp.gate_proj", h)) * layer.linear("mlp.up_proj", h))
    return rms_norm(x, root["model.norm.weight"])


def classification_loss(case, root, batch):
    encoded = encode_image(root, case["network"]["vision"], batch["pixels"])
    return F.cross_entropy(root.linear("head", encoded[:, 0]), batch["classes"])


def answer_logits(case, root, batch):
    network, pixels = case["network"], batch["pixels"]
    image = encode_image(root, network["vision"], pixels)
    visual = abstract_image(root, network["abstractor"], image)
    table = root["model.embed_tokens.weight"]
    prefix = F.embedding(torch.tensor(case["prefix"]), table).expand(len(pixels), -1, -1)
    text = F.embedding(batch["text"], table)
    x = decode(root, network["decoder"], torch.cat([prefix, visual, text], 1), [t.shape[1] for t in (prefix, visual, text)])
    return root.linear("lm_head", x.reshape(-1, x.shape[-1])[batch["answer rows"]])


def moments(case, logits):
    """Mean and variance of the closed-set distribution over the levels 1 … 5."""
    p = torch.softmax(logits[:, case["levelPosition"]][:, case["levelIds"]], -1)
    values = torch.arange(1.0, 6.0)
    mean = (p * values).sum(-1)
    return mean, (p * (values - mean[:, None]) ** 2).sum(-1)


def side_loss(case, logits, targets, weights, labels):
    """Cross-entropy of the answer without the level token, and KL to the soft label, over the whole vocabulary."""
    level = case["levelPosition"]
    log_p = torch.log_softmax(logits, -1)
    weights = weights * (torch.arange(weights.shape[1]) != level)
    picked = log_p.gather(-1, targets[..., None])[..., 0]
    cross_entropy = -(picked * weights).sum() / weights.sum()
    log_levels = log_p[:, level][:, case["levelIds"]]
    return cross_entropy + F.kl_div(log_levels, labels, reduction="batchmean")


def pair_loss(case, root, batch):
    logits, pairs = answer_logits(case, root, batch), case["pairs"]
    (mean_a, variance_a), (mean_b, variance_b) = (moments(case, part) for part in logits.split(pairs))
    preferred = torch.special.ndtr((mean_a - mean_b) / (variance_a + variance_b + GUARD).sqrt())
    target = batch["preference"]
    fidelity = 1 - (preferred * target + GUARD).sqrt() - ((1 - preferred) * (1 - target) + GUARD).sqrt()
    names = ("targets", "target weights", "soft labels")
    sides = zip(logits.split(pairs), *(batch[name].split(pairs) for name in names))
    return fidelity.mean() + case["nextTokenWeight"] * sum(side_loss(case, *side) for side in sides)


LOSSES = {"vit-tiny": classification_loss, "whole-network": pair_loss}


def train(folder):
    with open(f"{folder}/case.json") as file:
        case = json.load(file)
    tensors = read_tensors(f"{folder}/tensors.safetensors")
    batch = {name: torch.tensor(entry["values"]).view(entry["shape"]) for name, entry in case["indices"].items()}
    batch.update({name[6:]: tensor for name, tensor in tensors.items() if name.startswith("batch.")})
    parameters = {name: tensor for name, tensor in tensors.items() if not name.startswith("batch.")}
    learned = [tensor.requires_grad_() for name, tensor in parameters.items() if name not in case["frozen"]]
    optimizer = torch.optim.AdamW(learned, lr=case["learningRate"], weight_decay=case["weightDecay"])
    loss_of, root = LOSSES[case["case"]], Scope(parameters)

    def step():
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(case, root, batch)
        loss.backward()
        optimizer.step()
        value = loss.item()
        return (time.perf_counter() - start) * 1e3, value

    for line in sys.stdin:
        milliseconds, losses = zip(*(step() for _ in range(int(line))))
        print(json.dumps({"milliseconds": milliseconds, "losses": losses}), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "--probe":
        probe()
    else:
        torch.set_num_threads(int(sys.argv[2]))
        train(sys.argv[1])
