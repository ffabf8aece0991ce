// The notebook's key-value view of the plugin's storage.
#pragma once

#include "notebook.hpp"

#include <asista/plugin.hpp>

namespace asista::motivation {

class StorageAdapter final : public KeyValue {
  public:
    explicit StorageAdapter(asista::Storage storage) : storage_(storage) {}

    Found get(const std::string& key, std::string& json) override {
        const auto value = storage_.get(key);
        if (!value) return value.error().code == asista::Errc::not_found ? Found::no : Found::unknown;
        json = value->dump();
        return Found::yes;
    }
    bool set(const std::string& key, const std::string& json) override {
        auto value = asista::Json::parse(json, nullptr, false);
        return !value.is_discarded() && storage_.set(key, value).has_value();
    }

  private:
    asista::Storage storage_;
};

} // namespace asista::motivation
