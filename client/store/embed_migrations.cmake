# cmake -DOUTPUT=<file.cpp> -DFILES=<a.sql;b.sql> -P embed_migrations.cmake
# Writes the table that migrate.hpp declares. Files are numbered 0001, 0002, ... without a gap: the number is the schema version.
set(entries "")
set(expected 0)
foreach(file ${FILES})
    get_filename_component(name "${file}" NAME_WE)
    math(EXPR expected "${expected} + 1")
    string(REGEX MATCH "^([0-9][0-9][0-9][0-9])_" ignored "${name}")
    string(REGEX REPLACE "^0+" "" number "${CMAKE_MATCH_1}")
    if(NOT number EQUAL expected)
        message(FATAL_ERROR "${file}: migrations are numbered without a gap; this one should be ${expected}")
    endif()
    file(READ "${file}" sql)
    string(APPEND entries "    {${number}, \"${name}\", R\"asista_sql(${sql})asista_sql\"},\n")
endforeach()
file(WRITE "${OUTPUT}.new"
"// Made by embed_migrations.cmake from client/store/migrations.
#include \"store/migrate.hpp\"

namespace asista::store {
namespace {
constexpr Migration table[] = {
${entries}};
} // namespace
std::span<const Migration> migrations() { return table; }
} // namespace asista::store
")
file(COPY_FILE "${OUTPUT}.new" "${OUTPUT}" ONLY_IF_DIFFERENT)
file(REMOVE "${OUTPUT}.new")
