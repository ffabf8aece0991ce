// asista-plugin-host <plugin id>: runs one plugin. Started by the client only; the descriptors it expects are in host.hpp.
#include "host.hpp"

#include <cstdio>
#include <fcntl.h>

int main(int argc, char** argv) {
    if (argc != 2 || ::fcntl(asista::host::channel_fd, F_GETFD) < 0) {
        std::fputs("asista-plugin-host is started by asista; it is of no use by itself\n", stderr);
        return 64; // EX_USAGE
    }
    return asista::host::run(argv[1]);
}
