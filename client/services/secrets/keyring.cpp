#include "services/secrets/keyring.hpp"

#include "services/secrets/secret_library.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <utility>
#include <vector>

namespace asista::services {
namespace {

constexpr const char* default_collection = "default";

const SecretSchema& schema() {
    static const SecretSchema ours = [] {
        SecretSchema made{};
        made.name = "ai.asista.Secret";
        made.attributes[0] = {"profile", SECRET_SCHEMA_ATTRIBUTE_STRING};
        made.attributes[1] = {"name", SECRET_SCHEMA_ATTRIBUTE_STRING};
        return made;
    }();
    return ours;
}

// As GLib finds it, but for one thing: where there is no bus, it would start one.
Result<std::string> session_bus() {
    if (const char* address = std::getenv("DBUS_SESSION_BUS_ADDRESS"); address != nullptr && *address != '\0') return address;
    if (const char* folder = std::getenv("XDG_RUNTIME_DIR"); folder != nullptr && *folder == '/') {
        const auto socket = std::filesystem::path(folder) / "bus";
        std::error_code none;
        if (std::filesystem::is_socket(socket, none)) return "unix:path=" + socket.string();
    }
    return fail(Errc::unavailable, "there is no session bus here, as in a login without a desktop");
}

// libsecret's class for the service takes no connection: whatever it is made with, it goes for GLib's own of the process. So ours derives from it
// and takes that back, while it is made.
GType service_type(const SecretLibrary& opened) {
    static const GType ours = [&] {
        static const SecretLibrary library = opened; // classes are for ever
        static GObjectClass* parent = nullptr;
        GTypeInfo info{};
        info.class_size = sizeof(SecretServiceClass);
        info.instance_size = sizeof(SecretService);
        info.class_init = [](void* made, void*) {
            parent = static_cast<GObjectClass*>(library.type_class_peek_parent(made));
            static_cast<GObjectClass*>(made)->constructor = [](GType type, guint count, GObjectConstructParam* properties) {
                auto* const object = parent->constructor(type, count, properties);
                library.object_set(object, "g-bus-type", G_BUS_TYPE_NONE, nullptr);
                return object;
            };
        };
        return library.type_register_static(library.service_get_type(), "AsistaSecretService", &info, GTypeFlags{});
    }();
    return ours;
}

Error declined() { return {Errc::denied, "the desktop's keyring is locked and was not unlocked; unlock it and try again"}; }
Error stopped() { return {Errc::cancelled, "Asista is closing"}; }

} // namespace

// The library, a connection and a service over it. What stop() needs is guarded, the rest belongs to the thread that asks.
struct Keyring::Connected {
    // What GObject counts references of.
    template <class T> class Owned {
      public:
        Owned() = default;
        Owned(const SecretLibrary& library, T* object) : library_(&library), object_(object) {}
        Owned(Owned&& other) noexcept : library_(other.library_), object_(std::exchange(other.object_, nullptr)) {}
        Owned& operator=(Owned&& other) noexcept {
            std::swap(library_, other.library_);
            std::swap(object_, other.object_);
            return *this;
        }
        Owned(const Owned&) = delete;
        Owned& operator=(const Owned&) = delete;
        ~Owned() {
            if (object_ != nullptr) library_->object_unref(object_);
        }
        T* get() const { return object_; }
        explicit operator bool() const { return object_ != nullptr; }

      private:
        const SecretLibrary* library_ = nullptr;
        T* object_ = nullptr;
    };
    using Items = std::vector<Owned<SecretItem>>;

    explicit Connected(KeyringOptions given) : options(std::move(given)) {}
    ~Connected() {
        disconnect();
        if (answers != nullptr) library->main_context_unref(answers);
    }
    Connected(const Connected&) = delete;
    Connected& operator=(const Connected&) = delete;

