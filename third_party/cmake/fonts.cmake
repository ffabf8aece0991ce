# Where the fonts are, as constants in <asista_fonts.hpp> (target asista_fonts). Inter and JetBrains Mono must exist; the
# fallbacks for CJK and emoji may be absent, and whoever opens them looks first.

set(ASISTA_INTER_DIR "/usr/share/fonts/opentype/inter" CACHE PATH "Folder of Inter-Regular.otf and its weights")
set(ASISTA_MONO_DIR "/usr/share/fonts/truetype/jetbrains-mono" CACHE PATH "Folder of JetBrainsMono-Regular.ttf")

# asista_font(<variable> <debian package> <file>)
function(asista_font result debian file)
    if(NOT EXISTS "${file}")
        message(FATAL_ERROR "the font ${file} is missing. Remedy: sudo apt-get install ${debian}, or set "
            "ASISTA_INTER_DIR or ASISTA_MONO_DIR to where it is")
    endif()
    set(${result} "${file}" PARENT_SCOPE)
endfunction()

foreach(weight Regular Medium SemiBold Bold)
    string(TOLOWER "${weight}" lower)
    asista_font(inter_${lower} fonts-inter "${ASISTA_INTER_DIR}/Inter-${weight}.otf")
endforeach()
asista_font(mono_regular fonts-jetbrains-mono "${ASISTA_MONO_DIR}/JetBrainsMono-Regular.ttf")
asista_font(mono_bold fonts-jetbrains-mono "${ASISTA_MONO_DIR}/JetBrainsMono-Bold.ttf")

# The icon font is copied, so that a built program does not depend on the download cache.
file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/share/asista/fonts")
set(icon_font "${CMAKE_BINARY_DIR}/share/asista/fonts/phosphor-1.3.0.ttf")
configure_file("${phosphor_dir}/phosphor-1.3.0.ttf" "${icon_font}" COPYONLY)

configure_file(asista_fonts.hpp.in "${CMAKE_CURRENT_BINARY_DIR}/generated/asista_fonts.hpp" @ONLY)
add_library(asista_fonts INTERFACE)
target_include_directories(asista_fonts INTERFACE "${CMAKE_CURRENT_BINARY_DIR}/generated")
install(FILES "${icon_font}" DESTINATION share/asista/fonts)
