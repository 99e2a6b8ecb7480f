"""OpenVINO without its telemetry: as it comes, the mere import reports to an analytics service abroad."""

import sys
from functools import cache
from typing import Any

from qianqiao.matching.engine.encoders.packages import load

_REPORTING = "openvino_telemetry"


@cache
def openvino() -> Any:
    """The module openvino. Raises EncoderError where it is not installed or does not load on this machine.

    The package falls back to a silent stand-in where its telemetry package cannot be imported, so that
    import is made to fail. Nothing else of the process uses it.
    """
    blocked: dict[str, Any] = {_REPORTING: None}
    sys.modules.update(blocked)
    return load("openvino")


def capabilities() -> tuple[str, ...]:
    """What the processor offers the runtime, sorted, such as BF16, FP32, INT8."""
    return tuple(sorted(openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")))


def runtime_version() -> str:
    """Version of the runtime, without its build number."""
    return str(openvino().get_version()).partition("-")[0]
