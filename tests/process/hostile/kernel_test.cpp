// What the hostile library asks of the kernel: files, network, processes, the kernel's own doors, memory. Every refusal is the sandbox's.
#include "arena.hpp"

using namespace asista;
using namespace asista::test;
using namespace asista::test::hostile;

namespace {
using enum Attempt::Must;

constexpr Attempt files[] = {
    {"open-file", "open a file of the user's"},
    {"open-file-old-call", "the same by `open(2)`"},
    {"open-file-openat2", "the same by `openat2(2)`"},
    {"list-home", "list the user's folder"},
    {"list-root", "list `/etc`"},
    {"stat-file", "size and times of the file"},
    {"stat-file-old-call", "the same by `stat(2)`"},
    {"stat-file-statx", "the same by `statx(2)`"},
    {"stat-file-empty-path", "the same with the flag that `fstat` needs"},
    {"access-file", "whether the file is there"},
    {"access-file-faccessat2", "the same by `faccessat2(2)`"},
    {"readlink", "where the program lies"},
    {"o-path", "a descriptor of the file that cannot read it, for its size"},
    {"tell-existence-open", "whether a file is there, by how opening it fails"},
    {"tell-existence-lock-file", "the same by trying to create it"},
    {"open-passwd", "open `/etc/passwd`"},
    {"open-own-program", "open the host's program"},
    {"client-memory", "open the client's memory"},
    {"client-environment", "the client's environment"},
    {"client-maps", "where the client's memory lies"},
    {"client-descriptors", "the client's open files"},
    {"client-command-line", "the client's command line"},
    {"own-memory-file", "write to itself past page protection"},
    {"own-oom-score", "take itself off the list for want of memory"},
    {"graphics-device", "open the graphics card"},
    {"terminal", "open the client's terminal"},
    {"kernel-memory", "open the computer's memory"},
    {"null-device", "open a device that is always there"},
    {"shared-memory-folder", "a file in `/dev/shm`"},
    {"kernel-settings", "change a setting of the kernel"},
    {"control-group", "leave its control group"},
    {"write-file", "append to the user's file"},
    {"truncate-file", "empty the user's file"},
    {"create-file", "create a file beside it"},
    {"create-unnamed-file", "create a file without a name"},
    {"create-in-tmp", "create a file in `/tmp`"},
    {"create-in-here", "create a file in the working folder"},
    {"remove-file", "remove the user's file"},
    {"rename-file", "rename it"},
    {"hard-link", "link it under another name"},
    {"symbolic-link", "create a symbolic link"},
    {"make-folder", "create a folder"},
    {"make-pipe-file", "create a named pipe"},
    {"change-mode", "open the file to everybody"},
    {"change-owner", "give the file away"},
    {"change-times", "change its times"},
    {"read-attribute", "read an extended attribute"},
    {"write-attribute", "write an extended attribute"},
    {"change-folder", "change the working folder"},
    {"own-folder", "name of the working folder"},
    {"file-system-size", "size of the disk"},
    {"file-handle", "a handle of the file"},
    {"open-by-handle", "open by a handle, past every path"},
    {"watch-files", "be told of changes to files"},
    {"watch-system", "be told of every file that is opened"},
    {"open-tree", "a copy of the mount tree"},
    {"new-root", "another root folder"},
    {"mount", "mount a file system"},
    {"flush-disks", "make all disks write, again and again"},
    {"write-memory-file", "a file in memory, written"},
    {"secret-memory-file", "memory that the kernel cannot see"},
    {"message-queue", "a message queue with a name"},
    {"splice-into-pipe", "give its pages to a pipe"},
    {"enlarge-pipe", "a pipe of 1 MB"},
};
constexpr Attempt network[] = {
    {"tcp", "connect to a TCP port of this computer, send"},
    {"udp", "send a UDP datagram"},
    {"dns", "look a name up"},
    {"dbus", "connect to a socket in the file system, as D-Bus has"},
    {"abstract", "connect to an abstract socket"},
    {"datagram-path", "send to a datagram socket in the file system"},
    {"datagram-by-pair", "the same by one end of a socket pair"},
    {"sendto-rpc", "the same by the socket to the client"},
    {"connect-rpc", "connect the socket to the client elsewhere"},
    {"bind-rpc", "give it a name, so that others can find it"},
    {"listen-rpc", "listen on it"},
    {"accept-rpc", "accept on it"},
    {"who-is-client", "who is at its other end"},
    {"enlarge-rpc-buffer", "a buffer of 64 MB for it"},
    {"name-of-rpc", "its name"},
    {"netlink", "a socket to the kernel"},
    {"packet-socket", "a raw network socket"},
    {"kernel-crypto-socket", "a socket to the kernel's cryptography"},
    {"machine-socket", "a socket to the virtual machine's host"},
    {"io-uring", "a ring of calls that a filter does not see"},
    {"old-async-io", "the older kind of it"},
    {"many-messages-at-once", "many messages in one call"},
};
constexpr Attempt processes[] = {
    {"start-program", "start a program"},
    {"start-program-execveat", "the same by `execveat(2)`"},
    {"fork", "start a process"},
    {"clone-process", "the same by `clone(2)`"},
    {"clone-sharing-memory", "a process that shares its memory"},
    {"clone-high-bits", "the same with bits that the kernel ignores"},
    {"clone3", "the same by `clone3(2)`"},
    {"fork-bomb", "start 1,000 processes"},
    {"trace-client", "debug the client"},
    {"read-client-memory", "read the client's memory"},
    {"write-client-memory", "write into the client's memory"},
    {"compare-client", "compare what the client has open"},
    {"signal-client", "signal the client"},
    {"signal-neighbour", "signal another plugin"},
    {"signal-everybody", "signal every process"},
    {"signal-client-thread", "signal a thread of the client's"},
    {"signal-client-tkill", "the same by `tkill(2)`"},
    {"signal-client-with-value", "the same with a value"},
    {"signal-client-thread-with-value", "the same to a thread"},
    {"hold-client", "a descriptor of the client"},
    {"signal-by-descriptor", "signal by a descriptor"},
    {"take-client-descriptor", "take a descriptor out of another process"},
    {"signal-by-owner", "make the client the owner of a socket, so that the kernel signals it"},
    {"choose-owner-signal", "choose that signal"},
    {"limit-client", "limit the client's processor time"},
    {"read-client-limits", "read its limits"},
    {"raise-own-limit", "raise its own memory limit"},
    {"raise-own-limit-old-call", "the same by `setrlimit(2)`"},
    {"slow-client", "lower the client's priority"},
    {"pin-client", "pin the client to one processor"},
    {"pin-itself", "pin itself to one processor"},
    {"real-time", "run before everybody else"},
    {"deadline-time", "the same by a newer call"},
    {"disk-priority", "lower the client's disk priority"},
    {"move-client-pages", "move the client's memory"},
    {"advise-client-memory", "have the client's memory swapped out"},
    {"wait-for-others", "wait for processes"},
    {"new-session", "leave its session"},
    {"join-client-group", "join the client's process group"},
    {"outlive-client", "stay when the client ends"},
    {"hide-from-client", "hide its memory use from the client"},
    {"let-anybody-trace", "let any process debug it"},
    {"adopt-orphans", "become parent of orphans"},
    {"move-own-code", "lie about where its code is"},
    {"become-root", "become root"},
    {"take-capabilities", "take every capability"},
};
constexpr Attempt kernel[] = {
    {"user-namespace", "a user namespace of its own"},
    {"user-namespace-clone", "the same by `clone(2)`"},
    {"thread-in-namespace", "a thread in one"},
    {"join-namespace", "join another namespace"},
    {"key-ring", "the kernel's key ring"},
    {"add-key", "add a key"},
    {"request-key", "ask for a key"},
    {"bpf", "run code in the kernel"},
    {"perf", "watch the processor"},
    {"userfaultfd", "handle page faults itself"},
    {"load-module", "load a kernel module"},
    {"new-kernel", "start another kernel"},
    {"reboot", "restart the computer"},
    {"pivot-root", "another root file system"},
    {"unmount", "unmount `/proc`"},
    {"ports", "the processor's I/O ports"},
    {"segment-table", "the processor's segment table"},
    {"int-0x80", "the 32-bit door, where calls have other numbers"},
    {"x32", "the x32 door"},
    {"high-number", "a call's number with high bits set"},
    {"unknown-number", "a call that does not exist"},
    {"negative-number", "a negative number"},
    {"own-filter", "a filter of its own that allows everything"},
    {"own-landlock", "Landlock rules of its own"},
    {"personality", "switch address randomisation off"},
    {"type-into-terminal", "type into the client's terminal"},
    {"set-clock", "set the clock"},
    {"adjust-clock", "bend the clock"},
    {"kernel-log", "read the kernel's log"},
    {"host-name", "rename the computer"},
    {"swap", "use a device as memory"},
    {"signal-timer", "a timer that signals"},
    {"alarm", "an alarm"},
    {"timer-storm", "200 timers of a nanosecond each"},
    {"signal-storm", "signal itself 100,000 times", be_harmless},
    {"ignore-traps", "ignore the filter's signal, then open a socket"},
    {"block-traps", "block that signal, then open a socket"},
};
constexpr Attempt memory[] = {
    {"heap", "3 GiB of memory"},
    {"heap-unreserved", "the same without reserving it"},
    {"heap-after-reserving", "address space first, memory later"},
    {"heap-growing-down", "the same as a growing stack"},
    {"heap-by-break", "the same by `brk(2)`"},
    {"heap-by-new", "the same by `new`, all of it written"},
    {"shared-memory", "3 GiB of shared memory, which no limit counts"},
    {"shared-memory-old", "shared memory of the older kind"},
    {"memory-file", "a file in memory"},
    {"lock-memory", "lock its memory in"},
    {"descriptors", "1,000 open files"},
    {"threads", "3,000 threads"},
    {"threads-with-small-stacks", "3,000 threads with small stacks"},
};

const MatrixSection file_section(1, "Files", files);
const MatrixSection network_section(2, "Network", network);
const MatrixSection process_section(3, "Other processes", processes);
const MatrixSection kernel_section(4, "The kernel", kernel);
const MatrixSection memory_section(5, "Memory and threads", memory);
} // namespace

TEST_CASE("no file, folder or device can be reached" * doctest::skip(developer_build)) { run_section(file_section); }
TEST_CASE("no byte leaves for any network or other socket" * doctest::skip(developer_build)) { run_section(network_section); }
TEST_CASE("no process is started, read, signalled or changed" * doctest::skip(developer_build)) { run_section(process_section); }
TEST_CASE("the kernel's other doors are closed" * doctest::skip(developer_build)) { run_section(kernel_section); }
TEST_CASE("memory, threads and descriptors have an end" * doctest::skip(developer_build)) {
    ArenaOptions options;
    options.times.budgets.look_ms = 100;
    options.times.budgets.most_memory_mb = 1'000; // here it is the kernel that has to end it
    run_section(memory_section, options);
}
TEST_CASE("the same is stopped by the same in a process that waited for its plugin" * doctest::skip(developer_build)) {
    for (const auto* const section : {&file_section, &network_section, &kernel_section}) {
        ArenaOptions options;
        options.spare = true;
        run_section(*section, options);
    }
}
TEST_CASE("the matrix in README.md has these attempts and no others" * doctest::skip(developer_build)) { check_matrix_rows(); }
