#include "services/secrets/secret_file.hpp"

#include "services/new_file.hpp"
#include "store/sealed_content.hpp"
#include "wire/os.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

namespace asista::services {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::string_view kind = "secrets.json";
constexpr int version = 1;
constexpr mode_t others_write = S_IWGRP | S_IWOTH, others_at_all = S_IRWXG | S_IRWXO;

// Overwrites each text of a document: what was parsed or is about to be written.
void wipe(Json& json) {
    if (json.is_string()) services::wipe(json.get_ref<std::string&>());
    if (json.is_structured())
        for (auto& each : json) wipe(each);
}
struct WipedJson {
    Json json;
    ~WipedJson() { wipe(json); }
};

// Whoever can write to the folder can put another file there.
Result<UniqueFd> open_folder(const fs::path& folder, std::vector<std::string>& told) {
    UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0) return fail_errno(fmt::format("open the folder {}", folder.string()));
    if (status.st_uid != ::geteuid())
        return fail(Errc::denied,
                    "the folder {} belongs to somebody else, so no secrets are kept there; use a profile of your own",
                    folder.string());
    if ((status.st_mode & others_write) == 0) return fd;
    if (::fchmod(fd.get(), status.st_mode & 07777 & ~others_write) != 0)
        return fail(Errc::denied,
                    "others on this computer can write to the folder {}, so no secrets are kept there; chmod go-w {}",
                    folder.string(), folder.string());
    told.push_back(fmt::format("Others on this computer could write to the folder {}. Now only you can.", folder.string()));
    return fd;
}

bool same_folder(const fs::path& one, const fs::path& other) {
    std::error_code none;
    return fs::equivalent(one, other, none);
}

std::string text_of(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

struct Parsed {
    SecretContent content;
    std::string folder;
};
// nullopt: it is none of ours. The reason would quote it, and with it a secret.
std::optional<Parsed> parse(std::string_view text) {
    WipedJson document{Json::parse(text, nullptr, false)};
    const auto& json = document.json;
    if (!json.is_object() || json.value("version", Json()) != version) return std::nullopt;
    Parsed parsed{{text_of(json, "profile"), {}, {}}, text_of(json, "folder")};
    const auto keyring = json.find("keyring"), secrets = json.find("secrets");
    if (keyring == json.end() || !keyring->is_array() || secrets == json.end() || !secrets->is_object()) return std::nullopt;
    for (const auto& each : *keyring) {
        if (!each.is_string()) return std::nullopt;
        parsed.content.in_keyring.insert(each.get<std::string>());
    }
    for (const auto& [name, each] : secrets->items()) {
        if (!each.is_string()) return std::nullopt;
        parsed.content.secrets.emplace(name, std::string_view(each.get_ref<const std::string&>()));
    }
    return parsed;
}

} // namespace

// Checked by what is open, so that nothing can be put in its place meanwhile.
Result<std::optional<std::string>> SecretFile::bytes_of(const fs::path& file, std::vector<std::string>& told) const {
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd && errno == ENOENT) return std::optional<std::string>();
    if (!fd && errno == ELOOP)
        return fail(Errc::denied, "{} is a symbolic link, and secrets are kept in a file of their own; remove the link",
                    file.string());
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0) return fail_errno(fmt::format("open {}", file.string()));
    if (!S_ISREG(status.st_mode) || status.st_nlink != 1)
        return fail(Errc::denied, "{} is no file of its own but {}, so no secrets are kept there; remove it", file.string(),
                    S_ISREG(status.st_mode) ? "has another name as well" : "a folder or a device");
    if (status.st_uid != ::geteuid())
        return fail(Errc::denied, "{} belongs to somebody else; remove it, or make it yours: sudo chown {} {}", file.string(),
                    ::geteuid(), file.string());
    if (static_cast<std::uint64_t>(status.st_size) > most_secret_file_bytes)
        return fail(Errc::over_limit, "{} has {} bytes, which is more than Asista ever writes there; remove it", file.string(),
                    status.st_size);
    if ((status.st_mode & others_at_all) != 0) {
        if (::fchmod(fd.get(), S_IRUSR | S_IWUSR) != 0)
            return fail(Errc::denied, "others on this computer can read {}; chmod 600 {}", file.string(), file.string());
        told.push_back(
            fmt::format("Others on this computer could read {}. Now only you can; if somebody else uses this computer, replace "
                        "the keys that are in it.",
                        file.string()));
    }
    std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
    for (std::size_t filled = 0; filled < bytes.size();) {
        const ssize_t count = ::read(fd.get(), bytes.data() + filled, bytes.size() - filled);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_errno(fmt::format("read {}", file.string()));
        if (count == 0) return fail(Errc::busy, "{} became shorter while it was read; try again", file.string());
        filled += static_cast<std::size_t>(count);
    }
    return bytes;
}

Result<void> SecretFile::put(const fs::path& file, std::string_view bytes) const {
    std::vector<std::string> mended; // said when it is read
    const auto folder = TRY(open_folder(folder_, mended));
    const auto half = fs::path(file.string() + ".new");
    ::unlink(half.c_str()); // of a client that was killed
    {
        auto made = TRY(NewFile::create(half));
        TRY(made.append(bytes));
        TRY(made.keep());
    }
    if (::rename(half.c_str(), file.c_str()) != 0) {
        auto error = fail_errno(fmt::format("put {} in its place", file.string()));
        ::unlink(half.c_str());
        return error;
    }
    if (::fsync(folder.get()) != 0 && errno != EINVAL) return fail_errno(fmt::format("write {}", file.string()));
    return {};
}

