// What a hostile library could try from inside, one kernel call or two each. Every attack returns whether it worked.
#pragma once

#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace asista::testing {

struct Attack {
    std::string name;
    std::function<bool()> run;
    bool deadly = false; // ends the process instead of failing
};

struct Outside {                    // what there is to attack; lives as long as the attacks
    pid_t process = 0;              // of the same user
    int datagram_socket = -1;       // a unix datagram socket that the process was given by mistake
    std::string datagram_path;      // where another one listens
    std::string stream_path;        // where a unix stream socket listens
    std::string abstract_name;      // the same without a path
    int tcp_port = 0, udp_port = 0; // where somebody listens
    int shared_eventfd = -1;        // nonblocking, and another process's as well
};

std::vector<Attack> attacks(const Outside& outside);

// One more than plain attacks: memory beyond the limit of 512 MB, each by another way. They work without limits.
std::vector<Attack> memory_attacks();

} // namespace asista::testing
