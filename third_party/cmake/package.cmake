# `cpack` in a build folder makes asista_<version>_<machine>.deb of what `cmake --install` installs.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME asista)
set(CPACK_PACKAGE_CONTACT "Asista Desktop contributors <contact@asista.ai>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "tasks, habits, goals, calendar and a coach, with plugins that cannot break it")
set(CPACK_PACKAGE_DESCRIPTION
"A desktop client for your week. Plugins are native libraries, and each runs in
a process of its own that the kernel has locked down. With the SDK to write
them, found by find_package(Asista).")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Our own library is in the package; dpkg-shlibdeps must find it there.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${CMAKE_BINARY_DIR}/lib" "${CMAKE_BINARY_DIR}/bin")
# Opened when they are first needed (wire/late_library.hpp), so no tool sees that they are: curl, ical, archive, sodium, systemd (D-Bus). And the fonts.
# What does without falls back: libsecret (without it, secrets are in a file).
set(CPACK_DEBIAN_PACKAGE_DEPENDS
    "libcurl4, libical3, libarchive13, libsodium23, libsystemd0, tzdata, fonts-inter, fonts-jetbrains-mono, libgl1, libegl1")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-noto-color-emoji, fonts-droid-fallback, libgl1-mesa-dri, libsecret-1-0")
# To write plugins.
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "g++, cmake, ninja-build, nlohmann-json3-dev, doctest-dev")
include(CPack)
