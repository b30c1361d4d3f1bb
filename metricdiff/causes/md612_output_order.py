"""MD612: values were read off in another order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from metricdiff.causes.declaration import Cause, Manual, ModelNote

if TYPE_CHECKING:
    from metricdiff.modelling.laboratory import Laboratory


def _of_model(laboratory: Laboratory) -> ModelNote | None:
    model = laboratory.model
    compiled = tuple(item.key for item in model.items if item.key in model.evaluated)
    names = [output.name for output in model.outputs]
    if len(names) == 1 or (model.order == compiled and names == sorted(names)):
        return None
    by_outputs = f"by outputs it would be {', '.join(compiled)}"
    parts = [
        f"evaluate's list is {', '.join(model.order)}",
        *([by_outputs] if model.order != compiled else []),
        f"the outputs are {', '.join(names)}, in a dictionary {', '.join(sorted(names))}",
    ]
    return ModelNote(
        "; ".join(parts),
        "evaluate(..., return_dict=True), and labels by name",
    )


CAUSE = Cause(
    code="MD612",
    name="output-order",
    summary="values were read off in another order",
    manual=Manual(
        what=(
            "`evaluate` returns a list: the loss, the losses of the outputs in the order of "
            "the outputs, then metrics. Read with the order of `compile` or of an alphabet "
            "in mind, two of them trade names."
        ),
        example=(
            "    model with the outputs b and a, in this order\n"
            "    evaluate(...)                       = [3.0, 2.0, 1.0]\n"
            "    evaluate(..., return_dict=True)     = {'b_loss': 2.0, 'a_loss': 1.0, 'loss': 3.0}"
        ),
        why=("A list has no names, and the order of a dictionary in `compile` does not count."),
        keras="`evaluate(..., return_dict=True)`.",
        sklearn="Nothing to mend.",
        neighbours=(
            "Both numbers are right and belong to each other's name. MD010 swaps labels and "
            "predictions in one call."
        ),
    ),
    sightings=6,
    of_model=_of_model,
)
