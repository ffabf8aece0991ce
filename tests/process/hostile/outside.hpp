// The world a plugin must not reach: files, listeners and the client's own process. Stands beside every attack and is looked at after it.
#pragma once

#include "temp_dir.hpp"
#include "wire/os.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <sys/resource.h>
#include <vector>

namespace asista::test::hostile {

class Outside {
  public:
    Outside();

    // What attacks need to know to try: paths, ports, pids.
    nlohmann::json arguments() const;
    // doctest checks: the listeners got nothing, the files are as they were and unread, the client runs as it did.
    void check_untouched();

  private:
    struct ClientState {
        std::vector<rlimit> limits;
        int priority = 0;
        unsigned long processors = 0;
        std::string working_folder;
        bool operator==(const ClientState& other) const;
    };
    static ClientState look_at_client();
    std::vector<std::string> files() const; // name, size, mode, owner and times of all there is, but not when the folder was read

    TempDir dir_;
    UniqueFd tcp_, udp_, stream_, datagram_, abstract_;
    int tcp_port_ = 0, udp_port_ = 0;
    std::string abstract_name_;
    std::vector<std::string> files_before_;
    ClientState client_before_;
};

} // namespace asista::test::hostile
