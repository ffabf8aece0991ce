# cmake -DFILE=<file> -DINTO=<folder> [-DAS=<name>] -P place_file.cmake
# Puts a copy of FILE into INTO, complete or not at all: written beside its place, then renamed. The same content is left alone.
if(NOT AS)
    get_filename_component(AS "${FILE}" NAME)
endif()
set(target "${INTO}/${AS}")

file(SHA256 "${FILE}" wanted)
if(EXISTS "${target}")
    file(SHA256 "${target}" present)
    if(present STREQUAL wanted)
        return()
    endif()
endif()
file(MAKE_DIRECTORY "${INTO}")
configure_file("${FILE}" "${INTO}/.${AS}.new" COPYONLY)
file(RENAME "${INTO}/.${AS}.new" "${target}")
