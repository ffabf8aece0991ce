#!/usr/bin/env python3
"""Writes the icon headers from Phosphor's name table: make_icons.py phosphor-1.3.0.json OUTPUT_FOLDER

OUTPUT_FOLDER/icons/phosphor.hpp        asista::icons::heart, UTF-8 literals for C++, and asista::icons::codepoint::heart
OUTPUT_FOLDER/icons/phosphor.h          ASISTA_ICON_HEART, the same for C
OUTPUT_FOLDER/icons/phosphor_names.hpp  asista::icon_names::find("heart"), for names that arrive at run time (manifests)

Three of the font's five weights have names here: regular (heart), bold (heart_bold) and fill (heart_fill).
"""

import json
import pathlib
import sys

CPP_WORDS = {
    "and", "or", "not", "xor", "auto", "case", "class", "default", "delete", "do", "else", "enum", "export", "extern",
    "for", "if", "new", "operator", "private", "public", "register", "return", "switch", "this", "union",
}
NOTICE = "// Made by third_party/icons/make_icons.py from Phosphor Icons 1.3.0 (MIT). Do not edit.\n"


def identifier(name):
    word = name.replace("-", "_")
    if word in CPP_WORDS or word[0].isdigit():
        word += "_"
    return word


def literal(code):
    # Octal escapes end after three digits, so that text may follow the literal directly.
    return '"' + "".join(f"\\{byte:03o}" for byte in chr(code).encode("utf-8")) + '"'


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="ascii")


def main(table, out):
    every = {name: int(code, 16) for name, code in json.loads(table.read_text(encoding="utf-8")).items()}
    icons = {name: code for name, code in sorted(every.items()) if not name.endswith(("-thin", "-light"))}

    cpp = [NOTICE, "#pragma once\n\nnamespace asista::icons {\n\n"]
    cpp += [f"inline constexpr char32_t first_codepoint = {min(every.values()):#x};\n"]
    cpp += [f"inline constexpr char32_t last_codepoint = {max(every.values()):#x};\n\n"]
    cpp += [f"inline constexpr char {identifier(name)}[] = {literal(code)};\n" for name, code in icons.items()]
    cpp += ["\nnamespace codepoint {\n"]
    cpp += [f"inline constexpr char32_t {identifier(name)} = {code:#x};\n" for name, code in icons.items()]
    cpp += ["} // namespace codepoint\n\n} // namespace asista::icons\n"]
    write(out / "icons/phosphor.hpp", "".join(cpp))

    c = [NOTICE, "#pragma once\n\n"]
    c += [f"#define ASISTA_ICON_{name.upper().replace('-', '_')} {literal(code)}\n" for name, code in icons.items()]
    write(out / "icons/phosphor.h", "".join(c))

    names = [NOTICE, "#pragma once\n\n#include <algorithm>\n#include <string_view>\n\nnamespace asista::icon_names {\n\n"]
    names += ["struct Named {\n    std::string_view name;  // Phosphor's own: \"heart\", \"heart-fill\"\n"]
    names += ["    const char* utf8;\n};\n\n// Sorted by name.\ninline constexpr Named table[] = {\n"]
    names += [f'    {{"{name}", {literal(code)}}},\n' for name, code in icons.items()]
    names += ["};\n\n// The icon called `name` as UTF-8 with static lifetime, or nullptr when there is none. Any thread.\n"]
    names += ["inline const char* find(std::string_view name) {\n"]
    names += ["    const auto* const found = std::ranges::lower_bound(table, name, {}, &Named::name);\n"]
    names += ["    return found != std::ranges::end(table) && found->name == name ? found->utf8 : nullptr;\n}\n\n"]
    names += ["} // namespace asista::icon_names\n"]
    write(out / "icons/phosphor_names.hpp", "".join(names))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
