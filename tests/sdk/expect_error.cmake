# cmake -DCOMPILER= -DSOURCE= -DINCLUDES= -DDEFINITIONS= -DMESSAGE= -P expect_error.cmake
# Compiles SOURCE, which must fail with text that matches MESSAGE; an empty MESSAGE wants it to compile.
set(flags -std=c++20 -fsyntax-only -Werror=unused-result -Wno-unused)
list(REMOVE_DUPLICATES INCLUDES)
list(REMOVE_ITEM INCLUDES /usr/include) # the compiler's own; naming it breaks the standard library's #include_next
foreach(folder ${INCLUDES})
    list(APPEND flags -isystem "${folder}")
endforeach()
foreach(definition ${DEFINITIONS})
    list(APPEND flags "-D${definition}")
endforeach()
execute_process(COMMAND "${COMPILER}" ${flags} "${SOURCE}" RESULT_VARIABLE failed ERROR_VARIABLE said)

if(MESSAGE STREQUAL "")
    if(failed)
        message(FATAL_ERROR "does not compile:\n${said}")
    endif()
elseif(NOT failed)
    message(FATAL_ERROR "compiles, but must not")
elseif(NOT said MATCHES "${MESSAGE}")
    message(FATAL_ERROR "fails, but nothing matches \"${MESSAGE}\" in:\n${said}")
endif()
