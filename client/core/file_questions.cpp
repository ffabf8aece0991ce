#include "core/file_questions.hpp"

#include "services/files/folders.hpp"
#include "services/files/picked_file.hpp"
#include "wire/utf8.hpp"
#include "wire/calls/outside.hpp"

#include <algorithm>
#include <system_error>

namespace asista::core {
namespace fs = std::filesystem;
namespace files = services::files;
using runtime::Caller;
using runtime::Responder;

namespace {

constexpr std::size_t max_title_bytes = 80, max_extension_bytes = 16, max_extensions = 16, max_name_bytes = 255;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

Result<void> check_title(const std::string& title) {
    if (title.empty() || title.size() > max_title_bytes || !wire::is_utf8(title) || std::ranges::any_of(title, is_control))
        return fail(Errc::invalid, "the title of a question has 1 to {} bytes of plain text", max_title_bytes);
    return {};
}

Result<void> check_extensions(const std::vector<std::string>& extensions) {
    const auto is_plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    };
    const auto good = [&](const std::string& each) {
        return !each.empty() && each.size() <= max_extension_bytes && each.front() != '.' && std::ranges::all_of(each, is_plain);
    };
    if (extensions.size() > max_extensions || !std::ranges::all_of(extensions, good))
        return fail(Errc::invalid, "at most {} extensions without their dot, like \"csv\"", max_extensions);
    return {};
}

} // namespace

std::string tidy_name(std::string_view suggested) {
    if (!wire::is_utf8(suggested)) return {};
    if (const auto slash = suggested.find_last_of("/\\"); slash != std::string_view::npos) suggested.remove_prefix(slash + 1);
    while (suggested.starts_with('.') || suggested.starts_with(' ')) suggested.remove_prefix(1);
    std::string name;
    for (const char c : suggested)
        if (!is_control(c)) name += c;
    if (name.size() > max_name_bytes) {
        std::size_t end = max_name_bytes;
        while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) --end; // not inside a character
        name.resize(end);
    }
    return name;
}

Result<void> FileQuestions::may_ask(const Caller& caller) const {
    if (!parts_.may_ask)
        return fail(Errc::unavailable, "no file can be picked here: this Asista asks nobody anything (kiosk or headless)");
    const auto same = [&](const auto& entry) { return entry.second.caller.plugin == caller.plugin; };
    if (std::ranges::any_of(questions_, same)) return fail(Errc::busy, "the person is being asked for another file already");
    return {};
}

void FileQuestions::begin(const Caller& caller, Open shown, std::variant<ToRead, ToWrite> kind) {
    const std::uint64_t id = next_++;
    shown.id = id;
    shown.plugin = caller.plugin;
    const bool own = !caller.is_plugin(); // the client's own pages ask only for what was pressed
    questions_.emplace(id, Question{caller, std::move(shown), std::move(kind), own});
    if (own) return parts_.changed();
    parts_.check_input(id, caller.instance);
}

void FileQuestions::ask(const Caller& caller, calls::FilesOpen::Request request, Responder<calls::FilesOpen> respond) {
    for (const auto& checked : {may_ask(caller), check_title(request.title), check_extensions(request.extensions)})
        if (!checked) return respond(fail(checked.error()));
    begin(caller, {0, {}, false, std::move(request.title), {}, std::move(request.extensions)}, ToRead{std::move(respond)});
}

void FileQuestions::ask(const Caller& caller, calls::FilesSave::Request request, Responder<calls::FilesSave> respond) {
    for (const auto& checked : {may_ask(caller), check_title(request.title)})
        if (!checked) return respond(fail(checked.error()));
    if (request.content.size() > wire::max_content_bytes)
        return respond(fail(Errc::over_limit, "a file of {} bytes; a plugin writes at most {}", request.content.size(),
                            wire::max_content_bytes));
    begin(caller, {0, {}, true, std::move(request.title), tidy_name(request.name), {}},
          ToWrite{std::make_shared<const wire::Bytes>(std::move(request.content)), std::move(respond)});
}

void FileQuestions::input_checked(std::uint64_t question, bool recent) {
    const auto found = questions_.find(question);
    if (found == questions_.end() || found->second.checked) return;
    if (!recent)
        return end(question, {Errc::denied, "a file is asked for only just after the person clicked or typed in the plugin"});
    found->second.checked = true;
    parts_.changed();
}

// Answers the plugin and closes the question.
void FileQuestions::end(std::uint64_t question, Error why) {
    auto node = questions_.extract(question);
    if (!node) return;
    std::visit([&](const auto& kind) { kind.respond(fail(std::move(why))); }, node.mapped().kind);
    parts_.changed();
}

