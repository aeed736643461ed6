"""Ask the Vulkan loader which devices there are and which driver serves each.

Run as ``python -m simeval.doctor.vulkan_devices`` it prints JSON. It is run in a process of its
own: a broken driver takes down the process that asks.
"""

from __future__ import annotations

import ctypes
import json
import sys
from typing import Any

_APPLICATION_INFO = 0
_INSTANCE_CREATE_INFO = 1
_PHYSICAL_DEVICE_PROPERTIES_2 = 1000059001
_PHYSICAL_DEVICE_DRIVER_PROPERTIES = 1000196000
_DEVICE_TYPE_CPU = 4
_API_1_2 = (1 << 22) | (2 << 12)


class _ApplicationInfo(ctypes.Structure):
    _fields_ = (
        ("sType", ctypes.c_int32),
        ("pNext", ctypes.c_void_p),
        ("pApplicationName", ctypes.c_char_p),
        ("applicationVersion", ctypes.c_uint32),
        ("pEngineName", ctypes.c_char_p),
        ("engineVersion", ctypes.c_uint32),
        ("apiVersion", ctypes.c_uint32),
    )


class _InstanceCreateInfo(ctypes.Structure):
    _fields_ = (
        ("sType", ctypes.c_int32),
        ("pNext", ctypes.c_void_p),
        ("flags", ctypes.c_uint32),
        ("pApplicationInfo", ctypes.c_void_p),
        ("enabledLayerCount", ctypes.c_uint32),
        ("ppEnabledLayerNames", ctypes.c_void_p),
        ("enabledExtensionCount", ctypes.c_uint32),
        ("ppEnabledExtensionNames", ctypes.c_void_p),
    )


class _DriverProperties(ctypes.Structure):
    _fields_ = (
        ("sType", ctypes.c_int32),
        ("pNext", ctypes.c_void_p),
        ("driverID", ctypes.c_int32),
        ("driverName", ctypes.c_char * 256),
        ("driverInfo", ctypes.c_char * 256),
        ("conformanceVersion", ctypes.c_uint8 * 4),
    )


class _Properties2(ctypes.Structure):
    _fields_ = (
        ("sType", ctypes.c_int32),
        ("pNext", ctypes.c_void_p),
        ("apiVersion", ctypes.c_uint32),
        ("driverVersion", ctypes.c_uint32),
        ("vendorID", ctypes.c_uint32),
        ("deviceID", ctypes.c_uint32),
        ("deviceType", ctypes.c_int32),
        ("deviceName", ctypes.c_char * 256),
        # The limits that follow are not read; room for them, as the driver writes them.
        ("rest", ctypes.c_uint8 * 4096),
    )


def vulkan_devices() -> dict[str, Any]:
    """Loader version and devices: name, driver, driver version text, whether it is software.

    Raises:
        OSError: There is no Vulkan loader.
        RuntimeError: The loader finds no driver.
    """
    vulkan = ctypes.CDLL("libvulkan.so.1")
    version = ctypes.c_uint32()
    vulkan.vkEnumerateInstanceVersion(ctypes.byref(version))

    application = _ApplicationInfo(sType=_APPLICATION_INFO, apiVersion=_API_1_2)
    request = _InstanceCreateInfo(
        sType=_INSTANCE_CREATE_INFO,
        pApplicationInfo=ctypes.cast(ctypes.pointer(application), ctypes.c_void_p),
    )
    instance = ctypes.c_void_p()
    if result := vulkan.vkCreateInstance(ctypes.byref(request), None, ctypes.byref(instance)):
        raise RuntimeError(f"vkCreateInstance failed with VkResult {result}")
    count = ctypes.c_uint32()
    vulkan.vkEnumeratePhysicalDevices(instance, ctypes.byref(count), None)
    handles = (ctypes.c_void_p * count.value)()
    vulkan.vkEnumeratePhysicalDevices(instance, ctypes.byref(count), handles)
    devices = [_describe(vulkan, ctypes.c_void_p(handle)) for handle in handles]
    vulkan.vkDestroyInstance(instance, None)
    return {"loader": _version_text(version.value), "devices": devices}


def _describe(vulkan: ctypes.CDLL, device: ctypes.c_void_p) -> dict[str, Any]:
    driver = _DriverProperties(sType=_PHYSICAL_DEVICE_DRIVER_PROPERTIES)
    properties = _Properties2(
        sType=_PHYSICAL_DEVICE_PROPERTIES_2,
        pNext=ctypes.cast(ctypes.pointer(driver), ctypes.c_void_p),
    )
    vulkan.vkGetPhysicalDeviceProperties2(device, ctypes.byref(properties))
    return {
        "name": properties.deviceName.decode(errors="replace"),
        "api": _version_text(properties.apiVersion),
        "driver": driver.driverName.decode(errors="replace"),
        "driver_version": driver.driverInfo.decode(errors="replace"),
        "software": properties.deviceType == _DEVICE_TYPE_CPU,
    }


def _version_text(packed: int) -> str:
    return f"{(packed >> 22) & 0x7F}.{(packed >> 12) & 0x3FF}.{packed & 0xFFF}"


if __name__ == "__main__":
    try:
        answer = vulkan_devices()
    except (OSError, RuntimeError, AttributeError) as error:
        answer = {"error": str(error)}
    sys.stdout.write(json.dumps(answer) + "\n")
