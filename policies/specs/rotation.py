"""Names of the ways to write a rotation as numbers."""

from __future__ import annotations

from typing import Literal

Representation = Literal[
    "rotvec",
    "euler_sxyz",
    "euler_rxyz",
    "quat_wxyz",
    "quat_xyzw",
    "rot6d_columns",
    "rot6d_rows",
    "rot6d_interleaved",
    "matrix",
]
"""rotvec: axis times angle. euler_sxyz: roll, pitch, yaw about the fixed axes x, y, z ("xyz" of
SciPy). euler_rxyz: about the moving axes ("XYZ" of SciPy). rot6d_columns: first column of the
matrix, then the second. rot6d_rows: first row, then the second. rot6d_interleaved: the first two
columns, row by row. matrix: all nine numbers, row by row."""

ROTATION_SIZES: dict[Representation, int] = {
    "rotvec": 3,
    "euler_sxyz": 3,
    "euler_rxyz": 3,
    "quat_wxyz": 4,
    "quat_xyzw": 4,
    "rot6d_columns": 6,
    "rot6d_rows": 6,
    "rot6d_interleaved": 6,
    "matrix": 9,
}
