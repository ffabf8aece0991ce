// The supervisor's store of builds: what is remembered of them is in the database, their libraries are files of the profile.
#pragma once

#include "runtime/build_history.hpp"
#include "services/plugin_builds.hpp"

#include <filesystem>

namespace asista::core {

// [core]
class BuildsOverFiles final : public runtime::BuildStore {
  public:
    // folder: made when the first library is kept.
    BuildsOverFiles(services::PluginBuilds& builds, services::PluginStorage& storage, UserId user, std::filesystem::path folder)
        : builds_(builds), storage_(storage), user_(user), folder_(std::move(folder)) {}

    Result<runtime::BuildHistory> load(std::string_view plugin) override;
    Result<void> save(std::string_view plugin, const runtime::BuildHistory& history, const UniqueFd* library) override;
    Result<UniqueFd> library(std::string_view plugin, const runtime::BuildName& good) override;
    Result<void> forget(std::string_view plugin) override;
    Result<void> mark_storage(std::string_view plugin) override { return storage_.mark(user_, plugin); }
    Result<void> restore_storage(std::string_view plugin) override { return storage_.restore(user_, plugin); }
    Result<void> drop_mark(std::string_view plugin) override { return storage_.drop_mark(user_, plugin); }

  private:
    std::filesystem::path file_of(std::string_view plugin) const;

    services::PluginBuilds& builds_;
    services::PluginStorage& storage_;
    UserId user_;
    std::filesystem::path folder_;
};

} // namespace asista::core
