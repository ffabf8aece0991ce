#include "core/profiles.hpp"

#include "core/profile_lock.hpp"
#include "core/trash.hpp"
#include "runtime/library_file.hpp"
#include "services/text_rules.hpp"
#include "store/seal.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace asista::core {
namespace {

namespace fs = std::filesystem;

constexpr const char *others = "profiles", *name_file = "profile.json", *opened_file = "opened", *database = "asista.db";
constexpr std::string_view first_name = "Personal"; // until it has one of its own

fs::path home_of(const fs::path& profile) {
    const auto folder = profile.lexically_normal();
    const auto parent = folder.parent_path();
    return parent.filename() == others && fs::exists(folder / name_file) ? parent.parent_path() : folder;
}

std::string first_line(const fs::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

// What of a name a folder can be called, for whoever looks into it: letters and digits of ASCII.
std::string folder_name(std::string_view name) {
    std::string text;
    for (const char each : name) {
        const auto byte = static_cast<unsigned char>(each);
        if (byte < 0x80 && std::isalnum(byte) != 0)
            text += static_cast<char>(std::tolower(byte));
        else if (!text.empty() && text.back() != '-')
            text += '-';
    }
    while (text.ends_with('-')) text.pop_back();
    return text.empty() ? "profile" : text.substr(0, 40);
}

// An object, whatever is there.
nlohmann::json read_record(const fs::path& folder) {
    std::ifstream in(folder / name_file);
    auto record = nlohmann::json::parse(in, nullptr, false);
    return record.is_object() ? record : nlohmann::json::object();
}

Result<void> write_record(const fs::path& folder, const nlohmann::json& record) {
    return runtime::write_by_rename(folder / name_file,
                                    record.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

Result<void> write_name(const fs::path& folder, std::string_view name) {
    auto record = read_record(folder);
    record["name"] = name;
    return write_record(folder, record);
}

// Of the preferences those that anybody may see who sees the screen. A colour file of the person's own is not: it has a name.
constexpr std::array<std::string_view, 6> appearance_keys{"theme",     "accent",        "scale",
                                                          "text_size", "high_contrast", "reduced_motion"};

bool is_appearance(std::string_view key, const nlohmann::json& value) {
    constexpr std::size_t longest_text = 20; // "#7c4dff", "system", the name of an accent
    if (std::ranges::find(appearance_keys, key) == appearance_keys.end()) return false;
    if (value.is_string()) return value.get_ref<const std::string&>().size() <= longest_text;
    return value.is_boolean() || value.is_number();
}

} // namespace

Profiles::Profiles(const fs::path& profile) : home_(home_of(profile)), current_(profile.lexically_normal()) {}

std::vector<fs::path> Profiles::folders() const {
    std::vector<fs::path> found{home_};
    std::error_code error;
    for (fs::directory_iterator each(home_ / others, error); !error && each != fs::directory_iterator(); each.increment(error))
        if (found.size() < most && fs::exists(each->path() / name_file, error)) found.push_back(each->path());
    return found;
}

std::string Profiles::name_of(const fs::path& folder) const {
    const auto record = read_record(folder);
    if (const auto name = record.find("name"); name != record.end() && name->is_string())
        if (auto line = services::one_line("a profile's name", name->get<std::string>()); line && !line->empty()) return *line;
    return folder == home_ ? std::string(first_name) : folder.filename().string();
}

std::map<std::string, std::string> Profiles::appearance_of(const fs::path& folder) {
    std::map<std::string, std::string> appearance;
    const auto record = read_record(folder);
    const auto kept = record.find("appearance");
    if (kept == record.end() || !kept->is_object()) return appearance;
    for (const auto& [key, value] : kept->items())
        if (is_appearance(key, value)) appearance[key] = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return appearance;
}

Result<void> Profiles::note_appearance(const fs::path& folder, const std::map<std::string, std::string>& preferences) {
    auto appearance = nlohmann::json::object();
    for (const auto& [key, json] : preferences)
        if (const auto value = nlohmann::json::parse(json, nullptr, false); is_appearance(key, value)) appearance[key] = value;
    auto record = read_record(folder);
    if (record.value("appearance", nlohmann::json::object()) == appearance) return {};
    record["appearance"] = std::move(appearance);
    return write_record(folder, record);
}

std::vector<calls::ProfileInfo> Profiles::list(bool current_sealed) const {
    std::vector<calls::ProfileInfo> list;
    for (const auto& folder : folders()) {
        const bool current = folder == current_;
        list.push_back(
            {folder.string(), name_of(folder), current ? current_sealed : store::is_sealed(folder / database), current});
    }
    std::ranges::sort(list.begin() + 1, list.end(), {}, &calls::ProfileInfo::name);
    return list;
}

Result<void> Profiles::check_name(std::string_view name, const fs::path& of) const {
    for (const auto& folder : folders())
        if (folder != of && name_of(folder) == name)
            return fail(Errc::busy, "there is a profile \"{}\" already; choose another name", name);
    return {};
}

Result<calls::ProfileInfo> Profiles::create(std::string_view name) const {
    const auto line = TRY(services::needed_line("a profile needs a name", "a profile's name", name, longest_name));
    TRY(check_name(line, {}));
    if (folders().size() >= most) return fail(Errc::over_limit, "there are {} profiles already; use one of them", most);
    std::error_code error;
    fs::create_directories(home_ / others, error);
    fs::path folder = home_ / others / folder_name(line);
    for (int copy = 2; !error && !fs::create_directory(folder, error) && !error; ++copy)
        folder = home_ / others / fmt::format("{}-{}", folder_name(line), copy);
    if (error) return fail(Errc::io, "the folder {} cannot be made: {}", folder.string(), error.message());
    fs::permissions(folder, fs::perms::owner_all, error);
    if (const auto named = write_name(folder, line); !named) {
        fs::remove(folder, error);
        return fail(named.error());
    }
    return calls::ProfileInfo{folder.string(), line, false, false};
}

Result<void> Profiles::rename(const fs::path& folder, std::string_view name) const {
    const auto known = TRY(find(folder));
    const auto line = TRY(services::needed_line("a profile needs a name", "a profile's name", name, longest_name));
    TRY(check_name(line, known));
    return write_name(known, line);
}

Result<fs::path> Profiles::find(const fs::path& folder) const {
    const auto all = folders();
    const auto found = std::ranges::find(all, folder.lexically_normal());
    if (found == all.end()) return fail(Errc::not_found, "there is no profile in {}", folder.string());
    return *found;
}

// A folder of its own beside the other profiles, and none that leads elsewhere.
Result<void> Profiles::check_that_it_may_go(const fs::path& folder) const {
    if (folder == current_) return fail(Errc::busy, "it is open now; open another one first");
    if (folder == home_) return fail(Errc::invalid, "it is the first profile, in whose folder the others are");
    std::error_code error;
    if (folder.parent_path() != home_ / others || fs::symlink_status(folder, error).type() != fs::file_type::directory)
        return fail(Errc::invalid, "{} is no folder of its own but leads elsewhere; remove it yourself", folder.string());
    return {};
}

Result<calls::ProfilesLook::Reply> Profiles::look(const fs::path& folder) const {
    const auto known = TRY(find(folder));
    calls::ProfilesLook::Reply reply{name_of(known), known.string(), 0, 0, {}};
    std::error_code error;
    for (fs::recursive_directory_iterator each(known, fs::directory_options::skip_permission_denied, error);
         !error && each != fs::recursive_directory_iterator(); each.increment(error)) {
        std::error_code unread;
        if (each->symlink_status(unread).type() != fs::file_type::regular) continue;
        if (const auto size = each->file_size(unread); !unread) reply.bytes += size;
        if (each->path().parent_path() == known / "backups" && each->path().extension() == ".db") ++reply.backups;
    }
    if (const auto may = check_that_it_may_go(known); !may)
        reply.cannot = may.error().message;
    else if (const auto lock = lock_profile(known); !lock)
        reply.cannot = lock.error().message;
    return reply;
}

Result<fs::path> Profiles::remove(const fs::path& folder, std::string_view typed_name, const fs::path& trash,
                                  InstantMs wall) const {
    const auto known = TRY(find(folder));
    TRY(check_that_it_may_go(known));
    if (const auto name = name_of(known); name != typed_name)
        return fail(Errc::invalid, "the profile is called \"{}\", not \"{}\"", name, typed_name);
    const auto lock = TRY(lock_profile(known)); // no client opens it before it is gone
    return move_to_trash(known, trash, wall);
}

fs::path Profiles::opened_last(const fs::path& home) {
    const auto name = first_line(home / opened_file);
    // A name, not a path: what somebody wrote there leads nowhere else.
    if (name.empty() || fs::path(name).filename() != name || name.starts_with('.')) return home;
    const auto folder = home / others / name;
    std::error_code error;
    return fs::exists(folder / name_file, error) ? folder : home;
}

Result<void> Profiles::note_opened(const fs::path& folder) const {
    const auto name = folder.lexically_normal() == home_ ? std::string() : folder.filename().string();
    return runtime::write_by_rename(home_ / opened_file, name + "\n");
}

} // namespace asista::core
