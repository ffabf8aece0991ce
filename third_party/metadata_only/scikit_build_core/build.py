"""Answers pip's one question during `pip download` of a source release: its name and version.

The real backend would be the newest one on the index, downloaded without a pinned hash and then run. We need none of
it: the sources are compiled by our own CMake targets. Anything but that question fails, because nothing else is here.
"""

import os
import pathlib


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    name = os.environ["ASISTA_METADATA_NAME"].replace("-", "_")
    version = os.environ["ASISTA_METADATA_VERSION"]
    folder = pathlib.Path(metadata_directory) / f"{name}-{version}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    return folder.name


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    raise RuntimeError("the sources are compiled by CMake; no wheel is ever built")
