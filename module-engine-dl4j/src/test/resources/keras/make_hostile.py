# Copyright 2026 the Patternstream authors
# SPDX-License-Identifier: Apache-2.0
"""Writes links.h5 and loop.h5 with h5py: python make_hostile.py FOLDER. Both describe one dense layer 'd'."""
import json, os, sys
import h5py

CONFIG = json.dumps({"class_name": "Sequential", "config": {"name": "s", "layers": [
    {"class_name": "InputLayer", "config": {"name": "i", "batch_shape": [None, 3]}},
    {"class_name": "Dense", "config": {"name": "d", "units": 2, "activation": "linear"}}]}})


def begin(name):
    file = h5py.File(os.path.join(sys.argv[1], name), "w")
    file.attrs["model_config"] = CONFIG
    file.attrs["keras_version"] = "3.15.1"
    return file, file.create_group("model_weights/d/d")


file, group = begin("links.h5")
group["kernel"] = h5py.ExternalLink("plain-k3.h5", "/model_weights/hidden/sequential/hidden/kernel")
file.close()

file, group = begin("loop.h5")
group["again"] = file["model_weights"]
file.close()
