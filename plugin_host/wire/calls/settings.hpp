// The person's calls behind the settings page, beside preferences.set (user.hpp).
#pragma once

#include "wire/calls/base.hpp"

namespace asista::calls {

struct ThemesMake { // a new file of colours, with all of the theme as it is shown now, to be edited
    ASISTA_CALL(0x04B0, "themes.make", "", user, refused);
    using Request = Nothing;
    struct Reply {
        std::string id;   // for the preference "color_scheme"
        std::string file; // its path
        ASISTA_FIELDS(id, file)
    };
};

} // namespace asista::calls
