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

struct
    ProfileFill { // a sample week into a profile that has nothing in it; one change, which can be undone. Errc::busy: it has something
    ASISTA_CALL(0x04B1, "profile.fill", "", user, refused);
    using Request = Nothing;
    struct Reply {
        std::uint64_t change = 0; // for operations.undo
        ASISTA_FIELDS(change)
    };
};

} // namespace asista::calls
