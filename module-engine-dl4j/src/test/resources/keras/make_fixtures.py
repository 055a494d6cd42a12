# Copyright 2026 the Patternstream authors
# SPDX-License-Identifier: Apache-2.0
"""Writes the Keras fixtures of this folder: python make_fixtures.py k2|k3 FOLDER (README.md tells the versions).

Per case: <case>-<k>.h5 (for k3 one also as .keras), and <case>-<k>.npz with `input` [N, C, H, W] (the axes as the engine
wants them), `logits` [N, K] before the final softmax, and `gradient`, shaped like the input: that of each sample's
largest logit, by tf.GradientTape.
"""
import io, os, sys, zipfile
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
import numpy as np
import tensorflow as tf
import keras
from keras import layers as L

KIND, FOLDER = sys.argv[1], sys.argv[2]
KERAS3 = keras.__version__.startswith("3")


def slope(value):
    return {"negative_slope" if KERAS3 else "alpha": value}


def plain():
    return keras.Sequential([
        keras.Input((11, 13, 3)),
        L.Conv2D(4, (3, 2), strides=(2, 3), padding="same", activation="relu", name="conv"),
        L.BatchNormalization(name="norm"),
        L.LeakyReLU(name="leaky", **slope(0.2)),
        L.MaxPooling2D(3, strides=2, padding="same", name="max"),
        L.Conv2D(6, 2, dilation_rate=1, padding="valid", groups=2, use_bias=False, name="grouped"),
        L.Dropout(0.5, name="drop"),
        L.Flatten(name="flat"),
        L.Dense(7, activation="elu", name="hidden"),
        L.Dense(4, activation="softmax", name="logits"),
    ])


def residual():
    image = keras.Input((9, 8, 3), name="image")
    x = L.Rescaling([0.5, 0.25, 2.0], offset=[0.1, -0.2, 0.3], name="rescale")(image)
    x = L.Normalization(axis=-1, mean=[0.1, 0.2, 0.3], variance=[1.5, 0.5, 2.0], name="standard")(x)
    x = L.ZeroPadding2D(((1, 2), (0, 1)), name="pad")(x)
    x = L.Conv2D(4, 3, strides=2, name="stem")(x)
    a = L.BatchNormalization(scale=False, epsilon=1e-3, name="norm1")(x)
    a = L.Activation("relu", name="relu1")(a)
    a = L.Conv2D(4, 3, padding="same", dilation_rate=2, name="branch")(a)
    x = L.Add(name="add")([x, a])
    b = L.Subtract(name="minus")([x, a])
    c = L.AveragePooling2D(2, strides=1, padding="same", name="mean")(b)
    x = L.Concatenate(name="joined")([x, c])
    gate = L.GlobalAveragePooling2D(keepdims=True, name="squeeze")(x)
    gate = L.Conv2D(8, 1, activation="sigmoid", name="excite")(gate)
    x = L.Multiply(name="gated")([x, gate])
    x = L.UpSampling2D((2, 1), name="up")(x)
    x = L.Cropping2D(((1, 0), (0, 1)), name="crop")(x)
    x = L.ReLU(max_value=6.0, name="relu6")(x)
    top = L.GlobalMaxPooling2D(name="peak")(x)
    mean = L.GlobalAveragePooling2D(name="level")(x)
    x = L.Average(name="average")([top, mean])
    x = L.Dense(5, name="logits")(x)
    return keras.Model(image, L.Softmax(name="probabilities")(x))


