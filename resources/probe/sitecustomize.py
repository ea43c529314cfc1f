# SPDX-License-Identifier: MIT
"""Stands first on the module path of a program that is recorded: arms the probe, then gives way to the sitecustomize that was meant."""
import os
import sys

folder = os.path.dirname(os.path.abspath(__file__))
try:
    import loopscope_probe
    loopscope_probe.wait_for_asyncio()
except Exception as error:
    sys.stderr.write("loopscope: not recording: %s\n" % error)
# The program must not see that we are here: the folder leaves its path, and its own sitecustomize takes our place.
sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != folder]
import importlib.machinery  # noqa: E402
import importlib.util  # noqa: E402
spec = importlib.machinery.PathFinder.find_spec("sitecustomize", sys.path)
if spec is not None and spec.loader is not None:
    sys.modules["sitecustomize"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["sitecustomize"])
