"""What an object is called in an instruction."""

from __future__ import annotations

# Words of a model id that say how the model was made, not what it shows.
_LEFT_OUT = {"opened", "light", "generated", "modified", "objaverse", "bridge", "baked", "v2"}


def spoken_name(model_id: str) -> str:
    """The name of an object, from its model id (ManiSkill2_real2sim@ef7a4d4, base_env.py).

    ``opened_coke_can`` is a "coke can", ``green_cube_3cm`` a "green cube".
    """
    words = model_id.split("_")
    return " ".join(word for word in words if word not in _LEFT_OUT and not word.endswith("cm"))
