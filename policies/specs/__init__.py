"""What is around a network, as data: cameras, state, text, action conventions."""

from simeval.policies.specs.action import ActionSpec, Ensemble, OutputPart, Terminate
from simeval.policies.specs.arm import EndEffectorSpec, JointsSpec
from simeval.policies.specs.camera import CameraSpec, GoalSpec
from simeval.policies.specs.gripper import GripperSpec
from simeval.policies.specs.image import ImageSpec
from simeval.policies.specs.observation import ObservationSpec
from simeval.policies.specs.preset import Preset
from simeval.policies.specs.robot import ROBOTS, Robot
from simeval.policies.specs.rotation import ROTATION_SIZES, Representation
from simeval.policies.specs.scaling import Rescale, Unnormalise
from simeval.policies.specs.state import StatePart, StateVector
from simeval.policies.specs.text import Constant, Metadata, TextSpec

__all__ = [
    "ROBOTS",
    "ROTATION_SIZES",
    "ActionSpec",
    "CameraSpec",
    "Constant",
    "EndEffectorSpec",
    "Ensemble",
    "GoalSpec",
    "GripperSpec",
    "ImageSpec",
    "JointsSpec",
    "Metadata",
    "ObservationSpec",
    "OutputPart",
    "Preset",
    "Representation",
    "Rescale",
    "Robot",
    "StatePart",
    "StateVector",
    "Terminate",
    "TextSpec",
    "Unnormalise",
]
