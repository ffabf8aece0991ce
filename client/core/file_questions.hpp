// Files that plugins ask the person for: each question waits until the person has answered in the client's picker, and what they picked
// is all that the plugin gets. Which plugin asks is known from its connection; no path ever reaches it.
#pragma once

#include "runtime/broker.hpp"
#include "services/files/file_thread.hpp"
#include "services/files/unfinished.hpp"
#include "wire/calls/outside.hpp"
#include "wire/calls/trust.hpp"

#include <filesystem>
#include <map>
#include <variant>

namespace asista::core {

// [core]
class FileQuestions {
  public:
    struct Parts {
        services::files::FileThread& thread; // outlives this
        std::filesystem::path home, config;  // of the person: $HOME and $XDG_CONFIG_HOME
        // Asks the window whether the person did something in this instance in the last second; it answers through input_checked().
        std::function<void(std::uint64_t question, InstanceId instance)> check_input;
        std::function<void()> changed; // open() says something else now
        // A plugin got a file, or had one written: its name.
        std::function<void(const runtime::Caller&, std::string_view action, const std::string& name)> note;
        bool may_ask = true; // false where nobody is meant to look at folders: Errc::unavailable
        services::files::Unfinished unfinished = services::files::Unfinished({}); // what a kill leaves is remembered there
    };
    explicit FileQuestions(Parts parts) : parts_(std::move(parts)) {}
    ~FileQuestions() { *self_ = nullptr; }
    FileQuestions(const FileQuestions&) = delete;
    FileQuestions& operator=(const FileQuestions&) = delete;

    // One question at a time for one plugin, and for the person's own pages: Errc::busy.
    void ask(const runtime::Caller& caller, calls::FilesOpen::Request request, runtime::Responder<calls::FilesOpen> respond);
    void ask(const runtime::Caller& caller, calls::FilesSave::Request request, runtime::Responder<calls::FilesSave> respond);
    // Without recent input the plugin is refused, since a question out of nowhere is no choice.
    void input_checked(std::uint64_t question, bool recent);

    // files.answer and files.list, of the person.
    void answer(const calls::FilesAnswer::Request& request, const runtime::Responder<calls::FilesAnswer>& respond);
    void list(const calls::FilesList::Request& request, const runtime::Responder<calls::FilesList>& respond);

    // The process is gone: its question closes.
    void forget(InstanceId instance);

    struct Open { // what the picker shows
        std::uint64_t id = 0;
        std::string plugin;
        bool save = false;
        std::string title, suggested_name;
        std::vector<std::string> extensions;
    };
    std::vector<Open> open() const; // oldest first

  private:
    struct ToRead {
        runtime::Responder<calls::FilesOpen> respond;
    };
    struct ToWrite {
        std::shared_ptr<const wire::Bytes> content;
        runtime::Responder<calls::FilesSave> respond;
    };
    struct Question {
        runtime::Caller caller;
        Open shown;
        std::variant<ToRead, ToWrite> kind;
        bool checked = false; // input was recent
        bool working = false; // the answer is being carried out
    };

    Result<void> may_ask(const runtime::Caller& caller) const;
    void begin(const runtime::Caller& caller, Open shown, std::variant<ToRead, ToWrite> kind);
    void end(std::uint64_t question, Error why);
    void read(std::uint64_t question, const std::filesystem::path& path, const runtime::Responder<calls::FilesAnswer>& respond);
    void write(std::uint64_t question, const calls::FilesAnswer::Request& request,
               const runtime::Responder<calls::FilesAnswer>& respond);

    Parts parts_;
    std::map<std::uint64_t, Question> questions_;
    std::uint64_t next_ = 1;
    std::filesystem::path last_folder_;                                             // where the person picked last, in this run
    std::shared_ptr<FileQuestions*> self_ = std::make_shared<FileQuestions*>(this); // for work that comes back after this is gone
};

// A name that a plugin suggests, as one that a person would give: without folders, control characters or dots in front; "" for none.
std::string tidy_name(std::string_view suggested);

} // namespace asista::core
