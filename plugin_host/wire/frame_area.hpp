// The two shared memory areas and two eventfds of one plugin host, seen from either side. Both areas are made by the client,
// sealed so that neither side can pull a page from under the other, and mapped so that each side can write only what is its own.
#pragma once

#include "wire/frame.hpp"
#include "wire/os.hpp"

namespace asista::frame {

// The descriptors a host process is started with. Owned by the client until the child has its copies.
struct HostEnds {
    UniqueFd input;  // memfd, sealed SHRINK|GROW|FUTURE_WRITE|SEAL once the client's writable mapping exists
    UniqueFd output; // memfd, sealed SHRINK|GROW|SEAL
    UniqueFd kick;   // eventfd: the client asks for a frame
    UniqueFd done;   // eventfd: the host has finished one
};

// The client's side. Move-only; used by one thread at a time.
class ClientArea {
  public:
    // Makes both areas and eventfds. `ends` receives what the host needs; pass it to the spawn and let it go.
    static Result<ClientArea> create(HostEnds& ends);

    std::byte* input() const { return input_.data(); }         // writable, input_area_bytes
    const std::byte* output() const { return output_.data(); } // read-only, frame_area_bytes
    int kick_fd() const { return kick_.get(); }
    int done_fd() const { return done_.get(); }

  private:
    Mapping input_, output_;
    UniqueFd kick_, done_;
};

// The host's side.
class HostArea {
  public:
    static Result<HostArea> adopt(HostEnds ends);

    const std::byte* input() const { return input_.data(); } // read-only
    std::byte* output() const { return output_.data(); }     // writable
    int kick_fd() const { return kick_.get(); }
    int done_fd() const { return done_.get(); }

  private:
    Mapping input_, output_;
    UniqueFd kick_, done_;
};

} // namespace asista::frame
