// Saves the audit log as a file among the person's documents, under a name that is free, and says where it went. [main]
#pragma once

#include "ui/context.hpp"

namespace asista::ui {

void save_audit_log(Ui& ui);

} // namespace asista::ui