def separable():
    image = keras.Input((8, 10, 2), name="image")
    x = L.DepthwiseConv2D(3, depth_multiplier=2, strides=2, padding="same", activation="tanh", name="depthwise")(image)
    x = L.SeparableConv2D(5, 3, depth_multiplier=1, padding="same", activation="swish", name="separable")(x)
    x = L.PReLU(shared_axes=[1, 2], name="shared_slopes")(x)
    x = L.AveragePooling2D((2, 3), strides=(2, 2), name="mean")(x)
    x = L.PReLU(name="slopes")(x)
    x = L.Permute((3, 1, 2), name="turn")(x)
    x = L.Reshape((2, -1, 5), name="shape")(x)
    x = L.Concatenate(axis=1, name="stack")([x, x])
    x = L.Dense(3, activation="selu", name="per_pixel")(x)
    x = L.Flatten(name="flat")(x)
    x = L.Dense(6, activation="gelu", name="hidden")(x)
    return keras.Model(image, L.Dense(3, activation="sigmoid", name="logits")(x))


def shared():
    """A model inside a model, called twice; a layer called twice; one-dimensional layers; the other activations."""
    inner_in = keras.Input((12, 4), name="inner_in")
    y = L.Conv1D(4, 3, padding="same", activation="hard_sigmoid", name="conv")(inner_in)
    y = L.BatchNormalization(name="norm")(y)
    inner = keras.Model(inner_in, L.Add(name="skip")([inner_in, y]), name="block")
    tail = keras.Sequential([keras.Input((6, 4)), L.Conv1D(5, 2, activation="softplus", name="conv")], name="tail")
    signal = keras.Input((12, 2), name="signal")
    x = L.Conv1D(4, 5, padding="same", name="first")(signal)
    x = inner(inner(x))
    x = L.MaxPooling1D(2, name="max")(x)
    twice = L.Dense(4, activation="softsign", name="twice")
    x = twice(twice(x))
    x = tail(x)
    x = L.ELU(alpha=0.7, name="elu")(x)
    x = L.GlobalAveragePooling1D(name="mean")(x)
    return keras.Model(signal, L.Dense(3, activation="softmax", name="logits")(x))


def transposed():
    image = keras.Input((5, 4, 2), name="image")
    x = L.Conv2DTranspose(3, 3, strides=2, padding="same", activation="relu", name="same")(image)
    x = L.Conv2DTranspose(2, (2, 3), strides=(1, 2), padding="valid", name="valid")(x)
    x = L.Conv2DTranspose(2, 2, strides=3, padding="same", name="gaps")(x)
    x = L.GlobalAveragePooling2D(name="mean")(x)
    return keras.Model(image, L.Dense(3, activation="softmax", name="logits")(x))


def seed_weights(model, rng):
    values = []
    for v in model.weights:
        path = getattr(v, "path", v.name)
        value = 0.5 * rng.standard_normal(v.shape)
        if "variance" in path:
            value = 0.5 + np.abs(value)
        if "count" in path:
            value = np.asarray(v)
        values.append(value.astype(np.asarray(v).dtype))
    model.set_weights(values)


def first_axis_channels(a):
    return np.moveaxis(a, -1, 1)


def logits(model, x):
    """The model without its last activation."""
    last = model.layers[-1]
    if isinstance(last, L.Softmax):
        model = keras.Model(model.inputs, last.input)
    else:
        last.activation = keras.activations.linear
    return model(x, training=False)


for index, build in enumerate([plain, residual, separable, shared, transposed]):
    rng = np.random.default_rng(100 + index)
    model = build()
    seed_weights(model, rng)
    name = os.path.join(FOLDER, f"{build.__name__}-{KIND}")
    model.save(name + ".h5")
    if KERAS3 and build in (residual, shared):
        model.save(name + ".keras")
    x = rng.standard_normal((2,) + tuple(model.inputs[0].shape[1:])).astype(np.float32)
    with tf.GradientTape() as tape:
        t = tf.constant(x)
        tape.watch(t)
        y = tf.convert_to_tensor(logits(model, t))
        best = tf.reduce_sum(tf.reduce_max(y, axis=1))
    gradient = tape.gradient(best, t)
    np.savez_compressed(name + ".npz", input=first_axis_channels(x), logits=np.asarray(y), gradient=first_axis_channels(np.asarray(gradient)))
    print(name, y.shape, np.asarray(y)[0], os.path.getsize(name + ".h5"))