void FileQuestions::answer(const calls::FilesAnswer::Request& request, const Responder<calls::FilesAnswer>& respond) {
    const auto found = questions_.find(request.question);
    if (found == questions_.end() || !found->second.checked)
        return respond(fail(Errc::not_found, "no plugin waits for this file any more"));
    Question& question = found->second;
    if (question.working) return respond(fail(Errc::busy, "the file is being looked at already"));
    if (request.path.empty()) {
        end(request.question, {Errc::cancelled, "the person chose no file"});
        return respond(calls::Nothing{});
    }
    question.working = true;
    if (std::holds_alternative<ToRead>(question.kind))
        read(request.question, request.path, respond);
    else
        write(request.question, request, respond);
}

void FileQuestions::read(std::uint64_t id, const fs::path& path, const Responder<calls::FilesAnswer>& respond) {
    parts_.thread.run([path] { return files::read_picked(path, wire::max_content_bytes); },
                      [self = self_, id, path, respond](Result<files::PickedFile> file) {
                          FileQuestions* const here = *self;
                          if (here == nullptr || !here->questions_.contains(id))
                              return respond(fail(Errc::not_found, "no plugin waits for this file any more"));
                          Question& question = here->questions_.at(id);
                          question.working = false;
                          if (!file) return respond(fail(std::move(file.error()))); // the person may choose another
                          here->last_folder_ = path.parent_path();
                          if (question.caller.is_plugin()) here->parts_.note(question.caller, calls::FilesOpen::name, file->name);
                          const auto to_read = std::get<ToRead>(question.kind);
                          here->questions_.erase(id);
                          here->parts_.changed();
                          to_read.respond(calls::FilesOpen::Reply{std::move(file->name), std::move(file->content)});
                          respond(calls::Nothing{});
                      });
}

void FileQuestions::write(std::uint64_t id, const calls::FilesAnswer::Request& request,
                          const Responder<calls::FilesAnswer>& respond) {
    const fs::path path = request.path;
    const auto existing = request.replace ? files::Existing::replace : files::Existing::keep;
    const auto content = std::get<ToWrite>(questions_.at(id).kind).content;
    parts_.thread.run([path, content, existing,
                       unfinished = parts_.unfinished] { return files::write_picked(path, *content, existing, unfinished); },
                      [self = self_, id, path, respond](Result<std::string> name) {
                          FileQuestions* const here = *self;
                          if (here == nullptr || !here->questions_.contains(id)) {
                              if (!name) return respond(fail(std::move(name.error())));
                              return respond(calls::Nothing{}); // saved, though nobody waits to hear of it
                          }
                          Question& question = here->questions_.at(id);
                          question.working = false;
                          if (!name) return respond(fail(std::move(name.error())));
                          here->last_folder_ = path.parent_path();
                          if (question.caller.is_plugin()) here->parts_.note(question.caller, calls::FilesSave::name, *name);
                          const auto to_write = std::get<ToWrite>(question.kind);
                          here->questions_.erase(id);
                          here->parts_.changed();
                          to_write.respond(calls::FilesSave::Reply{std::move(*name)});
                          respond(calls::Nothing{});
                      });
}

void FileQuestions::list(const calls::FilesList::Request& request, const Responder<calls::FilesList>& respond) {
    const fs::path home = parts_.home, config = parts_.config, last = last_folder_;
    parts_.thread.run(
        [home, config, last, wanted = fs::path(request.path)]() -> Result<calls::FilesList::Reply> {
            auto places = files::places_of(home, config);
            const auto documents = std::ranges::find(places, "file-text", &calls::FilePlace::icon);
            std::vector<fs::path> candidates{wanted};
            if (wanted.empty())
                candidates = {last, documents == places.end() ? fs::path() : fs::path(documents->path), home, "/"};
            Result<calls::FilesList::Reply> reply = fail(Errc::not_found, "there is no folder to begin with");
            for (const auto& folder : candidates) {
                if (folder.empty()) continue;
                reply = files::list_folder(folder);
                if (reply) break;
            }
            if (reply) reply->places = std::move(places);
            return reply;
        },
        [respond](Result<calls::FilesList::Reply> reply) { respond(std::move(reply)); });
}

void FileQuestions::forget(InstanceId instance) {
    std::vector<std::uint64_t> gone;
    for (const auto& [id, question] : questions_)
        if (question.caller.instance == instance) gone.push_back(id);
    for (const auto id : gone) end(id, {Errc::cancelled, "the plugin's process has ended"});
}

std::vector<FileQuestions::Open> FileQuestions::open() const {
    std::vector<Open> all;
    for (const auto& [id, question] : questions_)
        if (question.checked) all.push_back(question.shown);
    return all;
}

} // namespace asista::core