    Result<void> connect();
    void disconnect();
    void stop();
    Error error_of(GError* error);
    Result<Items> search(const Entry& entry);
    Result<Items> search_unlocked(const Entry& entry);
    Result<void> unlock(void* object);
    Result<Owned<SecretCollection>> collection();
    Result<void> store(const Entry& entry, const SecretText& secret);
    Result<std::optional<SecretText>> find(const Entry& entry);
    Result<void> remove(const Entry& entry);

    const KeyringOptions options;
    std::mutex mutex; // guards what follows up to `answers`, which stays once it is there
    bool stopping = false;
    std::optional<SecretLibrary> library;
    Owned<GCancellable> cancel;
    GMainContext* answers = nullptr; // where those of the person arrive
    Owned<GAsyncResult> unlocked;
    Owned<GDBusConnection> connection;
    Owned<SecretService> service;

  private:
    Result<void> open_library();
    // Attributes borrow the entry's texts.
    auto attributes(const Entry& entry) {
        auto* table = library->hash_table_new(library->str_hash, library->str_equal);
        for (const auto& [key, value] : {std::pair("profile", &entry.profile), std::pair("name", &entry.name)})
            library->hash_table_insert(table, const_cast<char*>(key), const_cast<char*>(value->c_str()));
        const auto free = [this](GHashTable* used) { library->hash_table_unref(used); };
        return std::unique_ptr<GHashTable, decltype(free)>(table, free);
    }
};

Error Keyring::Connected::error_of(GError* error) {
    const auto free = [this](GError* used) { library->error_free(used); };
    const std::unique_ptr<GError, decltype(free)> owned(error, free);
    const auto is = [&](GQuark domain, std::initializer_list<int> codes) {
        if (error->domain != domain) return false;
        for (const int code : codes)
            if (error->code == code) return true;
        return false;
    };
    const auto io = library->io_error_quark(), bus = library->dbus_error_quark(), secret = library->error_get_quark();
    {
        const std::lock_guard lock(mutex);
        if (stopping) return stopped();
    }
    library->dbus_error_strip_remote_error(error);
    if (is(io, {G_IO_ERROR_CANCELLED}) || is(secret, {SECRET_ERROR_IS_LOCKED})) return declined();
    if (is(io, {G_IO_ERROR_TIMED_OUT}) || is(bus, {G_DBUS_ERROR_TIMEOUT, G_DBUS_ERROR_TIMED_OUT}))
        return {Errc::timed_out, "the desktop's keyring does not answer; try again, or end its program and log in anew"};
    if (is(bus, {G_DBUS_ERROR_SERVICE_UNKNOWN, G_DBUS_ERROR_NAME_HAS_NO_OWNER, G_DBUS_ERROR_SPAWN_EXEC_FAILED,
                 G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND, G_DBUS_ERROR_SPAWN_CHILD_EXITED, G_DBUS_ERROR_SPAWN_FAILED}))
        return {Errc::unavailable, fmt::format("this desktop offers no keyring ({})", error->message)};
    return {Errc::io, fmt::format("the desktop's keyring failed ({}); try again", error->message)};
}

Result<void> Keyring::Connected::open_library() {
    const std::lock_guard lock(mutex);
    if (stopping) return fail(stopped());
    if (library) return {};
    const char* const file = options.library.empty() ? ASISTA_SECRET_FILE : options.library.c_str();
    library = TRY(SecretLibrary::open(file, "libsecret-1-0"));
    cancel = {*library, library->cancellable_new()};
    answers = library->main_context_new();
    return {};
}

// A connection of our own rather than GLib's for the whole process: that one ends the process with the bus, and is shared with whoever else uses GLib here.
Result<void> Keyring::Connected::connect() {
    TRY(open_library());
    if (service && library->dbus_connection_is_closed(connection.get()) == 0) return {};
    disconnect();
    const auto address = options.bus.empty() ? TRY(session_bus()) : options.bus;
    GError* error = nullptr;
    constexpr auto flags = static_cast<GDBusConnectionFlags>(G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                             G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION);
    Owned<GDBusConnection> made(
        *library, library->dbus_connection_new_for_address_sync(address.c_str(), flags, nullptr, cancel.get(), &error));
    if (!made) {
        const auto why = error_of(error);
        if (why.code == Errc::cancelled) return fail(why);
        return fail(Errc::unavailable, "the session bus cannot be reached ({})", why.message);
    }
    connection = std::move(made);
    // Its constructor sets name, path and interface by itself; given here as well, GDBusProxy would lose the first ones.
    auto* const opened = library->initable_new(service_type(*library), cancel.get(), &error, "g-connection", connection.get(),
                                               "flags", SECRET_SERVICE_OPEN_SESSION, nullptr);
    if (opened == nullptr) {
        auto why = error_of(error);
        disconnect();
        return fail(std::move(why));
    }
    service = {*library, static_cast<SecretService*>(opened)};
    return {};
}

void Keyring::Connected::disconnect() {
    service = {};
    if (const auto closed = std::exchange(connection, {}))
        library->dbus_connection_close(closed.get(), nullptr, nullptr, nullptr);
}

void Keyring::Connected::stop() {
    {
        const std::lock_guard lock(mutex);
        stopping = true;
        if (!library) return;
    }
    library->cancellable_cancel(cancel.get());
    library->main_context_wakeup(answers);
}

// The person may take for ever, and a cancelled question ends only when the keyring says so. So it is waited for here rather than by libsecret:
// at the end nobody takes the answer any more, and the keyring takes its question back when the connection closes.
Result<void> Keyring::Connected::unlock(void* object) {
    GList one{object, nullptr, nullptr};
    unlocked = {};
    library->main_context_push_thread_default(answers);
    library->service_unlock(
        service.get(), &one, cancel.get(),
        [](GObject*, GAsyncResult* answer, void* self) {
            auto& us = *static_cast<Connected*>(self);
            us.unlocked = {*us.library, static_cast<GAsyncResult*>(us.library->object_ref(answer))};
        },
        this);
    const auto ends = [this] {
        const std::lock_guard lock(mutex);
        return stopping;
    };
    while (!unlocked && !ends()) library->main_context_iteration(answers, 1);
    library->main_context_pop_thread_default(answers);
    if (!unlocked) return fail(stopped());
    GError* error = nullptr;
    const int count = library->service_unlock_finish(service.get(), unlocked.get(), nullptr, &error);
    if (error != nullptr) return fail(error_of(error));
    if (count < 1) return fail(declined());
    return {};
}

Result<Keyring::Connected::Items> Keyring::Connected::search(const Entry& entry) {
    GError* error = nullptr;
    const auto wanted = attributes(entry);
    auto* const found =
        library->service_search_sync(service.get(), &schema(), wanted.get(), SECRET_SEARCH_ALL, cancel.get(), &error);
    if (error != nullptr) return fail(error_of(error));
    Items items;
    for (auto* each = found; each != nullptr; each = each->next)
        items.emplace_back(*library, static_cast<SecretItem*>(each->data));
    library->list_free(found);
    return items;
}

// Some keyrings find nothing in what is locked.
Result<Keyring::Connected::Items> Keyring::Connected::search_unlocked(const Entry& entry) {
    auto items = TRY(search(entry));
    if (items.empty()) {
        const auto usual = TRY(collection());
        if (!usual || library->collection_get_locked(usual.get()) == 0) return items;
        TRY(unlock(usual.get()));
        items = TRY(search(entry));
    }
    for (const auto& item : items)
        if (library->item_get_locked(item.get()) != 0) TRY(unlock(item.get()));
    return items;
}

// None where the desktop has a keyring with nothing in it yet.
Result<Keyring::Connected::Owned<SecretCollection>> Keyring::Connected::collection() {
    GError* error = nullptr;
    auto* const found =
        library->collection_for_alias_sync(service.get(), default_collection, SECRET_COLLECTION_NONE, cancel.get(), &error);
    if (error != nullptr) return fail(error_of(error));
    return Owned<SecretCollection>(*library, found);
}

Result<void> Keyring::Connected::store(const Entry& entry, const SecretText& secret) {
    GError* error = nullptr;
    auto into = TRY(collection());
    if (!into) { // the keyring asks for a password of its own to begin with
        auto* const made = library->collection_create_sync(service.get(), "Passwords", default_collection,
                                                           SECRET_COLLECTION_CREATE_NONE, cancel.get(), &error);
        if (made == nullptr) return fail(error != nullptr ? error_of(error) : declined());
        into = {*library, made};
    }
    if (library->collection_get_locked(into.get()) != 0) TRY(unlock(into.get()));
    const auto text = secret.view();
    const auto free = [this](SecretValue* used) { library->value_unref(used); }; // which wipes it
    const std::unique_ptr<SecretValue, decltype(free)> value(
        library->value_new(text.data(), static_cast<gssize>(text.size()), "text/plain"), free);
    const auto label = fmt::format("Asista: {}", entry.name);
    const Owned<SecretItem> stored(*library,
                                   library->item_create_sync(into.get(), &schema(), attributes(entry).get(), label.c_str(),
                                                             value.get(), SECRET_ITEM_CREATE_REPLACE, cancel.get(), &error));
    if (!stored) return fail(error != nullptr ? error_of(error) : declined());
    return {};
}

Result<std::optional<SecretText>> Keyring::Connected::find(const Entry& entry) {
    const auto items = TRY(search_unlocked(entry));
    if (items.empty()) return std::optional<SecretText>();
    GError* error = nullptr;
    if (library->item_load_secret_sync(items.front().get(), cancel.get(), &error) == 0)
        return fail(error != nullptr ? error_of(error) : declined());
    const auto free = [this](SecretValue* used) { library->value_unref(used); };
    const std::unique_ptr<SecretValue, decltype(free)> value(library->item_get_secret(items.front().get()), free);
    if (!value) return fail(declined());
    gsize length = 0;
    const char* const text = library->value_get(value.get(), &length);
    return std::optional<SecretText>(std::in_place, std::string_view(text, length));
}

Result<void> Keyring::Connected::remove(const Entry& entry) {
    const auto items = TRY(search_unlocked(entry));
    for (const auto& item : items) {
        GError* error = nullptr;
        if (library->item_delete_sync(item.get(), cancel.get(), &error) == 0)
            return fail(error != nullptr ? error_of(error) : declined());
    }
    return {};
}

Keyring::Keyring(KeyringOptions options) : connected_(std::make_unique<Connected>(std::move(options))) {}
Keyring::~Keyring() = default;

Result<void> Keyring::reach() { return connected_->connect(); }
void Keyring::stop() { connected_->stop(); }

template <class Work> auto Keyring::with_service(Work work) -> decltype(work(std::declval<Connected&>())) {
    const bool kept = static_cast<bool>(connected_->service);
    TRY(connected_->connect());
    auto result = work(*connected_);
    const auto is = [&](Errc code) { return !result && result.error().code == code; };
    if (kept && (is(Errc::io) || is(Errc::unavailable))) {
        connected_->disconnect();
        TRY(connected_->connect());
        result = work(*connected_);
    }
    if (!result && !is(Errc::denied)) connected_->disconnect();
    return result;
}

Result<void> Keyring::store(const Entry& entry, const SecretText& secret) {
    return with_service([&](Connected& keyring) { return keyring.store(entry, secret); });
}
Result<std::optional<SecretText>> Keyring::find(const Entry& entry) {
    return with_service([&](Connected& keyring) { return keyring.find(entry); });
}
Result<void> Keyring::remove(const Entry& entry) {
    return with_service([&](Connected& keyring) { return keyring.remove(entry); });
}

} // namespace asista::services
