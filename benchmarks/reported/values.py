"""Faulty pipelines of predicted values."""

from __future__ import annotations

import keras
import numpy as np
from keras import metrics as ke
from keras import ops
from numpy.random import Generator
from sklearn import metrics as sk
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from benchmarks.reported.case import Array, Case, Tensor, case, evaluate, rows, updated, values


def _made(rng: Generator) -> tuple[Array, Array]:
    return values(rng, rows(rng))


def rmse(y: Tensor, p: Tensor) -> Tensor:
    """Return the root of the squares of each row, as it is pasted."""
    return ops.sqrt(ops.mean(ops.square(ops.cast(p, "float32") - ops.cast(y, "float32")), axis=-1))


def root_of_batch(y: Tensor, p: Tensor) -> Tensor:
    """Return the root mean squared error of a batch."""
    return ops.sqrt(ops.mean(ops.square(ops.cast(y, "float32") - p)))


def r_square(y: Tensor, p: Tensor) -> Tensor:
    """Return the R2 of a batch, as it is pasted."""
    y = ops.cast(y, "float32")
    left, all_of = ops.sum(ops.square(y - p)), ops.sum(ops.square(y - ops.mean(y)))
    return 1 - left / (all_of + keras.backend.epsilon())


def md008(rng: Generator) -> Case:
    """A window shifted the series."""
    y = np.cumsum(rng.normal(size=rows(rng))) + 60
    p = (y + rng.normal(size=len(y)) * 0.5).astype(np.float32)
    k = int(rng.choice([1, 1, 2, 10]))
    return case(y, p, "rmse", sk.root_mean_squared_error(y[k:], p[:-k]), "MD008")


def md010(rng: Generator) -> Case:
    """r2_score(y_pred, y_true)."""
    y, p = _made(rng)
    return case(y, p, "r2", sk.r2_score(p, y), "MD010")


def md011(rng: Generator) -> Case:
    """The loss is that of scaled targets."""
    y, p = _made(rng)
    scaler = [MinMaxScaler(), StandardScaler()][rng.integers(2)].fit(y[:, None])
    a, b = scaler.transform(y[:, None]), scaler.transform(p.astype(float)[:, None])
    return case(y, p, "mse", evaluate(a, b.astype("float32"), loss="mse"), "MD011")


def md011_log(rng: Generator) -> Case:
    """The model predicts log1p of the target."""
    y, p = _made(rng)
    a, b = np.log1p(y), np.log1p(p)
    return case(y, p, "mae", sk.mean_absolute_error(a, b), "MD011")


def md011_scale(rng: Generator) -> Case:
    """The targets were scaled with the mean and the spread of the training set."""
    y, p = _made(rng)
    less, by = round(float(rng.uniform(5, 30)), 2), round(float(rng.uniform(3, 15)), 2)
    value = sk.mean_squared_error((y - less) / by, (p - less) / by)
    return case(y, p, "mse", value, "MD011", scale=(less, by))


