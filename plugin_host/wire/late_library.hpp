// A shared library that is opened when something of it is needed for the first time, for those that few runs of a program need and that
// bring many others with them: each of those costs every start its mapping, its relocations and its pages.
#pragma once

#include "wire/result.hpp"

#include <string>

namespace asista {

// Never closed: what it handed out, and threads of its own, may outlive anybody who could close it. [any]
class LateLibrary {
  public:
    // file: the name the loader looks for, "libcurl.so.4". package: who brings it, for the error. Errc::unavailable with the loader's reason.
    static Result<LateLibrary> open(const char* file, const char* package);

    // Sets `function`. Errc::unavailable when the library has no such function. The caller vouches for its type.
    template <class Function> Result<void> find(const char* name, Function*& function) const {
        function = reinterpret_cast<Function*>(TRY(address_of(name)));
        return {};
    }

  private:
    LateLibrary(void* handle, std::string file) : handle_(handle), file_(std::move(file)) {}
    Result<void*> address_of(const char* name) const;

    void* handle_;
    std::string file_;
};

} // namespace asista

// Defines `Table`, with a pointer for each function that is used of a library, and Table::open(file, package), which opens it and finds them
// all. functions: a macro that calls its argument with (prefix, name) for each: (curl_, easy_init) is curl_easy_init, and table.easy_init.
#define ASISTA_LATE_LIBRARY(Table, functions)                                                                                    \
    struct Table {                                                                                                               \
        functions(ASISTA_LATE_MEMBER) static ::asista::Result<Table> open(const char* file, const char* package) {               \
            const auto library = TRY(::asista::LateLibrary::open(file, package));                                                \
            Table table;                                                                                                         \
            functions(ASISTA_LATE_FIND) return table;                                                                            \
        }                                                                                                                        \
    };
#define ASISTA_LATE_MEMBER(prefix, name) decltype(&::prefix##name) name = nullptr;
#define ASISTA_LATE_FIND(prefix, name) TRY(library.find(#prefix #name, table.name));
