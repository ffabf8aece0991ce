// What is remembered about plugins, for a run that remembers nothing: a trial on the command line.
#pragma once

#include "runtime/installations.hpp"

#include <map>

namespace asista::app::words {

class MemoryInstallations final : public runtime::Installations {
  public:
    explicit MemoryInstallations(runtime::Installation only) { rows_[only.plugin] = std::move(only); }

    Result<std::vector<runtime::Installation>> list() override {
        std::vector<runtime::Installation> all;
        for (const auto& [id, row] : rows_) all.push_back(row);
        return all;
    }
    Result<void> save(const runtime::Installation& installation) override {
        rows_[installation.plugin] = installation;
        return {};
    }
    Result<void> record_load(std::string_view, std::string_view, InstantMs) override { return {}; }
    Result<void> remove(std::string_view plugin, bool) override {
        rows_.erase(std::string(plugin));
        return {};
    }
    Result<void> save_uses(std::string_view, const runtime::Grants&) override { return {}; }
    Result<void> save_state(std::string_view, const runtime::SavedState&) override { return {}; }
    Result<std::optional<runtime::SavedState>> load_state(std::string_view) override {
        return std::optional<runtime::SavedState>();
    }
    Result<std::string> kept_settings(std::string_view) override { return std::string("{}"); }

  private:
    std::map<std::string, runtime::Installation> rows_;
};

} // namespace asista::app::words
