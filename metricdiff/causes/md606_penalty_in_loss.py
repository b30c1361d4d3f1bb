"""MD606: the loss contains regularisation."""

from __future__ import annotations

from metricdiff.causes.declaration import Cause, InModel, Manual, ModelStep, Subject
from metricdiff.recipes.recipe import Recipe


def _applies(step: ModelStep) -> bool:
    return step.field == "penalty"


def _evidence(step: ModelStep) -> str:
    return (
        f"the layers add {step.gap:.6g} to the loss: kernel_regularizer, activity_regularizer or "
        "add_loss, summed in model.losses"
    )


def _keras(step: ModelStep) -> str:
    item = step.item
    if item.function:
        return f'metrics=["{item.function}"], which has no penalties'
    settings = "from_logits=True" if item.config.get("from_logits") else ""
    return f"metrics=[{item.kind}({settings})], which has no penalties"


def _hint(subject: Subject, recipe: Recipe, value: float) -> str:
    from metricdiff.recipes.evaluation import value_of

    plain = value_of(recipe, subject.facts)
    if recipe.count not in {"log_loss", "squares", "absolute"} or not plain < value < 2 * plain + 1:
        return ""
    return f"a penalty of {value - plain:.4g} in the loss would make it; only the model knows"


CAUSE = Cause(
    code="MD606",
    name="penalty-in-loss",
    summary="the loss contains regularisation",
    manual=Manual(
        what=(
            "`loss` is what is minimised: the mean error and the penalties of "
            "`kernel_regularizer`, `activity_regularizer` and `add_loss`. The metric of the "
            "same name has no penalties."
        ),
        example=(
            "    one Dense unit of weight 1 with L2(0.1); x = [1, 2], y = [1.5, 2]\n"
            "    evaluate     loss = 0.225      mse = 0.125\n"
            "    mean_squared_error(y, x)             = 0.125"
        ),
        why="Keras adds `model.losses` to the compiled loss, in `evaluate` too.",
        keras=(
            'Read the metric, not the loss: `metrics=["mse"]`. `sum(model.losses)` is the '
            "difference."
        ),
        sklearn="Add `sum(model.losses)` to compare with `loss`.",
        neighbours="The same difference on every data set. MD703 and MD605 depend on the labels.",
    ),
    sightings=9,
    in_model=InModel(applies=_applies, evidence=_evidence, keras=_keras),
    hint=_hint,
)
