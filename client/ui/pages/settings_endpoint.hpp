// The settings page's "Local endpoint": whether other programs on this computer may call what plugins offer, where, and with which token. [main]
#pragma once

#include "ui/pages/settings_form.hpp"

#include <memory>
#include <string>

namespace asista::ui {

class EndpointSettings {
  public:
    void opened(); // a token that was shown is not shown again
    // Borrows this and the snapshot for the frame.
    SettingSection section(Ui& ui);

  private:
    // What came back. Callbacks hold it, and may outlive this.
    struct Known {
        std::string token; // the new one, while it is shown
        bool waiting = false;
    };
    SettingRow switch_row(const Ui& ui);
    SettingRow use_row(const Ui& ui);
    SettingRow address_row(const Ui& ui);
    SettingRow port_row(const Ui& ui);
    SettingRow token_row(const Ui& ui);
    SettingRow shown_token_row(const Ui& ui);
    void set(Ui& ui, bool on, std::uint16_t port);
    void renew(Ui& ui);

    std::shared_ptr<Known> known_ = std::make_shared<Known>();
    std::string port_text_;
    bool port_typed_ = false;
};

// "plan of ai.asista.focus, 4 min ago: answered (200).", or that it was not used.
std::string last_use(const EndpointView& endpoint, InstantMs now);

} // namespace asista::ui
