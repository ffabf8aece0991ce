# Stands in for the build backend that imgui-bundle names, while fetch.sh downloads it. See build.py.
