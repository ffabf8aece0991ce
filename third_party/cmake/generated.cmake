# Sources made at build time: the OpenGL loader (python3-glad) and the icon headers (Phosphor's name table).

execute_process(COMMAND "${ASISTA_PYTHON}" -c "import glad.__main__" RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "${ASISTA_PYTHON} has no module glad. Remedy: sudo apt-get install python3-glad, "
        "or -DASISTA_PYTHON= an interpreter that has it")
endif()

set(glad_dir "${CMAKE_CURRENT_BINARY_DIR}/glad")
add_custom_command(
    OUTPUT "${glad_dir}/src/gl.c" "${glad_dir}/include/glad/gl.h" "${glad_dir}/include/KHR/khrplatform.h"
    COMMAND "${ASISTA_PYTHON}" -m glad --quiet --api gl:core=3.3 --extensions "" --out-path "${glad_dir}" --reproducible c
    COMMENT "Generating the OpenGL 3.3 core loader"
    VERBATIM)
add_library(asista_glad STATIC "${glad_dir}/src/gl.c" "${glad_dir}/include/glad/gl.h")
target_include_directories(asista_glad SYSTEM PUBLIC "${glad_dir}/include")

set(icons_dir "${CMAKE_CURRENT_BINARY_DIR}/generated")
set(icon_headers
    "${icons_dir}/icons/phosphor.hpp" "${icons_dir}/icons/phosphor.h" "${icons_dir}/icons/phosphor_names.hpp")
add_custom_command(
    OUTPUT ${icon_headers}
    COMMAND "${ASISTA_PYTHON}" "${CMAKE_CURRENT_SOURCE_DIR}/icons/make_icons.py"
        "${phosphor_dir}/phosphor-1.3.0.json" "${icons_dir}"
    DEPENDS icons/make_icons.py "${phosphor_dir}/phosphor-1.3.0.json"
    COMMENT "Generating the icon headers"
    VERBATIM)
add_custom_target(asista_icon_headers DEPENDS ${icon_headers})
add_library(asista_icons INTERFACE)
add_dependencies(asista_icons asista_icon_headers)
target_include_directories(asista_icons SYSTEM INTERFACE "${icons_dir}")
