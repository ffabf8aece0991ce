// The person's calls about the local endpoint, by which other programs on this computer call methods of plugins.
#pragma once

#include "wire/calls/base.hpp"

namespace asista::calls {

// Whether it can listen is told by the snapshot (ui::EndpointView): what is kept here is the wish, and a port may be free later.
struct EndpointSet {
    ASISTA_CALL(0x04E0, "endpoint.set", "", user, refused);
    struct Request {
        bool on = false;
        std::uint16_t port = 0; // from 1024 on; 0: as it is
        ASISTA_FIELDS(on, port)
    };
    struct Reply {
        std::string token; // the first one, made when it is first switched on and shown only this once; else empty
        ASISTA_FIELDS(token)
    };
};
// A new token; the one before opens nothing from now on.
struct EndpointToken {
    ASISTA_CALL(0x04E1, "endpoint.new_token", "", user, refused);
    using Request = Nothing;
    using Reply = EndpointSet::Reply;
};

} // namespace asista::calls