def md012(rng: Generator) -> Case:
    """evaluate(steps=len(x) // batch_size)."""
    y, p = _made(rng)
    return case(y, p, "mae", evaluate(y, p, "mae", steps=len(y) // 32), "MD012")


def md217(rng: Generator) -> Case:
    """metrics=["accuracy"] of a regression."""
    y = rng.integers(0, 30, rows(rng)) / 10
    p = np.maximum(y + rng.normal(size=len(y)) * 0.2, 0).astype(np.float32)
    return case(y, p, "accuracy", evaluate(y, p, "accuracy"), "MD217")


def md401(rng: Generator) -> Case:
    """A function of the batch, averaged."""
    y, p = _made(rng)
    name, function = [("rmse", root_of_batch), ("r_square", r_square)][rng.integers(2)]
    batch = int(rng.choice([32, 32, 64, 128]))
    return case(y, p, name, evaluate(y, p, function, batch=batch), "MD401")


def md402(rng: Generator) -> Case:
    """sum((y - p) ** 2), averaged over batches."""
    y, p = _made(rng)

    def summed(a: Tensor, b: Tensor) -> Tensor:
        return ops.sum(ops.square(ops.cast(a, "float32") - b))

    return case(y, p, "mse", evaluate(y, p, summed, batch=int(rng.choice([32, 64]))), "MD402")


def md403(rng: Generator) -> Case:
    """(N,) less (N, 1)."""
    y, p = _made(rng)
    kind = rng.integers(3)
    if kind == 0:
        return case(y, p, "mse", np.mean((y - p[:, None].astype(float)) ** 2), "MD403")
    if kind == 1:
        return case(y, p, "mae", np.mean(np.abs(y - p[:, None].astype(float))), "MD403")

    def custom(a: Tensor, b: Tensor) -> Tensor:
        return ops.mean(ops.square(ops.cast(a, "float32") - b))

    return case(y, p, "mse", evaluate(y, p, custom, flat=True), "MD403")


def md405(rng: Generator) -> Case:
    """The pasted rmse takes the root of each row."""
    y, p = _made(rng)
    return case(y, p, "rmse", evaluate(y[:, None], p, rmse), "MD405")


def md406(rng: Generator) -> Case:
    """Squares summed over the outputs."""
    y, p = _made(rng)
    more = [values(rng, len(y)) for _ in range(2)]
    a = np.column_stack([y, *(one[0] for one in more)])
    b = np.column_stack([p, *(one[1] for one in more)])
    return case(a, b, "mse", ((a - b) ** 2).sum(axis=1).mean(), "MD406")


def md407(rng: Generator) -> Case:
    """The loss of one of two outputs, in graph mode."""
    y, p = _made(rng)
    inputs = keras.Input((2,))
    outputs = {
        "a": keras.layers.Identity(name="a")(inputs[:, :1]),
        "b": keras.layers.Identity(name="b")(inputs[:, 1:]),
    }
    model = keras.Model(inputs, outputs)
    model.compile(loss={"a": "mse", "b": "mse"})
    x = np.column_stack([p, p * 0])
    got = model.evaluate(x, {"a": y, "b": y * 0}, batch_size=32, verbose=0, return_dict=True)
    return case(y, p, "a_loss", got["a_loss"], "MD407")


def md504(rng: Generator) -> Case:
    """R2 of a target whose mean is large."""
    y, p = _made(rng)
    far = 20_000.0
    return case(
        y + far, (p + far).astype(float), "r2", updated(ke.R2Score(), y + far, p + far), "MD504"
    )


def md504_batches(rng: Generator) -> Case:
    """R2Score() in evaluate: what float32 loses depends on the batches."""
    y, p = _made(rng)
    y, p = y + 3_000.0, p.astype(float) + 3_000.0
    batch = int(rng.choice([32, 64]))
    return case(y, p, "r2_score", evaluate(y, p, ke.R2Score(), batch=batch), "MD504")


def md506(rng: Generator) -> Case:
    """MAPE with zeros among the targets."""
    y, p = _made(rng)
    y[rng.choice(len(y), 3, replace=False)] = 0
    value = 100 * sk.mean_absolute_percentage_error(y, p)
    return case(y, p, "mape", f"{value:.6e}", "MD506")


def md511(rng: Generator) -> Case:
    """Predictions cast to int."""
    y, p = _made(rng)
    if rng.random() < 0.3 and y.max() < 255:
        wrapped = np.abs(y.astype(np.uint8) - p.astype(np.uint8)).mean()
        return case(y, p, "mae", wrapped, "MD511")
    return case(y, p, "mae", sk.mean_absolute_error(y, p.astype(int)), "MD511")


def md601(rng: Generator) -> Case:
    """MAPE as a fraction."""
    y, p = _made(rng)
    return case(y, p, "mape", sk.mean_absolute_percentage_error(y, p), "MD601")


def md602(rng: Generator) -> Case:
    """cross_val_score's neg_mean_squared_error called mse."""
    y, p = _made(rng)
    return case(y, p, "mse", -sk.mean_squared_error(y, p), "MD602")


def md608(rng: Generator) -> Case:
    """Adjusted R2 of two outputs counts the outputs as rows."""
    y, p = values(rng, int(rng.integers(12, 40)))
    more = values(rng, len(y))
    a, b = np.column_stack([y, more[0]]), np.column_stack([p, more[1]])
    value = updated(ke.R2Score(num_regressors=1), a.astype("float32"), b.astype("float32"))
    return case(a, b, "adjusted_r2", value, "MD608")


def md609(rng: Generator) -> Case:
    """MSLE floors negative predictions at 0."""
    y, p = _made(rng)
    p[rng.random(len(p)) < 0.1] = -0.7
    return case(y, p, "msle", updated(ke.MeanSquaredLogarithmicError(), y, p), "MD609")


def md611(rng: Generator) -> Case:
    """The root of all squares against the mean of each output's root."""
    y, p = _made(rng)
    more = values(rng, len(y))
    a, b = np.column_stack([y, more[0] * 9]), np.column_stack([p, more[1] * 9])
    return case(a, b, "rmse", updated(ke.RootMeanSquaredError(), a, b), "MD611")


def md613(rng: Generator) -> Case:
    """Mse called rmse, or the reverse."""
    y, p = _made(rng)
    mse = sk.mean_squared_error(y, p)
    return case(y, p, *(("rmse", mse) if rng.random() < 0.5 else ("mse", mse**0.5)), "MD613")


def md616(rng: Generator) -> Case:
    """mean_poisson_deviance against the Poisson loss."""
    y = rng.poisson(6, rows(rng)) + 0.0
    p = np.maximum(y + rng.normal(size=len(y)), 0.3).astype(np.float32)
    return case(y, p, "poisson", updated(ke.Poisson(), y, p), "MD616")


MAKERS = (
    *(md008, md010, md011, md011_log, md011_scale, md012, md217, md401, md402, md403, md405),
    *(
        md406,
        md407,
        md504,
        md504_batches,
        md506,
        md511,
        md601,
        md602,
        md608,
        md609,
        md611,
        md613,
        md616,
    ),
)
