# A library that a target opens when it first needs it (wire/late_library.hpp): its headers now, its name as a definition.

# asista_late_library(<target> <imported library> <definition>): defines <definition> as the name the loader looks for, "libcurl.so.4".
function(asista_late_library target library definition)
    get_target_property(headers ${library} INTERFACE_INCLUDE_DIRECTORIES)
    get_target_property(file ${library} IMPORTED_LOCATION_RELEASE)
    if(NOT file)
        get_target_property(file ${library} IMPORTED_LOCATION)
    endif()
    file(REAL_PATH "${file}" file)
    cmake_path(GET file FILENAME name)
    if(NOT name MATCHES "^.+\\.so\\.[0-9]+")
        message(FATAL_ERROR "${library} is ${file}, whose name does not end like that of a shared library, .so.<number>. "
            "Remedy: install its shared library, as Debian's -dev package does.")
    endif()
    target_compile_definitions(${target} PRIVATE ${definition}="${CMAKE_MATCH_0}")
    if(headers)
        target_include_directories(${target} SYSTEM PRIVATE ${headers})
    endif()
endfunction()