Result<void> SecretFile::put_sealed_as_profile(std::string_view text) const {
    for (;;) {
        const auto key = store::used_seal();
        if (key) {
            const auto sealed = TRY(store::seal_content(*key, kind, text));
            TRY(put(path(), sealed));
        } else {
            TRY(put(path(), text));
        }
        if (key == store::used_seal()) return {}; // else the passphrase was changed meanwhile, and this file has the old one
    }
}

Result<fs::path> SecretFile::set_aside() const {
    fs::path target = path().string() + ".damaged";
    std::error_code none;
    for (int copy = 2; fs::exists(fs::symlink_status(target, none)); ++copy)
        target = fmt::format("{}.damaged-{}", path().string(), copy);
    if (::rename(path().c_str(), target.c_str()) != 0) return fail_errno(fmt::format("set {} aside", path().string()));
    return target;
}

Result<SecretContent> SecretFile::read(std::vector<std::string>& told) const {
    TRY(open_folder(folder_, told));
    auto bytes = TRY(bytes_of(path(), told));
    if (!bytes) return SecretContent{};
    const bool sealed = store::is_sealed_content(*bytes);
    const auto key = store::used_seal();
    if (sealed && !key)
        return fail(Errc::denied,
                    "{} is encrypted with a passphrase that this profile does not have; remove it and enter your keys again",
                    path().string());
    auto text = std::move(*bytes);
    if (sealed) {
        auto opened = store::open_content(*key, kind, text);
        if (!opened && opened.error().code == Errc::unavailable) return fail(std::move(opened.error()));
        text = opened ? std::move(*opened) : std::string();
    }
    auto parsed = parse(text);
    const SecretText wiped(std::move(text));
    if (!parsed) {
        const auto aside = TRY(set_aside());
        told.push_back(
            fmt::format("{} is damaged and was kept as {}. Enter your keys again.", path().string(), aside.filename().string()));
        return SecretContent{};
    }
    if (key && !sealed) {
        TRY(put_sealed_as_profile(wiped.view()));
        told.push_back(fmt::format("{} was not encrypted, though this profile has a passphrase. Now it is.", path().string()));
    }
    // A copied folder must not write over what its original has in the keyring; one that was moved keeps it.
    std::error_code none;
    if (!parsed->content.profile.empty() && !same_folder(parsed->folder, folder_) &&
        fs::exists(fs::path(parsed->folder) / path().filename(), none)) {
        parsed->content.profile.clear();
        if (!std::exchange(parsed->content.in_keyring, {}).empty())
            told.push_back(
                fmt::format("This profile is a copy of that in {}, whose keys in the desktop's keyring stay its own. Enter "
                            "them again here.",
                            parsed->folder));
    }
    return std::move(parsed->content);
}

Result<void> SecretFile::write(const SecretContent& content) const {
    std::error_code none;
    auto folder = fs::canonical(folder_, none);
    WipedJson document{Json{{"version", version},
                            {"profile", content.profile},
                            {"folder", (none ? folder_ : folder).string()},
                            {"keyring", content.in_keyring},
                            {"secrets", Json::object()}}};
    for (const auto& [name, secret] : content.secrets) document.json["secrets"][name] = std::string(secret.view());
    const SecretText text(document.json.dump(1) + "\n");
    return put_sealed_as_profile(text.view());
}

std::vector<fs::path> SecretFile::files() const {
    std::vector<fs::path> found;
    std::error_code none;
    for (fs::directory_iterator each(folder_, none); !none && each != fs::directory_iterator(); each.increment(none))
        if (each->path().filename().string().starts_with(kind)) found.push_back(each->path());
    std::ranges::sort(found);
    return found;
}

Result<std::vector<std::string>> SecretFile::convert(bool seal) const {
    std::vector<std::string> left, told;
    const auto key = store::used_seal();
    for (const auto& file : files()) {
        if (file.extension() == ".new") { // half of one, of a client that was killed
            ::unlink(file.c_str());
            continue;
        }
        const auto turned = [&]() -> Result<void> {
            auto bytes = TRY(bytes_of(file, told));
            if (!bytes || store::is_sealed_content(*bytes) == seal) return {};
            const SecretText before(std::move(*bytes));
            auto after = seal ? store::seal_content(*key, kind, before.view()) : store::open_content(*key, kind, before.view());
            if (!after) return fail(std::move(after.error()));
            const SecretText content(std::move(*after));
            return put(file, content.view());
        }();
        if (turned) continue;
        // Without the key nobody opens it any more; but what does not open with it either is lost already.
        const bool lost = turned.error().code == Errc::invalid || turned.error().code == Errc::denied;
        if (!seal && !lost) return fail(turned.error());
        left.push_back(fmt::format("{} ({})", file.filename().string(), turned.error().message));
    }
    return left;
}

void SecretFile::change_seals(const store::SealKey& key) const {
    for (const auto& file : files()) static_cast<void>(store::replace_seal(file, key).has_value());
}

} // namespace asista::services
